"""PDF: the text that its pages show or hide, tables by their ruled lines, and what the file holds beside its pages."""

import io
from collections.abc import Iterator

import pypdfium2
from django.utils.translation import gettext as _
from pypdfium2 import raw

from gongkai.core.errors import BadFile
from gongkai.review.reading.blocks import Block, Text, Unreadable
from gongkai.review.reading.pdf_tables import PageTables
from gongkai.review.reading.pdf_text import page_lines, paragraphs
from gongkai.review.reading.source import Source

MAX_PAGES = 5000
MAX_OCR_PIXELS = 12_000_000
_DOTS = 200 / 72
_FEW_CHARACTERS = 8
_LARGE_SHARE = 0.08


def pdf_blocks(source: Source) -> Iterator[Block]:
    from gongkai.review.reading.pdf_objects import object_blocks

    document = _opened(source)
    try:
        count = len(document)
        if not count:
            raise BadFile(_("PDF 文件里没有页面，请检查后重新上传。"))
        tables = PageTables(source)
        for number in range(min(count, MAX_PAGES)):
            yield from _page(source, document, number, tables)
        if count > MAX_PAGES:
            yield Unreadable(_("PDF 的页数太多，后面的检查没有读。请拆分后再上传。"), source.place())
    finally:
        document.close()
    yield from object_blocks(source)


def _opened(source: Source) -> pypdfium2.PdfDocument:
    source.stream.seek(0)
    try:
        given = source.stream if isinstance(source.stream, io.BufferedReader) else source.stream.read()
        return pypdfium2.PdfDocument(given)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise BadFile(_("PDF 文件设了密码或限制，不能接收。请去掉密码和限制后再上传。")) from error
        raise BadFile(_("PDF 文件已损坏，打不开。请重新导出后再上传。")) from error


def _page(source: Source, document, number: int, tables: PageTables) -> Iterator[Block]:
    where, part = _("第 %(number)s 页") % {"number": number + 1}, f"page {number + 1}"
    try:
        page = document[number]
        text_page = page.get_textpage()
        lines = page_lines(text_page)
    except pypdfium2.PdfiumError:
        yield Unreadable(_("这一页已损坏，检查读不了。请重新导出后再上传。"), source.place(where, part))
        return
    rows, rest = tables.rows(page, text_page, lines, where, part)
    texts = [
        (line.middle, Text(text, source.place(where + _("第 %(number)s 行") % {"number": line.number}, part)))
        for line, text in paragraphs(rest)
    ]
    yield from (block for _height, block in _from_above(texts, rows))
    yield from _pictures(source, page, lines, where, part)
    text_page.close()
    page.close()


def _from_above(texts: list, rows: list) -> list:
    """Texts stay in their own order, which may be that of columns; rows come in where they stand."""
    if not rows:
        return texts
    ordered = []
    for height, block in texts:
        while rows and rows[0][0] > height:
            ordered.append(rows.pop(0))
        ordered.append((height, block))
    return ordered + rows


def _pictures(source: Source, page, lines, where: str, part: str) -> Iterator[Block]:
    """A page that is a picture, or is covered by one where no text lies, or whose characters have no meaning."""
    characters = sum(len(line.text) for line in lines)
    strange = sum(_is_strange(character) for line in lines for character in line.text)
    if not (strange * 4 > characters > 0 or _is_pictured(page, lines, characters)):
        return
    from gongkai.review.reading.ocr import ocr_blocks

    width, height = page.get_size()
    scale = min(_DOTS, (MAX_OCR_PIXELS / max(width * height, 1)) ** 0.5)
    picture = page.render(scale=scale).to_pil()
    yield from ocr_blocks(source, picture, where, part)


def _is_strange(character: str) -> bool:
    """Characters of fonts that do not say which they are."""
    return character in "\ufffd\ufffe\x00" or "\ue000" <= character <= "\uf8ff"


def _is_pictured(page, lines, characters: int) -> bool:
    width, height = page.get_size()
    whole = max(width * height, 1)
    for number, found in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)):
        if number > 200:
            return True
        left, bottom, right, top = found.get_bounds()
        if (right - left) * (top - bottom) < _LARGE_SHARE * whole:
            continue
        inside = sum(
            len(line.text) for line in lines if left <= line.left <= right and bottom <= line.middle <= top
        )
        if inside < _FEW_CHARACTERS:
            return True
    return False
