"""Corrections, withdrawals and expiries of papers, newest first. `event.actor` is never shown."""

import json
from collections import Counter

from django.core.cache import cache
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from gongkai.core.models import Act, Event, Version
from gongkai.portal import badges
from gongkai.portal.queries.facets import Facet
from gongkai.portal.queries.kept import Whole
from gongkai.portal.queries.listing import Listing, Scope
from gongkai.portal.queries.lists import PAPER_KINDS

CHANGE_ACTS = (Act.CORRECT, Act.WITHDRAW, Act.EXPIRE)


def changes() -> QuerySet[Event]:
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


class ActFacet(Facet):
    name, title = "act", _("变更")

    def word(self, value):
        if value == Act.EXPIRE:
            return _("失效或废止")
        return badges.ACTS[value].word if value in CHANGE_ACTS else value

    def narrow(self, raws):
        return Q(act__in={raw[0] for raw in raws})


class UnitFacet(Facet):
    """By the unit that the index number was given to, which outlives the withdrawal of its paper."""

    name, title, is_content = "unit", _("单位"), True

    def __init__(self, names: dict[str, str]):
        self.names = names

    def fold(self, raw):
        return raw[1]

    def word(self, value):
        return self.names.get(value, value)

    def narrow(self, raws):
        found = Q()
        for prefix in {raw[1] for raw in raws}:
            found |= Q(thing__index_number__startswith=f"{prefix}/")
        return found


class YearFacet(Facet):
    name, title = "year", _("年份")

    def fold(self, raw):
        return str(raw[2])

    def word(self, value):
        return _("%(year)s年") % {"year": value}

    def ordered(self, counts):
        return sorted(counts, reverse=True)

    def narrow(self, raws):
        return Q(at__year__in={raw[2] for raw in raws})


def changes_scope(names: dict[str, str]) -> Scope:
    """`names`: the name of each unit by the prefix of its index numbers."""
    return Scope("changes", Q(), (ActFacet(), UnitFacet(names), YearFacet()))


class ChangesListing(Listing):
    """The same list over events. They are few beside the papers, so one tally of all three facets is kept."""

    orders = ()

    def __getitem__(self, part):
        return with_titles(list(self._ordered()[part]))

    @cached_property
    def _everything(self) -> Counter:
        return self.whole.tallies["act"]

    def _tallies(self):
        return {facet.name: self._tally(facet) for facet in self.scope.facets}

    def _tally(self, facet: Facet) -> Counter:
        others = [each for each in self.scope.facets if each is not facet and self.choices.of(each.name)]
        return Counter(
            {
                raw: number
                for raw, number in self._everything.items()
                if all(each.fold(raw) in self.choices.of(each.name) for each in others)
            }
        )

    def _rows(self, leaving_out=None):
        rows = changes()
        for facet in self.scope.facets:
            if chosen := self.choices.of(facet.name):
                rows = facet.choose(rows, chosen, self._everything)
        return rows

    def _ordered(self):
        return self._rows()

    def _whole(self, digest):
        key = f"portal-changes-{digest}"
        return cache.get_or_set(key, _counted, 24 * 3600) if digest else _counted()


def _counted() -> Whole:
    found: Counter = Counter()
    for act, at, number in changes().order_by().values_list("act", "at", "thing__index_number"):
        found[act, number.rsplit("/", 1)[0], timezone.localtime(at).year] += 1
    return Whole(
        tallies=dict.fromkeys((ActFacet.name, UnitFacet.name, YearFacet.name), found), total=found.total()
    )
