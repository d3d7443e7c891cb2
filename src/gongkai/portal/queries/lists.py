"""Rows of lists and counts, all from the record and its read model."""

import datetime as dt

from django.core.cache import cache
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from gongkai.core.models import Act, Event, Record
from gongkai.documents.models import PublishedPaper

PAPER_KINDS = ("document", "interpretation", "news", "topic")


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


def papers_of_matter(code: str) -> QuerySet[PublishedPaper]:
    return published().filter(matter__code=code)


def newest_papers(number: int, *, kinds: tuple[str, ...] = ()) -> list[PublishedPaper]:
    rows = published().filter(kind__in=kinds) if kinds else published()
    return list(rows[:number])


def newest_interpretations(number: int) -> list[PublishedPaper]:
    """Each with the document it interprets, if that is public now."""
    rows = published().filter(kind="interpretation").select_related("thing", "interprets__published")
    return list(rows[:number])


def column_counts(since: dt.datetime) -> dict[int, int]:
    """How many papers each column has published since then, by the column's page id."""
    rows = PublishedPaper.objects.filter(first_published_at__gte=since).order_by().values("column_id")
    return {row["column_id"]: row["number"] for row in rows.annotate(number=Count("pk"))}


def matter_counts(digest: str) -> dict[int, int]:
    """How many papers each matter has, by its id, counted once for each state of the record."""
    return _kept(f"portal-matters-{digest}", digest, lambda: _count_by("matter_id"))


def kind_counts(digest: str) -> dict[str, int]:
    return _kept(f"portal-kinds-{digest}", digest, lambda: _count_by("kind"))


def unit_counts(digest: str) -> dict[tuple[int, int], int]:
    """By the unit that looks after a paper and the one that issued it."""
    return _kept(f"portal-units-{digest}", digest, lambda: _count_by("unit_id", "issuer_id"))


def _count_by(*fields: str) -> dict:
    rows = PublishedPaper.objects.order_by().values_list(*fields).annotate(number=Count("pk"))
    return {key[0] if len(key) == 1 else tuple(key): number for *key, number in rows}


def _kept(key: str, digest: str, count):
    return cache.get_or_set(key, count, 24 * 3600) if digest else count()


def figures_of_home(now: dt.datetime, digest: str) -> tuple[dict[str, int], dict[int, int]]:
    """`figures` and this year's `column_counts`, counted once for each state of the record and day."""
    day = timezone.localdate(now)
    year = timezone.localtime(now).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    return _kept(f"portal-figures-{digest}-{day}", digest, lambda: (figures(now), column_counts(year)))


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
