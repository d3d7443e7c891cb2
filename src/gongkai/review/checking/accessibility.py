"""What the checks of accessibility share: how they say what they found, and which kinds they are."""

import re

from gongkai.review.checking.finding import WARN, Finding
from gongkai.review.reading.blocks import Piece

FAMILY = "accessibility"
LONGEST = 24
_DIGITS = re.compile(r"\d{6,}")


def hint(kind: str, piece: Piece, message: str, *, words: str = "", severity: str = WARN) -> Finding:
    """`words` are quoted, so that the clerk sees which; long numbers in them are starred like everywhere."""
    quoted = _DIGITS.sub(lambda run: "*" * len(run[0]), words or piece.text)[:LONGEST]
    return Finding(
        kind=kind,
        severity=severity,
        where=piece.place.words,
        message=message,
        value=words or piece.text,
        excerpt=quoted,
        part=piece.place.part,
    )
