"""What a reading consists of, and the notes that are taken while reading."""

import datetime as dt
from dataclasses import dataclass, field

from gongkai.core.errors import Refused


class NotAPlan(Refused):
    """The text is no plan of this genre; the sentence says what was looked for and not found."""


@dataclass(frozen=True)
class Repair:
    """A change of the text that admits no other reading."""

    raw: str
    repaired: str
    why: str


@dataclass(frozen=True)
class Unsure:
    """A place that was read as it stands, or left out, and that a person should look at."""

    raw: str
    why: str


@dataclass(frozen=True)
class Limit:
    """An explicit time limit: its words, and the sentence they stand in."""

    clause: str
    text: str
    sentence: str


@dataclass
class Clause:
    number: str
    title: str
    paragraphs: list[str] = field(default_factory=list)
    lead: list[str] = field(default_factory=list)
    supporting: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


@dataclass
class Chapter:
    number: int
    title: str
    paragraphs: list[str] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


@dataclass(frozen=True)
class ReadPlan:
    title: str
    date: dt.date | None
    document_number: str
    citations: list[str]
    preamble: list[str]
    chapters: list[Chapter]
    limits: list[Limit]
    repairs: list[Repair]
    unsure: list[Unsure]

    @property
    def clauses(self) -> list[Clause]:
        return [clause for chapter in self.chapters for clause in chapter.clauses]


FULL_WIDTH = str.maketrans(",;:?!().０１２３４５６７８９", "，；：？！（）。0123456789")


class Notes:
    """Repairs and doubts in the order in which they were met; marks are counted and told once for each kind.

    What is quoted is quoted as it stands in `source`, though lines have full-width marks by the time it is noted.
    """

    def __init__(self, source: str):
        self.source = source
        self.folded = source.translate(FULL_WIDTH)
        self.repairs: list[Repair] = []
        self.unsure: list[Unsure] = []
        self.marks: dict[tuple[str, str], int] = {}

    def repair(self, raw: str, repaired: str, why: str) -> str:
        self.repairs.append(Repair(self._verbatim(raw), repaired, why))
        return repaired

    def doubt(self, raw: str, why: str) -> None:
        self.unsure.append(Unsure(self._verbatim(raw), why))

    def mark(self, raw: str, repaired: str) -> str:
        self.marks[raw, repaired] = self.marks.get((raw, repaired), 0) + 1
        return repaired

    def _verbatim(self, raw: str) -> str:
        if raw in self.source:
            return raw
        place = self.folded.find(raw.translate(FULL_WIDTH))
        return self.source[place : place + len(raw)] if place >= 0 else raw

    def all_repairs(self) -> list[Repair]:
        counted = [
            Repair(
                raw,
                repaired,
                f"半角改为全角，共 {count} 处" if raw.isascii() else f"全角数字改为半角，共 {count} 处",
            )
            for (raw, repaired), count in self.marks.items()
        ]
        return self.repairs + counted
