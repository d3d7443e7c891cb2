"""Units as the public sees them: with the names and the successors that time brought."""

from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from gongkai.core.queries import current_forms
from gongkai.documents.models import PublishedPaper
from gongkai.units.models import Unit
from gongkai.units.queries import successors_on, units_through_time


@dataclass(frozen=True)
class UnitLine:
    unit: Unit
    papers: int
    successors: list[Unit]

    def is_dissolved(self) -> bool:
        return self.unit.dissolved_on is not None and self.unit.dissolved_on <= timezone.localdate()


def unit_lines() -> list[UnitLine]:
    units, today = units_through_time(), timezone.localdate()
    rows = PublishedPaper.objects.order_by().values("unit_id", "issuer_id").annotate(number=Count("pk"))
    gone = {unit.pk for unit in units if unit.dissolved_on}
    counts: dict[int, int] = {}
    for row in rows:
        for pk in {row["unit_id"]} | ({row["issuer_id"]} & gone):
            counts[pk] = counts.get(pk, 0) + row["number"]
    return [UnitLine(unit, counts.get(unit.pk, 0), successors_on(unit, today, units)) for unit in units]


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
