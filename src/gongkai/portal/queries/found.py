"""What a search found, as a list that can be narrowed: the same parts as `listing.Listing`, from the index."""

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from gongkai.documents.models import PublishedPaper
from gongkai.portal import badges
from gongkai.portal.choices import Choices
from gongkai.portal.queries.facets import ValidityFacet
from gongkai.portal.queries.frame import Column, Frame
from gongkai.portal.queries.listing import Chip, Option, ShownFacet
from gongkai.portal.queries.lists import published
from gongkai.search import attached
from gongkai.search.asking import Asked
from gongkai.search.highlighting import lacking, pieces, snippet
from gongkai.search.queries import Search
from gongkai.search.searched import SEARCHED
from gongkai.units.queries import units_with_names

SEARCH_FACETS = ("unit", "column", "kind", "year", "validity")
SEARCH_ORDERS = {"": _("相关度"), "newest": _("日期由近到远"), "oldest": _("日期由远到近")}
DEEPEST = 10_000
TITLES = {
    "unit": _("单位"),
    "column": _("栏目"),
    "kind": _("类别"),
    "year": _("年份"),
    "validity": _("有效性"),
}
CONTENT = ("unit", "column")


@dataclass(frozen=True)
class SearchChoices(Choices):
    """The words stand in every address beside what was chosen."""

    words: str = ""

    def query(self, page: int | None = None) -> str:
        rest = super().query(page)[1:]
        return "?" + urlencode({"q": self.words}) + (f"&{rest}" if rest else "")

    def cleared(self) -> "SearchChoices":
        return SearchChoices(order=self.order, words=self.words)


@dataclass(frozen=True)
class Hit:
    """A row of a list, with the words that were asked for marked in its title and in a stretch of its text."""

    row: PublishedPaper
    title: list[tuple[str, bool]]
    number: list[tuple[str, bool]]
    text: list[tuple[str, bool]]
    attached: "InFile | None"


@dataclass(frozen=True)
class InFile:
    """A stretch of a file's text, where the file has words that the paper itself has not."""

    title: str
    text: list[tuple[str, bool]]


class Found:
    """`count` and slices are what a paginator asks for."""

    def __init__(self, choices: SearchChoices, frame: Frame):
        self.choices, self.frame = choices, frame
        self.search = Search(choices.words, among=self._among(), order=choices.order)
        self.years: list[int] = []

    @property
    def asked(self) -> Asked:
        return self.search.asked

    @property
    def total(self) -> int:
        """Before anything was chosen."""
        return self.search.total_without_choices

    def count(self) -> int:
        return self.search.total

    def __getitem__(self, part: slice) -> list[Hit]:
        return self.hits(self.search.ids(part.start, part.stop - part.start))

    def hits(self, ids: list[int]) -> list[Hit]:
        """Those that are public now, in that order; title and text as the record has them."""
        rows = published().select_related("thing", "version").in_bulk(ids)
        return [self._hit(rows[pk]) for pk in ids if pk in rows]

    @property
    def orders(self) -> list[tuple[str, str]]:
        return list(SEARCH_ORDERS.items())

    @cached_property
    def facets(self) -> list[ShownFacet]:
        shown = [self._facet(name, counts) for name, counts in self._counts.items()]
        return [facet for facet in shown if len(facet.options) > 1 or any(o.checked for o in facet.options)]

    @cached_property
    def chips(self) -> list[Chip]:
        return [
            Chip(
                TITLES[name],
                str(self._word(name, value)),
                name in CONTENT,
                self.choices.without(name, value).query(),
            )
            for name in SEARCH_FACETS
            for value in self.choices.of(name)
        ]

    def _among(self) -> dict[str, tuple[str, ...]]:
        """A column stands for itself and all below it; a value that nothing has finds nothing."""
        among = {name: self.choices.of(name) for name in SEARCH_FACETS if self.choices.of(name)}
        if "column" in among:
            families = (self._family(code) for code in among["column"])
            among["column"] = tuple(dict.fromkeys(code for family in families for code in family))
        return among

    def _family(self, code: str) -> list[str]:
        column = self.frame.columns.get(code)
        return [member.code for member in column.family()] if column else [code]

    @cached_property
    def _counts(self) -> dict[str, dict[str, int]]:
        found = self.search.counts()
        return {
            name: self._of_columns(found[name]) if name == "column" else found[name] for name in SEARCH_FACETS
        }

    def _of_columns(self, counts: dict[str, int]) -> dict[str, int]:
        """Counted under the columns at the top, and under those below that were chosen."""
        chosen = [
            self.frame.columns[code] for code in self.choices.of("column") if code in self.frame.columns
        ]
        shown: list[Column] = list(
            {column.code: column for column in [*self.frame.top_columns, *chosen]}.values()
        )
        return {
            column.code: sum(counts.get(member.code, 0) for member in column.family()) for column in shown
        }

    def _facet(self, name: str, counts: dict[str, int]) -> ShownFacet:
        """Checked ones first; the others while something has them."""
        chosen = self.choices.of(name)
        others = [
            value for value in self._ordered(name, counts) if value and counts[value] and value not in chosen
        ]
        options = [
            Option(value, str(self._word(name, value)), counts.get(value, 0), checked=value in chosen)
            for value in [*chosen, *others]
        ]
        return ShownFacet(name, TITLES[name], name in CONTENT, options)

    def _ordered(self, name: str, counts: dict[str, int]) -> list[str]:
        if name == "year":
            return sorted(counts, reverse=True)
        if name == "validity":
            return [value for value in ValidityFacet.BADGES if value in counts]
        return sorted(counts, key=lambda value: (-counts[value], str(self._word(name, value))))

    def _word(self, name: str, value: str):
        if name == "unit":
            return self._units.get(value, value)
        if name == "column":
            column = self.frame.columns.get(value)
            return column.title if column else value
        if name == "validity":
            badge = ValidityFacet.BADGES.get(value)
            return badge.word if badge else value
        if name == "year" and value.isdigit():
            return _("%(year)s年") % {"year": value}
        return badges.KIND_TAGS.get(value, value) if name == "kind" else value

    @cached_property
    def _units(self) -> dict[str, str]:
        return {unit.code: unit.name for unit in units_with_names()}

    def _hit(self, row: PublishedPaper) -> Hit:
        marks, form = self.asked.marks, json.loads(row.version.form)
        texts = "\n".join(text for text in SEARCHED[row.kind].prose(form) if text)
        said = "\n".join((row.title, *SEARCHED[row.kind].texts(form)))
        return Hit(
            row=row,
            title=pieces(row.title, marks),
            number=pieces(row.document_number, marks),
            text=snippet(" ".join(texts.split()), marks),
            attached=self._in_file(row.thing_id, form, said),
        )

    def _in_file(self, thing_id: int, form: dict, said: str) -> InFile | None:
        """Of the first file that has a word which the paper does not say itself."""
        files = attached.files_of(form)
        parts = lacking(said, (*self.asked.question.must, *self.asked.question.parts)) if files else ()
        for file in files if parts else ():
            text = attached.kept_text(thing_id, file)
            if len(lacking(text, parts)) < len(parts):
                return InFile(file["title"], snippet(" ".join(text.split()), self.asked.marks))
        return None
