"""What any search engine is asked and what it answers. Nothing of a query language: only words, phrases and values."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from gongkai.search.searched import Entry

TITLE, TEXT, PAIRS, CHARACTERS, KEYS = "title", "text", "pairs", "characters", "keys"
FILES, FILE_PAIRS = "files", "file_pairs"
WORDS_IN, PHRASES_IN = (TEXT, FILES), (PAIRS, FILE_PAIRS)  # where a part may stand
# How much each sign counts beside the words of the whole text, which count once.
KEY_WEIGHT = 10_000.0
FILE_WEIGHT = 0.1  # of a word in a file: after every paper that says it itself


class Weights(NamedTuple):
    """Of the same word in the title, of a phrase in the text and of a phrase in the title."""

    title: float
    phrase: float
    title_phrase: float


OF_WORDS = Weights(title=1.5, phrase=1.0, title_phrase=3.0)
OF_A_QUESTION = Weights(title=0.0, phrase=0.3, title_phrase=0.0)  # an answer stands in the text


@dataclass(frozen=True)
class Part:
    """One thing that is asked for: words that stand in it together, or one of the phrases that mean the same.

    `words` empty: one of the phrases must be there to the letter.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()

    @property
    def is_telling(self) -> bool:
        """More than one character: a single one stands in most papers, or was cut from a word that nobody knows."""
        return any(len(word) > 1 for word in (*self.words, *self.phrases))


@dataclass(frozen=True)
class Question:
    """`must`: parts of which all must be there. `need`: how many of the other parts. `scored`: words that count towards the order. `bonus`: what counts more
    where it stands as it is. `keys`: numbers that answer alone. `among`: the values asked for of each
    facet. `without`: ids that must not be found. `title_phrase`: what stands in a title to the letter.
    `title_characters`: of these, as many as `need` says stand in a title."""

    must: tuple[Part, ...] = ()
    parts: tuple[Part, ...] = ()
    scored: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    need: int = 0
    bonus: str = ""
    weights: Weights = OF_WORDS
    title_phrase: str = ""
    title_characters: str = ""
    among: dict[str, tuple[str, ...]] = field(default_factory=dict)
    without: tuple[int, ...] = ()
    everything: bool = False
    order: str = ""  # "" by relevance, "newest", "oldest"

    @property
    def is_empty(self) -> bool:
        asked = (self.must, self.parts, self.keys, self.title_phrase, self.title_characters, self.everything)
        return not any(asked)

    @property
    def phrases(self) -> tuple[str, ...]:
        """All that count more where they stand as they are."""
        found = [phrase for part in (*self.must, *self.parts) for phrase in part.phrases]
        return tuple(dict.fromkeys(filter(None, [*found, self.bonus])))

    def of_any(self, facet: str) -> "Question":
        """The same without its choice in one facet."""
        return replace(self, among={name: values for name, values in self.among.items() if name != facet})


@dataclass(frozen=True)
class Answer:
    ids: list[int]
    total: int


class Unreachable(Exception):
    """The engine does not answer, or there is no index yet."""


class Backend:
    """One index. Writing is repeatable: an entry replaces what stood under its id."""

    def update(self, *, entries: Iterable[Entry], gone: Iterable[int]) -> None:
        raise NotImplementedError

    def rebuild(self, entries: Iterable[Entry]) -> None:
        """Write a whole new index and put it in the place of the old one at once; searching goes on meanwhile."""
        raise NotImplementedError

    def find(self, question: Question, *, start: int = 0, number: int = 12) -> Answer:
        raise NotImplementedError

    def counts(self, question: Question, facets: tuple[str, ...]) -> dict[str, dict[str, int]]:
        """How many of what is found have each value of each facet."""
        raise NotImplementedError

    def is_there(self) -> bool:
        """Whether there is an index of today's shape."""
        raise NotImplementedError
