"""What a PDF holds beside its pages: properties, comments, form fields, links, attached files, bookmarks, scripts."""

import io
from collections.abc import Iterator

import pikepdf
from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.review.reading import markup
from gongkai.review.reading.blocks import Block, Fact, Link, Text, Unreadable
from gongkai.review.reading.packages import MEGABYTE
from gongkai.review.reading.source import Source
from gongkai.review.reading.telling import is_telling

MAX_OBJECTS = 200_000
MAX_STREAM = 30 * MEGABYTE
MAX_DEPTH = 12
_INFO = {
    "/Author": "author",
    "/Company": "company",
    "/Title": "property",
    "/Subject": "property",
    "/Keywords": "property",
}
_SOFTWARE = frozenset(("/Creator", "/Producer", "/CreationDate", "/ModDate", "/Trapped"))
_NUMBERS = frozenset((
    "/W", "/Widths", "/Kids", "/ID", "/ByteRange", "/Differences", "/Index", "/CreationDate", "/ModDate", "/M", "/Parent",
    "/Cert", "/DW2", "/W2", "/BBox", "/Rect", "/Producer", "/FontFile", "/Registry", "/Ordering", "/P", "/Creator",
))  # fmt: skip
_NOTES = frozenset((
    "/Text", "/FreeText", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Stamp", "/Ink", "/Note", "/Caret",
    "/Square", "/Circle", "/Line", "/Popup", "/Polygon", "/FileAttachment", "/Redact",
))  # fmt: skip


def object_blocks(source: Source) -> Iterator[Block]:
    source.stream.seek(0)
    try:
        with pikepdf.open(source.stream) as document:
            yield from _properties(source, document)
            yield from _swept(source, document)
    except pikepdf.PasswordError as error:
        raise BadFile(_("PDF 文件设了密码或限制，不能接收。请去掉密码和限制后再上传。")) from error
    except (pikepdf.PdfError, RecursionError, ValueError, OverflowError):
        yield Unreadable(_("PDF 文件的一部分已损坏，检查读不了。请用“打印为 PDF”重新生成。"), source.place())
    yield from _revisions(source)


def _properties(source: Source, document: pikepdf.Pdf) -> Iterator[Block]:
    info = document.trailer.get("/Info")
    for key, value in info.items() if isinstance(info, pikepdf.Dictionary) else ():
        text = str(value).strip() if isinstance(value, pikepdf.String) else ""
        if not text or key in _SOFTWARE:
            continue
        place = source.place(_("文件属性“%(name)s”") % {"name": key[1:]}, "Info", hidden=True)
        yield Text(text, place, "property")
        yield Fact(_INFO.get(key, "property"), text, place)
    metadata = document.Root.get("/Metadata")
    if isinstance(metadata, pikepdf.Stream):
        yield from _xmp(source, metadata)


def _xmp(source: Source, metadata) -> Iterator[Block]:
    place = source.place(_("文件属性（XMP）"), "XMP", hidden=True)
    try:
        texts = list(markup.telling_texts(markup.parse(bytes(_stream(metadata)))))
    except (BadFile, pikepdf.PdfError):
        texts = [bytes(metadata.read_raw_bytes()[:MAX_STREAM]).decode("utf-8", "ignore")]
    for text in texts:
        yield Text(text, place, "property")
    if texts:
        yield Fact("property", "；".join(texts)[:200], place)


def _stream(stream) -> bytes:
    """The unpacked bytes. A stream that announces much more than its file can hold is not unpacked."""
    if int(stream.get("/Length", 0)) > MAX_STREAM:
        raise BadFile(_("文件内部有一部分过大，不能接收。请拆分后再上传。"))
    return stream.read_bytes()


def _swept(source: Source, document: pikepdf.Pdf) -> Iterator[Block]:
    """Every text in every object: nothing planted anywhere is missed."""
    seen: set[str] = set()
    for number, found in enumerate(document.objects):
        if number > MAX_OBJECTS:
            yield Unreadable(
                _("PDF 文件里的部件太多，检查没有读完。请用“打印为 PDF”重新生成。"), source.place()
            )
            return
        for holder in _dictionaries(found):
            yield from _known(source, holder, seen)
        for key, text in _strings(found):
            if text not in seen and is_telling(text):
                seen.add(text)
                place = source.place(
                    _("文件内部的%(key)s") % {"key": key}, f"object {number + 1}", hidden=True
                )
                yield Text(text, place, "code" if key == "/JS" else "other")


