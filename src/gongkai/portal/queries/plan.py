"""The plan in public: its newest form, who answers for each clause today, and what was published for it."""

import json
from collections import Counter
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from gongkai.catalogue.models import Matter
from gongkai.catalogue.queries import class_members
from gongkai.core.models import Thing, ThingState, Version
from gongkai.core.queries import PUBLIC_STATES
from gongkai.portal.queries.lists import matter_counts
from gongkai.units.models import Unit
from gongkai.units.queries import successors_on, units_through_time


@dataclass(frozen=True)
class UnitShown:
    """A name of the plan: the unit that bore it, who has its duties today, or the members of a class."""

    name: str
    unit: Unit | None = None
    today: tuple[Unit, ...] = ()
    members: tuple[Unit, ...] = ()

    @property
    def is_renamed(self) -> bool:
        """Whether today's name must stand beside the plan's: a shorter way of writing the same name needs none."""
        same = self.today == (self.unit,) and (
            self.unit.name.endswith(self.name) or self.unit.short_name == self.name
        )
        return bool(self.today) and not same


def public_plan() -> tuple[Thing, dict] | None:
    """The plan that came last through the door; an older plan that is still public gives way to it. One query."""
    versions = Version.objects.filter(thing__kind="plan", thing__state__in=PUBLIC_STATES, form__isnull=False)
    newest = versions.select_related("thing").order_by("-event_id").first()
    return (newest.thing, json.loads(newest.form)) if newest else None


def withdrawn_plan() -> Thing | None:
    withdrawn = Thing.objects.filter(kind="plan", state=ThingState.WITHDRAWN)
    return withdrawn.order_by("-newest_event_id").first()


def clauses_of(form: dict) -> list[dict]:
    return [clause for chapter in form["chapters"] for clause in chapter["clauses"]]


def current_matters_of(number: str) -> list[Matter]:
    return list(_current_matters().filter(clause=number).order_by("code"))


def counts_by_clause(digest: str) -> tuple[dict[str, int], dict[str, int]]:
    """How many matters hold today, and how many papers are public, under each clause; one query beside the counts
    that are kept."""
    by_matter, today = matter_counts(digest), timezone.localdate()
    matters: Counter[str] = Counter()
    papers: Counter[str] = Counter()
    for pk, clause, retired_on in Matter.objects.values_list("pk", "clause", "retired_on"):
        matters[clause] += retired_on is None or retired_on > today
        papers[clause] += by_matter.get(pk, 0)
    return matters, papers


def _current_matters():
    return Matter.objects.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=timezone.localdate()))


def units_of_clause(clause: dict) -> dict[str, list[UnitShown]]:
    """Lead and supporting units of a clause with their successors of today, in four queries."""
    units, today = units_through_time(), timezone.localdate()
    by_code = {unit.code: unit for unit in units}

    def shown(named: dict) -> UnitShown:
        if named["class"]:
            members = class_members(named["class"], day=today, units=units)
            return UnitShown(named["name"], members=tuple(members))
        unit = by_code.get(named["unit"])
        after = successors_on(unit, today, units) if unit else []
        return UnitShown(named["name"], unit, tuple(after or filter(None, [unit])))

    return {kind: [shown(named) for named in clause[kind]] for kind in ("lead", "supporting")}
