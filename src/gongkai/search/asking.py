"""What a reader typed becomes a question. There is no query language: no sign but the quotation marks means anything."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import rjieba

from gongkai.search.backends.base import OF_A_QUESTION, Part, Question
from gongkai.search.numbers import keys_asked
from gongkai.search.text import fold, one_line, plain_words_of, solid, words_of

LONGEST = 120
MOST_PARTS = 24
MOST_WORDS = 48
MOST_KEYWORDS = 5  # more words are a sentence, and no paper has all of them
LONGEST_BONUS = 40
ENOUGH = 0.5  # of the parts, where not all of them stand together anywhere
ENOUGH_OF_A_QUESTION = 0.25  # an answer has few of the words of its question
_QUOTED = re.compile(r"[“\"„「『]([^“”\"„「『」』]+)[”\"“」』]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+|[\ud800-\udfff]")
_ASKING = re.compile(
    r"哪|谁|什么|如何|怎么|怎样|多少|几|多久|多长|多大|多高|为何|何时|何种|是否|能否|可否|吗|呢|\?"
)
# Words that no paper is told apart by.
_PLAIN = (
    "的 了 是 在 和 与 及 或 有 吧 我 我们 你 您 他 它 请 请问 对 对于 为 被 将 把 等 个 以及 可以 需要 应该 想 要 到 从 由 于 中 上 "
    "下 其 之 这 那 都 也 就 哪些 哪个 哪种 哪里 哪 何时 何种 谁 什么 如何 怎么 怎样 怎么办 多少 几 几个 多久 为什么 为何 是否 能否 "
    "可否 吗 呢 时候 什么时候 多少钱 一个 怎么样 家里 我家 今年 a an the of to"
)
STOP = frozenset(_PLAIN.split())


@dataclass(frozen=True)
class Asked:
    """`words` as they are shown again; `marks` are what is highlighted."""

    words: str
    question: Question
    marks: tuple[str, ...]

    @property
    def relaxed(self) -> tuple[Question, ...]:
        """Weaker and weaker: without single characters, with half of the parts, with any of them."""
        parts = tuple(part for part in self.question.parts if part.is_telling) or self.question.parts
        needs = {len(parts), max(1, round(len(parts) * ENOUGH)), min(1, len(parts))}
        weaker = sorted((need for need in needs if need < self.question.need), reverse=True)
        return tuple(replace(self.question, parts=parts, need=need) for need in weaker)


def read_words(text: str) -> tuple[str, bool]:
    """One line without signs that nobody sees, and whether it had to be cut."""
    line = one_line(_CONTROL.sub(" ", text[: LONGEST * 20]))
    return line[:LONGEST].strip(), len(line) > LONGEST or len(text) > LONGEST * 20


def ask(text: str, synonyms: Iterable[list[str]] = ()) -> Asked:
    words, _is_cut = read_words(text)
    quoted = [phrase for phrase in dict.fromkeys(_QUOTED.findall(words)) if solid(fold(phrase))]
    question = _question(words, _QUOTED.sub(" ", words), quoted, synonyms)
    if quoted and _is_question(question, words):
        question = _question(words, words, [], synonyms)
    return Asked(words=words, question=question, marks=_marks(question))


def _question(words: str, rest: str, quoted: list[str], synonyms) -> Question:
    rest = fold(rest)
    with_synonyms, remaining = _with_synonyms(rest, synonyms)
    plain = [_part(word) for word in _meaningful(plain_words_of(remaining))]
    question = Question(
        must=tuple(_exact(phrase) for phrase in quoted)[:MOST_PARTS],
        parts=tuple(dict.fromkeys(with_synonyms + plain))[:MOST_PARTS],
        scored=tuple(dict.fromkeys(words_of(rest)))[:MOST_WORDS],
        keys=() if quoted else keys_asked(words),
    )
    number, run = len(question.parts), solid(rest)
    if _is_question(question, rest):
        need = max(1, round(number * ENOUGH_OF_A_QUESTION))
        return replace(question, need=need, weights=OF_A_QUESTION)
    return replace(question, need=number, bonus=run if number and 2 <= len(run) <= LONGEST_BONUS else "")


def _is_question(question: Question, text: str) -> bool:
    """A sentence: its words are not all expected to stand together, and what it quotes is no order to be exact."""
    number = len(question.parts) + len(question.must)
    return number > (1 if _ASKING.search(text) else MOST_KEYWORDS)


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


def _marks(question: Question) -> tuple[str, ...]:
    """Longer ones first: where a whole phrase stands, it is one mark."""
    parts = [*question.must, *question.parts]
    marks = [solid(fold(phrase)) for part in parts for phrase in part.phrases] + [question.bonus]
    marks += [word for part in parts for word in part.words]
    return tuple(dict.fromkeys(mark for mark in marks if mark))
