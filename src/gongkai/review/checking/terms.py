"""A list of terms as one pattern: a passage is read once, however long the list."""

import re
from functools import lru_cache

from gongkai.review.checking.rulebook import Term

_MARK_END = r"(?:\s|★|☆|\*|[:：]|\d|[一二三四五六七八九十]+年|长期|[，,、]|[)）\]】]|$)"


class Terms:
    def __init__(self, terms: tuple[Term, ...]):
        self.words = {term.text: term for term in terms if term.shape != "mark"}
        self.marks = {term.text: term for term in terms if term.shape == "mark"}
        self.word_pattern = _alternation(self.words)
        self.mark_pattern = (
            re.compile(rf"(?m)^[ \t(（\[【]{{0,20}}({'|'.join(_longest_first(self.marks))})(?={_MARK_END})")
            if self.marks
            else None
        )
        self.unless = {term.text: _alternation(term.unless.split()) for term in terms if term.unless.strip()}

    def find(self, text: str):
        """(start, end, term) for every term that is meant."""
        if self.word_pattern is not None:
            for found in self.word_pattern.finditer(text):
                term = self.words[found.group()]
                if not self._is_part_of_right_word(term, text, *found.span()):
                    yield *found.span(), term
        if self.mark_pattern is not None:
            for found in self.mark_pattern.finditer(text):
                if _stands_alone(text, found):
                    yield *found.span(1), self.marks[found.group(1)]

    def touch(self, text: str) -> bool:
        return any(
            pattern is not None and pattern.search(text) for pattern in (self.word_pattern, self.mark_pattern)
        )

    def _is_part_of_right_word(self, term: Term, text: str, start: int, end: int) -> bool:
        right = self.unless.get(term.text)
        if right is None:
            return False
        around = text[max(0, start - 12) : end + 12]
        at = start - max(0, start - 12)
        return any(
            found.start() <= at and found.end() >= at + end - start for found in right.finditer(around)
        )


def _alternation(words) -> re.Pattern | None:
    return re.compile("|".join(_longest_first(words))) if words else None


def _longest_first(words) -> list[str]:
    return [re.escape(word) for word in sorted(words, key=len, reverse=True)]


def _stands_alone(text: str, found: re.Match) -> bool:
    """A mark is a line of its own, at most with its term and a word of warning."""
    line = text[found.start(1) :].split("\n", 1)[0].strip()
    return len(line) - len(found.group(1)) <= 14 and not re.search(
        r"[。；;]$|级|的|是|属于|和|或", line[len(found.group(1)) :]
    )


@lru_cache(maxsize=4)
def terms_of(terms: tuple[Term, ...]) -> Terms:
    return Terms(terms)
