"""Attachments and pictures of the demo papers, made when the city is loaded so that no binary lies in the source."""

import csv
import io
import zipfile
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, ImageFont

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
OFFICE = "http://schemas.openxmlformats.org"
RELATIONS = f"{OFFICE}/package/2006/relationships"
DOCUMENT_RELATION = f"{OFFICE}/officeDocument/2006/relationships"
WORD = f"{OFFICE}/wordprocessingml/2006/main"
SHEET = f"{OFFICE}/spreadsheetml/2006/main"
INK, BAR, PAPER = "#12242d", "#2f7f8f", "#ffffff"


def make_file(spec: dict) -> io.BytesIO:
    """The file that a `[[files]]` table of a paper describes, with its name, as an upload would come."""
    content = MAKERS[spec["make"]](spec.get("rows") or spec.get("lines"))
    return _named(content, spec["name"])


def make_chart(spec: dict) -> io.BytesIO:
    """A bar chart of `bars` = [[label, value], …]. Labels are figures: the picture's words stand in its alt text."""
    width, height, base, left = 720, 360, 310, 60
    image = Image.new("RGB", (width, height), PAPER)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=20)
    draw.text((left, 12), spec["chart_title"], fill=INK, font=font)
    step = (width - 2 * left) // len(spec["bars"])
    highest = max(value for _label, value in spec["bars"])
    for position, (label, value) in enumerate(spec["bars"]):
        x, top = left + position * step, base - round(230 * value / highest)
        draw.rectangle((x, top, x + step // 2, base), fill=BAR)
        draw.text((x + step // 4, top - 6), str(value), fill=INK, font=font, anchor="ms")
        draw.text((x + step // 4, base + 8), label, fill=INK, font=font, anchor="ma")
    draw.line((left - 10, base, width - left, base), fill=INK, width=2)
    content = io.BytesIO()
    image.save(content, format="PNG")
    return _named(content.getvalue(), spec["name"])


def _csv(rows) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _txt(lines) -> bytes:
    return "\r\n".join(lines).encode()


def _docx(lines) -> bytes:
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    body = f'{XML}<w:document xmlns:w="{WORD}"><w:body>{paragraphs}</w:body></w:document>'
    return _package("word/document.xml", "wordprocessingml.document.main", {"word/document.xml": body})


def _xlsx(rows) -> bytes:
    workbook = (
        f'{XML}<workbook xmlns="{SHEET}" xmlns:r="{DOCUMENT_RELATION}">'
        '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    relations = (
        f'{XML}<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
        f'Type="{DOCUMENT_RELATION}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    )
    parts = {
        "xl/workbook.xml": workbook,
        "xl/_rels/workbook.xml.rels": relations,
        "xl/worksheets/sheet1.xml": _sheet(rows),
    }
    return _package("xl/workbook.xml", "spreadsheetml.sheet.main", parts)


def _sheet(rows) -> str:
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            f'<c r="{chr(65 + column)}{number}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
            for column, value in enumerate(row)
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    return f'{XML}<worksheet xmlns="{SHEET}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _package(main: str, main_type: str, parts: dict[str, str]) -> bytes:
    """An Open Packaging container: content types, the root relation, and the parts."""
    vendor = "application/vnd.openxmlformats"
    types = f'<Override PartName="/{main}" ContentType="{vendor}-officedocument.{main_type}+xml"/>'
    if "xl/worksheets/sheet1.xml" in parts:
        worksheet = "spreadsheetml.worksheet+xml"
        types += f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{vendor}-officedocument.{worksheet}"/>'
    content_types = (
        f'{XML}<Types xmlns="{OFFICE}/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{vendor}-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
    )
    root = (
        f'{XML}<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
        f'Type="{DOCUMENT_RELATION}/officeDocument" Target="{main}"/></Relationships>'
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {"[Content_Types].xml": content_types, "_rels/.rels": root, **parts}.items():
            archive.writestr(name, text)
    return content.getvalue()


def _pdf(lines) -> bytes:
    """One page of plain Latin text, with a correct cross-reference table."""
    shown = " T* ".join(f"({line.translate(str.maketrans({'(': '[', ')': ']'}))}) Tj" for line in lines)
    stream = f"BT /F1 11 Tf 28 TL 60 760 Td {shown} ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    content, offsets = "%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(content))
        content += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    count = len(objects) + 1
    return (
        f"{content}xref\n0 {count}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{len(content)}\n%%EOF\n"
    ).encode("ascii")


def _named(content: bytes, name: str) -> io.BytesIO:
    stream = io.BytesIO(content)
    stream.name = name
    return stream


MAKERS = {"csv": _csv, "txt": _txt, "docx": _docx, "xlsx": _xlsx, "pdf": _pdf}