def _dictionaries(found, depth: int = 0):
    """A dictionary or stream, and those that stand directly inside it."""
    if depth > MAX_DEPTH:
        return
    if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        yield found
        children = found.items()
    elif isinstance(found, pikepdf.Array):
        children = ((str(index), child) for index, child in enumerate(found))
    else:
        return
    for key, child in children:
        if (
            key not in _NUMBERS
            and isinstance(child, pikepdf.Dictionary | pikepdf.Array)
            and not child.is_indirect
        ):
            yield from _dictionaries(child, depth + 1)


def _strings(found, key: str = "", depth: int = 0):
    if isinstance(found, pikepdf.String):
        text = str(found).strip()
        if text:
            yield key, text
    elif depth > MAX_DEPTH or (depth and getattr(found, "is_indirect", False)):
        return
    elif isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        for name, child in found.items():
            if name not in _NUMBERS:
                yield from _strings(child, name, depth + 1)
    elif isinstance(found, pikepdf.Array):
        for child in found:
            if isinstance(child, pikepdf.Object):
                yield from _strings(child, key, depth + 1)


def _known(source: Source, holder, seen: set[str]) -> Iterator[Block]:
    """Comments, fields, links, scripts and attached files, told as what they are."""
    subtype, contents = str(holder.get("/Subtype", "")), _text(holder, "/Contents")
    if subtype in _NOTES and contents:
        seen.add(contents)
        place = source.place(_("PDF 批注"), "Annots", hidden=True)
        yield Text(contents, place, "comment")
        author = _text(holder, "/T")
        yield Fact("comment", f"{author}：{contents}" if author else contents, place)
    if "/FT" in holder or subtype == "/Widget":
        value = _text(holder, "/V")
        if value:
            seen.add(value)
            yield Text(
                value, source.place(_("表单“%(name)s”") % {"name": _text(holder, "/T")}, "AcroForm"), "box"
            )
    uri = _text(holder, "/URI")
    if uri and uri not in seen:
        seen.add(uri)
        yield Link(uri, source.place(_("链接"), "Annots"))
    if isinstance(holder.get("/JS"), pikepdf.Stream):
        text = _stream(holder["/JS"]).decode("utf-8", "replace")
        yield Text(text, source.place(_("脚本"), "JavaScript", hidden=True), "code")
    if "/EF" in holder:
        yield from _attached(source, holder)


def _text(holder, key: str) -> str:
    value = holder.get(key)
    return str(value).strip() if isinstance(value, pikepdf.String) else ""


def _attached(source: Source, holder) -> Iterator[Block]:
    from gongkai.review.reading.opening import inner_blocks

    name = _text(holder, "/UF") or _text(holder, "/F") or _("附件")
    place = source.place(_("PDF 夹带的文件“%(name)s”") % {"name": name}, "EmbeddedFiles", hidden=True)
    yield Fact("embedded", name, place)
    files = holder["/EF"]
    streams = [files.get(key) for key in ("/UF", "/F") if isinstance(files.get(key), pikepdf.Stream)]
    if streams:
        data = _stream(streams[0])
        source.budget.take(len(data))
        words = _("PDF 夹带的“%(name)s”：") % {"name": name}
        yield from inner_blocks(source, io.BytesIO(data), name=name, words=words, part=name, hidden=True)


def _revisions(source: Source) -> Iterator[Block]:
    """A file that was added to keeps what it said before."""
    source.stream.seek(0)
    ends, before, head = 0, b"", b""
    while chunk := source.stream.read(MEGABYTE):
        head = head or chunk[:2048]
        ends += (before + chunk).count(b"startxref")
        before = chunk[-8:]
    if ends > (2 if b"/Linearized" in head else 1):
        text = _("文件里留着以前的 %(count)s 个版本") % {"count": ends - 1}
        yield Fact("change", text, source.place(_("PDF 的修改记录"), hidden=True))
