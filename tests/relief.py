"""Last year's relief list as a clerk has it on the disk: the same people in a workbook, a letter and a PDF. All invented.

The check digits are right, so that the checks take every number for what it looks like.
"""

import io
import re
import zipfile
import zlib

from docx import Document as Docx
from openpyxl import Workbook
from openpyxl.comments import Comment
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

HEAD = ("序号", "姓名", "身份证号码", "联系电话", "银行账号", "救助金额（元）")
PEOPLE = (
    (1, "马秀英", "632801198503121249", "13997123456", "6217000010001234569", "3600"),
    (2, "李生海", "632801197811070629", "15897051234", "6228480010012345673", "2400"),
)
HIDDEN_ID, SECOND_SHEET_ID, COMMENT_MOBILE = "632801196209150015", "632801199003072318", "13709791122"
AUTHOR, COMPANY = "制表人刘建设", "昆仑软件服务部"

NUMBERS = frozenset(cell for row in PEOPLE for cell in row[2:5])
IN_WORKBOOK = NUMBERS | {HIDDEN_ID, SECOND_SHEET_ID, COMMENT_MOBILE}
INTERNAL = {AUTHOR, COMPANY, "经办备注"}


def workbook() -> bytes:
    """With a hidden column, a comment and a second, hidden sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = "救助名单"
    sheet.append(HEAD)
    for row in PEOPLE:
        sheet.append(row)
    sheet["G1"], sheet["G2"] = "配偶身份证号码", HIDDEN_ID
    sheet.column_dimensions["G"].hidden = True
    sheet["B2"].comment = Comment(f"经办备注：本人手机{COMMENT_MOBILE}", AUTHOR)
    second = book.create_sheet("上年底稿")
    second.append(("姓名", "身份证号码"))
    second.append(("王守信", SECOND_SHEET_ID))
    second.sheet_state = "hidden"
    book.properties.creator = book.properties.lastModifiedBy = AUTHOR
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def letter() -> bytes:
    document, stream = Docx(), io.BytesIO()
    document.core_properties.author = AUTHOR
    document.add_paragraph("2025年度临时救助对象名单")
    table = document.add_table(rows=0, cols=len(HEAD))
    for row in (HEAD, *PEOPLE):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = str(text)
    document.save(stream)
    return stream.getvalue()


def portable() -> bytes:
    stream = io.BytesIO()
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    page = canvas.Canvas(stream)
    page.setAuthor(AUTHOR)
    page.setFont("STSong-Light", 11)
    page.drawString(60, 790, "2025年度临时救助对象名单")
    for line, row in enumerate((HEAD, *PEOPLE)):
        for cell, text in enumerate(row):
            page.drawString((60, 90, 140, 260, 350, 480)[cell], 760 - 20 * line, str(text))
    page.save()
    return stream.getvalue()


def traces(content: bytes, values) -> set[str]:
    """Which of the values stand anywhere in the file: in every part of a package, every stream of a PDF, as text in any
    encoding, written together or apart."""
    found = set()
    for part in _parts(content):
        for value in values:
            if any(value.encode(code) in part for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")):
                found.add(value)
        bare = re.sub(rb"<[^>]*>|[\s\x00]", b"", part)
        found |= {value for value in values if value.encode() in bare}
    return found


def _parts(content: bytes):
    yield content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            yield "\n".join(package.namelist()).encode()
            for name in package.namelist():
                yield from _parts(package.read(name))
    if content[:4] == b"%PDF":
        yield from _pdf_parts(content)


def _pdf_parts(content: bytes):
    import pikepdf
    import pypdfium2

    for raw in re.findall(rb"(?s)stream\r?\n(.*?)endstream", content):
        try:
            yield zlib.decompress(raw)
        except zlib.error:
            yield raw
    with pikepdf.open(io.BytesIO(content)) as document:
        yield repr([repr(each) for each in document.objects]).encode()
    document = pypdfium2.PdfDocument(content)
    yield "".join(page.get_textpage().get_text_bounded() for page in document).encode()
    document.close()
