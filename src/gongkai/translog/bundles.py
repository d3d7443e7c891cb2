"""Entry bundles: for each entry its length in two bytes, then the entry."""

import struct
from collections.abc import Iterable

from gongkai.translog.errors import Malformed
from gongkai.translog.tiles import WIDTH

MAX_ENTRY = 65_535
MAX_BUNDLE = WIDTH * (2 + MAX_ENTRY)
_length = struct.Struct(">H")


def encode(entries: Iterable[bytes]) -> bytes:
    try:
        return b"".join([part for entry in entries for part in (_length.pack(len(entry)), entry)])
    except struct.error as error:
        raise Malformed("entry-too-large", f"日志里的一条最多 {MAX_ENTRY:,} 字节。请只记摘要。") from error


def decode(data: bytes, *, count: int, name: str = "entries") -> list[bytes]:
    """Exactly `count` entries; `name` is the file in messages."""
    entries, start = [], 0
    for _ in range(count):
        if start + 2 > len(data):
            raise Malformed("bundle-truncated", f"{name} 不完整：应有 {count} 条，只有 {len(entries)} 条。")
        end = start + 2 + _length.unpack_from(data, start)[0]
        if end > len(data):
            raise Malformed("bundle-truncated", f"{name} 不完整：第 {len(entries) + 1} 条被截断。")
        entries.append(data[start + 2 : end])
        start = end
    if start != len(data):
        raise Malformed("bundle-excess", f"{name} 在第 {count} 条之后还有 {len(data) - start:,} 个字节。")
    return entries
