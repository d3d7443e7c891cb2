"""Titles break between words, not inside them: a `<wbr>` where a line may break, and a class that allows it nowhere else.

A reader of the page, a screen reader and who copies the title notice nothing of it.
"""

from functools import lru_cache
from itertools import accumulate

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from gongkai.core.text import NOT_CHINESE
from gongkai.search.text import wrapped

KEPT = 5000
BREAK = "<wbr>"


@lru_cache(maxsize=KEPT)
def by_words(title: str) -> SafeString:
    if not _is_chinese(title):
        return escape(title)
    return _html(BREAK.join(escape(piece) for piece in wrapped(title)))


def marked_by_words(pieces: list[tuple[str, bool]]) -> SafeString:
    """The same of a title that is cut up by what was found in it."""
    title = "".join(text for text, _is_hit in pieces)
    breaks = set(accumulate(map(len, wrapped(title)))) if _is_chinese(title) else set()
    at, shown = 0, []
    for text, is_hit in pieces:
        cut = "".join(
            (BREAK if place in breaks else "") + escape(letter) for place, letter in enumerate(text, at)
        )
        at += len(text)
        shown.append(f"<mark>{cut}</mark>" if is_hit else cut)
    return _html("".join(shown))


def _is_chinese(title: str) -> bool:
    return not NOT_CHINESE.search(title) and any("\u4e00" <= letter <= "\u9fff" for letter in title)


def _html(text: str) -> SafeString:
    return mark_safe(f'<span class="words">{text}</span>')  # noqa: S308 - every piece was escaped
