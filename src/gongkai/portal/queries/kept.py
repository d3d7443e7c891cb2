"""What a whole list holds, counted once and kept; what was published since is added, not counted again."""

from collections import Counter
from dataclasses import dataclass, field

from django.core.cache import cache
from django.db.models import Count, Max, Min, QuerySet
from django.utils import timezone

from gongkai.core.models import Act, Event
from gongkai.documents.models import PublishedPaper
from gongkai.portal.queries.facets import Facet, in_groups, tally

ADDED_AT_MOST = 200


@dataclass
class Whole:
    """Of a list without any choice: how many papers, each facet's raw values, and the years."""

    tallies: dict[str, Counter] = field(default_factory=dict)
    total: int = 0
    years: tuple[int, int] | None = None


@dataclass
class _Kept:
    whole: Whole
    digest: str
    event_id: int


def whole_of(key: str, rows: QuerySet[PublishedPaper], facets: tuple[Facet, ...], digest: str) -> Whole:
    """As the record stands at `digest`. Validity depends on the day, so nothing is kept beyond it."""
    if not digest:
        return _counted(rows, facets)
    key = f"portal-list-{key}-{timezone.localdate()}"
    kept = cache.get(key)
    if kept is None or kept.digest != digest:
        newest = Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
        whole = _added(kept, rows, facets) if kept else None
        kept = _Kept(whole or _counted(rows, facets), digest, newest)
        cache.set(key, kept, 24 * 3600)
    return kept.whole


def _counted(rows: QuerySet[PublishedPaper], facets: tuple[Facet, ...]) -> Whole:
    tallies = {}
    for group in in_groups(facets):
        tallies |= tally(rows, group)
    first, last = rows.aggregate(first=Min("written_on"), last=Max("written_on")).values()
    return Whole(
        tallies=tallies,
        total=next(iter(tallies.values())).total(),
        years=(first.year, last.year) if first else None,
    )


def _added(kept: _Kept, rows: QuerySet[PublishedPaper], facets: tuple[Facet, ...]) -> Whole | None:
    """With the few papers that were published since; None when anything else happened, or when the sum is not right."""
    things = published_since(kept.event_id)
    if things is None:
        return None
    new = _counted(rows.filter(pk__in=things), facets)
    total = kept.whole.total + new.total
    if rows.count() != total:
        return None
    years = [year for each in (kept.whole.years, new.years) if each for year in each]
    tallies = {name: counter + new.tallies[name] for name, counter in kept.whole.tallies.items()}
    return Whole(tallies=tallies, total=total, years=(min(years), max(years)) if years else None)


def published_since(event_id: int) -> list[int] | None:
    """The few things that became public after that event; None when anything else happened, or much."""
    since = Event.objects.filter(pk__gt=event_id).order_by("pk")
    events = list(since.values_list("act", "thing_id")[: ADDED_AT_MOST + 1])
    if len(events) > ADDED_AT_MOST or any(act != Act.PUBLISH for act, _thing in events):
        return None
    return [thing for _act, thing in events]


def counts_of(name: str, rows: QuerySet[PublishedPaper], fields: tuple[str, ...], digest: str) -> dict:
    """How many of those papers there are by the values of some fields, kept in the same way."""
    if not digest:
        return _counts(rows, fields)
    key = f"portal-counts-{name}"
    kept = cache.get(key)
    if kept is None or kept[0] != digest:
        newest = Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
        found = _counts_added(kept, rows, fields) if kept else None
        kept = (digest, newest, _counts(rows, fields) if found is None else found)
        cache.set(key, kept, 24 * 3600)
    return kept[2]


def _counts(rows: QuerySet[PublishedPaper], fields: tuple[str, ...]) -> dict:
    counted = rows.order_by().values_list(*fields).annotate(number=Count("pk"))
    return {key[0] if len(key) == 1 else tuple(key): number for *key, number in counted}


def _counts_added(kept: tuple, rows: QuerySet[PublishedPaper], fields: tuple[str, ...]) -> dict | None:
    things = published_since(kept[1])
    if things is None:
        return None
    found = dict(Counter(kept[2]) + Counter(_counts(rows.filter(pk__in=things), fields)))
    return found if rows.count() == sum(found.values()) else None
