"""Classes of units (各行委, 市政府各有关部门): recognised and resolved by the rules in classes.toml."""

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def unit_classes() -> dict[str, dict]:
    rows = tomllib.loads((files("gongkai.catalogue") / "classes.toml").read_text(encoding="utf-8"))["class"]
    return {row["code"]: row for row in rows}


def class_of(name: str) -> str:
    """The code of the class that a name of a plan means; empty when no rule knows it."""
    for code, row in unit_classes().items():
        if any(re.fullmatch(pattern, name) for pattern in row["names"]):
            return code
    return ""


def belongs(unit_class: str, name: str, *, is_top: bool) -> bool:
    row = unit_classes()[unit_class]
    if row.get("top") and not is_top:
        return False
    if name.startswith(tuple(row.get("but_beginnings", ()))):
        return False
    return name.endswith(tuple(row["endings"])) and not name.endswith(tuple(row.get("but_not", ())))
