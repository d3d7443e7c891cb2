"""What a cell of a workbook says: shared strings, numbers as the file keeps them, dates by the cell's style."""

import mmap
import re
import tempfile
from array import array
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from gongkai.review.reading import markup
from gongkai.review.reading.markup import local
from gongkai.review.reading.packages import MEGABYTE

_IN_MEMORY = 48 * MEGABYTE
_BUILT_IN_DATES = frozenset((14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)))
_DATE = re.compile(r"[ymd]", re.IGNORECASE)
_NOT_DATE = re.compile(r'"[^"]*"|\\.|\[(?:[^hms\]][^\]]*)\]|_.|General', re.IGNORECASE)
_EPOCH = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}
_LATEST_DAY = 2_958_466


def text_of(element) -> str:
    """The text of a shared or inline string: its runs joined, readings of characters left out."""
    if len(element) == 1 and element[0].tag.endswith("}t"):
        return element[0].text or ""
    texts = []
    for child in element:
        name = local(child)
        if name == "t":
            texts.append(child.text or "")
        elif name == "r":
            texts += [run.text or "" for run in child if local(run) == "t"]
    return "".join(texts)


class SharedStrings:
    """By number. Beyond some megabytes they lie in a file: a large workbook must not fill the memory."""

    def __init__(self, stream=None):
        self._buffer, self._ends, self._file, self._map = bytearray(), array("Q", [0]), None, None
        self._written = 0
        if stream is not None:
            for element in markup.stream(stream, tags=("si",)):
                self._append(text_of(element))
                markup.release(element)
            self._finish()

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        start, end = self._ends[number], self._ends[number + 1]
        kept = self._buffer if self._map is None else self._map
        return str(kept[start:end], "utf-8", "replace")

    def _append(self, text: str):
        buffer = self._buffer
        buffer += text.encode("utf-8", "replace")
        self._ends.append(self._written + len(buffer))
        if len(buffer) > _IN_MEMORY:
            self._spill()

    def _spill(self):
        self._file = self._file or tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the strings.
        self._file.write(self._buffer)
        self._written += len(self._buffer)
        self._buffer = bytearray()

    def _finish(self):
        if self._file is not None:
            self._spill()
            self._file.flush()
            self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)


def date_styles(root) -> frozenset[str]:
    """Numbers of cell styles that show a date."""
    if root is None:
        return frozenset()
    custom = {
        found.get("numFmtId"): _is_date(found.get("formatCode", "")) for found in root.iter("{*}numFmt")
    }
    styles = set()
    for formats in root.iter("{*}cellXfs"):
        for number, style in enumerate(child for child in formats if local(child) == "xf"):
            identifier = style.get("numFmtId", "0")
            builtin = identifier.isdecimal() and int(identifier) in _BUILT_IN_DATES
            if custom.get(identifier, builtin):
                styles.add(str(number))
    return frozenset(styles)


def _is_date(code: str) -> bool:
    return bool(_DATE.search(_NOT_DATE.sub("", code)))


def date_of(value: str, *, from_1904: bool) -> str | None:
    try:
        days = float(value)
    except ValueError:
        return None
    if not 1 <= days < _LATEST_DAY:
        return None
    moment = _EPOCH[from_1904] + timedelta(seconds=round(days * 86400))
    return moment.strftime("%Y-%m-%d") if days == int(days) else moment.strftime("%Y-%m-%d %H:%M:%S")


def plain_number(value: str) -> str:
    """All digits of a number: 6.32221E+17 is 632221000000000000; what is no whole number keeps its point."""
    if value.isdecimal():
        return value
    try:
        number = Decimal(value)
        if not number.is_finite() or abs(number.adjusted()) > 30:
            return value
        if number == number.to_integral_value():
            return format(number.to_integral_value(), "f")
        return format(Decimal(repr(float(value))), "f")
    except (InvalidOperation, ValueError, OverflowError):
        return value
