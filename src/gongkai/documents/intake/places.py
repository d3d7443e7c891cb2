"""Where a paper goes: its unit, column and matter, and what kind of paper it is. Only what is in use can be named."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from gongkai.catalogue.models import Matter
from gongkai.documents.intake.mapfile import TARGETS, MapFile
from gongkai.documents.intake.reasons import CannotPlaceError
from gongkai.documents.intake.values import shortened
from gongkai.documents.models import Column, UnitHome
from gongkai.documents.queries import is_public_column
from gongkai.units.queries import living_units

KINDS = {
    "document": "document", "公文": "document", "文件": "document", "政策文件": "document", "规范性文件": "document",
    "interpretation": "interpretation", "解读": "interpretation", "政策解读": "interpretation",
    "news": "news", "动态": "news", "新闻": "news", "公告": "news", "工作动态": "news",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    unit: str
    column: str
    matter: str
    kind: str


class Places:
    def __init__(self, rules: MapFile, options: dict[str, str]):
        """`options` hold for all papers that neither a rule nor their own record sends elsewhere."""
        self.rules = rules.rules
        self.options = {"kind": "document"} | {k: v for k, v in rules.defaults.items() if k in TARGETS}
        self.options |= {name: value for name, value in options.items() if value}
        self.known = {
            "unit": _units(),
            "column": _columns(),
            "matter": {m.code: m.code for m in Matter.objects.filter(retired_on=None)},
            "kind": KINDS,
        }

    def check_options(self) -> None:
        for target, said in self.options.items():
            self._code(target, said)

    def place(self, values: dict, fields: dict[str, str]) -> Place:
        said = self.options | {target: fields[target] for target in TARGETS if target in fields}
        for rule in reversed(self.rules):  # The first rule that holds has the last word.
            if rule.holds(values, fields):
                said |= rule.place
        return Place(**{target: self._code(target, said.get(target, "")) for target in TARGETS})

    def _code(self, target: str, said: str) -> str:
        if not said:
            raise CannotPlaceError(_MISSING[target]())
        code = self.known[target].get(said.strip())
        if code is None:
            raise CannotPlaceError(_UNKNOWN[target]() % {"said": shortened(said)})
        return code


_MISSING = {
    "unit": lambda: _("没有说明是哪个单位的。请加 --unit 单位编号，或者在对照文件里写规则。"),
    "column": lambda: _("没有说明放在哪个栏目。请加 --column 栏目代码，或者在对照文件里写规则。"),
    "matter": lambda: _("没有说明按哪个公开事项公开。请加 --matter 事项编号，或者在对照文件里写规则。"),
    "kind": lambda: _("没有说明是哪一种信息。请加 --kind。"),
}
_UNKNOWN = {
    "unit": lambda: _(
        "没有“%(said)s”这个单位，或者它已撤销、还没有单位主页。请核对，或者在对照文件里写规则对应到单位编号。"
    ),
    "column": lambda: _(
        "没有“%(said)s”这个栏目，或者它没有公开。请核对，或者在对照文件里写规则对应到栏目代码。"
    ),
    "matter": lambda: _(
        "没有“%(said)s”这个公开事项，或者它已停用。请核对，或者在对照文件里写规则对应到事项编号。"
    ),
    "kind": lambda: _(
        "不认得信息类型“%(said)s”。可以用 document（公文）、interpretation（解读）、news（动态）。"
    ),
}


def _units() -> dict[str, str]:
    """Living units that have a home page, by code and by today's names."""
    with_home = set(UnitHome.objects.values_list("unit_id", flat=True))
    units = [unit for unit in living_units() if unit.pk in with_home]
    names = {name: unit.code for unit in units for name in (unit.name, unit.short_name)}
    return names | {unit.code: unit.code for unit in units}


def _columns() -> dict[str, str]:
    columns = list(Column.objects.filter(is_public_column()))
    return {column.title: column.code for column in columns} | {
        column.code: column.code for column in columns
    }
