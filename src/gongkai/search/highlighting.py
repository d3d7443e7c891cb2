"""Where the words stand in the original text. What is shown is cut from it, never from the index."""

from gongkai.search.backends.base import Part
from gongkai.search.text import fold, fold_in_place, is_inside_word, is_letter, solid

SNIPPET = 110
BEFORE = 24
MOST_PLACES = 300
DEEPEST = 100_000
SOLID_DEEPEST = 2000  # further on nobody looks letter by letter


def pieces(text: str, marks: tuple[str, ...]) -> list[tuple[str, bool]]:
    """The text cut up: each piece, and whether it was asked for."""
    found, at = [], 0
    for start, end in _places(text, marks):
        if start > at:
            found.append((text[at:start], False))
        found.append((text[start:end], True))
        at = end
    if at < len(text):
        found.append((text[at:], False))
    return found


def snippet(text: str, marks: tuple[str, ...]) -> list[tuple[str, bool]]:
    """The stretch in which most of the words stand, with a sign where something was left out; its beginning if none."""
    text = text[:DEEPEST]
    places = _places(text, marks)
    start = _whole(text, _best_start(text, places)) if places else 0
    end = _whole(text, min(start + SNIPPET, len(text)))
    shown = pieces(text[start:end], marks)
    if start:
        shown.insert(0, ("…", False))
    return [*shown, ("…", False)] if end < len(text) else shown


def _whole(text: str, place: int) -> int:
    """Back to where a cut parts no word of a script whose letters join."""
    return next(
        (at for at in range(place, max(0, place - BEFORE), -1) if not is_inside_word(text, at)), place
    )


def lacking(text: str, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Those of the parts of a question that do not stand in this text."""
    folded = fold_in_place(text[:DEEPEST])
    return tuple(part for part in parts if not _stands(part, folded))


def _stands(part: Part, folded: str) -> bool:
    if part.words and all(word in folded for word in part.words):
        return True
    return any(mark in solid(folded) for mark in (solid(fold(phrase)) for phrase in part.phrases) if mark)


def _best_start(text: str, places: list[tuple[int, int]]) -> int:
    def worth(first: int) -> int:
        window = [
            text[start:end]
            for start, end in places[first : first + 12]
            if end <= places[first][0] + SNIPPET - BEFORE
        ]
        return len(set(window)) * 4 + len(window)

    best = max(range(len(places)), key=lambda first: (worth(first), -first))
    return max(0, places[best][0] - BEFORE)


def _places(text: str, marks: tuple[str, ...]) -> list[tuple[int, int]]:
    """Spans of the original, in order and without overlaps."""
    folded = fold_in_place(text)
    spans = _spans(folded, range(len(text)), marks)
    found = {folded[start:end] for start, end in spans}
    others = tuple(mark for mark in marks if mark not in found)
    spans += _spans(*_solid(folded[:SOLID_DEEPEST]), others)
    spans = [span for span in spans if not any(is_inside_word(text, place) for place in span)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _spans(folded: str, origin, marks: tuple[str, ...]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for mark in marks:
        at = folded.find(mark)
        while at >= 0 and len(spans) < MOST_PLACES:
            spans.append((origin[at], origin[at + len(mark) - 1] + 1))
            at = folded.find(mark, at + len(mark))
    return spans


def _solid(folded: str) -> tuple[str, list[int]]:
    """Letters and digits alone, each with its place: brackets and blanks inside a phrase do not matter."""
    origin = [at for at, character in enumerate(folded) if is_letter(character)]
    return "".join(folded[at] for at in origin), origin
