"""Values of a workbook masked in whatever form a cell keeps them; a number becomes text."""

from lxml import etree

from gongkai.review.masking.markup import mask_markup
from gongkai.review.masking.needles import Needles
from gongkai.review.masking.opc import Package, local
from gongkai.review.masking.xlsx.book import (
    cell_text,
    cells,
    formula_to_value,
    part_of,
    rows,
    sheets,
    write_text,
)
from gongkai.review.masking.xlsx.formulas import Changes
from gongkai.review.masking.xlsx.strip import settle

_OWN_WAY = {"sheetData"}


def mask_xlsx(package: Package, needles: Needles) -> int:
    """Masks the sheets' cells; all other parts are masked as any markup is."""
    changes, masters = Changes(), {}
    places, shared = _mask_shared(package, needles)
    for sheet in sheets(package):
        root = package.tree(sheet.part)
        if sheet.table:
            masters[sheet.part] = set()
            places += _mask_cells(root, needles, shared, changes.sheet(sheet.name), masters[sheet.part])
        for child in list(root):
            if local(child) not in _OWN_WAY:
                places += mask_markup(child, needles)
        package.let_go(sheet.part)
    if changes:
        settle(package, changes, masters)
    return places


def _mask_shared(package: Package, needles: Needles) -> tuple[int, set[str]]:
    """Masks the shared strings; the numbers of those that changed."""
    places, changed = 0, set()
    for relation in package.relations(package.main_part()):
        if relation.type == "sharedStrings" and relation.part in package:
            for index, item in enumerate(package.tree(relation.part).iterchildren("{*}si")):
                if found := mask_markup(item, needles):
                    places += found
                    changed.add(str(index))
    return places, changed


def _mask_cells(root: etree._Element, needles: Needles, shared: set[str], changed, masters: set[str]) -> int:
    """`masters` learns of shared formulas whose first cell became a value."""
    places = 0
    for number, row in rows(root):
        for at, cell in cells(number, row):
            if len(cell) == 0:
                continue
            formula = part_of(cell, "f")
            if cell.get("t") == "s":
                if cell_text(cell).strip() in shared:
                    changed.add_cell(at)
            elif _mask_cell(cell, needles):
                places += 1
                changed.add_cell(at)
                if formula is not None and formula.get("t") == "shared":
                    masters.add(formula.get("si"))
    return places


def _mask_cell(cell: etree._Element, needles: Needles) -> bool:
    formula = part_of(cell, "f")
    told = formula is not None and formula.text and needles.found(formula.text)
    if told:
        formula_to_value(cell)
    text = cell_text(cell)
    masked = needles.mask_number(text) or needles.mask(text)
    if masked != text:
        write_text(cell, masked)
        return True
    inline = part_of(cell, "is")
    return bool(inline is not None and mask_markup(inline, needles)) or bool(told)
