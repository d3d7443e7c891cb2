"""Did you mean …: what stands in public titles and is almost what was typed."""

from collections import Counter

import rjieba

from gongkai.search.asking import read_words
from gongkai.search.backends import Question, Unreachable, get_backend
from gongkai.search.queries import Search, hidden_things, in_order
from gongkai.search.text import fold, solid

LONGEST = 16
TITLES = 120


def did_you_mean(words: str) -> str:
    """The same words with what looks mistyped replaced by what titles have, if that finds something; else nothing."""
    try:
        tokens = [_corrected(token) for token in read_words(words)[0].split(" ")]
        meant = " ".join(tokens)
        if fold(meant) == fold(read_words(words)[0]):
            return ""
        found, plain = Search(meant), Search(words)
        return meant if found.total and (not plain.total or found.share > plain.share) else ""
    except Unreachable:
        return ""


def _corrected(token: str) -> str:
    """A word of the dictionary is meant as it was typed."""
    run = solid(fold(token))
    if not 2 <= len(run) <= LONGEST or rjieba.has_word(run):
        return token
    need = max(1, len(set(run)) - _allowed(run))
    question = Question(title_characters=run, need=need, without=hidden_things())
    rows = in_order(get_backend().find(question, number=TITLES).ids)
    return _closest(run, [solid(row.title) for row in rows]) or token


def _allowed(run: str) -> int:
    return 1 if len(run) <= 5 else 2


def _closest(run: str, titles: list[str]) -> str:
    """The stretch of a title with the fewest differences, and of equal ones the one in most titles; as it is written."""
    found: Counter[tuple[int, str]] = Counter()
    for title in titles:
        for stretch, distance in set(_stretches(run, title)):
            found[distance, stretch] += 1
    if not found:
        return ""
    fewest = min(distance for distance, _stretch in found)
    return max((number, stretch) for (distance, stretch), number in found.items() if distance == fewest)[1]


def _stretches(run: str, title: str):
    folded = fold(title)
    if len(folded) != len(title):
        title = folded
    for length in range(max(2, len(run) - 1), len(run) + 2):
        for start in range(len(title) - length + 1):
            distance = _distance(run, folded[start : start + length], _allowed(run))
            if distance <= _allowed(run):
                yield title[start : start + length], distance


def _distance(one: str, other: str, most: int) -> int:
    """Letters put in, left out, exchanged for one another, or two neighbours the wrong way round."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, character in enumerate(one, 1):
        before, above, row = row, before, [at]
        for place, letter in enumerate(other, 1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (character != letter))
            if at > 1 and place > 1 and character == other[place - 2] and one[at - 2] == letter:
                cost = min(cost, above[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
