"""The proof after masking: a file is unpacked and every part of it searched in every encoding.

The search shares nothing with the writers but the normal form: it knows no paragraphs, cells or runs. Between tags
anything may have been split, so values with digits are sought across them; names only within one text.
"""

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from gongkai.review.masking.needles import Needles

ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
_TAG = re.compile(r"<[^<>]*>")
_INLINE = re.compile(
    r"</?(?:\w+:)?(?:r|t|rPr|b|i|u|em|strong|span|font|a|sz|szCs|color|rFonts|rFont|lang|s|sub|sup|small"
    r"|proofErr|bookmarkStart|bookmarkEnd|hyperlink|charset|family|scheme|latin|ea|cs|wbr)(?:\s[^<>]*)?/?>"
)
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|_x([0-9A-Fa-f]{4})_")
_DIGITS = (
    ("ascii", re.compile(rb"[0-9](?:[ .\-]?[0-9xXeE+]){5,}")),
    ("utf-16-le", re.compile(rb"(?:[0-9xX .\-]\0|[\x10-\x19]\xff){6,}")),
    ("utf-16-be", re.compile(rb"(?:\0[0-9xX .\-]|\xff[\x10-\x19]){6,}")),
    ("utf-8", re.compile(rb"(?:\xef\xbc[\x90-\x99]){6,}")),
    ("gb18030", re.compile(rb"(?:\xa3[\xb0-\xb9]){6,}")),
)
_NUMBER = re.compile(r"<(?:\w+:)?v>\s*(\d[\d.]{9,24}(?:[eE]\+?\d\d?)?)\s*</")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_LONGEST_UNPACKED = 200 * 1024 * 1024
_MAX_DEPTH = 6


def leftovers(path: Path, needles: Needles) -> list[str]:
    """The parts in which something is left, with the name of the file first."""
    if not needles:
        return []
    return list(dict.fromkeys(_search(path.name, path.read_bytes(), needles, 0)))


def _search(name: str, data: bytes, needles: Needles, depth: int) -> Iterator[str]:
    if needles.found(name):
        yield needles.mask(name)
    if zipfile.is_zipfile(io.BytesIO(data)) and depth < _MAX_DEPTH:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for entry in package.infolist():
                if needles.found(entry.filename) or _tells(entry.comment + entry.extra, needles):
                    yield f"{name}!/{needles.mask(entry.filename)}"
                inner = package.read(entry)
                yield from (f"{name}!/{part}" for part in _search(entry.filename, inner, needles, depth + 1))
        if needles.found(package.comment.decode("utf-8", "replace")):
            yield name
        return
    if any(_tells(piece, needles) for piece in (data, *_unpacked(data))):
        yield name


def _unpacked(data: bytes) -> Iterator[bytes]:
    """Compressed streams within: those of a PDF, or the whole when it is a gzip or zlib file."""
    if data.startswith(b"%PDF"):
        for match in _STREAM.finditer(data):
            yield from _inflate(match[1])
    elif data[:2] == b"\x1f\x8b":
        yield from _inflate(data, wbits=47)


def _inflate(data: bytes, wbits: int = zlib.MAX_WBITS) -> Iterator[bytes]:
    try:
        yield zlib.decompressobj(wbits).decompress(data, _LONGEST_UNPACKED)
    except zlib.error:
        return


def _tells(data: bytes, needles: Needles) -> bool:
    """Names are only sought where bytes are words: in pixels and wrong encodings two characters turn up by chance."""
    try:
        return tells_text(data.decode("utf-8"), needles) or (b"\0" in data and _tells_bytes(data, needles))
    except UnicodeDecodeError:
        text = _text(data)
        return (text is not None and tells_text(text, needles)) or _tells_bytes(data, needles)


def _text(data: bytes) -> str | None:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "gb18030"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _tells_bytes(data: bytes, needles: Needles) -> bool:
    numbers = needles.numbers()
    for written in needles.written:
        for encoding in ENCODINGS:
            sought = written.encode(encoding, "ignore")
            if len(sought) >= 6 and sought in data:
                return True
    return any(
        numbers.found(match[0].decode(encoding, "replace"))
        for encoding, digits in _DIGITS
        for match in digits.finditer(data)
    )


def tells_text(text: str, needles: Needles) -> bool:
    """As it stands, without tags and with entities and other escapes resolved."""
    if _any(text, needles) or any(needles.mask_number(number[1]) for number in _NUMBER.finditer(text)):
        return True
    if "<" in text:
        within = html.unescape(_TAG.sub("\x1f", _INLINE.sub("", text)))
        across = html.unescape(_TAG.sub(" ", text))
        attributes = html.unescape(" \x1f ".join(_TAG.findall(text))) if "&" in text else ""
        if _any(within, needles) or _any(attributes, needles) or needles.numbers().spans(across):
            return True
    elif "&" in text and _any(html.unescape(text), needles):
        return True
    resolved = _ESCAPED.sub(_resolve, unquote(text) if "%" in text else text)
    return resolved != text and _any(resolved, needles)


def _any(text: str, needles: Needles) -> bool:
    return bool(needles.spans(text))


def _resolve(match: re.Match) -> str:
    return chr(int(match[1] or match[2], 16))
