"""Reads used twice: the tree of units, what became of a unit, the list of people."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from gongkai.units.models import Post, Succession, Unit, User


@dataclass(frozen=True)
class Branch:
    unit: Unit
    depth: int


def units_with_names():
    """Units whose names cost one query for all of them, not one each."""
    return Unit.objects.prefetch_related("names")


def unit_tree() -> list[Branch]:
    """All units, each followed by those below it; two queries."""
    below: dict[int | None, list[Unit]] = {}
    for unit in units_with_names().order_by("position", "code"):
        below.setdefault(unit.parent_id, []).append(unit)
    return _branches(below, None, 0)


def _branches(below, parent_id, depth) -> list[Branch]:
    found = []
    for unit in below.get(parent_id, []):
        found.append(Branch(unit, depth))
        found += _branches(below, unit.pk, depth + 1)
    return found


def living_units(day=None):
    day = day or timezone.localdate()
    return units_with_names().filter(Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=day))


def successor_on(unit: Unit, day) -> Unit:
    """Who answers on that day for what `unit` once did: the unit itself as long as it exists.

    A merger always hands over; other successions count once the unit is dissolved. What the successor itself had
    handed on before it took over does not count, so the days along a chain never run backwards.
    """
    seen, since = {unit.pk}, None
    while step := _handed_to(unit, since, day):
        if step.successor_id in seen:
            return unit
        seen.add(step.successor_id)
        unit, since = step.successor, step.on
    return unit


def _handed_to(unit, since, day) -> Succession | None:
    steps = (
        unit.successions.filter(on__lte=day)
        .select_related("successor")
        .order_by("-on", "successor__position", "pk")
    )
    if since is not None:
        steps = steps.filter(on__gte=since)
    if unit.dissolved_on is None or unit.dissolved_on > day:
        steps = steps.filter(kind=Succession.Kind.MERGED)
    return steps.first()


def would_be_a_cycle(predecessor: Unit, successor: Unit) -> bool:
    """Whether `predecessor` already comes, over any number of steps, after `successor`."""
    after: dict[int, list[int]] = {}
    for before_id, after_id in Succession.objects.values_list("predecessor_id", "successor_id"):
        after.setdefault(before_id, []).append(after_id)
    open_ids, seen = [successor.pk], set()
    while open_ids:
        current = open_ids.pop()
        if current == predecessor.pk:
            return True
        if current not in seen:
            seen.add(current)
            open_ids += after.get(current, [])
    return False


def people(*, text: str = "", unit_id: int | None = None):
    """Everybody with an account, posts and unit names at hand."""
    found = User.objects.order_by("-is_active", "username").prefetch_related("posts__unit__names")
    if text:
        found = found.filter(Q(username__icontains=text) | Q(display_name__icontains=text))
    if unit_id:
        found = found.filter(posts__in=posts_on(timezone.localdate()).filter(unit_id=unit_id)).distinct()
    return found


def posts_on(day):
    return Post.objects.filter(since__lte=day).filter(Q(until__isnull=True) | Q(until__gte=day))
