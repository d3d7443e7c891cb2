"""Text made comparable: what is indexed and what is asked for go through the same few functions."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from html import unescape
from importlib.resources import files

import rjieba

from gongkai.core.text import LETTERS, MONGOLIAN, NOT_CHINESE, TIBETAN

FOLDING = files("gongkai.search") / "folding.txt"
LONGEST_WORD = 60
BREAK = "|"  # stands where a sentence ends, so that no phrase is found across it
_TAG = re.compile(r"<[^>]*>")
_BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|t[dhr]|caption|blockquote)>|<[bh]r ?/?>")
_SENTENCE_END = re.compile(r"[。!?;\n\r]+")
_OTHER_SCRIPT = re.compile(f"[{LETTERS[TIBETAN]}]+|[{LETTERS[MONGOLIAN]}]+")
# Tibetan is cut between its syllables, Mongolian at blanks; signs that only choose a letter's form are left out.
_OTHER_WORD = re.compile("[\u0f20-\u0f33\u0f40-\u0f84\u0f88-\u0fbc]+|[\u1810-\u1819\u1820-\u18aa]+")
_JOINED = re.compile("[\u0f40-\u0f84\u0f88-\u0fbc]{2}|[\u180b-\u180f\u1820-\u18aa]{2}")
_UNSEEN = re.compile("[\u180b-\u180f]")
_OPENING = frozenset("《「『（〔【“‘〈([{")
_CLOSING = frozenset("》」』）〕】”’〉)]}，。、；：！？,.;:!?·—…％%")
_SPACE = re.compile(r"\s+")


@cache
def _table() -> dict[int, str]:
    """Traditional characters to simplified ones; one for one, so that places in a text stay what they are."""
    lines = FOLDING.read_text(encoding="utf-8").splitlines()
    return {ord(pair[0]): pair[1] for line in lines if not line.startswith("#") for pair in line.split()}


def fold(text: str) -> str:
    """Width, case and 简繁 no longer tell texts apart."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_table())


class _InPlace(dict):
    """Each character's own folding, found out once; one that would become several stays as it is."""

    def __missing__(self, code: int) -> str:
        folded = fold(chr(code))
        self[code] = folded if len(folded) == 1 else chr(code)
        return self[code]


_in_place = _InPlace()


def fold_in_place(text: str) -> str:
    """Folded so that every character keeps its place: for finding again in the original."""
    return text.translate(_in_place)


def words_of(folded: str) -> list[str]:
    """The words of a folded text for the index: long ones together with the short ones inside them."""
    return [word for word in _cut(folded, rjieba.cut_for_search) if _counts(word)]


def plain_words_of(folded: str) -> list[str]:
    """The words of a folded text one after another."""
    return [word for word in _cut(folded, rjieba.cut) if _counts(word)]


def _cut(folded: str, cut_chinese: Callable[[str], list[str]]) -> list[str]:
    if not NOT_CHINESE.search(folded):
        return cut_chinese(folded)
    words, at = [], 0
    for part in _OTHER_SCRIPT.finditer(folded):
        words += cut_chinese(folded[at : part.start()])
        words += _OTHER_WORD.findall(_UNSEEN.sub("", part[0]))
        at = part.end()
    return words + cut_chinese(folded[at:])


def _counts(word: str) -> bool:
    return len(word) <= LONGEST_WORD and any(character.isalnum() for character in word)


def is_letter(character: str) -> bool:
    """Or a digit, or a Chinese character, or one of the signs below and above Tibetan letters."""
    return character.isalnum() or "\u0f71" <= character <= "\u0f84" or "\u0f8d" <= character <= "\u0fbc"


def is_inside_word(text: str, place: int) -> bool:
    """Whether a cut there would part a Tibetan syllable or a Mongolian word, whose letters change their form by it."""
    return 0 < place < len(text) and bool(_JOINED.fullmatch(text[place - 1 : place + 1]))


def solid(folded: str) -> str:
    """Letters, digits and characters alone: brackets, blanks and punctuation make no difference to a phrase."""
    return "".join(character for character in folded if is_letter(character))


def pairs_of(folded: str) -> list[str]:
    """Every two neighbours, sentence by sentence: a phrase is found wherever it stands, however it is segmented."""
    found: list[str] = []
    for sentence in _SENTENCE_END.split(folded):
        if run := solid(sentence):
            found += [run[at : at + 2] for at in range(len(run) - 1)]
            found.append(BREAK)
    return found


def plain_text(html: str) -> str:
    """The text of a body's HTML, a line for each block."""
    return unescape(_TAG.sub("", _BLOCK_END.sub("\n", html)))


def one_line(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def wrapped(title: str) -> list[str]:
    """A title in the pieces between which its line may break: words together with the punctuation that holds to them.
    Numbers hold to what they count, and 格政办〔2026〕41号 is one piece."""
    pieces: list[str] = []
    at = 0
    for word in rjieba.cut(fold_in_place(title)):
        piece = title[at : at + len(word)]
        at += len(word)
        if pieces and _holds(pieces[-1][-1], piece[0]):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def _holds(before: str, after: str) -> bool:
    if before in _OPENING or after in _CLOSING or after in "〔的":
        return True
    return (
        before.isascii() and not before.isspace() and (after.isascii() or before.isdigit())
    ) or before == "〕"
