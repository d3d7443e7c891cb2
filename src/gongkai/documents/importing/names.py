"""File names that may stand in an address, on any disk and in any list."""

import re
import unicodedata

MAX_CHARACTERS = 120
MAX_BYTES = 240
FALLBACK = "文件"
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$|clock\$)$", re.IGNORECASE)
_KEPT_SIGNS = set("-_()（）〔〕【】《》“”、·—.")


def extension_of(name: str) -> str:
    """The extension as written, in small letters, without the dot."""
    _, dot, extension = _last_part(name).rpartition(".")
    extension = extension.strip().lower()
    return extension if dot and re.fullmatch(r"[a-z0-9]{1,8}", extension) else ""


def safe_name(name: str, extension: str) -> str:
    """`name` without path, controls, overrides, leading dots and reserved words, ending in `.{extension}`."""
    stem = unicodedata.normalize("NFC", _last_part(name))
    written = extension_of(stem)
    if written:
        stem = stem[: stem.rfind(".")]
    stem = "".join(_kept(character) for character in stem)
    stem = re.sub(r"(?<!\d)\.|\.(?!\d)", "_", stem)  # No second extension: 报告.exe.pdf.
    stem = re.sub(r"_{2,}", "_", stem).strip("._- ")
    if _RESERVED.match(stem.split(".")[0]):
        stem = f"{FALLBACK}_{stem}"
    return f"{_shortened(stem, len(extension) + 1) or FALLBACK}.{extension}"


def _last_part(name: str) -> str:
    return re.split(r"[/\\]", name)[-1]


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return ""
    if category[0] in "LNM" or character in _KEPT_SIGNS:
        return character
    return "_"


def _shortened(stem: str, reserve: int) -> str:
    stem = stem[: MAX_CHARACTERS - reserve]
    while len(stem.encode()) > MAX_BYTES - reserve:
        stem = stem[:-1]
    return stem.rstrip("._- ")
