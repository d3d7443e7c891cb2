"""Pictures: what a camera or a program noted in them, and the words that they show."""

import warnings
from collections.abc import Iterator

from django.utils.translation import gettext as _
from PIL import ExifTags, Image

from gongkai.core.errors import BadFile
from gongkai.review.reading.blocks import Block, Fact, Text, Unreadable
from gongkai.review.reading.ocr import ocr_blocks
from gongkai.review.reading.source import Source
from gongkai.review.reading.telling import is_telling

MAX_PIXELS = 120_000_000
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "MPO")
_FACTS = {"Artist": "author", "XPAuthor": "author", "Copyright": "author", "Make": "device", "Model": "device",
          "Software": "device", "HostComputer": "device", "BodySerialNumber": "device", "CameraOwnerName": "author",
          "DateTimeOriginal": "property", "ImageDescription": "property", "UserComment": "property",
          "XPComment": "property", "XPKeywords": "property", "XPTitle": "property", "XPSubject": "property"}  # fmt: skip
_SILENT = frozenset((
    "dpi", "gamma", "icc_profile", "exif", "jfif", "jfif_version", "jfif_unit", "jfif_density", "adobe", "adobe_transform",
    "progressive", "progression", "transparency", "background", "version", "duration", "loop", "extension", "interlace",
    "chromaticity", "srgb", "aspect", "compression", "resolution", "mp", "mpoffset", "timestamp", "photoshop", "xmp",
))  # fmt: skip
_MOST_FRAMES = 10


def picture_blocks(source: Source) -> Iterator[Block]:
    source.stream.seek(0)
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with Image.open(source.stream, formats=_FORMATS) as picture:
            yield from _opened(source, picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadFile(_("图片的像素太多，不能接收。请缩小到五千万像素以内再上传。")) from error
    except BadFile:
        raise
    except Exception as error:  # Decoders of damaged pictures raise anything from OSError to struct.error.
        raise BadFile(_("图片已损坏，打不开。请重新保存后再上传。")) from error


def _opened(source: Source, picture) -> Iterator[Block]:
    yield from _exif(source, picture)
    yield from _notes(source, picture)
    yield from _xmp(source, picture)
    frames = min(getattr(picture, "n_frames", 1), _MOST_FRAMES) if picture.format == "TIFF" else 1
    for number in range(frames):
        picture.seek(number)
        words = _("第 %(number)s 页") % {"number": number + 1} if frames > 1 else ""
        yield from ocr_blocks(source, picture, words, "")
    if getattr(picture, "n_frames", 1) > _MOST_FRAMES and picture.format == "TIFF":
        yield Unreadable(_("图片的页数太多，后面的检查没有读。请拆分后再上传。"), source.place())


def _exif(source: Source, picture) -> Iterator[Block]:
    exif = picture.getexif()
    found = dict(exif)
    found.update(exif.get_ifd(ExifTags.IFD.Exif))
    place = source.place(_("的拍摄信息"), "EXIF", hidden=True)
    for tag, value in found.items():
        name = ExifTags.TAGS.get(tag, str(tag))
        text = _text(value)
        if name in _FACTS and text:
            yield Fact(_FACTS[name], f"{name}：{text}", place)
        if text and is_telling(text):
            yield Text(text, place, "property")
    position = exif.get_ifd(ExifTags.IFD.GPSInfo)
    if position:
        yield Fact("place", _position(position), place)


def _text(value) -> str:
    if isinstance(value, bytes):
        value = value.removeprefix(b"ASCII\0\0\0").removeprefix(b"UNICODE\0")
        wide = value.count(0) * 3 > len(value)
        value = value.decode("utf-16-le" if wide else "utf-8", "ignore")
    return _repaired(value).replace("\0", "").strip() if isinstance(value, str) else ""


def _repaired(text: str) -> str:
    """Cameras write Chinese where only ASCII may stand; it is taken for Latin then."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return text.encode("latin-1").decode(encoding)
        except UnicodeError:
            continue
    return text


def _position(found: dict) -> str:
    """Latitude and longitude in degrees, as far as they can be read."""
    try:
        degrees = [
            f"{found[sign]}{sum(float(part) / 60**power for power, part in enumerate(found[key])):.5f}"
            for sign, key in ((1, 2), (3, 4))
        ]
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return _("拍摄地点")
    return _("拍摄地点 %(place)s") % {"place": " ".join(degrees)}


def _notes(source: Source, picture) -> Iterator[Block]:
    """PNG texts, JPEG and GIF comments."""
    place = source.place(_("的附注"), "notes", hidden=True)
    for name, value in picture.info.items():
        text = _text(value) if isinstance(value, str | bytes) else ""
        if str(name).lower() in _SILENT or str(name).startswith("XML:") or not text:
            continue
        yield Text(text, place, "property")
        yield Fact("comment" if name == "comment" else "property", f"{name}：{text[:200]}", place)


def _xmp(source: Source, picture) -> Iterator[Block]:
    data = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    data = data.encode() if isinstance(data, str) else data
    if not data:
        return
    from gongkai.review.reading import markup

    place = source.place(_("的附注（XMP）"), "XMP", hidden=True)
    try:
        texts = list(markup.telling_texts(markup.parse(data.strip(b"\0 \r\n"))))
    except BadFile:
        texts = [data.decode("utf-8", "ignore")]
    for text in texts:
        yield Text(text, place, "property")
    yield Fact("property", "XMP " + "；".join(texts)[:200], place)
