"""Who issued a paper: a unit of the city by the name it had on that day, or somebody else by name alone."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from gongkai.documents.intake.values import has_han, line_of
from gongkai.units.models import Unit
from gongkai.units.queries import units_with_names

MAX_NAME = 120
MAX_NAMES = 200
_CITY = re.compile(r"^(\S{1,8}?[市县区旗州盟])")
_BETWEEN = re.compile(r"[、；;，]|(?<=[\u3400-\u9fff])[\s,]+(?=[\u3400-\u9fff])")


@dataclass(frozen=True)
class Held:
    code: str
    name: str
    since: date
    until: date


@dataclass(frozen=True)
class Issued:
    """`code` is a unit of the city, else `outside` is a name."""

    code: str = ""
    outside: str = ""
    others: str = ""
    doubts: tuple[str, ...] = ()


class Issuers:
    """The names of all units through time: full, short, and without the name of the city."""

    def __init__(self):
        self._held: dict[str, list[Held]] = {}
        units = list(units_with_names())
        names = [row.name for unit in units for row in unit.names.all()]
        cities = Counter(found[1] for name in names if (found := _CITY.match(name)))
        self.city = cities.most_common(1)[0][0] if cities else ""
        for unit in units:
            self._enter(unit)

    def find(self, written: str, day: date | None) -> Issued:
        """The first of the names in `written` issued the paper, the others with it."""
        if not has_han(written):
            return self._foreign(written)
        names = [name for part in _BETWEEN.split(_squeezed(written)) if (name := part.strip())]
        if not names:
            return Issued()
        first, others = names[0], "、".join(names[1:])
        code, doubt = self._unit(first, day)
        doubts = [doubt] if doubt else []
        if len(first) > MAX_NAME or len(others) > MAX_NAMES:
            doubts.append(_("发文机关的名称太长，只留了前面的部分"))
        return Issued(code, "" if code else first[:MAX_NAME], others[:MAX_NAMES], tuple(doubts))

    def _foreign(self, written: str) -> Issued:
        names = [name for part in written.split(",") if (name := line_of(part))]
        if not names:
            return Issued()
        others, doubts = ", ".join(names[1:]), [_("发文机关只有外文名称，请改为中文全称")]
        if len(names[0]) > MAX_NAME or len(others) > MAX_NAMES:
            doubts.append(_("发文机关的名称太长，只留了前面的部分"))
        return Issued("", names[0][:MAX_NAME], others[:MAX_NAMES], tuple(doubts))

    def _unit(self, name: str, day: date | None) -> tuple[str, str]:
        held = next((self._held[form] for form in self._forms(name) if form in self._held), [])
        then = [each for each in held if day is None or each.since <= day < each.until]
        codes = {each.code for each in then or held}
        if len(codes) != 1:
            return "", _("“%(name)s”可能是几个单位，请核对发文机关") % {"name": name} if codes else ""
        found = (then or held)[0]
        if not then:
            return found.code, _("“%(name)s”在成文时还没有或已不用这个名称，请核对发文机关") % {"name": name}
        if found.name != name:
            said = {"name": name, "unit": found.name}
            return found.code, _("发文机关写作“%(name)s”，按%(unit)s记") % said
        return found.code, ""

    def _forms(self, name: str) -> list[str]:
        """市财政局 and 财政局 may be the city's own; 西宁市财政局 is not."""
        forms = [name, self.city + name]
        return [*forms, self.city + name[1:]] if name[:1] == self.city[-1:] else forms

    def _enter(self, unit: Unit) -> None:
        rows = sorted(unit.names.all(), key=lambda row: row.since)
        for index, row in enumerate(rows):
            since = row.since if index else unit.founded_on or date.min
            until = rows[index + 1].since if index + 1 < len(rows) else unit.dissolved_on or date.max
            held = Held(unit.code, row.name, since, until)
            for form in {_squeezed(row.name), _squeezed(row.short_name)} - {""}:
                self._held.setdefault(form, []).append(held)


def _squeezed(name: str) -> str:
    """Blanks within a name go; those between two names stay as one."""
    name = unicodedata.normalize("NFKC", line_of(name))
    return re.sub(r"(?<![府厅局委会办院部室署处团]) (?=[\u3400-\u9fff])", "", name)
