"""Pictures: what they really are, and the copy of them that may be public.

A photograph says where and when it was taken, by which device, often with a small picture of what was cut away.
The public copy keeps the pixels bit by bit and loses the rest: JPEG segments, PNG and WebP chunks are left out, nothing
is compressed anew. A turned photograph keeps its turn, in an EXIF block that says nothing else.
"""

import struct
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image

from gongkai.core.errors import BadFile

MAX_PIXELS = 50_000_000
MEDIA_TYPES = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
}
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}
_ORIENTATION = 0x0112
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs",
             b"acTL", b"fcTL", b"fdAT", b"cICP"}  # fmt: skip
_WEBP_KEPT = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}


@dataclass(frozen=True)
class PictureFacts:
    media_type: str
    width: int
    height: int


def inspect_picture(stream) -> PictureFacts:
    """Opens, checks and decodes the picture; its size is the one it is shown in."""
    try:
        stream.seek(0)
        with Image.open(stream, formats=("JPEG", "PNG", "GIF", "WEBP")) as picture:
            media_type, (width, height) = MEDIA_TYPES[picture.format], picture.size
            if width * height > MAX_PIXELS:
                raise Image.DecompressionBombError
            picture.verify()
        stream.seek(0)
        with Image.open(stream) as picture:
            picture.load()
            turned = picture.getexif().get(_ORIENTATION) in (5, 6, 7, 8)
    except Image.DecompressionBombError as error:
        raise BadFile(_("图片的像素太多，不能接收。请缩小到五千万像素以内再上传。")) from error
    except Exception as error:  # Decoders of damaged pictures raise anything from OSError to struct.error.
        raise BadFile(_("图片已损坏，打不开。请重新保存后再上传。")) from error
    return PictureFacts(media_type, height if turned else width, width if turned else height)


def without_metadata(data: bytes, media_type: str) -> bytes | None:
    """The public copy, or None when `data` holds nothing that would have to go."""
    strip = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}.get(media_type)
    if strip is None:
        return None
    try:
        copy = strip(data)
    except (struct.error, IndexError, ValueError) as error:
        raise BadFile(_("图片的内部结构不对，去不掉其中的拍摄信息。请重新保存后再上传。")) from error
    return None if copy == data else copy


def _jpeg(data: bytes) -> bytes:
    """Keeps the picture segments, JFIF, colour profile and Adobe's colour mark; cuts what follows the end."""
    kept, position, orientation = [b"\xff\xd8"], 2, 1
    while True:
        if data[position] != 0xFF:
            raise ValueError("no marker")
        while data[position + 1] == 0xFF:
            position += 1
        marker = data[position + 1]
        if marker == 0xD9:
            kept.append(b"\xff\xd9")
            break
        end = position + 2 + struct.unpack_from(">H", data, position + 2)[0]
        segment = data[position:end]
        if marker == 0xE1 and segment[4:10] == b"Exif\0\0":
            orientation = _exif_orientation(segment[10:])
        if marker == 0xDA:
            end = _scan_end(data, end)
            segment = data[position:end]
        if _jpeg_keeps(marker, segment):
            kept.append(segment)
        position = end
    if orientation in range(2, 9):
        kept.insert(2 if len(kept) > 1 and kept[1][1] == 0xE0 else 1, _exif_of(orientation))
    return b"".join(kept)


def _jpeg_keeps(marker: int, segment: bytes) -> bool:
    if marker == 0xE2:
        return segment[4:16] == b"ICC_PROFILE\0"
    if marker == 0xE0:
        return segment[4:9] == b"JFIF\0"
    return marker == 0xEE or not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _scan_end(data: bytes, position: int) -> int:
    """The next marker after compressed data: 0xFF00 is a stuffed byte, 0xFFD0-D7 restart marks."""
    while True:
        position = data.index(b"\xff", position)
        if data[position + 1] != 0 and not 0xD0 <= data[position + 1] <= 0xD7:
            return position
        position += 2


def _exif_orientation(tiff: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    start = struct.unpack_from(f"{order}I", tiff, 4)[0]
    count = struct.unpack_from(f"{order}H", tiff, start)[0]
    for index in range(min(count, 200)):
        tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + index * 12)
        if tag == _ORIENTATION:
            return value
    return 1


def _tiff_of(orientation: int) -> bytes:
    return b"MM\0\x2a" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)


def _exif_of(orientation: int) -> bytes:
    payload = b"Exif\0\0" + _tiff_of(orientation)
    return b"\xff\xe1" + struct.pack(">H", len(payload) + 2) + payload


def _png(data: bytes) -> bytes:
    kept, position, orientation = [_PNG_SIGNATURE], len(_PNG_SIGNATURE), 1
    while True:
        length, name = struct.unpack_from(">I4s", data, position)
        chunk = data[position : position + 12 + length]
        if len(chunk) != 12 + length:
            raise ValueError("cut off")
        if name == b"eXIf":
            orientation = _exif_orientation(chunk[8:-4])
        if name in _PNG_KEPT:
            kept.append(chunk)
        position += len(chunk)
        if name == b"IEND":
            break
    if orientation in range(2, 9):
        body = b"eXIf" + _tiff_of(orientation)
        kept.insert(2, struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body)))
    return b"".join(kept)


def _webp(data: bytes) -> bytes:
    kept, position, orientation = [], 12, 1
    end = min(len(data), 8 + struct.unpack_from("<I", data, 4)[0])
    while position + 8 <= end:
        name, length = struct.unpack_from("<4sI", data, position)
        chunk = data[position : position + 8 + length]
        if name == b"EXIF":
            orientation = _exif_orientation(chunk[8:].removeprefix(b"Exif\0\0"))
        if name in _WEBP_KEPT:
            kept.append((name, chunk + b"\0" * (length % 2)))
        position += 8 + length + length % 2
    turned = orientation in range(2, 9)
    if turned and kept and kept[0][0] == b"VP8X":
        tiff = _tiff_of(orientation)
        kept.append((b"EXIF", b"EXIF" + struct.pack("<I", len(tiff)) + tiff))
    body = b"".join(_webp_flags(chunk, turned) if name == b"VP8X" else chunk for name, chunk in kept)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _webp_flags(chunk: bytes, turned: bool) -> bytes:
    """The extended header announces EXIF (0x08) and XMP (0x04)."""
    flags = chunk[8] & ~0x0C | (0x08 if turned else 0)
    return chunk[:8] + bytes([flags]) + chunk[9:]
