"""Tables of a PDF page, found by their ruled lines. A number broken within a cell is one number again."""

import ctypes
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from pypdfium2 import raw

from gongkai.review.reading.blocks import Cell, Row
from gongkai.review.reading.pdf_text import Line, belong, box_of, joined
from gongkai.review.reading.source import Source

_TOLERANCE = 3.0
_SHORTEST = 6.0
_MOST_PATHS = 6000
_MOST_SEGMENTS = 20_000
_MOST_CHARACTERS = 30_000
_FEWEST_CELLS = 4


@dataclass
class _Grid:
    """Positions of vertical and horizontal rules, and how far each reaches."""

    xs: list[float] = field(default_factory=list)
    ys: list[float] = field(default_factory=list)
    uprights: dict[int, list] = field(default_factory=dict)
    levels: dict[int, list] = field(default_factory=dict)
    known: dict[tuple[int, int], tuple | None] = field(default_factory=dict)

    def cell(self, x: float, y: float) -> tuple[int, int, int, int] | None:
        """left, bottom, right, top as numbers of rules."""
        column, row = bisect_right(self.xs, x), bisect_right(self.ys, y)
        if (column, row) not in self.known:
            self.known[column, row] = self._find(column, row, x, y)
        return self.known[column, row]

    def _find(self, column: int, row: int, x: float, y: float) -> tuple | None:
        left = _nearest(range(column - 1, -1, -1), self.uprights, y)
        right = _nearest(range(column, len(self.xs)), self.uprights, y)
        bottom = _nearest(range(row - 1, -1, -1), self.levels, x)
        top = _nearest(range(row, len(self.ys)), self.levels, x)
        found = (left, bottom, right, top)
        return None if None in found else found


def _nearest(numbers, rules: dict[int, list], position: float) -> int | None:
    for number in numbers:
        if any(start - _TOLERANCE <= position <= end + _TOLERANCE for start, end in rules[number]):
            return number
    return None


class PageTables:
    """Goes from page to page: a table that goes on keeps its name, so that its head still says what stands below."""

    def __init__(self, source: Source):
        self.source = source
        self.tables, self.rows_so_far = 0, 0
        self.columns: tuple[int, ...] = ()

    def rows(self, page, text_page, lines: list[Line], where: str, part: str) -> tuple[list, list[Line]]:
        """The rows with their heights, and the lines that stand outside of tables."""
        if sum(line.end - line.start for line in lines) > _MOST_CHARACTERS:
            return [], lines
        grid = _grid(page)
        if grid is None:
            return [], lines
        cells, rest = _sorted_out(grid, text_page, lines)
        lefts = sorted({left for left, _bottom, _right, _top in cells})
        columns = tuple(round(grid.xs[left] / 10) for left in lefts)
        if len(cells) < _FEWEST_CELLS and (columns != self.columns or not cells):
            return [], lines
        return self._rows(grid, cells, lefts, columns, where, part), rest

    def _rows(self, grid: _Grid, cells: dict, lefts: list, columns: tuple, where: str, part: str) -> list:
        if columns != self.columns:
            self.columns, self.tables, self.rows_so_far = columns, self.tables + 1, 0
        by_top = defaultdict(dict)
        for key, text in cells.items():
            by_top[key[3]][lefts.index(key[0])] = text
        rows = []
        for top in sorted(by_top, reverse=True):
            self.rows_so_far += 1
            rows.append((grid.ys[top], self._row(by_top[top], len(lefts), where, part)))
        return rows

    def _row(self, texts: dict[int, str], width: int, where: str, part: str) -> Row:
        cells = []
        for column in range(width):
            words = _("%(where)s的表格，第 %(row)s 行第 %(column)s 列") % {
                "where": where, "row": self.rows_so_far, "column": column + 1,
            }  # fmt: skip
            cells.append(Cell(texts.get(column, ""), self.source.place(words, part)))
        return Row(tuple(cells), _("表 %(number)s") % {"number": self.tables}, self.rows_so_far)


