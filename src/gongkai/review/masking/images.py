"""Pictures: what the camera wrote beside the pixels goes; words within the pixels cannot be masked."""

import io
from pathlib import Path

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.review.masking.leftovers import leftovers
from gongkai.review.masking.needles import Needles
from gongkai.review.masking.office import fact
from gongkai.review.masking.pictures import inspect_picture, without_metadata
from gongkai.review.reading.blocks import Fact

_LIMIT = 100 * 1024 * 1024


def treat_picture(path: Path, out: Path, needles: Needles) -> tuple[int, list[Fact]]:
    if path.stat().st_size > _LIMIT:
        raise BadFile(_("文件过大，不能处理。请拆分后再上传。"))
    if needles and not leftovers(path, needles):
        raise BadFile(_("个人信息在图片上，不能自动脱敏。请在图片上涂掉后重新上传。"))
    data = path.read_bytes()
    facts_of = _inspected(data)
    copy = without_metadata(data, facts_of.media_type) if facts_of.media_type != "image/gif" else _gif(data)
    out.write_bytes(data if copy is None else copy)
    return 0, [] if copy is None else [fact("place", _("图片中的拍摄信息（时间、地点、设备等）"))]


def _inspected(data: bytes):
    if data.startswith((b"BM", b"II*\0", b"MM\0*")):
        raise BadFile(_("不能处理这种图片。请另存为 JPEG 或 PNG 后再上传。"))
    return inspect_picture(io.BytesIO(data))


def _gif(data: bytes) -> bytes | None:
    """Without comments and foreign data between its frames."""
    position = 13 + (3 << ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
    kept = [data[:position]]
    while position < len(data) and data[position] != 0x3B:
        start, keep = position, True
        if data[position] == 0x21:
            keep = data[position + 1] == 0xF9 or data[position + 3 : position + 14] in (
                b"NETSCAPE2.0",
                b"ANIMEXTS1.0",
            )
            position += 2
        else:
            flags = data[position + 9]
            position += 10 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0) + 1
        while data[position]:
            position += data[position] + 1
        position += 1
        if keep:
            kept.append(data[start:position])
    copy = b"".join(kept) + b";"
    return None if copy == data else copy
