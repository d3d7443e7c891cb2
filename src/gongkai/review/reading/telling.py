"""What is worth telling of the thousands of attributes and codes in a file: words, addresses, long numbers.

Sizes, colours, identifiers and dates of programs are not; they would drown what a person left there.
"""

import re

_TELLING = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|@|(?:\d[ \-\u00a0.]?){8,}|[\uff10-\uff19]{4,}")
_LONG_NUMBER = re.compile(rb"(?:\d[ \-.]?){8,}")
_MEANINGLESS = re.compile(
    r"\{?[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\}?|[0-9A-F]{8}|-?\d+\.\d+"
    r"|\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?"
)


def is_telling(text: str) -> bool:
    return bool(_TELLING.search(text)) and not _MEANINGLESS.fullmatch(text.strip())


def may_tell(data: bytes) -> bool:
    """Whether it is worth parsing `data` at all."""
    if not data.isascii() or any(sign in data for sign in (b"@", b"&#", b"\0")):
        return True
    return bool(_LONG_NUMBER.search(data))


def strings_in(data: bytes) -> list[str]:
    """Telling runs of characters in a binary part, in the encodings that programs keep texts in."""
    found = dict.fromkeys(
        text.strip()
        for encoding in ("utf-16-le", "utf-8", "gb18030")
        for text in _RUNS.findall(data[:_MOST_BYTES].decode(encoding, "ignore"))
        if _PLAIN.search(text)
    )
    return list(found)[:_MOST_STRINGS]


_MOST_BYTES = 20 * 1024 * 1024
_MOST_STRINGS = 2000
_RUNS = re.compile(r"[\u0020-\u007e\u3000-\u303f\u4e00-\u9fa5\uff00-\uff5e]{6,}")
_PLAIN = re.compile(r"\d{11,}|\w@\w+\.\w|\d{3}[ -]\d{4}[ -]\d{4}")
