"""A workbook's sheets, rows and cells as the masks need them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from gongkai.review.masking.opc import Package, attribute, each, is_on, local, relation_ids

_CELL = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_SHEETS = {"worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"}


@dataclass(frozen=True, slots=True)
class Sheet:
    element: etree._Element
    name: str
    part: str
    hidden: bool
    table: bool


@dataclass(frozen=True, slots=True)
class At:
    row: int
    column: int


def sheets(package: Package) -> list[Sheet]:
    main = package.main_part()
    relations = {relation.id: relation for relation in package.relations(main) if relation.type in _SHEETS}
    found = []
    for element in each(package.tree(main), "sheet"):
        if local(element.getparent()) != "sheets":
            continue
        relation = next((relations[key] for _n, key in relation_ids(element) if key in relations), None)
        if relation is not None and relation.part in package:
            hidden = (element.get("state") or "visible") != "visible"
            found.append(
                Sheet(element, element.get("name", ""), relation.part, hidden, relation.type == "worksheet")
            )
    return found


def rows(root: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """Rows with their numbers; a row without a number follows the one before."""
    number = 0
    data = root.find("{*}sheetData")
    for row in () if data is None else data.iterchildren("{*}row"):
        number = int(row.get("r") or number + 1)
        yield number, row


def cells(number: int, row: etree._Element) -> Iterator[tuple[At, etree._Element]]:
    column = 0
    for cell in row.iterchildren("{*}c"):
        match = _CELL.fullmatch(cell.get("r") or "")
        column = column_number(match[1]) if match else column + 1
        yield At(number, column), cell


@lru_cache(maxsize=1000)
def column_number(letters: str) -> int:
    """A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def part_of(cell: etree._Element, name: str) -> etree._Element | None:
    return cell.find("{*}" + name)


def cell_text(cell: etree._Element) -> str:
    value = part_of(cell, "v")
    return "" if value is None else value.text or ""


def empty_cell(cell: etree._Element):
    """Its look stays."""
    for child in list(cell):
        cell.remove(child)
    for name in ("t", "cm", "vm", "ph"):
        cell.attrib.pop(name, None)


def write_text(cell: etree._Element, text: str):
    empty_cell(cell)
    space = cell.tag[: cell.tag.index("}") + 1]
    words = etree.SubElement(etree.SubElement(cell, f"{space}is"), f"{space}t")
    words.text = text
    cell.set("t", "inlineStr")


def formula_to_value(cell: etree._Element):
    """What the formula gave last stays as if somebody had written it."""
    formula = part_of(cell, "f")
    if formula is None:
        return
    cell.remove(formula)
    cell.attrib.pop("cm", None)
    if part_of(cell, "v") is None:
        cell.attrib.pop("t", None)


def hidden_columns(root: etree._Element) -> list[tuple[int, int]]:
    return [
        (int(column.get("min")), int(column.get("max")))
        for column in each(root, "col")
        if local(column.getparent()) == "cols"
        and ((column.get("hidden") is not None and is_on(column, "hidden")) or _is_zero(column.get("width")))
    ]


def row_is_hidden(row: etree._Element, hidden_by_default: bool) -> bool:
    if row.get("hidden") is not None:
        return is_on(row, "hidden")
    return _is_zero(row.get("ht")) or (hidden_by_default and row.get("ht") is None)


def hides_by_default(root: etree._Element) -> bool:
    form = root.find("{*}sheetFormatPr")
    return form is not None and form.get("zeroHeight") is not None and is_on(form, "zeroHeight")


def table_headers(package: Package, part: str) -> set[At]:
    """Cells that name the columns of a table: a table whose names differ from its cells is damaged."""
    found = set()
    for relation in package.relations(part):
        if relation.type == "table" and relation.part in package:
            root = package.tree(relation.part)
            corner, _colon, end = (attribute(root, "ref") or "").partition(":")
            first, last = _CELL.fullmatch(corner), _CELL.fullmatch(end or corner)
            if first and last and attribute(root, "headerRowCount") != "0":
                columns = range(column_number(first[1]), column_number(last[1]) + 1)
                found.update(At(int(first[2]), column) for column in columns)
    return found


def _is_zero(size: str | None) -> bool:
    try:
        return size is not None and float(size) == 0
    except ValueError:
        return False
