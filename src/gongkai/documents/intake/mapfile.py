"""The map file (docs/intake.md): what the source calls its fields, what holds for all of it, and what goes where."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.documents.intake.fields import KNOWN
from gongkai.documents.intake.lines import decode, read_bytes

TESTS = ("equals", "contains", "starts")
TARGETS = ("unit", "column", "matter", "kind")


@dataclass(frozen=True)
class Rule:
    """`field` is the source's own name or one of ours."""

    field: str
    test: str
    values: tuple[str, ...]
    place: dict[str, str]

    def holds(self, values: dict, fields: dict[str, str]) -> bool:
        said = str(values.get(self.field) or fields.get(self.field) or "").strip()
        if self.test == "equals":
            return said in self.values
        if self.test == "starts":
            return said.startswith(self.values)
        return any(value in said for value in self.values)


@dataclass(frozen=True)
class MapFile:
    fields: dict[str, list[str]] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()


def read_map(path: Path) -> MapFile:
    try:
        text = decode(read_bytes(path))
    except BadFile as error:
        raise BadFile(_("对照文件 %(path)s：%(reason)s") % {"path": path, "reason": error}) from error
    try:
        said = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadFile(_("对照文件不是完整的 TOML，读不出来。写法见 docs/intake.md。")) from error
    _check_names(said, ("fields", "defaults", "place"), _("对照文件"))
    rules = said.get("place", [])
    if not (isinstance(rules, list) and all(isinstance(rule, dict) for rule in rules)):
        raise BadFile(_("对照文件里的 place 应当写成 [[place]]，一条规则一段。"))
    return MapFile(
        fields={name: _texts(value, name) for name, value in _table(said, "fields", KNOWN).items()},
        defaults={name: _texts(value, name)[0] for name, value in _table(said, "defaults", KNOWN).items()},
        rules=tuple(_rule(rule) for rule in rules),
    )


def _table(said: dict, name: str, allowed) -> dict:
    table = said.get(name, {})
    if not isinstance(table, dict):
        raise BadFile(_("对照文件里的 %(name)s 应当写成 [%(name)s] 一段。") % {"name": name})
    _check_names(table, allowed, f"[{name}]")
    return table


def _rule(said: dict) -> Rule:
    _check_names(said, ("field", *TESTS, *TARGETS), "[[place]]")
    tests = [test for test in TESTS if test in said]
    place = {target: _texts(said[target], target)[0] for target in TARGETS if target in said}
    if not isinstance(said.get("field"), str) or len(tests) != 1 or not place:
        raise BadFile(
            _(
                "每条 [[place]] 要有 field，equals、contains、starts 中的一个，以及 unit、column、matter、kind 中至少一个。"
            )
        )
    return Rule(said["field"], tests[0], tuple(_texts(said[tests[0]], tests[0])), place)


def _texts(value, name: str) -> list[str]:
    texts = value if isinstance(value, list) else [value]
    if not texts or not all(isinstance(text, str) and text.strip() for text in texts):
        raise BadFile(_("对照文件里的 %(name)s 应当是带引号的文字。") % {"name": name})
    return texts


def _check_names(said: dict, allowed, place: str) -> None:
    unknown = [name for name in said if name not in allowed]
    if unknown:
        raise BadFile(
            _("%(place)s里没有“%(name)s”这一项。可以用的有：%(allowed)s。")
            % {"place": place, "name": unknown[0][:40], "allowed": "、".join(allowed)}
        )