def _grid(page) -> _Grid | None:
    uprights, levels = [], []
    for number, found in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4)):
        if number > _MOST_PATHS or len(uprights) + len(levels) > _MOST_SEGMENTS:
            return None
        for (x0, y0), (x1, y1) in _segments(found):
            if abs(x0 - x1) < 1 and abs(y0 - y1) > _SHORTEST:
                uprights.append((x0, min(y0, y1), max(y0, y1)))
            elif abs(y0 - y1) < 1 and abs(x0 - x1) > _SHORTEST:
                levels.append((y0, min(x0, x1), max(x0, x1)))
    if len(uprights) < 2 or len(levels) < 2:
        return None
    grid = _Grid()
    grid.xs, grid.uprights = _clustered(uprights)
    grid.ys, grid.levels = _clustered(levels)
    return grid


def _clustered(rules: list[tuple[float, float, float]]) -> tuple[list[float], dict[int, list]]:
    """Rules that lie beside each other are one: borders are drawn twice, or as narrow boxes."""
    positions, spans = [], {}
    for position, start, end in sorted(rules):
        if not positions or position - positions[-1] > _TOLERANCE:
            positions.append(position)
            spans[len(positions) - 1] = []
        spans[len(positions) - 1].append((start, end))
    return positions, {number: _merged(found) for number, found in spans.items()}


def _merged(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[list[float]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] + _TOLERANCE:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return [(start, end) for start, end in merged]


def _segments(path):
    """Straight pieces of a path in the page's own measure."""
    count = raw.FPDFPath_CountSegments(path.raw)
    if not 0 < count < 2000:
        return
    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    start = before = None
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(path.raw, index)
        if not raw.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        point = matrix.on_point(x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO and before is not None:
            yield before, point
        if raw.FPDFPathSegment_GetClose(segment) and start is not None:
            yield point, start
        before = point


def _sorted_out(grid: _Grid, text_page, lines: list[Line]) -> tuple[dict, list[Line]]:
    """Text of every cell, and the lines outside."""
    pieces, rest = defaultdict(list), []
    for line in lines:
        inside = False
        for key, text, box in _runs(grid, text_page, line):
            if key is not None:
                pieces[key].append((text, box))
                inside = True
        if not inside:
            rest.append(line)
    cells = {key: _cell_text(found, grid.xs[key[2]]) for key, found in pieces.items()}
    return {key: text for key, text in cells.items() if text}, rest


def _runs(grid: _Grid, text_page, line: Line):
    """The line cut where it goes from one cell into another."""
    key, text, box = None, "", None
    for offset, character in enumerate(line.text):
        found = box_of(text_page, line.start + offset)
        if character.isspace() or found[2] <= found[0]:
            text += character if text else ""
            continue
        here = grid.cell((found[0] + found[2]) / 2, (found[1] + found[3]) / 2)
        if text.strip() and here != key:
            yield key, text.strip(), box
            text, box = "", None
        key, text = here, text + character
        box = found if box is None else (box[0], min(box[1], found[1]), found[2], max(box[3], found[3]))
    if text.strip():
        yield key, text.strip(), box


def _cell_text(pieces: list, right: float) -> str:
    """Lines of one cell: a full one goes on in the next, and so does a number that was cut."""
    text, before = "", None
    for piece, box in sorted(
        pieces, key=lambda found: (-round((found[1][1] + found[1][3]) / 2), found[1][0])
    ):
        if before is None:
            text = piece
        elif abs((box[1] + box[3]) - (before[1] + before[3])) / 2 < (box[3] - box[1]) * 0.6:
            text = f"{text}{piece}"
        else:
            is_full = before[2] > right - 1.5 * (before[3] - before[1]) - 4
            digits = text[-1:].isdecimal() and piece[:1].isdecimal()
            goes_on = belong(text, piece) if digits else is_full
            text = joined(text, piece) if goes_on else f"{text}\n{piece}"
        before = box
    return text
