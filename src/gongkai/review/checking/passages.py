"""What a check of text is given: one passage with all that is known about it.

Punctuation stays as it is: a Chinese comma parts what an ASCII one may join.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache

from gongkai.review.reading.blocks import Place

_INVISIBLE = dict.fromkeys(
    [0xAD, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065)]
)
_UNSEEN = re.compile(f"[{''.join(map(chr, _INVISIBLE))}]")
_BLANKS = (0xA0, 0x1680, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B))
_DASHES = (0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0x2043, 0xFE63, 0xFF0D)
_COMPATIBLE = (
    (0x2E80, 0x2FE0),
    (0xF900, 0xFB00),
    (0xFF0B, 0xFF0C),
    (0xFF0D, 0xFF1A),
    (0xFF20, 0xFF3B),
    (0xFF3F, 0xFF5B),
    (0x1D7CE, 0x1D800),
)


@cache
def _letters() -> dict[int, str]:
    """One character for one character, so that positions in the normal text are positions in the raw one."""
    letters = {ord(dot): "·" for dot in "•・‧∙⋅"} | dict.fromkeys(_BLANKS, " ") | dict.fromkeys(_DASHES, "-")
    for first, after in _COMPATIBLE:
        for code in range(first, after):
            normal = unicodedata.normalize("NFKC", chr(code))
            if len(normal) == 1 and code not in letters:
                letters[code] = normal
    return letters


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another cell of the row."""

    label: str
    text: str
    place: Place


@dataclass(slots=True)
class Surroundings:
    """What a reader has seen before he comes to a passage. `title` of the file, `section` the newest heading,
    `lead` the end of the paragraph before, `recent` the short lines just before, `header` the newest line of column names
    in plain text."""

    title: str = ""
    section: str = ""
    lead: str = ""
    recent: str = ""
    header: str = ""

    def words(self) -> str:
        return f"{self.title} {self.section} {self.header}"


@dataclass(slots=True)
class Passage:
    """`text` is normal: half-width letters, plain blanks and dashes, nothing invisible. `label` names the column or the
    field of a form; `row` has the other cells."""

    raw: str
    place: Place
    around: Surroundings
    role: str = "body"
    label: str = ""
    row: tuple[Neighbour, ...] = ()
    number: bool = False
    terms: object = None
    text: str = ""
    positions: list[int] | None = field(default=None)

    def __post_init__(self):
        self.text, self.positions = normal(self.raw)

    def before(self, start: int, length: int = 24) -> str:
        """What stands before a value: in a cell its label, in running text the words, at its beginning the last words
        of the paragraph before."""
        words = self.text[max(0, start - length) : start]
        if self.label:
            return f"{self.label}:{words}"
        return words if start >= length else f"{self.around.lead[start - length :]} {words}"

    def after(self, end: int, length: int = 12) -> str:
        return self.text[end : end + length]

    def sentence(self, start: int) -> str:
        """The sentence that holds a position, for judging by its words."""
        first = max(self.text.rfind(mark, 0, start) for mark in "。！？；\n") + 1
        ends = [end for mark in "。！？；\n" if (end := self.text.find(mark, start)) >= 0]
        return self.text[first : min(ends, default=len(self.text))]

    def labels(self) -> str:
        return " ".join([self.label, *(cell.label for cell in self.row)])

    def context(self) -> str:
        """Titles and column names, not the values."""
        return f"{self.around.words()} {self.labels()}"

    def raw_of(self, start: int, end: int) -> str:
        first, last = self.span_of(start, end)
        return self.raw[first:last]

    def span_of(self, start: int, end: int) -> tuple[int, int]:
        if self.positions is None:
            return start, end
        return self.positions[start], self.positions[end - 1] + 1


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check found in a passage. `place` and `raw` only where it is not in the passage itself: the name in
    another cell of the row."""

    start: int
    end: int
    value: str
    message: str
    severity: str = "block"
    place: Place | None = None
    raw: str = ""


def normal(raw: str) -> tuple[str, list[int] | None]:
    """The normal text, and where each of its characters stands in the raw one (None: at the same place)."""
    if raw.isascii():
        return raw, None
    if not _UNSEEN.search(raw):
        return raw.translate(_letters()), None
    kept = [(at, letter) for at, letter in enumerate(raw) if ord(letter) not in _INVISIBLE]
    return "".join(letter for _at, letter in kept).translate(_letters()), [at for at, _letter in kept]
