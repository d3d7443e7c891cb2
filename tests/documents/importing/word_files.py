"""Makes real .docx files: from scratch, from the papers of the shared material, and broken ones."""

import io
import re
import zipfile

import docx
from bs4 import BeautifulSoup
from bs4.element import Tag
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ALIGNMENTS = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}


def saved(document) -> io.BytesIO:
    stream = io.BytesIO()
    document.save(stream)
    stream.seek(0)
    return stream


def rewritten(stream, replace=None, add=None) -> io.BytesIO:
    """The package with parts replaced (`name -> bytes -> bytes`) and added."""
    target = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(
                entry.filename,
                replace[entry.filename](data) if replace and entry.filename in replace else data,
            )
        for name, data in (add or {}).items():
            new.writestr(name, data)
    target.seek(0)
    return target


def paper_as_docx(raw: str) -> io.BytesIO:
    """A gov.cn page body, typed into Word: paragraphs, alignment, indentation, bold, tables with merged cells."""
    soup = BeautifulSoup(f"<div>{raw}</div>", "html5lib")
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(16)
    for found in soup.find_all(["p", "table"]):
        if found.find_parent("table") is None:
            if found.name == "table":
                write_table(document, found)
            else:
                write_paragraph(document.add_paragraph(), found)
    return saved(document)


def write_paragraph(paragraph, source: Tag):
    style = source.get("style", "") + ";" + f"text-align:{source.get('align', '')}"
    for name, value in ALIGNMENTS.items():
        if re.search(rf"text-align:\s*{name}", style):
            paragraph.alignment = value
    if "text-indent: 2em" in style:
        paragraph.paragraph_format.first_line_indent = Pt(32)
    for piece in source.descendants:
        if isinstance(piece, Tag):
            if piece.name == "br":
                paragraph.add_run().add_break()
            continue
        bold = any(
            "font-weight: bold" in parent.get("style", "")
            for parent in piece.parents
            if isinstance(parent, Tag)
        )
        text = re.sub(r"[ \t\r\n]+", " ", piece)
        if text:
            paragraph.add_run(text).bold = bold or None


def write_table(document, source: Tag):
    """Every cell goes where the spans put it."""
    rows = source.find_all("tr")
    width = max(sum(int(cell.get("colspan", 1)) for cell in row.find_all(["td", "th"])) for row in rows)
    table, taken = document.add_table(len(rows), width), set()
    for r, row in enumerate(rows):
        c = 0
        for cell in row.find_all(["td", "th"]):
            while (r, c) in taken:
                c += 1
            bottom = min(r + int(cell.get("rowspan", 1)), len(rows)) - 1
            right = min(c + int(cell.get("colspan", 1)), width) - 1
            taken |= {(y, x) for y in range(r, bottom + 1) for x in range(c, right + 1)}
            target = table.cell(r, c).merge(table.cell(bottom, right))
            target.text = re.sub(r"\s+", "", cell.get_text())
