"""Units as the public sees them: with the names and the successors that time brought."""

from collections import Counter
from dataclasses import dataclass

from django.utils import timezone

from gongkai.core.queries import current_forms
from gongkai.portal.queries.lists import unit_counts
from gongkai.units.models import Unit
from gongkai.units.queries import successors_on, units_through_time, units_with_names


@dataclass(frozen=True)
class UnitLine:
    unit: Unit
    papers: int
    successors: list[Unit]

    def is_dissolved(self) -> bool:
        return self.unit.dissolved_on is not None and self.unit.dissolved_on <= timezone.localdate()


def unit_lines(digest: str) -> list[UnitLine]:
    """A unit that is gone keeps what was issued in its name, though another unit looks after it now."""
    units, today = units_through_time(), timezone.localdate()
    gone = {unit.pk for unit in units if unit.dissolved_on}
    counts: Counter[int] = Counter()
    for (unit_id, issuer_id), number in unit_counts(digest).items():
        for pk in {unit_id} | ({issuer_id} & gone):
            counts[pk] += number
    return [UnitLine(unit, counts[unit.pk], successors_on(unit, today, units)) for unit in units]


def unit_page(code: str) -> dict | None:
    """The unit with its public page form, its earlier names, and where it came from and went to."""
    units = units_through_time()
    unit = next((each for each in units if each.code == code), None)
    if unit is None:
        return None
    by_id = {each.pk: each for each in units}
    forms = (form for _thing, form in current_forms("unit_home") if form["unit"]["code"] == code)
    return {
        "unit": unit,
        "form": next(forms, None),
        "names": sorted(unit.names.all(), key=lambda row: row.since, reverse=True),
        "predecessors": [(row, by_id[row.predecessor_id]) for row in unit.predecessions.all()],
        "successors": [(row, by_id[row.successor_id]) for row in unit.successions.all()],
    }


def units_by_prefix() -> dict[str, str]:
    """The name of each unit by the prefix of its index numbers."""
    return {unit.index_prefix: unit.name for unit in units_with_names()}
