"""Rows of lists and counts, all from the record and its read model."""

import datetime as dt

from django.core.cache import cache
from django.db.models import Count, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from gongkai.core.models import Act, Event, Record
from gongkai.documents.models import PublishedPaper
from gongkai.portal.queries.kept import counts_of

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


def column_counts(since: dt.datetime, digest: str) -> dict[int, int]:
    """How many papers each column has published since then, by the column's page id."""
    rows = PublishedPaper.objects.filter(first_published_at__gte=since)
    return counts_of(f"columns-{since.date()}", rows, ("column_id",), digest)


def matter_counts(digest: str) -> dict[int, int]:
    """How many papers each matter has, by its id."""
    return counts_of("matters", PublishedPaper.objects.all(), ("matter_id",), digest)


def kind_counts(digest: str) -> dict[str, int]:
    return counts_of("kinds", PublishedPaper.objects.all(), ("kind",), digest)


def unit_counts(digest: str) -> dict[tuple[int, int], int]:
    """By the unit that looks after a paper and the one that issued it."""
    return counts_of("units", PublishedPaper.objects.all(), ("unit_id", "issuer_id"), digest)


def figures_of_home(now: dt.datetime, digest: str) -> tuple[dict[str, int], dict[int, int]]:
    """`figures` and this year's `column_counts`, for each state of the record and day. Events are only ever added, so
    what happened since the last state is counted on."""
    year = timezone.localtime(now).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    columns = column_counts(year, digest)
    if not digest:
        return figures(now), columns
    key = f"portal-figures-{timezone.localdate(now)}"
    kept = cache.get(key) or ("", 0, {})
    if kept[0] != digest:
        newest = Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
        since = figures(now, after=kept[1], until=newest)
        found = {name: number + kept[2].get(name, 0) for name, number in since.items()}
        kept = (digest, newest, found | {"records": since["records"]})
        cache.set(key, kept, 24 * 3600)
    return kept[2], columns


def figures(now: dt.datetime, *, after: int = 0, until: int | None = None) -> dict[str, int]:
    """What was done in public today and this year, counted from the record itself; an archive taken in is not news.

    `after` and `until` are the keys of events between which is counted."""
    local = timezone.localtime(now)
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    year = today.replace(month=1, day=1)
    events = Event.objects.filter(
        thing__kind__in=PAPER_KINDS, at__gte=year, part_of__isnull=True, pk__gt=after
    )
    events = events if until is None else events.filter(pk__lte=until)
    counted = events.aggregate(
        today=Count("pk", filter=Q(act=Act.PUBLISH, at__gte=today)),
        year=Count("pk", filter=Q(act=Act.PUBLISH)),
        corrected=Count("pk", filter=Q(act=Act.CORRECT)),
        withdrawn=Count("pk", filter=Q(act=Act.WITHDRAW)),
    )
    last = Record.objects.order_by("-number").values_list("number", flat=True).first()
    return counted | {"records": last or 0}
