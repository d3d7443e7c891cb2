"""Canonical text: the one way in which a public form becomes bytes."""

import hashlib
import json

from django.core.validators import RegexValidator

HEX64 = RegexValidator(r"^[0-9a-f]{64}$")


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
