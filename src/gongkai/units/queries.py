"""Reads used twice: the tree of units, what became of a unit, the list of people."""

from collections.abc import Iterable
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


def units_through_time() -> list[Unit]:
    """Every unit with its names and successions, in four queries. A city has tens or hundreds of them."""
    return list(Unit.objects.prefetch_related("names", "successions", "predecessions"))


def successors_on(unit: Unit, day, units: Iterable[Unit] | None = None) -> list[Unit]:
    """Who answers on that day for what `unit` once did, through any number of reforms; empty when it does itself.

    A merger always hands over; other successions count once the unit is dissolved. What a successor itself had
    handed on before it took over does not count, so the days along a chain never run backwards.
    """
    by_id = {each.pk: each for each in units or units_through_time()}
    waiting, found, seen = [(by_id[unit.pk], None)], [], {unit.pk}
    while waiting:
        holder, since = waiting.pop(0)
        steps = _handed_on(holder, since, day)
        if not steps and holder.pk != unit.pk:
            found.append(holder)
        for step in steps:
            if step.successor_id not in seen:
                seen.add(step.successor_id)
                waiting.append((by_id[step.successor_id], step.on))
    return found


def _handed_on(unit: Unit, since, day) -> list[Succession]:
    exists = unit.dissolved_on is None or unit.dissolved_on > day
    return [
        step
        for step in unit.successions.all()
        if step.on <= day
        and (since is None or step.on >= since)
        and (step.kind == Succession.Kind.MERGED or not exists)
    ]


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
