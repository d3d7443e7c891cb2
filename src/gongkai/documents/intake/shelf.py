"""Where a candidate would stand: units, columns and matters by their codes, and what stands there already."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from gongkai.catalogue.models import Matter
from gongkai.catalogue.queries import matters_in_use
from gongkai.documents.intake.candidate import Candidate
from gongkai.documents.models import Column, Document, IntakeItem, PublishedPaper, UnitHome
from gongkai.documents.queries import is_public_column
from gongkai.units.models import Role, Unit
from gongkai.units.rules import has_role, is_office


class Shelf:
    """Read once for a whole run; what a chunk needs beside it is looked up with a few queries for each chunk."""

    def __init__(self, *, author):
        self.author = author
        self.units = {unit.code: unit for unit in Unit.objects.prefetch_related("names")}
        self.columns = {column.code: column for column in Column.objects.filter(is_public_column())}
        self.matters: dict[str, Matter] = {matter.code: matter for matter in matters_in_use()}
        self.homes = {home.unit_id: home.pk for home in UnitHome.objects.all()}
        self._known: dict[str, tuple[str, str]] = {}
        self._numbers: dict[tuple[int, str], str] = {}
        self._digests: dict[str, str] = {}

    def look_up(self, candidates: Iterable[Candidate]) -> None:
        candidates = list(candidates)
        keys = [candidate.key for candidate in candidates]
        found = IntakeItem.objects.filter(key__in=keys).select_related("thing")
        self._known = {item.key: (item.digest, item.thing.index_number) for item in found}
        numbers = {candidate.document_number for candidate in candidates} - {""}
        public = PublishedPaper.objects.filter(document_number__in=numbers)
        rows = public.values_list("issuer_id", "document_number", "title")
        drafts = Document.objects.filter(document_number__in=numbers)
        drafted = drafts.values_list("issuer_id", "unit_id", "document_number", "draft_title")
        self._numbers = {(issuer, number): title for issuer, number, title in rows}
        for issuer, unit, number, title in drafted:
            self._numbers.setdefault((issuer or unit, number), title)

    def issuer_of(self, candidate: Candidate) -> Unit:
        return self.units.get(candidate.issuer_code) or self.units[candidate.unit_code]

    def is_taken_in(self, candidate: Candidate) -> bool:
        known = self._known.get(candidate.key)
        return known is not None and known[0] == candidate.digest

    def take(self, candidate: Candidate) -> None:
        """From now on it stands there for the candidates that follow."""
        self._digests[candidate.key] = candidate.where
        if candidate.document_number:
            self._numbers[self.issuer_of(candidate).pk, candidate.document_number] = candidate.title

    def problem(self, candidate: Candidate) -> str | None:
        """Why it cannot be placed, with the remedy."""
        return self._place_problem(candidate) or self._twice_problem(candidate)

    def _place_problem(self, candidate: Candidate) -> str | None:
        unit = self.units.get(candidate.unit_code)
        if unit is None:
            return _("没有编号为 %(code)s 的单位。") % {"code": candidate.unit_code}
        if unit.pk not in self.homes:
            return _("%(unit)s还没有单位主页，请先请政务公开办建好单位主页。") % {"unit": unit}
        if candidate.column_code not in self.columns:
            return _("没有代码为 %(code)s 的公开栏目。") % {"code": candidate.column_code}
        if candidate.matter_code not in self.matters:
            return _("没有编号为 %(code)s 的公开事项，或者已经停用。") % {"code": candidate.matter_code}
        if self.author and not is_office(self.author) and not has_role(self.author, Role.CLERK, unit):
            return _("%(unit)s的信息由它自己的经办或者政务公开办入库。") % {"unit": unit}
        return None

    def _twice_problem(self, candidate: Candidate) -> str | None:
        if candidate.key in self._known:
            values = {"number": self._known[candidate.key][1]}
            return _("来源的内容有变化：它以索引号 %(number)s 入过库。要改，请在后台更正那一件。") % values
        if candidate.key in self._digests:
            return _("与 %(where)s 是同一件。") % {"where": self._digests[candidate.key]}
        number = candidate.document_number
        taken = number and self._numbers.get((self.issuer_of(candidate).pk, number))
        if taken:
            return _("发文字号 %(number)s 已经用在《%(title)s》上，请核对。") % {
                "number": number,
                "title": taken,
            }
        return None
