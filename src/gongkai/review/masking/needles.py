"""Personal values found again however they are written: full-width, spaced, dashed, split over runs, kept as a number.

A text is translated character by character, so positions never move. At every character with which a value may begin the
characters that count are looked up in a table: the time does not depend on how many values are sought.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

from gongkai.review.checking.finding import Finding
from gongkai.review.masking.values import BLANKS_AND_DASHES, digits_of, plain

_SHORTEST_NUMBER = 6
_ROUNDED_TO = 15
_SURE_DIGITS = 7
_DOTS = "·•・‧∙⋅"
_NUMBER_GOES_ON = re.compile(r"[0-9]*(?:e[+ ]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int
    mask: str


class Needles:
    """`masks`: the normal form of each value and what stands in its place. `written`: values of letters as they stand."""

    def __init__(self, findings: Iterable[Finding]):
        self.masks: dict[str, str] = {}
        self.written: set[str] = set()
        self._rounded: dict[str, str] = {}
        self._met: set[str] = set()
        self._numbers: Needles | None = None
        for finding in findings:
            if finding.masked:
                self._add(finding)
        self._prepare()

    def _prepare(self):
        self._lengths = self._index()
        firsts = "".join(sorted({form[0] for form in self.masks}))
        self._first = re.compile(f"[{re.escape(firsts)}]") if firsts else None
        self._shortest = min(map(len, self.masks), default=0)
        self._window = 3 * max(map(len, self.masks), default=0)

    def __bool__(self) -> bool:
        return bool(self.masks)

    def _add(self, finding: Finding):
        for one in (finding.value, finding.raw):
            if not (one.isdigit() or len(one) < 2):
                self.written.update((one, one.lower(), one.upper()))
        for form, mask in _forms(finding):
            if form != _normal(mask):
                self.masks.setdefault(form, mask)
            if form.isdigit() and len(form) > _ROUNDED_TO:
                for rounded in _rounded_forms(Decimal(form)):
                    self._rounded[rounded] = finding.masked

    def _index(self) -> dict[str, tuple[int, ...]]:
        lengths: dict[str, set] = {}
        for form in self.masks:
            lengths.setdefault(form[:2], set()).add(len(form))
        return {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}

    def spans(self, text: str) -> list[Span]:
        if self._first is None or len(text) < self._shortest:
            return []
        work, found, end = text.translate(_table()), [], 0
        for match in self._first.finditer(work):
            start = match.start()
            if start >= end and (span := self._at(work, start)):
                found.append(span)
                end = span.end
        return found

    def _at(self, work: str, start: int) -> Span | None:
        before = work[start - 1 : start]
        if before and _runs_on(before, work[start]):
            return None
        opening = work[start : start + 2]
        if opening not in self._lengths and not _GAP.search(opening):
            return None
        window = work[start : start + self._window]
        compact = _compact(window)
        for length in self._lengths.get(compact[:2], ()):
            mask = self.masks.get(form := compact[:length])
            if mask is None:
                continue
            end = _end(work, start, form)
            if end is None:
                continue
            self._met.add(form)
            if "." in form and form[0].isdigit() and form[1] == ".":
                return Span(start, _NUMBER_GOES_ON.match(work, end).end(), mask)
            after = work[end : end + 1]
            if not (after and _runs_on(after, form[-1])):
                return Span(start, end, mask)
        return None

    def was_met(self, finding: Finding) -> bool:
        """Whether the value was found anywhere so far, in whatever form."""
        forms = [form for form, _mask in _forms(finding)]
        rounded = [one for form in forms if form.isdigit() for one in _rounded_forms(Decimal(form))]
        return not self._met.isdisjoint((*forms, *rounded))

    def numbers(self) -> "Needles":
        """Only the values with enough digits that chance does not write them."""
        if self._numbers is None:
            self._numbers = Needles(())
            self._numbers.masks = {
                form: mask for form, mask in self.masks.items() if sum(map(str.isdigit, form)) >= _SURE_DIGITS
            }
            self._numbers._prepare()
        return self._numbers

    def found(self, text: str) -> bool:
        return bool(self.spans(text))

    def mask(self, text: str) -> str:
        """`text` itself when nothing is found in it."""
        pieces, end = [], 0
        for span in self.spans(text):
            pieces += [text[end : span.start], span.mask]
            end = span.end
        return "".join(pieces) + text[end:] if pieces else text

    def mask_pieces(self, pieces: Sequence[str]) -> list[str] | None:
        """One text in several pieces: the mask stands where the value began. None when nothing is found."""
        spans = self.spans("".join(pieces))
        if not spans:
            return None
        masked, offset = [], 0
        for piece in pieces:
            masked.append(_masked_piece(piece, offset, spans))
            offset += len(piece)
        return masked

    def mask_number(self, text: str) -> str | None:
        """The mask of a number as a spreadsheet keeps it, which may have lost what follows the 15th digit."""
        if len(text) < _SHORTEST_NUMBER or not text.lstrip()[:1].isdigit():
            return None
        try:
            number = Decimal(text.strip())
        except InvalidOperation:
            return None
        if not (10**5 <= number < 10**25) or number != number.to_integral_value():
            return None
        for form in (str(int(number)), *_rounded_forms(number)):
            if mask := self.masks.get(form) or self._rounded.get(form):
                self._met.add(form)
                return mask
        return None


def _rounded_forms(number: Decimal) -> tuple[str, str]:
    """Spreadsheets round to 15 digits; other programs cut off there."""
    digits = str(int(number))
    return f"{number:.{_ROUNDED_TO - 1}e}", f"{digits[:_ROUNDED_TO]}/{len(digits)}"


def _masked_piece(piece: str, offset: int, spans: list[Span]) -> str:
    kept, position = [], 0
    for span in spans:
        start, end = span.start - offset, span.end - offset
        if end <= 0 or start >= len(piece):
            continue
        kept.append(piece[position : max(start, 0)])
        if start >= 0:
            kept.append(span.mask)
        position = min(end, len(piece))
    return "".join(kept) + piece[position:]


def _forms(finding: Finding) -> Iterator[tuple[str, str]]:
    """Each way in which the value may be written, with its mask."""
    for written in (finding.value, finding.raw):
        form = _normal(written)
        if re.fullmatch(r"\d\.\d+e\+?\d+", form):
            form = digits_of(form)
        for variant, mask in _variants(form, finding):
            if len(variant) > 1:
                yield variant, mask


def _variants(form: str, finding: Finding):
    yield form, finding.masked
    if finding.kind == "mobile" and form.isdigit() and len(form) == 11:
        for code in ("86", "+86", "0086"):
            yield code + form, finding.masked
    if form[:1].isalpha() and form[1:].isdigit() and len(form) > _ROUNDED_TO:
        yield form[1:], finding.masked[1:]
    if form.isdigit() and len(form) >= 10:
        mantissa = f"{form[0]}.{form[1:_ROUNDED_TO].rstrip('0')}"
        if len(mantissa) > _SHORTEST_NUMBER:
            yield mantissa, finding.masked


def _normal(value: str) -> str:
    form = plain(value).translate(_table())
    return form.translate(_NO_DOTS) if _is_number(form) else form


def _is_number(form: str) -> bool:
    return len(form) >= _SHORTEST_NUMBER and any(character.isdigit() for character in form)


def _runs_on(neighbour: str, edge: str) -> bool:
    """Whether a number would only be a piece of a longer one. Letters may touch: codes of headers do (&CE12345678)."""
    return edge in "0123456789" and neighbour in "0123456789"


_GAP = re.compile(r"[ \n·]")
_NUMBER_BEGINS = re.compile(r"[0-9a-z]|.[ \n]*[a-z]")
_NO_DOTS = {ord(dot): None for dot in _DOTS}
_NO_BLANKS = {ord(" "): None, ord("\n"): None}
_NO_BLANKS_OR_DOTS = {**_NO_BLANKS, ord("·"): None}


def _compact(window: str) -> str:
    """Numbers may hold dots (青B·12345); in a name the dot counts and no line ends within it."""
    return window.translate(_NO_BLANKS_OR_DOTS if _NUMBER_BEGINS.match(window) else _NO_BLANKS)


def _end(work: str, start: int, form: str) -> int | None:
    """Where the characters of `form` end; None when a line ends within what is no number."""
    position = start
    for character in form:
        while work[position] != character:
            if work[position] == "\n" and not _is_number(form):
                return None
            position += 1
        position += 1
    return position


@cache
def _table() -> dict[int, int]:
    """Every character that one other stands for: compatibility forms, capitals, foreign digits; blanks and dashes."""
    table = {}
    for code in (*range(0xD800), *range(0xF900, 0x1FC00)):
        character = chr(code)
        if BLANKS_AND_DASHES.fullmatch(character):
            table[code] = ord("\n" if character in "\n\r\v\f\x85\u2028\u2029" else " ")
            continue
        if character in _DOTS:
            table[code] = ord("·")
            continue
        digit = unicodedata.digit(character, None)
        plainer = unicodedata.normalize("NFKC", character).lower() if digit is None else str(digit)
        if len(plainer) == 1 and plainer != character:
            table[code] = ord(plainer)
    return table
