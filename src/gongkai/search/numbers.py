"""发文字号 and 索引号 as keys: however the brackets, widths and dashes are written, one number has one key."""

import re

from gongkai.documents.importing.numbers import parse_document_number
from gongkai.search.text import fold

LONGEST = 80
SHORTEST_KEY = 4
_LABEL = re.compile(r"^(?:索引号|发文字号|文号):?")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_BLANK = re.compile(r"\s+")


def document_key(text: str) -> str:
    """Of a 发文字号 in any spelling, also without its last character; empty when the text is none."""
    if not text or len(text) > LONGEST:
        return ""
    folded = fold(text)
    found = parse_document_number(folded) or parse_document_number(f"{folded}号")
    return f"{fold(found.agency)}|{found.year or ''}|{found.serial}" if found else ""


def index_key(text: str) -> str:
    """Of an 索引号, of this city or of the site that a paper came from."""
    if not text or len(text) > LONGEST:
        return ""
    return _LABEL.sub("", _BLANK.sub("", fold(text)).translate(_DASHES))


def keys_asked(words: str) -> tuple[str, ...]:
    """The keys that what a reader typed may stand for."""
    keys = dict.fromkeys((document_key(words), index_key(words)))
    return tuple(key for key in keys if len(key) >= SHORTEST_KEY and any(map(str.isdigit, key)))
