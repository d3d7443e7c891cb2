"""Which unit a plan means by a name: by the names of the plan's own day, long or short, with or without the place."""

import datetime as dt
import re
from dataclasses import dataclass

from django.utils import timezone

from gongkai.catalogue.plan.unit_lists import is_class
from gongkai.catalogue.unit_classes import class_of
from gongkai.units.models import Unit
from gongkai.units.queries import units_with_names

PLACE = re.compile(r".{1,12}?(?:自治州|自治县|自治旗|市|县|区|州|盟|旗)")
SECTION = re.compile(r".{2,12}(?:科|处|股|组|(?<!办公)室)")
LONGER = (("行委", "行政委员会"), ("管委会", "管理委员会"), ("政府办", "政府办公室"))


@dataclass(frozen=True)
class Match:
    """`note` says what a person should know: found only through its parent, or not found and why."""

    unit: Unit | None = None
    unit_class: str = ""
    note: str = ""


def match_names(names: list[str], *, title: str, day: dt.date | None) -> dict[str, Match]:
    """Three queries, whatever the number of names."""
    index = _Index(day or timezone.localdate(), title)
    return {name: index.match(name) for name in names}


class _Index:
    def __init__(self, day: dt.date, title: str):
        found = PLACE.match(title)
        self.place = found[0] if found else ""
        self.of_day: dict[str, set[Unit]] = {}
        self.of_any_day: dict[str, set[Unit]] = {}
        for unit in units_with_names():
            if _existed(unit, day):
                self._enter(unit, day)

    def _enter(self, unit: Unit, day: dt.date) -> None:
        today = unit.name_on(day)
        for row in unit.names.all():
            for name in filter(None, (row.name, row.short_name)):
                self.of_any_day.setdefault(name, set()).add(unit)
                if row.name == today:
                    self.of_day.setdefault(name, set()).add(unit)

    def match(self, name: str) -> Match:
        if is_class(name):
            code = class_of(name)
            return Match(unit_class=code, note="" if code else "一类单位，没有规则说明包括哪些")
        found = self._find(name)
        if len(found) == 1:
            return Match(found.pop())
        if found:
            return Match(note="有几个单位都叫这个名称：" + "、".join(sorted(unit.code for unit in found)))
        for cut in range(len(name) - 2, 2, -1):
            holder = self._find(name[:cut]) if SECTION.fullmatch(name[cut:]) else set()
            if len(holder) == 1:
                return Match(holder.pop(), note=f"内设机构“{name[cut:]}”，归到上级单位")
        return Match(note="单位名录里没有这个单位")

    def _find(self, name: str) -> set[Unit]:
        for index in (self.of_day, self.of_any_day):
            for variant in self._variants(name):
                if variant in index:
                    return set(index[variant])
        return set()

    def _variants(self, name: str) -> list[str]:
        """市财政局, 格尔木市财政局; 市政府办 is the 人民政府办公室 of the place."""
        plain = [name]
        for short, whole in LONGER:
            if name.endswith(short):
                plain.append(name.removesuffix(short) + whole)
        plain += [
            each.replace("政府", "人民政府", 1) for each in plain if "政府" in each and "人民政府" not in each
        ]
        if not self.place:
            return plain
        full = [self.place + each for each in plain]
        full += [self.place[:-1] + each for each in plain if each.startswith(self.place[-1])]
        return plain + full


def _existed(unit: Unit, day: dt.date) -> bool:
    return not (unit.founded_on and unit.founded_on > day) and not (
        unit.dissolved_on and unit.dissolved_on <= day
    )
