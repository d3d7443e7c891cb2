"""What outsiders may see of the plan, declared once (docs/public-form.md)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.catalogue.models import ClauseUnit, Plan, PlanChapter, PlanClause, PlanReading
from gongkai.catalogue.queries import responsible_unit
from gongkai.core.kinds import PublicKind, register


class PlanKind(PublicKind):
    """A reading of the plan: submitted by one of the office and approved by another. A revision is a reading."""

    name, label, stages = "plan", gettext_lazy("实施方案"), ("final",)
    is_site, writers = True, ("office",)

    def load(self, object_id, revision_id):
        readings = PlanReading.objects.select_related("plan").filter(plan=object_id)
        return readings.get(pk=revision_id) if revision_id else readings.latest("number")

    def form(self, source):
        return plan_form(source)

    def unit(self, source):
        return responsible_unit()

    def unit_id(self, thing):
        unit = responsible_unit()
        return unit.pk if unit else None

    def title(self, thing):
        return Plan.objects.values_list("title", flat=True).get(pk=thing.object_id)

    def newest_revision_id(self, thing):
        readings = PlanReading.objects.filter(plan=thing.object_id)
        return readings.order_by("-number").values_list("pk", flat=True).first()

    def authors(self, thing, revision_id):
        """Whoever imported a reading since the last public one; the command line imports in nobody's name."""
        readings = PlanReading.objects.filter(plan=thing.object_id, pk__lte=revision_id)
        if thing.revision_id:
            readings = readings.filter(pk__gt=thing.revision_id)
        return {user for user in readings.values_list("imported_by_id", flat=True) if user}

    def problems(self, source):
        if source.written_on is None:
            return [_("没有读到成文日期。请在文字里补上成文日期后再导入。")]
        return []

    def address(self, thing, form=None):
        return reverse("plan")


def plan_form(reading: PlanReading) -> dict:
    chapters = reading.chapters.prefetch_related("clauses__units__unit", "clauses__limits")
    return {
        "form": 1,
        "kind": "plan",
        "title": reading.plan.title,
        "number": reading.document_number,
        "written_on": reading.written_on.isoformat() if reading.written_on else None,
        "citations": reading.citations,
        "preamble": reading.preamble.splitlines(),
        "chapters": [_chapter(chapter) for chapter in chapters.order_by("number")],
        "repairs": reading.repairs,
        "unsure": reading.unsure,
    }


def _chapter(chapter: PlanChapter) -> dict:
    clauses = sorted(chapter.clauses.all(), key=lambda clause: clause.position)
    return {
        "number": chapter.number,
        "title": chapter.title,
        "text": chapter.text.splitlines(),
        "clauses": [_clause(clause) for clause in clauses],
    }


def _clause(clause: PlanClause) -> dict:
    units = sorted(clause.units.all(), key=lambda row: row.position)
    limits = sorted(clause.limits.all(), key=lambda row: row.position)
    return {
        "number": clause.number,
        "title": clause.title,
        "text": clause.text.splitlines(),
        "lead": [_unit(row) for row in units if row.kind == ClauseUnit.Kind.LEAD],
        "supporting": [_unit(row) for row in units if row.kind == ClauseUnit.Kind.SUPPORTING],
        "limits": [{"text": limit.text, "sentence": limit.sentence} for limit in limits],
    }


def _unit(row: ClauseUnit) -> dict:
    """The name as the plan wrote it; the code of the unit, or of the class, that it means."""
    return {"name": row.name, "unit": row.unit.code if row.unit else None, "class": row.unit_class or None}


register(PlanKind())
