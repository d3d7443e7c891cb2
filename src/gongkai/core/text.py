"""Canonical text: the one way in which a public form becomes bytes."""

import hashlib
import json
import re

from django.core.validators import RegexValidator

HEX64 = RegexValidator(r"^[0-9a-f]{64}$")

CHINESE, TIBETAN, MONGOLIAN = "zh-Hans", "bo", "mn-Mong"
# The letters that tell a language of this site by its script; blocks of Unicode, as a character class.
LETTERS = {
    TIBETAN: "\u0f00-\u0fff",
    MONGOLIAN: "\u1800-\u18af\U00011660-\U0001167f",
    CHINESE: "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af",
}
NOT_CHINESE = re.compile(f"[{LETTERS[TIBETAN]}{LETTERS[MONGOLIAN]}]")


def canonical_json(value) -> str:
    """Sorted keys, no blanks, UTF-8 kept as it is: one value has one text (numbers are integers or strings)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256_hex(data: str | bytes) -> str:
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()


def salted_digest(salt_hex: str, text: str) -> str:
    """SHA-256(salt bytes || UTF-8 text): published; without the salt nothing can be guessed from it."""
    return hashlib.sha256(bytes.fromhex(salt_hex) + text.encode("utf-8")).hexdigest()


def language_of(text: str, *, default: str = CHINESE) -> str:
    """The language in whose script most of the text is; the default where none of it is in any of them.

    A Chinese character says about as much as three letters of an alphabet."""
    if not NOT_CHINESE.search(text) and default == CHINESE:
        return CHINESE
    counts = {language: len(re.findall(f"[{letters}]", text)) for language, letters in LETTERS.items()}
    counts[CHINESE] *= 3
    most = max(counts.values())
    return default if counts[default] == most else max(counts, key=counts.__getitem__)
