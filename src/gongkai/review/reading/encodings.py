"""Which encoding a text file has, found by trying; files are read in pieces, whatever their size."""

import codecs
import io
import re

CHUNK = 1024 * 1024
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE = 64 * 1024
_MOST_CONTROLS = 0.02


def find_encoding(stream) -> str | None:
    """The encoding, or None for what is no text. `…?` at the end says that some bytes fit no encoding at all."""
    stream.seek(0)
    head = stream.read(_SAMPLE)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding if _fits(stream, encoding) else f"{encoding}?"
    wide = _wide(head)
    if wide:
        return wide
    for encoding in ("utf-8", "gb18030"):
        if _is_text(head, encoding) and _fits(stream, encoding):
            return encoding
    for encoding in ("utf-8", "gb18030"):
        if _is_text(head, encoding) and _damage(head, encoding) < 0.1:
            return f"{encoding}?"
    return "gb18030?" if _is_text(head, "latin-1") else None


def open_text(stream, encoding: str):
    """A text stream over a file that stays open."""
    stream.seek(0)
    return io.TextIOWrapper(_Unclosed(stream), encoding=encoding.rstrip("?"), errors="replace", newline="")


def decode(data: bytes) -> str | None:
    """All of a small file as text."""
    encoding = find_encoding(io.BytesIO(data))
    return encoding and data.decode(encoding.rstrip("?"), "replace").lstrip("\ufeff")


def _fits(stream, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    try:
        while chunk := stream.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: half of the bytes of digits, letters and signs are zero."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 20 < len(head) or min(even, odd) * 10 > max(even, odd):
        return None
    encoding = "utf-16-be" if even > odd else "utf-16-le"
    return encoding if _is_text(head, encoding) else None


def _is_text(head: bytes, encoding: str) -> bool:
    text = head.decode(encoding, "replace")
    return len(_CONTROLS.findall(text)) <= len(text) * _MOST_CONTROLS


def _damage(head: bytes, encoding: str) -> float:
    text = head.decode(encoding, "replace")
    strange = sum(character > "\x7f" for character in text)
    return text.count("\ufffd") / max(strange, 1)


class _Unclosed:
    """Closing the text stream leaves the bytes open: other readers may still need them."""

    closed = False

    def __init__(self, stream):
        self._stream = stream

    def read(self, size=-1):
        return self._stream.read(size)

    read1 = read

    def readable(self):
        return True

    def writable(self):
        return False

    def seekable(self):
        return False

    def flush(self):
        pass

    def close(self):
        pass
