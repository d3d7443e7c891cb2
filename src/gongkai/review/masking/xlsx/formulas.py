"""Formulas that read what was emptied, masked or cut off keep what they gave last, as values."""

import re
from bisect import bisect_left, insort
from dataclasses import dataclass, field

from gongkai.review.masking.xlsx.book import At, cells, column_number, formula_to_value, part_of, rows

_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_SHEET = r"(?:'((?:[^']|'')+)'|([^\W\d][\w.]*(?::[\w.]+)?))!"
_SHEET_NAME = re.compile(_SHEET)
_REFERENCE = re.compile(
    rf"(?<![\w.$])(?:{_SHEET})?"
    r"(?:\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?"
    r"|\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})|\$?(\d{1,7}):\$?(\d{1,7}))(?![\w(.!])"
)
_WORD = re.compile(r"[^\W\d][\w.]*(?![\w.(!])")
_REACHES_ANYWHERE = re.compile(r"\[|\b(?:INDIRECT|OFFSET|GETPIVOTDATA|CELL|RTD|DDE)\s*\(", re.IGNORECASE)
_LEADS_OUT = re.compile(r"\[\d+\]|\[[^\]]+\.xl\w+\]", re.IGNORECASE)


@dataclass
class Changed:
    """Within one sheet."""

    rows: list[int] = field(default_factory=list)
    columns: list[tuple[int, int]] = field(default_factory=list)
    cells: dict[int, list[int]] = field(default_factory=dict)

    def add_cell(self, at: At):
        insort(self.cells.setdefault(at.column, []), at.row)

    def meets(self, first: At, last: At) -> bool:
        if _between(self.rows, first.row, last.row):
            return True
        if any(start <= last.column and end >= first.column for start, end in self.columns):
            return True
        return any(
            first.column <= column <= last.column and _between(changed, first.row, last.row)
            for column, changed in self.cells.items()
        )


@dataclass
class Changes:
    """`removed`: names of sheets that are gone; `names`: defined names that lead to what changed."""

    sheets: dict[str, Changed] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def sheet(self, name: str) -> Changed:
        return self.sheets.setdefault(name.lower(), Changed())

    def __bool__(self) -> bool:
        return bool(
            self.removed
            or self.names
            or any(one.rows or one.columns or one.cells for one in self.sheets.values())
        )

    def leads_out(self, formula: str) -> bool:
        """Whether it names a sheet that is gone or another file."""
        bare = _QUOTED.sub('""', formula)
        return bool(_LEADS_OUT.search(bare)) or any(
            _sheet_name(match) in self.removed for match in _SHEET_NAME.finditer(bare)
        )

    def touch(self, formula: str, sheet: str, spread: tuple[int, int] = (0, 0)) -> bool:
        """`spread`: rows and columns over which a shared formula is drawn."""
        if self.leads_out(formula):
            return True
        if not self:
            return False
        bare = _QUOTED.sub('""', formula)
        if _REACHES_ANYWHERE.search(bare) or any(
            word[0].lower() in self.names for word in _WORD.finditer(bare)
        ):
            return True
        return any(self._meets(match, sheet, spread) for match in _REFERENCE.finditer(bare))

    def _meets(self, match: re.Match, sheet: str, spread: tuple[int, int]) -> bool:
        name = _sheet_name(match) or sheet.lower()
        if ":" in name:
            return True
        changed = self.sheets.get(name)
        if changed is None:
            return False
        first, last = _corners(match)
        return changed.meets(first, At(last.row + spread[0], last.column + spread[1]))


def settle_formulas(root, sheet: str, changes: Changes, masters_gone: set[str]) -> int:
    """Turns the formulas of one sheet that read something changed into values; how many."""
    shared, waiting, settled = set(masters_gone), [], 0
    for number, row in rows(root):
        for _at, cell in cells(number, row):
            formula = part_of(cell, "f")
            if formula is None:
                continue
            touched = bool(formula.text) and changes.touch(formula.text, sheet, _spread(formula))
            if formula.get("t") == "shared":
                waiting.append((formula.get("si"), cell))
                if touched:
                    shared.add(formula.get("si"))
            elif touched or formula.get("t") == "dataTable":
                formula_to_value(cell)
                settled += 1
    for group, cell in waiting:
        if group in shared:
            formula_to_value(cell)
            settled += 1
    return settled


def _spread(formula) -> tuple[int, int]:
    corner, _colon, end = (formula.get("ref") or "").partition(":")
    match = _REFERENCE.fullmatch(f"{corner}:{end}") if end and formula.get("t") == "shared" else None
    if match is None:
        return 0, 0
    first, last = _corners(match)
    return last.row - first.row, last.column - first.column


def _sheet_name(match: re.Match) -> str:
    return ((match[1] or "").replace("''", "'") or match[2] or "").lower()


def _corners(match: re.Match) -> tuple[At, At]:
    if match[3]:
        first = At(int(match[4]), column_number(match[3]))
        last = At(int(match[6]), column_number(match[5])) if match[5] else first
    elif match[7]:
        first, last = At(1, column_number(match[7])), At(_MOST_ROWS, column_number(match[8]))
    else:
        first, last = At(int(match[9]), 1), At(int(match[10]), _MOST_COLUMNS)
    return (
        At(min(first.row, last.row), min(first.column, last.column)),
        At(max(first.row, last.row), max(first.column, last.column)),
    )


def _between(numbers: list[int], first: int, last: int) -> bool:
    place = bisect_left(numbers, first)
    return place < len(numbers) and numbers[place] <= last
