"""Lines of a PDF page with their places, and the paragraphs that they make."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pypdfium2 import raw

_MOST_CHARACTERS = 400_000
_WHOLE = (11, 15, 16, 18, 19)  # Lengths of numbers that are complete: telephone, identity, card.
_LONGEST = 19


@dataclass(frozen=True, slots=True)
class Line:
    """`start` and `end` are positions among the page's characters, generated line ends included."""

    number: int
    text: str
    start: int
    end: int
    left: float
    right: float
    bottom: float
    top: float

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)


def page_lines(text_page) -> list[Line]:
    count = min(text_page.count_chars(), _MOST_CHARACTERS)
    if count <= 0:
        return []
    codes = _codes(text_page, count)
    lines, start = [], 0
    for end in range(count + 1):
        if end == count or codes[end] in "\r\n":
            line = _line(text_page, codes, start, end, len(lines) + 1)
            if line is not None:
                lines.append(line)
            start = end + 1
    return lines


def _codes(text_page, count: int) -> str:
    """One character for each position: positions of what is no character must be kept."""
    get = raw.FPDFText_GetUnicode
    page = text_page.raw
    return "".join(_character(get(page, index)) for index in range(count))


def _character(code: int) -> str:
    if code in (0x02, 0xFFFE, 0xFFFF):  # A hyphen at the end of a line that the viewer takes away.
        return "-" if code == 2 else "\ufffe"
    return "\ufffd" if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else chr(code or 0x20)


def box_of(text_page, index: int) -> tuple[float, float, float, float]:
    """left, bottom, right, top of one character."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text_page.raw, index, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


def _line(text_page, codes: str, start: int, end: int, number: int) -> Line | None:
    while start < end and codes[start].isspace():
        start += 1
    while end > start and codes[end - 1].isspace():
        end -= 1
    if start == end:
        return None
    first, last = box_of(text_page, start), box_of(text_page, end - 1)
    return Line(
        number,
        codes[start:end],
        start,
        end,
        first[0],
        last[2],
        min(first[1], last[1]),
        max(first[3], last[3]),
    )


def paragraphs(lines: list[Line]) -> Iterator[tuple[Line, str]]:
    """The first line, and the lines joined: a line that reaches the margin goes on in the next."""
    if not lines:
        return
    margin = max(line.right for line in lines)
    left = min(line.left for line in lines)
    text, first, before = "", lines[0], None
    for line in lines:
        if before is not None and _goes_on(before, line, left, margin):
            text = joined(text, line.text)
        else:
            if text:
                yield first, text
            text, first = line.text, line
        before = line
    yield first, text


def _goes_on(before: Line, line: Line, left: float, margin: float) -> bool:
    word = re.match(r"[\w@.:/\-]*", line.text, re.ASCII)[0]
    is_full = before.right + max(1.6, 0.5 * len(word)) * before.height > margin
    is_flush = line.left < left + 0.8 * line.height
    follows = 0 < before.middle - line.middle < 4 * before.height
    return (is_full and is_flush and follows) or _is_cut_number(before, line)


def _is_cut_number(before: Line, line: Line) -> bool:
    """A number broken within a narrow column: the second half stands right below the first."""
    if not (before.text.isdecimal() and re.match(r"\d+[\dXx]?$", line.text)):
        return False
    overlap = min(before.right, line.right) - max(before.left, line.left)
    return (
        overlap > 0
        and abs(before.middle - line.middle) < 3 * before.height
        and belong(before.text, line.text)
    )


def belong(before: str, after: str) -> bool:
    """Whether digits at the end of one line and at the beginning of the next are one number."""
    tail, head = re.search(r"\d+$", before), re.match(r"\d+[Xx]?", after)
    if not tail or not head:
        return False
    one, other = len(tail[0]), len(head[0])
    return one + other <= _LONGEST and one not in _WHOLE and other not in _WHOLE


def joined(before: str, after: str) -> str:
    """Chinese and numbers go on without a blank, Latin words with one."""
    words = before[-1:].isascii() and after[:1].isascii() and before[-1:].isalpha() and after[:1].isalpha()
    return f"{before} {after}" if words else before + after
