"""A list of papers that can be narrowed: what it holds, what each condition would leave, and one page of it."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from gongkai.documents.models import PublishedPaper
from gongkai.portal.choices import Choices
from gongkai.portal.queries.facets import Facet, in_groups, tally
from gongkai.portal.queries.kept import Whole, whole_of
from gongkai.portal.queries.lists import published

SHOWN_AT_FIRST = 6
ORDERS = {
    "": (_("发布日期由近到远"), (F("first_published_at").desc(), "-thing_id")),
    "published": (_("发布日期由远到近"), (F("first_published_at").asc(), "thing_id")),
    "-written": (_("成文日期由近到远"), (F("written_on").desc(nulls_last=True), "-thing_id")),
    "written": (_("成文日期由远到近"), (F("written_on").asc(nulls_last=True), "thing_id")),
}


@dataclass(frozen=True)
class Scope:
    """Which papers a list is of before anything is chosen; `key` names them in the cache."""

    key: str
    papers: Q
    facets: tuple[Facet, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(facet.name for facet in self.facets)


@dataclass(frozen=True)
class Option:
    value: str
    word: str
    number: int
    checked: bool


@dataclass(frozen=True)
class ShownFacet:
    name: str
    title: str
    is_content: bool
    options: list[Option]

    @property
    def first(self) -> list[Option]:
        """Six, or as many as are checked."""
        return self.options[: max(SHOWN_AT_FIRST, sum(option.checked for option in self.options))]

    @property
    def rest(self) -> list[Option]:
        return self.options[len(self.first) :]


@dataclass(frozen=True)
class Chip:
    """One condition as the reader sees it, and the address of the list without it."""

    title: str
    word: str
    is_content: bool
    query: str


class Listing:
    """`count` and slices are what a paginator asks for."""

    def __init__(self, scope: Scope, choices: Choices, digest: str):
        self.scope, self.choices = scope, choices
        self.whole = self._whole(digest)

    @property
    def total(self) -> int:
        """Before anything was chosen."""
        return self.whole.total

    def count(self) -> int:
        """No query of its own: every paper has one value of every facet, so a tally adds up to the list."""
        if not self.choices.number:
            return self.total
        facet = self.scope.facets[0]
        chosen, counts = self.choices.of(facet.name), self._counts[facet.name]
        return sum(counts[value] for value in chosen) if chosen else sum(counts.values())

    def __getitem__(self, part: slice) -> list[PublishedPaper]:
        """Two queries: the place in the list needs the index alone, and only the rows of one page are read whole."""
        ids = list(self._ordered().values_list("pk", flat=True)[part])
        rows = published().in_bulk(ids)
        return [rows[pk] for pk in ids if pk in rows]

    def everything(self) -> QuerySet[PublishedPaper]:
        """The whole list in its order, for the file to download."""
        return self._ordered().select_related("thing").defer("summary")

    @cached_property
    def facets(self) -> list[ShownFacet]:
        shown = (self._shown(facet) for facet in self.scope.facets)
        return [facet for facet in shown if len(facet.options) > 1 or any(o.checked for o in facet.options)]

    @cached_property
    def chips(self) -> list[Chip]:
        found = [
            Chip(
                facet.title,
                str(facet.word(value)),
                facet.is_content,
                self.choices.without(facet.name, value).query(),
            )
            for facet in self.scope.facets
            for value in self.choices.of(facet.name)
        ]
        if self.choices.has_years:
            found.append(
                Chip(_("成文日期"), _span(self.choices), False, self.choices.without_years().query())
            )
        return found

    @property
    def years(self) -> list[int]:
        """The years to choose from, the newest first, with those that were chosen."""
        asked = [year for year in (self.choices.first_year, self.choices.last_year) if year]
        span = range(self.whole.years[0], self.whole.years[1] + 1) if self.whole.years else ()
        return sorted({*span, *asked}, reverse=True)

    @property
    def orders(self) -> list[tuple[str, str]]:
        return [(code, words) for code, (words, _fields) in ORDERS.items()]

    @cached_property
    def _counts(self) -> dict[str, Counter[str]]:
        tallies = self._tallies()
        return {facet.name: facet.folded(tallies[facet.name]) for facet in self.scope.facets}

    def _tallies(self) -> dict[str, Counter]:
        """One query for each facet that is chosen from and for each group of the others; none where nothing else is
        chosen."""
        found = dict(self.whole.tallies) if not self.choices.number else {}
        chosen = [facet for facet in self.scope.facets if self.choices.of(facet.name)]
        for facet in chosen:
            if self.choices.number == len(self.choices.of(facet.name)):
                found[facet.name] = self.whole.tallies[facet.name]
            else:
                found |= tally(self._rows(leaving_out=facet), [facet])
        for group in in_groups(facet for facet in self.scope.facets if facet.name not in found):
            found |= tally(self._rows(), group)
        return found

    def _rows(self, leaving_out: Facet | None = None) -> QuerySet[PublishedPaper]:
        rows = PublishedPaper.objects.filter(self.scope.papers)
        for facet in self.scope.facets:
            chosen = self.choices.of(facet.name)
            if chosen and facet is not leaving_out:
                rows = facet.choose(rows, chosen, self.whole.tallies[facet.name])
        if self.choices.first_year:
            rows = rows.filter(written_on__gte=f"{self.choices.first_year}-01-01")
        if self.choices.last_year:
            rows = rows.filter(written_on__lte=f"{self.choices.last_year}-12-31")
        return rows

    def _ordered(self) -> QuerySet[PublishedPaper]:
        return self._rows().order_by(*ORDERS[self.choices.order][1])

    def _shown(self, facet: Facet) -> ShownFacet:
        """Checked ones first, also those that nothing has; the others while something has them."""
        chosen, counts = self.choices.of(facet.name), self._counts[facet.name]
        known = facet.ordered(facet.folded(self.whole.tallies[facet.name]))
        values = [value for value in known if value in chosen]
        values += [value for value in chosen if value not in known]
        values += [value for value in known if value and value not in chosen and counts[value]]
        options = [
            Option(value, str(facet.word(value)), counts[value], checked=value in chosen) for value in values
        ]
        return ShownFacet(facet.name, facet.title, facet.is_content, options)

    def _whole(self, digest: str) -> Whole:
        rows = PublishedPaper.objects.filter(self.scope.papers)
        return whole_of(self.scope.key, rows, self.scope.facets, digest)


def _span(choices: Choices) -> str:
    words = {"first": choices.first_year, "last": choices.last_year}
    if choices.first_year == choices.last_year:
        return _("%(first)s年") % words
    if not choices.last_year:
        return _("%(first)s年起") % words
    if not choices.first_year:
        return _("到%(last)s年") % words
    return _("%(first)s年至%(last)s年") % words
