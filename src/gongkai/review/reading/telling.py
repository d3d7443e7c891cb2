"""What is worth telling of the thousands of attributes and codes in a file: words, addresses, long numbers.

Sizes, colours, identifiers and dates of programs are not; they would drown what a person left there.
"""

import re

_TELLING = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|@|(?:\d[ \-\u00a0.]?){8,}|[\uff10-\uff19]{4,}")
_BYTES = re.compile(rb"[\x80-\xff\x00]|@|&#|(?:\d[ \-.]?){8,}")
_MEANINGLESS = re.compile(
    r"\{?[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\}?|[0-9A-F]{8}|-?\d+\.\d+"
    r"|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?"
)


def is_telling(text: str) -> bool:
    return bool(_TELLING.search(text)) and not _MEANINGLESS.fullmatch(text.strip())


def may_tell(data: bytes) -> bool:
    """Whether it is worth parsing `data` at all."""
    return bool(_BYTES.search(data))
