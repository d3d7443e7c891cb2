"""Which reader a file needs. The content decides; the name only chooses between .txt and .csv."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.review.reading.blocks import Block, Unreadable
from gongkai.review.reading.encodings import find_encoding
from gongkai.review.reading.source import Exhausted, Source

_MARKUP = (
    b"<!doctype html",
    b"<html",
    b"<head",
    b"<body",
    b"<table",
    b"<div",
    b"<p",
    b"<meta",
    b"<!--",
    b"<span",
)
_PICTURES = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"GIF87a",
    b"GIF89a",
    b"BM",
    b"II*\0",
    b"MM\0*",
)
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")


def blocks_of(source: Source) -> Iterator[Block]:
    source.stream.seek(0)
    head = source.stream.read(1024)
    if not head:
        raise BadFile(_("文件是空的，请检查后重新上传。"))
    if head.startswith(b"PK\x03\x04"):
        yield from _packed(source)
    elif b"%PDF-" in head:
        from gongkai.review.reading.pdf import pdf_blocks

        yield from pdf_blocks(source)
    elif head.startswith(_OLE):
        from gongkai.review.reading.embedded import compound_blocks

        yield from compound_blocks(source)
    elif head.startswith(b"{\\rtf"):
        from gongkai.review.reading.legacy import legacy_blocks

        yield from legacy_blocks(source)
    elif head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        from gongkai.review.reading.pictures import picture_blocks

        yield from picture_blocks(source)
    else:
        _refuse_known(head)
        yield from _written(source, head)


def inner_blocks(
    source: Source, stream, *, name: str, words: str, part: str, hidden: bool = False
) -> Iterator[Block]:
    """A file within `source`. What nobody can read is told, and a person looks at it; what is dangerous is refused."""
    inner = source.inner(stream, name=name, words=words, part=part, hidden=hidden)
    stream.seek(0)
    if not stream.read(1):
        return
    try:
        yield from blocks_of(inner)
    except Exhausted:
        raise
    except BadFile as error:
        yield Unreadable(str(error), inner.place())


def _packed(source: Source) -> Iterator[Block]:
    """By the parts that every file of a kind has."""
    from gongkai.review.reading.packages import open_package
    from gongkai.review.reading.source import MAX_UNPACKED

    with open_package(source.stream, unpacked=MAX_UNPACKED) as package:
        names = set(package.namelist())
    lower = {name.lower() for name in names}
    if "[content_types].xml" in lower:
        yield from _office(source, lower)
    elif "OFD.xml" in names:
        from gongkai.review.reading.ofd import ofd_blocks

        yield from ofd_blocks(source)
    elif "mimetype" in names and "content.xml" in names:
        from gongkai.review.reading.opendocument import opendocument_blocks

        yield from opendocument_blocks(source)
    else:
        from gongkai.review.reading.archives import archive_blocks

        yield from archive_blocks(source)


def _office(source: Source, names: set[str]) -> Iterator[Block]:
    if any(name.endswith("xl/workbook.bin") for name in names):
        raise BadFile(_("检查读不了 .xlsb 文件。请另存为 .xlsx 再上传。"))
    if any(name.startswith("xl/") for name in names):
        from gongkai.review.reading.sheets import workbook_blocks

        return workbook_blocks(source)
    if any(name.startswith("ppt/") for name in names):
        from gongkai.review.reading.slides import slides_blocks

        return slides_blocks(source)
    if any(name.startswith("word/") for name in names):
        from gongkai.review.reading.word import word_blocks

        return word_blocks(source)
    raise BadFile(_("检查读不了这种 Office 文件。请另存为 .docx、.xlsx 或 .pptx 再上传。"))


def _refuse_known(head: bytes):
    if head.startswith(_PROGRAMS):
        raise BadFile(_("这是程序，不能公开。"))
    if head.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        raise BadFile(_("压缩包是空的或者分了卷，检查读不了。"))
    if head.startswith(_ARCHIVES):
        raise BadFile(_("只能检查 .zip 压缩包。请改用 .zip，或者逐个上传其中的文件。"))
    if head[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        raise BadFile(_("检查读不了这种图片，请另存为 .jpg 或 .png 再上传。"))


def _written(source: Source, head: bytes) -> Iterator[Block]:
    encoding = find_encoding(source.stream)
    if encoding is None:
        raise BadFile(_("看不出这是什么文件，检查读不了。请另存为 .docx、.xlsx 或 .pdf 再上传。"))
    name = source.name.lower()
    if _is_markup(head, encoding):
        from gongkai.review.reading.html import page_blocks

        return page_blocks(source)
    from gongkai.review.reading.plain import csv_blocks, text_blocks

    return (csv_blocks if name.endswith((".csv", ".tsv")) else text_blocks)(source, encoding)


def _is_markup(head: bytes, encoding: str) -> bool:
    opening = head.decode(encoding.rstrip("?"), "ignore").lstrip("\ufeff \t\r\n").lower().encode()
    return opening.startswith(_MARKUP)
