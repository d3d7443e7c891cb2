"""The old compound files of Office and WPS (.doc, .xls, .wps, .et): which streams they hold, and no more.

MS-CFB: a header of 512 bytes, sectors, a table that chains them (FAT), and a directory of entries of 128 bytes.
"""

import struct

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile

SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
MAX_DIRECTORY_SECTORS = 4096
_END = 0xFFFFFFFA  # This and above are marks, not sectors.
_MINI_CUTOFF = 4096


def kind_of(stream) -> str:
    """ "doc" or "xls"; what is locked, carries macros or is something else is refused."""
    entries = _directory(stream)
    names = set(entries)
    if {"EncryptedPackage", "EncryptionInfo"} & names:
        raise BadFile(_("文件设了密码，不能接收。请去掉密码后再上传。"))
    if {"VBA", "Macros", "_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA_PROJECT"} & names:
        raise BadFile(_("文件里有宏，不能接收。请另存为不带宏的 .docx 或 .xlsx 再上传。"))
    if "WordDocument" in names:
        if _word_is_locked(_opening(stream, *entries["WordDocument"])):
            raise BadFile(_("文件设了密码，不能接收。请去掉密码后再上传。"))
        return "doc"
    for name in ("Workbook", "Book"):
        if name in names:
            if _workbook_is_locked(_opening(stream, *entries[name])):
                raise BadFile(_("文件设了密码，不能接收。请去掉密码后再上传。"))
            return "xls"
    if "PowerPoint Document" in names:
        raise BadFile(_("不收旧版演示文稿 .ppt，请另存为 .pptx 或 .pdf 再上传。"))
    raise BadFile(_("看不出这是什么文件，不能接收。请另存为 .docx、.xlsx 或 .pdf 再上传。"))


def stream_names(stream) -> list[str]:
    return list(_directory(stream))


def _damaged() -> BadFile:
    return BadFile(_("文件已损坏，打不开。请重新保存后再上传。"))


def _sector_size(header: bytes) -> int:
    shift = struct.unpack_from("<H", header, 30)[0]
    if shift not in (9, 12):
        raise _damaged()
    return 1 << shift


def _header(stream) -> bytes:
    stream.seek(0)
    header = stream.read(512)
    if len(header) < 512 or not header.startswith(SIGNATURE):
        raise _damaged()
    return header


def _sector(stream, size: int, number: int) -> bytes:
    stream.seek((number + 1) * size)
    data = stream.read(size)
    if len(data) < 128:
        raise _damaged()
    return data.ljust(size, b"\xff")


def _directory(stream) -> dict[str, tuple[int, int]]:
    """Name -> (first sector, size) of every entry."""
    header = _header(stream)
    size = _sector_size(header)
    sector = struct.unpack_from("<I", header, 48)[0]
    table = _fat_sectors(stream, header, size)
    entries: dict[str, tuple[int, int]] = {}
    seen: set[int] = set()
    while sector < _END:
        if sector in seen or len(seen) > MAX_DIRECTORY_SECTORS:
            raise _damaged()
        seen.add(sector)
        data = _sector(stream, size, sector)
        for offset in range(0, size, 128):
            length = struct.unpack_from("<H", data, offset + 64)[0]
            if data[offset + 66] in (1, 2, 5) and 2 <= length <= 64:
                name = data[offset : offset + length - 2].decode("utf-16-le", "replace")
                entries[name] = struct.unpack_from("<II", data, offset + 116)
        sector = _next(stream, size, table, sector)
    return entries


def _fat_sectors(stream, header: bytes, size: int) -> list[int]:
    """The sectors of the FAT: 109 of them in the header, the others in a chain of their own."""
    sectors = [number for number in struct.unpack_from("<109I", header, 76) if number < _END]
    following, left = struct.unpack_from("<II", header, 68)
    while following < _END and 0 < left <= 256:
        numbers = struct.unpack(f"<{size // 4}I", _sector(stream, size, following))
        sectors.extend(number for number in numbers[:-1] if number < _END)
        following, left = numbers[-1], left - 1
    return sectors


def _next(stream, size: int, table: list[int], sector: int) -> int:
    index, place = divmod(sector, size // 4)
    if index >= len(table):
        raise _damaged()
    return struct.unpack_from("<I", _sector(stream, size, table[index]), place * 4)[0]


def _opening(stream, sector: int, size: int) -> bytes:
    """The first sector of a stream that is not kept in the mini stream; small ones are not looked into."""
    if size < _MINI_CUTOFF or sector >= _END:
        return b""
    return _sector(stream, _sector_size(_header(stream)), sector)


def _word_is_locked(opening: bytes) -> bool:
    return len(opening) > 12 and bool(struct.unpack_from("<H", opening, 10)[0] & 0x0100)


def _workbook_is_locked(opening: bytes) -> bool:
    """A FILEPASS record right after the beginning of the workbook."""
    position = 0
    while position + 4 <= len(opening):
        record, length = struct.unpack_from("<HH", opening, position)
        if record == 0x002F:
            return True
        if record == 0:
            return False
        position += 4 + length
    return False


def read_streams(stream, *, most: int = 64 * 1024 * 1024) -> dict[str, bytes]:
    """Every stream by name, within bounds; for the few small files that other files embed."""
    header = _header(stream)
    size = _sector_size(header)
    table = _fat_sectors(stream, header, size)
    entries = _directory(stream)
    small = _chain(stream, size, table, *entries.get("Root Entry", (_END, 0)), most)
    first = struct.unpack_from("<I", header, 60)[0]
    small_table = _chain(stream, size, table, first, most, most)
    found = {}
    for name, (sector, length) in entries.items():
        if name == "Root Entry" or not length or length > most:
            continue
        if length < _MINI_CUTOFF:
            found[name] = _small_chain(small, small_table, sector, length)
        else:
            found[name] = _chain(stream, size, table, sector, length, most)
    return found


def _chain(stream, size: int, table: list[int], sector: int, length: int, most: int) -> bytes:
    pieces, taken, seen = [], 0, set()
    while sector < _END and taken < min(length, most):
        if sector in seen:
            raise _damaged()
        seen.add(sector)
        pieces.append(_sector(stream, size, sector))
        taken += size
        sector = _next(stream, size, table, sector)
    return b"".join(pieces)[:length]


def _small_chain(small: bytes, table: bytes, sector: int, length: int) -> bytes:
    pieces, seen = [], set()
    while (
        sector < _END and len(pieces) * 64 < length and sector not in seen and (sector + 1) * 4 <= len(table)
    ):
        seen.add(sector)
        pieces.append(small[sector * 64 : sector * 64 + 64])
        sector = struct.unpack_from("<I", table, sector * 4)[0]
    return b"".join(pieces)[:length]
