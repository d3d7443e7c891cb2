"""What any search engine is asked and what it answers. Nothing of a query language: only words, phrases and values."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from gongkai.search.searched import Entry

TITLE, TEXT, PAIRS, CHARACTERS, KEYS = "title", "text", "pairs", "characters", "keys"
# How much each sign counts beside the words of the whole text, which count once.
TITLE_WEIGHT = 1.5
PHRASE_WEIGHT = 1.0
TITLE_PHRASE_WEIGHT = 3.0
KEY_WEIGHT = 10_000.0


@dataclass(frozen=True)
class Part:
    """One thing that is asked for: words that stand in it together, or one of the phrases that mean the same.

    `words` empty: one of the phrases must be there to the letter.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """`need`: how many parts must be there. `scored`: words that count towards the order. `bonus`: what counts more
    where it stands as it is. `keys`: numbers that answer alone. `among`: the values asked for of each
    facet. `without`: ids that must not be found. `title_phrase`: what stands in a title to the letter.
    `title_characters`: of these, as many as `need` says stand in a title."""

    parts: tuple[Part, ...] = ()
    scored: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    need: int = 0
    bonus: str = ""
    title_phrase: str = ""
    title_characters: str = ""
    among: dict[str, tuple[str, ...]] = field(default_factory=dict)
    without: tuple[int, ...] = ()
    everything: bool = False
    order: str = ""  # "" by relevance, "newest", "oldest"

    @property
    def is_empty(self) -> bool:
        return not (self.parts or self.keys or self.title_phrase or self.title_characters or self.everything)

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
