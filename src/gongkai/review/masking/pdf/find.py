"""Where on a page a value stands: the characters to hide, also when a table broke the number over lines."""

import re
from dataclasses import dataclass, field

from pypdfium2 import raw

from gongkai.review.masking.needles import Needles
from gongkai.review.masking.values import plain

_MOST_CHARACTERS = 400_000
_SHORTEST_PIECE = 3
_LONGEST_SPLIT = 30
_DIGITS = re.compile(r"[0-9]{2,}[0-9x]")


@dataclass
class PageText:
    """`codes`: one character for each position of the page; `boxes` only of those that were asked for."""

    page: object
    codes: str
    boxes: dict[int, tuple[float, float, float, float] | None] = field(default_factory=dict)

    def box(self, index: int) -> tuple[float, float, float, float] | None:
        """Left, bottom, right, top; None for what takes no room."""
        if index not in self.boxes:
            left, bottom, right, top = self.page.get_charbox(index, loose=True)
            self.boxes[index] = (left, bottom, right, top) if right > left and top > bottom else None
        return self.boxes[index]


@dataclass(frozen=True, slots=True)
class Hidden:
    """`indexes`: characters to paint over; `mask`: what is read in place of `start` to `end`."""

    start: int
    end: int
    mask: str
    indexes: tuple[int, ...]


def page_text(text_page) -> PageText:
    count = min(text_page.count_chars(), _MOST_CHARACTERS)
    get, handle = raw.FPDFText_GetUnicode, text_page.raw
    return PageText(text_page, "".join(_character(get(handle, index)) for index in range(count)))


def _character(code: int) -> str:
    if code in (0x02, 0xFFFE, 0xFFFF):
        return "-"
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code <= 0xDFFF else "\ufffd"


def hidden_values(text: PageText, needles: Needles) -> list[Hidden]:
    """In the order of the page's text."""
    spans = needles.spans(text.codes.replace("\r\n", "\n\n").replace("\r", "\n"))
    found = [_hidden(text.codes, span.start, span.end, span.mask) for span in spans]
    taken = {index for one in found for index in range(one.start, one.end)}
    codes = text.codes.lower()
    endings = {match[0][-_SHORTEST_PIECE:] for match in _DIGITS.finditer(codes)}
    for form, mask in needles.masks.items():
        if _SHORTEST_PIECE * 3 <= len(form) <= _LONGEST_SPLIT and form[-_SHORTEST_PIECE:] in endings:
            pieces = _split(text, codes, form, taken)
            found += _hide_pieces(text.codes, pieces, form, mask)
            taken.update(index for start, end in pieces for index in range(start, end))
    return sorted(found, key=lambda one: one.start)


def _hidden(codes: str, start: int, end: int, mask: str) -> Hidden:
    """What the mask shows at both ends stays to be seen."""
    indexes = [index for index in range(start, end) if plain(codes[index])]
    first, last = _shown([codes[index] for index in indexes], mask)
    return Hidden(start, end, mask, tuple(indexes[first : len(indexes) - last]))


def _shown(characters: list[str], mask: str) -> tuple[int, int]:
    star = mask.find("*")
    if star < 0:
        return 0, 0
    ending = mask[mask.rindex("*") + 1 :]
    first = sum(1 for _ in _alike(characters, mask[:star]))
    last = sum(1 for _ in _alike(characters[::-1], ending[::-1]))
    if first != star or last != len(ending) or first + last >= len(characters):
        return 0, 0
    return first, last


def _alike(one, other):
    for left, right in zip(one, other, strict=False):
        if plain(left).lower() != right.lower():
            return
        yield left


def _split(text: PageText, codes: str, form: str, taken: set[int]) -> list[tuple[int, int]]:
    """Two pieces, the second below the first in the same column, with other text between them."""
    for cut in range(len(form) - _SHORTEST_PIECE, _SHORTEST_PIECE - 1, -1):
        if form[cut:] not in codes:
            continue
        for start in _whole(codes, form[:cut], taken):
            for below in _whole(codes, form[cut:], taken):
                if _is_below(text, start, below):
                    return [(start, start + cut), (below, below + len(form) - cut)]
    return []


def _whole(codes: str, piece: str, taken: set[int]):
    position = codes.find(piece)
    while position >= 0:
        end = position + len(piece)
        stands_alone = not codes[position - 1 : position].isdigit() and not codes[end : end + 1].isdigit()
        if position not in taken and stands_alone:
            yield position
        position = codes.find(piece, position + 1)


def _is_below(text: PageText, upper: int, lower: int) -> bool:
    first, second = text.box(upper), text.box(lower)
    if first is None or second is None:
        return False
    height = first[3] - first[1]
    return abs(first[0] - second[0]) < 3 * height and 0 < first[1] - second[1] < 2.5 * height


def _hide_pieces(codes: str, pieces: list[tuple[int, int]], form: str, mask: str) -> list[Hidden]:
    if not pieces:
        return []
    first, last = _shown(list(form), mask)
    indexes = [index for start, end in pieces for index in range(start, end)]
    hidden = set(indexes[first : len(indexes) - last])
    (start, end), *others = pieces
    whole = [Hidden(start, end, mask, tuple(sorted(hidden & set(range(start, end)))))]
    return whole + [Hidden(a, b, "", tuple(sorted(hidden & set(range(a, b))))) for a, b in others]
