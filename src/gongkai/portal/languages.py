"""Tibetan and Mongolian: which pages list them, and how text in another script than its surroundings is marked.

Marks are only added around what was approved (see `body`): the language of a paragraph or of a stretch of it, so that
it gets its own font and a screen reader its own voice, and a frame for Mongolian paragraphs, which stand upright.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from gongkai.core.text import CHINESE, LETTERS, MONGOLIAN, TIBETAN, language_of


@dataclass(frozen=True)
class OtherLanguage:
    """`code` stands in addresses; `word` is its name in the reader's language, `own_name` in itself."""

    code: str
    tag: str
    word: str
    own_name: str


OTHERS = (
    OtherLanguage("bo", TIBETAN, _("藏文"), "བོད་ཡིག"),
    OtherLanguage("mn", MONGOLIAN, _("蒙古文"), "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ"),
)
BY_CODE = {language.code: language for language in OTHERS}
BY_TAG = {language.tag: language for language in OTHERS}

_TAG = re.compile(r"(<[^>]*>)")
_LEAF = re.compile(
    r"<(p|h[2-4]|li|t[dh]|caption)(\s[^>]*)?>"
    r"((?:(?!<(?:p|h[2-4]|[uo]l|li|table|t[dhr]|caption)[\s>]).)*?)</\1>",
    re.DOTALL,
)
# What belongs to a stretch when it stands between two of its letters, or at its end.
_BETWEEN = {
    TIBETAN: r"\s",
    MONGOLIAN: r"\s\u200c\u200d",
    CHINESE: r"0-9A-Za-z\s.,:%()/—、，。；：？！…·“”‘’「」『』《》〈〉（）〔〕【】-",
}
_AT_END = {TIBETAN: "", MONGOLIAN: "", CHINESE: "、，。；：？！…”’」』》〉）〕】"}
_AT_START = {TIBETAN: "", MONGOLIAN: "", CHINESE: "“‘「『《〈（〔【"}
_UPRIGHT = re.compile(rf'(?:<(p|h[2-4])(?:\s[^>]*)? lang="{MONGOLIAN}"[^>]*>.*?</\1>\s*)+', re.DOTALL)
UPRIGHT_FRAME = '<div class="upright-frame" role="group" tabindex="0" aria-label="{label}">'


def _stretch(language: str) -> re.Pattern:
    letter, between = f"[{LETTERS[language]}]", f"[{LETTERS[language]}{_BETWEEN[language]}]"
    start = f"[{_AT_START[language]}]*" if _AT_START[language] else ""
    end = f"[{_AT_END[language]}]*" if _AT_END[language] else ""
    return re.compile(f"{start}{letter}(?:{between}*{letter})?{end}")


_STRETCHES = {language: _stretch(language) for language in LETTERS}


def mark_html(html: str, *, language: str) -> str:
    """The HTML of a text in that language, with what stands in another script marked as such."""
    others = [other for other in LETTERS if other != language]
    if not re.search("|".join(f"[{LETTERS[other]}]" for other in others), html):
        return html
    found, at = [], 0
    for leaf in _LEAF.finditer(html):
        found.append(_marked(html[at : leaf.start()], language))
        found.append(_leaf(leaf, language))
        at = leaf.end()
    return "".join([*found, _marked(html[at:], language)])


def frame_upright(html: str, *, label: str) -> str:
    """Mongolian paragraphs that follow one another, together in one upright block that can be scrolled sideways."""
    frame = UPRIGHT_FRAME.format(label=label)
    return _UPRIGHT.sub(
        lambda found: f'{frame}<div class="upright" lang="{MONGOLIAN}">{found[0]}</div></div>', html
    )


def _leaf(leaf: re.Match, language: str) -> str:
    tag, attributes, inner = leaf[1], leaf[2] or "", leaf[3]
    own = language_of(_TAG.sub("", inner), default=language)
    said = f' lang="{own}"' if own != language else ""
    return f"<{tag}{attributes}{said}>{_marked(inner, own)}</{tag}>"


def _marked(html: str, language: str) -> str:
    pieces = _TAG.split(html)
    return "".join(piece if piece.startswith("<") else _spans(piece, language) for piece in pieces)


def _spans(text: str, language: str) -> str:
    for other, pattern in _STRETCHES.items():
        if other != language:
            text = pattern.sub(rf'<span lang="{other}">\g<0></span>', text)
    return text
