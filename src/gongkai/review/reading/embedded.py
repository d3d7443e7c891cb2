"""Old compound files: whole documents of Office, or wrappers around a file that somebody embedded in another."""

import io
import struct
from collections.abc import Iterator

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.review.reading import ole
from gongkai.review.reading.blocks import Block, Text, Unreadable
from gongkai.review.reading.source import Source
from gongkai.review.reading.telling import strings_in

_NATIVE = "\x01Ole10Native"
_WRAPPED = ("Package", "CONTENTS", "EmbeddedOdf")
_LOCKED = {"EncryptedPackage", "EncryptionInfo"}


def compound_blocks(source: Source) -> Iterator[Block]:
    names = set(ole.stream_names(source.stream))
    if names & {_NATIVE, *_WRAPPED} and not names & _LOCKED:
        yield from _wrapped(source)
        return
    try:
        from gongkai.review.reading.legacy import legacy_blocks

        yield from legacy_blocks(source)
    except BadFile as error:
        if not source.depth or names & _LOCKED:
            raise
        yield from _strings(source, str(error))


def _wrapped(source: Source) -> Iterator[Block]:
    from gongkai.review.reading.opening import inner_blocks

    streams = ole.read_streams(source.stream)
    for name in _WRAPPED:
        if streams.get(name):
            yield from inner_blocks(source, io.BytesIO(streams[name]), name=source.name, words="", part=name)
    if streams.get(_NATIVE):
        name, data = _native(streams[_NATIVE])
        if name:
            yield Text(name, source.place(_("嵌入文件的名称")), "name")
        yield from inner_blocks(
            source, io.BytesIO(data), name=name or source.name, words="", part="Ole10Native"
        )


def _native(stream: bytes) -> tuple[str, bytes]:
    """Size, flags, label, path, another path, size, content: the way of the Windows packager."""
    try:
        label_end = stream.index(b"\0", 6)
        path_end = stream.index(b"\0", label_end + 1)
        position = path_end + 5
        length = struct.unpack_from("<I", stream, position)[0]
        position += 4 + length
        size = struct.unpack_from("<I", stream, position)[0]
        data = stream[position + 4 : position + 4 + size]
        if len(data) == size:
            return stream[6:label_end].decode("gb18030", "replace"), data
    except (ValueError, struct.error):
        pass
    return "", stream[4:]


def _strings(source: Source, reason: str) -> Iterator[Block]:
    source.stream.seek(0)
    for text in strings_in(source.stream.read()):
        yield Text(text, source.place(hidden=True), "other")
    yield Unreadable(reason, source.place())
