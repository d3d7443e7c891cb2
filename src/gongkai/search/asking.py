"""What a reader typed becomes a question. There is no query language: no sign but the quotation marks means anything."""

import re
from dataclasses import dataclass, replace

import rjieba

from gongkai.search.backends.base import Part, Question
from gongkai.search.numbers import keys_asked
from gongkai.search.text import fold, one_line, plain_words_of, solid, words_of

LONGEST = 120
MOST_PARTS = 24
MOST_WORDS = 48
LONGEST_BONUS = 40
ENOUGH = 0.5  # of the parts, where not all of them stand together anywhere
_QUOTED = re.compile(r"[“\"„「『]([^“”\"„「」『』]+)[”\"“」』]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+|[\ud800-\udfff]")
# Words of asking, not of what is asked for.
STOP = frozenset(
    "的 了 是 在 和 与 及 或 有 吗 呢 吧 我 我们 你 您 他 它 请问 请 对 对于 为 被 将 把 等 个 以及 哪些 哪个 哪里 什么 "
    "如何 怎么 怎样 怎么办 多少 几 为什么 为何 是否 能否 可以 需要 应该 想 要 到 从 由 于 中 上 下 其 之 这 那 都 也 就 a an the of to".split()
)


@dataclass(frozen=True)
class Asked:
    """`words` as they are shown again; `question` asks for all of it; `marks` are what is highlighted."""

    words: str
    question: Question
    marks: tuple[str, ...]
    is_cut: bool = False

    @property
    def relaxed(self) -> Question | None:
        """With half of the parts, where there are several."""
        number = len(self.question.parts)
        return replace(self.question, need=max(1, round(number * ENOUGH))) if number > 1 else None


def read_words(text: str) -> tuple[str, bool]:
    """One line without signs that nobody sees, and whether it had to be cut."""
    line = one_line(_CONTROL.sub(" ", text[: LONGEST * 20]))
    return line[:LONGEST].strip(), len(line) > LONGEST or len(text) > LONGEST * 20


def ask(text: str, synonyms: list[list[str]] = ()) -> Asked:
    words, is_cut = read_words(text)
    quoted = [phrase for phrase in _QUOTED.findall(words) if solid(fold(phrase))]
    rest = fold(_QUOTED.sub(" ", words))
    parts = [_exact(phrase) for phrase in quoted]
    with_synonyms, remaining = _with_synonyms(rest, synonyms)
    parts += with_synonyms + [_part(word) for word in _meaningful(plain_words_of(remaining))]
    parts = list(dict.fromkeys(parts))[:MOST_PARTS]
    run = solid(rest)
    question = Question(
        parts=tuple(parts),
        scored=tuple(_meaningful(words_of(rest))[:MOST_WORDS]),
        keys=() if quoted else keys_asked(words),
        need=len(parts),
        bonus=run if 2 <= len(run) <= LONGEST_BONUS and len(parts) > 0 else "",
    )
    return Asked(words=words, question=question, marks=_marks(question, quoted), is_cut=is_cut)


def _exact(phrase: str) -> Part:
    run = solid(fold(phrase))
    return Part(phrases=(phrase,)) if len(run) > 1 else Part(words=(run,))


def _part(word: str) -> Part:
    """A word that no dictionary has may be cut otherwise where it stands, so it is also looked for as it is."""
    is_odd = len(word) > 2 and not rjieba.has_word(word)
    return Part(words=(word,), phrases=(word,) if is_odd else ())


def _with_synonyms(rest: str, synonyms: list[list[str]]) -> tuple[list[Part], str]:
    """A part for each place where one of the office's words stands, and what is left of the text."""
    known = {fold(word): group for group in synonyms for word in group}
    parts = []
    for word in sorted(known, key=len, reverse=True):
        if word in rest:
            others = tuple(other for other in map(fold, known[word]) if other != word)
            parts.append(Part(words=tuple(plain_words_of(word)), phrases=(word, *others)))
            rest = rest.replace(word, " ")
    return parts, rest


def _meaningful(words: list[str]) -> list[str]:
    """Without words of asking, unless there is nothing else; each once."""
    kept = [word for word in words if word not in STOP]
    return list(dict.fromkeys(kept or words))


def _marks(question: Question, quoted: list[str]) -> tuple[str, ...]:
    marks = [solid(fold(phrase)) for phrase in quoted]
    marks += [solid(phrase) for part in question.parts for phrase in part.phrases]
    marks += [word for part in question.parts for word in part.words]
    return tuple(dict.fromkeys(mark for mark in marks if mark))
