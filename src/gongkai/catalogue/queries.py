"""Reads of the catalogue used by the desk and by the public site."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from gongkai.catalogue.clauses import CLAUSES
from gongkai.catalogue.models import ClauseUnit, Matter, Plan, PlanClause, PlanReading
from gongkai.catalogue.unit_classes import belongs
from gongkai.core.models import Thing
from gongkai.units.models import Role, Unit
from gongkai.units.queries import living_units, posts_on


@dataclass
class Clause:
    """One clause of the plan with the matters that answer to it."""

    code: str
    title: str
    matters: list[Matter] = field(default_factory=list)


def matters_in_use(*, keep: int | None = None):
    """Matters that hold today, and the one that a paper names already."""
    in_use = Q(retired_on=None) | Q(retired_on__gt=timezone.localdate())
    return Matter.objects.filter(in_use | Q(pk=keep))


def find_matters(words: str, matters=None):
    """Matters in which every word stands somewhere: code, title, elements, basis or publisher."""
    found = Matter.objects.all() if matters is None else matters
    for word in words.split():
        found = found.filter(
            Q(code__icontains=word)
            | Q(topic__icontains=word)
            | Q(title__icontains=word)
            | Q(elements__icontains=word)
            | Q(basis__icontains=word)
            | Q(publisher__icontains=word)
        )
    return found


def by_clause(matters) -> list[Clause]:
    """The given matters under the clauses of the plan, in the plan's order; clauses without any are left out."""
    groups = {code: Clause(code, str(title)) for code, title in CLAUSES.items()}
    for matter in matters:
        groups.setdefault(matter.clause, Clause(matter.clause, "")).matters.append(matter)
    return [group for group in groups.values() if group.matters]


def class_members(unit_class: str, *, day=None, units: Iterable[Unit] | None = None) -> list[Unit]:
    """The units that a class of a plan means on a day (today), by the names they had then; in the units' order."""
    day = day or timezone.localdate()
    units = list(units if units is not None else living_units(day))
    has_parent = {unit.pk for unit in units if unit.parent_id}
    living = [unit for unit in units if unit.dissolved_on is None or unit.dissolved_on > day]
    living = [unit for unit in living if unit.founded_on is None or unit.founded_on <= day]
    return [
        unit
        for unit in living
        if belongs(unit_class, unit.name_on(day), is_top=unit.parent_id not in has_parent)
    ]


def responsible_unit() -> Unit | None:
    """The unit of the office in charge of 政务公开; before anybody holds that post, the first unit of the city."""
    post = (
        posts_on(timezone.localdate()).filter(role=Role.OFFICE).select_related("unit").order_by("id").first()
    )
    return post.unit if post else Unit.objects.order_by("position", "code").first()


@dataclass(frozen=True)
class PlanRow:
    """One plan on the desk: its newest reading, and the thing that goes through the reviews."""

    plan: Plan
    thing: Thing
    reading: PlanReading


def plan_rows() -> list[PlanRow]:
    """Three queries; a city has one plan, or a few over the years."""
    things = {thing.object_id: thing for thing in Thing.objects.filter(kind="plan")}
    plans = Plan.objects.prefetch_related("readings")
    return [PlanRow(plan, things[plan.pk], list(plan.readings.all())[-1]) for plan in plans]


def reading_page(plan: Plan) -> dict:
    """The newest reading with everything a person must look at before it is submitted."""
    row = next(row for row in plan_rows() if row.plan == plan)
    clauses = PlanClause.objects.filter(chapter__reading=row.reading).select_related("chapter")
    clauses = clauses.order_by("chapter__number", "position").prefetch_related("units__unit__names", "limits")
    names = {unit.name: unit for clause in clauses for unit in clause.units.all()}
    return {
        "row": row,
        "clauses": [_desk_clause(clause) for clause in clauses],
        "classes": [
            (name, class_members(unit.unit_class)) for name, unit in names.items() if unit.unit_class
        ],
        "to_check": [unit for unit in names.values() if unit.note],
        "readings": list(plan.readings.order_by("-number").select_related("imported_by")),
    }


def _desk_clause(clause: PlanClause) -> dict:
    units = list(clause.units.all())
    return {
        "clause": clause,
        "lead": [unit for unit in units if unit.kind == ClauseUnit.Kind.LEAD],
        "supporting": [unit for unit in units if unit.kind == ClauseUnit.Kind.SUPPORTING],
    }
