"""Reads: finding, what else could have been meant, suggestions, related papers. Every hit is checked with the record."""

from dataclasses import dataclass, replace

from django.db import connection
from django.utils.functional import cached_property

from gongkai.catalogue.queries import matters_in_use
from gongkai.core.kinds import kind_of
from gongkai.documents.models import PublishedPaper
from gongkai.search.asking import Asked, ask, read_words
from gongkai.search.backends import Answer, Question, Unreachable, get_backend
from gongkai.search.models import EmptySearch, Promotion, SynonymGroup, Waiting, split_words
from gongkai.search.searched import FACETS
from gongkai.search.text import fold, solid
from gongkai.units.queries import living_units

TITLES_SUGGESTED = 6
OTHERS_SUGGESTED = 3
RELATED = 5
RELATED_WORDS = 12


@dataclass(frozen=True)
class Suggestion:
    kind: str  # paper, matter or unit
    text: str
    code: str  # the index number, or the code of the matter or unit


class Search:
    """One search: `total`, pages of ids, counts. `among` are the values asked for of each facet."""

    def __init__(self, words: str, *, among: dict[str, tuple[str, ...]] | None = None, order: str = ""):
        self.asked: Asked = ask(words, synonyms())
        self.among = {name: values for name, values in (among or {}).items() if values}
        self.order = order

    @cached_property
    def question(self) -> Question:
        """All of the words; where they stand together nowhere, half of them, and then any of them."""
        for asked in (self.asked.question, *self.asked.relaxed):
            question = self._with_choices(asked)
            if self._answer_of(replace(question, among={})).total:
                break
        return question

    @cached_property
    def is_relaxed(self) -> bool:
        return self.question.need < self.asked.question.need

    @property
    def share(self) -> float:
        """How much of what was asked for stands in what was found."""
        return self.question.need / (len(self.asked.question.parts) or 1)

    @property
    def total(self) -> int:
        return self._answer_of(self.question).total

    @cached_property
    def total_without_choices(self) -> int:
        return self._answer_of(replace(self.question, among={})).total if self.among else self.total

    def ids(self, start: int, number: int) -> list[int]:
        return self._answer_of(self.question, start, number).ids if number > 0 else []

    def counts(self) -> dict[str, dict[str, int]]:
        """Of each facet what every value would give, whatever is chosen in that facet itself."""
        if self.question.is_empty:
            return {name: {} for name in FACETS}
        free = tuple(name for name in FACETS if name not in self.among)
        found = get_backend().counts(self.question, free)
        for name in self.among:
            found |= get_backend().counts(self.question.of_any(name), (name,))
        return found

    def _with_choices(self, question: Question) -> Question:
        return replace(question, among=self.among, without=self._hidden, order=self.order)

    @cached_property
    def _hidden(self) -> tuple[int, ...]:
        return hidden_things()

    @cached_property
    def _kept(self) -> dict:
        return {}

    def _answer_of(self, question: Question, start: int = 0, number: int = 12) -> Answer:
        """Each thing is asked for once."""
        if question.is_empty:
            return Answer(ids=[], total=0)
        key = (question.need, bool(question.among), start, number)
        if key not in self._kept:
            self._kept[key] = get_backend().find(question, start=start, number=number)
        return self._kept[key]


def synonyms() -> list[list[str]]:
    return [split_words(words) for words in SynonymGroup.objects.order_by().values_list("words", flat=True)]


# Asked before every search, so it is written out: building it anew costs more than the answer.
HIDDEN = """
    SELECT thing_id FROM search_waiting WHERE is_hidden
    UNION
    SELECT event.thing_id FROM core_delivery delivery JOIN core_event event ON event.id = delivery.event_id
    WHERE delivery.handler = 'search' AND delivery.done_at IS NULL AND (
        event.act = 'withdraw' OR EXISTS (SELECT 1 FROM core_version WHERE redacted_by_id = event.id)
    )
"""


def hidden_things() -> tuple[int, ...]:
    """What the index may still hold and nobody must find: also while no worker runs."""
    with connection.cursor() as cursor:
        cursor.execute(HIDDEN)
        return tuple(sorted(pk for (pk,) in cursor.fetchall()))


def promoted(words: str) -> list[int]:
    """The things that the office puts first for these words, each once."""
    asked = solid(fold(read_words(words)[0]))
    rows = Promotion.objects.filter(thing__published__isnull=False) if asked else ()
    found = [row.thing_id for row in rows if asked in {solid(fold(word)) for word in row.word_list}]
    return list(dict.fromkeys(found))


def suggestions(words: str) -> list[Suggestion]:
    """Units, matters and titles in which these characters stand."""
    run = solid(fold(read_words(words)[0]))
    return units_and_matters(words) + _titles(run) if len(run) > 1 else []


def units_and_matters(words: str) -> list[Suggestion]:
    """Those in whose names these characters stand."""
    run = solid(fold(read_words(words)[0]))
    if len(run) < 2:
        return []
    units = living_units().order_by("position", "code")
    named = [unit for unit in units if run in solid(fold(f"{unit.name} {unit.short_name}"))]
    matters = [matter for matter in matters_in_use().order_by("code") if run in solid(fold(str(matter)))]
    found = [Suggestion("unit", unit.name, unit.code) for unit in named[:OTHERS_SUGGESTED]]
    return found + [Suggestion("matter", str(matter), matter.code) for matter in matters[:OTHERS_SUGGESTED]]


def _titles(run: str) -> list[Suggestion]:
    question = Question(title_phrase=run, without=hidden_things(), order="newest")
    try:
        ids = get_backend().find(question, number=TITLES_SUGGESTED).ids
    except Unreachable:
        return []
    return [Suggestion("paper", row.title, row.thing.index_number) for row in in_order(ids)]


def in_order(ids: list[int]) -> list[PublishedPaper]:
    """Those that are public now."""
    rows = PublishedPaper.objects.select_related("thing").in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]


def related(*, thing_id: int, title: str, without: list[int] | tuple = ()) -> list[PublishedPaper]:
    """Papers whose text shares most with this title."""
    asked = ask(title).question
    if len(asked.parts) < 2:
        return []
    question = replace(
        asked,
        must=(),
        parts=asked.parts[:RELATED_WORDS],
        need=max(2, min(len(asked.parts), RELATED_WORDS) // 2),
        keys=(),
        without=(thing_id, *without, *hidden_things()),
    )
    try:
        return in_order(get_backend().find(question, number=RELATED).ids)
    except Unreachable:
        return []


def address_of(row: PublishedPaper) -> str:
    return kind_of(row.thing).address(row.thing)


def empty_searches(number: int = 100) -> list[EmptySearch]:
    """What was asked for often enough to be told, the newest day first."""
    return list(EmptySearch.objects.exclude(words="")[:number])


def promotions() -> list[Promotion]:
    """Each with its paper; one that is public no more stays here until the office takes it away."""
    return list(Promotion.objects.select_related("thing__published"))


@dataclass(frozen=True)
class StateOfIndex:
    answers: bool
    found: int
    papers: int
    waiting: int


def state_of_index() -> StateOfIndex:
    try:
        found = get_backend().find(Question(everything=True), number=1).total
        answers = True
    except Unreachable:
        found, answers = 0, False
    return StateOfIndex(answers, found, PublishedPaper.objects.count(), Waiting.objects.count())
