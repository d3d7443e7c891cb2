"""Rows of lists and counts, all from the record and its read model."""

import datetime as dt
import json

from django.core.cache import cache
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from gongkai.core.models import Act, Event, Record, Version
from gongkai.documents.models import PublishedPaper

PAPER_KINDS = ("document", "interpretation", "news", "topic")
CHANGE_ACTS = (Act.CORRECT, Act.WITHDRAW, Act.EXPIRE)


def published() -> QuerySet[PublishedPaper]:
    """Rows for a list, newest first, each with the number of its interpretations."""
    interpretations = (
        PublishedPaper.objects.filter(interprets=OuterRef("thing_id"))
        .order_by()
        .values("interprets")
        .annotate(number=Count("pk"))
        .values("number")
    )
    count = Coalesce(Subquery(interpretations, output_field=IntegerField()), 0)
    return (
        PublishedPaper.objects.select_related("thing")
        .annotate(interpretations=count)
        .order_by("-first_published_at", "-thing_id")
    )


def papers_in_columns(page_ids: list[int]) -> QuerySet[PublishedPaper]:
    return published().filter(column_id__in=page_ids)


def papers_of_unit(unit) -> QuerySet[PublishedPaper]:
    """A unit that is gone keeps what was issued in its name, though another unit looks after it now."""
    if unit.dissolved_on:
        return published().filter(Q(unit=unit) | Q(issuer=unit))
    return published().filter(unit=unit)


def papers_of_matter(code: str) -> QuerySet[PublishedPaper]:
    return published().filter(matter__code=code)


def papers_of_clause(number: str) -> QuerySet[PublishedPaper]:
    return published().filter(matter__clause=number)


def column_counts(since: dt.datetime) -> dict[int, int]:
    """How many papers each column has published since then, by the column's page id."""
    rows = PublishedPaper.objects.filter(first_published_at__gte=since).order_by().values("column_id")
    return {row["column_id"]: row["number"] for row in rows.annotate(number=Count("pk"))}


def matter_counts() -> dict[int, int]:
    rows = PublishedPaper.objects.order_by().values("matter_id").annotate(number=Count("pk"))
    return {row["matter_id"]: row["number"] for row in rows}


def figures_of_home(now: dt.datetime, digest: str) -> tuple[dict[str, int], dict[int, int]]:
    """`figures` and this year's `column_counts`, counted once for each state of the record and day."""
    day = timezone.localdate(now)
    year = timezone.localtime(now).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    return cache.get_or_set(
        f"portal-figures-{digest}-{day}", lambda: (figures(now), column_counts(year)), 24 * 3600
    )


def figures(now: dt.datetime) -> dict[str, int]:
    """What was done in public today and this year, counted from the record itself; an archive taken in is not news."""
    local = timezone.localtime(now)
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    year = today.replace(month=1, day=1)
    events = Event.objects.filter(thing__kind__in=PAPER_KINDS, at__gte=year, part_of__isnull=True)
    counted = events.aggregate(
        today=Count("pk", filter=Q(act=Act.PUBLISH, at__gte=today)),
        year=Count("pk", filter=Q(act=Act.PUBLISH)),
        corrected=Count("pk", filter=Q(act=Act.CORRECT)),
        withdrawn=Count("pk", filter=Q(act=Act.WITHDRAW)),
    )
    last = Record.objects.order_by("-number").values_list("number", flat=True).first()
    return counted | {"records": last or 0}


def changes() -> QuerySet[Event]:
    """Corrections, withdrawals and expiries of papers, newest first. `event.actor` is never shown."""
    events = Event.objects.filter(act__in=CHANGE_ACTS, thing__kind__in=PAPER_KINDS)
    return events.select_related("thing__published", "version").defer("version__form").order_by("-at", "-id")


def with_titles(events: list[Event]) -> list[Event]:
    """Give each event the title that its thing shows today: none when its text was taken out for good. One query."""
    gone = {event.thing_id for event in events if not hasattr(event.thing, "published")}
    newest = Version.objects.filter(thing=OuterRef("thing")).order_by("-number").values("number")[:1]
    versions = Version.objects.filter(thing_id__in=gone, number=Subquery(newest), form__isnull=False)
    titles = {version.thing_id: json.loads(version.form)["title"] for version in versions}
    for event in events:
        row = getattr(event.thing, "published", None)
        event.title = row.title if row else titles.get(event.thing_id, "")
    return events
