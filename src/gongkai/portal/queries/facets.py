"""The conditions by which lists of papers can be narrowed. One class each; a new one is one class more.

Within one facet values are alternatives, facets together narrow each other, and the counts of a facet ignore its own
choice, so that a reader sees what another value would give.
"""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongkai.documents.models.papers import Genre, Validity
from gongkai.portal import badges


class Facet:
    """`fields` is what the database groups by: a raw value is one combination of them, and `fold` says under which
    value of the facet it falls ("" for none). Only raw values that are there go back into a query."""

    name: str
    title: str
    fields: tuple[str, ...]
    counted_with = "few"  # facets of one group are counted in one query: those of few values, those of many
    is_content = False  # whether its words are the city's own, in Chinese whatever the interface speaks

    def fold(self, raw: tuple) -> str:
        return raw[0] or ""

    def word(self, value: str) -> str:
        return value

    def narrow(self, raws: list[tuple]) -> Q:
        return Q(**{f"{self.fields[0]}__in": [raw[0] for raw in raws]})

    def ordered(self, counts: Counter[str]) -> list[str]:
        """The most frequent first, and equal ones by their words, so that the order does not depend on filters."""
        return sorted(counts, key=lambda value: (-counts[value], str(self.word(value))))

    def prepared(self, rows: QuerySet) -> QuerySet:
        return rows

    def folded(self, raws: Counter[tuple]) -> Counter[str]:
        found: Counter[str] = Counter()
        for raw, number in raws.items():
            found[self.fold(raw)] += number
        return found

    def choose(self, rows: QuerySet, values: Iterable[str], raws: Iterable[tuple]) -> QuerySet:
        """The rows with one of the values; values that no row has find nothing."""
        wanted = set(values)
        found = [raw for raw in raws if self.fold(raw) and self.fold(raw) in wanted]
        return self.prepared(rows).filter(self.narrow(found)) if found else rows.none()


def tally(rows: QuerySet, facets: list[Facet]) -> dict[str, Counter[tuple]]:
    """How many rows each raw value of each facet has; one query for all of them."""
    fields = tuple(dict.fromkeys(field for facet in facets for field in facet.fields))
    for facet in facets:
        rows = facet.prepared(rows)
    found: dict[str, Counter[tuple]] = {facet.name: Counter() for facet in facets}
    for *values, number in rows.order_by().values_list(*fields).annotate(number=Count("pk")):
        value_of = dict(zip(fields, values, strict=True))
        for facet in facets:
            found[facet.name][tuple(value_of[field] for field in facet.fields)] += number
    return found


def in_groups(facets: Iterable[Facet]) -> list[list[Facet]]:
    """Facets that are counted together."""
    groups: dict[str, list[Facet]] = {}
    for facet in facets:
        groups.setdefault(facet.counted_with, []).append(facet)
    return list(groups.values())


class ValidityFacet(Facet):
    """What `badges.validity_badge` says of a document today, told to the database. Other papers have none."""

    name, title, fields = "validity", _("有效性"), ("standing",)
    BADGES = {
        Validity.IN_FORCE: badges.IN_FORCE,
        badges.NOT_YET.code: badges.NOT_YET,
        Validity.AMENDED: badges.AMENDED,
        Validity.PARTLY: badges.PARTLY,
        Validity.REPEALED: badges.REPEALED,
        Validity.LAPSED: badges.LAPSED,
    }

    def prepared(self, rows):
        today = timezone.localdate()
        standing = Case(
            When(~Q(kind="document"), then=Value("")),
            When(validity__in=[Validity.REPEALED, Validity.LAPSED], then=F("validity")),
            When(expires_on__lt=today, then=Value(Validity.LAPSED)),
            When(effective_on__gt=today, then=Value(badges.NOT_YET.code)),
            default=F("validity"),
            output_field=CharField(),
        )
        return rows.annotate(standing=standing)

    def word(self, value):
        return self.BADGES[value].word if value in self.BADGES else value

    def ordered(self, counts):
        places = list(self.BADGES)
        return sorted(counts, key=lambda value: places.index(value) if value in places else len(places))


class IssuerFacet(Facet):
    """By the name that stood on the paper on its day."""

    name, title, fields = "issuer", _("发文机关"), ("issuer_name",)
    counted_with = "many"
    is_content = True


class TopicFacet(Facet):
    """主题分类 has two levels, written one\\two; readers choose among the first."""

    name, title, fields = "topic", _("主题分类"), ("topic",)
    counted_with = "many"
    is_content = True

    def fold(self, raw):
        return raw[0].split("\\")[0]


class GenreFacet(Facet):
    """文种 of documents; other papers by what they are."""

    name, title, fields = "genre", _("文种"), ("kind", "genre")
    OTHERS = {"interpretation": "interpretation", "topic": "topic"}

    def fold(self, raw):
        kind, genre = raw
        if kind == "document":
            return genre or Genre.OTHER
        if kind == "news":
            return "bulletin" if genre == "announcement" else "news"
        return kind

    def word(self, value):
        if value in Genre.values:
            return Genre(value).label
        if value == "bulletin":
            return _("公告（非公文）")
        return badges.KIND_TAGS.get(value, value)

    def narrow(self, raws):
        found = Q()
        for kind, genre in raws:
            found |= Q(kind=kind, genre=genre)
        return found


class ColumnFacet(Facet):
    """The columns next below the one that is shown, each with all below it; made for that column."""

    name, title, fields = "column", _("栏目"), ("column_id",)
    is_content = True

    def __init__(self, groups):
        """`groups`: pairs of a column and the columns counted under it."""
        self.titles = {column.code: column.title for column, _members in groups}
        self.codes = {member.page_id: column.code for column, members in groups for member in members}

    def fold(self, raw):
        return self.codes.get(raw[0], "")

    def word(self, value):
        return self.titles.get(value, value)


class MatterFacet(Facet):
    """公开事项; made for the matters of one clause."""

    name, title, fields = "matter", _("公开事项"), ("matter_id",)
    is_content = True

    def __init__(self, matters):
        self.codes = {matter.pk: matter.code for matter in matters}
        self.titles = {matter.code: matter.title for matter in matters}

    def fold(self, raw):
        return self.codes.get(raw[0], "")

    def word(self, value):
        return self.titles.get(value, value)
