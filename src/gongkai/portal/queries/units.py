"""Units as the public sees them: with the names and the successors that time brought."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count

from gongkai.core.queries import current_forms
from gongkai.documents.models import PublishedPaper
from gongkai.units.models import Unit


@dataclass(frozen=True)
class UnitLine:
    unit: Unit
    papers: int
    successors: list[Unit]

    def is_dissolved(self) -> bool:
        return self.unit.dissolved_on is not None and self.unit.dissolved_on <= dt.date.today()


def units_in_order() -> list[Unit]:
    """Every unit with its names and successions, in four queries. A city has tens or hundreds of them."""
    return list(Unit.objects.prefetch_related("names", "successions", "predecessions"))


def successors_of(unit: Unit, units) -> list[Unit]:
    """The units that stand for it today: successions are followed to their end, through any number of reforms."""
    by_id = {each.pk: each for each in units}
    waiting, found, seen = [unit], [], {unit.pk}
    while waiting:
        for succession in waiting.pop(0).successions.all():
            following = by_id[succession.successor_id]
            if following.pk not in seen:
                seen.add(following.pk)
                ended = following.successions.all()
                (waiting if ended else found).append(following)
    return found


def unit_lines() -> list[UnitLine]:
    units = units_in_order()
    rows = PublishedPaper.objects.order_by().values("unit_id").annotate(number=Count("pk"))
    counts = {row["unit_id"]: row["number"] for row in rows}
    return [UnitLine(unit, counts.get(unit.pk, 0), successors_of(unit, units)) for unit in units]


def unit_page(code: str) -> dict | None:
    """The unit with its public page form, its earlier names, and where it came from and went to."""
    units = units_in_order()
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
