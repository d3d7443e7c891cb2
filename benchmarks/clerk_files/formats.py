"""A paper in each of the formats that clerks use."""

import csv
import io
import zipfile

from benchmarks.clerk_files.people import Paper


def can_hold(name: str, paper: Paper) -> bool:
    special = {part[0] for part in paper.parts if isinstance(part, tuple)}
    if "hidden" in special or any(
        isinstance(cell, int) and cell > 10**11
        for part in paper.parts
        if isinstance(part, list)
        for row in part
        for cell in row
    ):
        return name == "xlsx"
    if name in {"csv", "zip"} and not any(isinstance(part, list) for part in paper.parts):
        return False
    if special & {"footer", "property", "deleted"}:
        return name == "docx"
    if "unseen" in special:
        return name == "html"
    if "note" in special:
        return name in {"docx", "xlsx", "html"}
    return True


def rows_of(paper):
    for part in paper.parts:
        yield from part if isinstance(part, list) else [[part]]


def to_docx(paper):
    from docx import Document

    document = Document()
    document.add_heading(paper.title, 1)
    for part in paper.parts:
        if isinstance(part, list):
            table = document.add_table(len(part), len(part[0]))
            for row, texts in zip(table.rows, part, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = str(text)
        elif isinstance(part, tuple):
            _hide(document, *part)
        else:
            document.add_paragraph(part)
    return _bytes(document.save)


def _hide(document, where, text):
    """Where the file as it opens does not show it."""
    from docx.oxml import parse_xml

    if where == "note":
        document.add_comment(document.paragraphs[-1].runs, text=text)
    elif where == "footer":
        document.sections[0].footer.paragraphs[0].text = text
    elif where == "property":
        document.core_properties.comments = text
    else:
        space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        document.paragraphs[-1]._p.append(
            parse_xml(
                f'<w:del xmlns:w="{space}" w:id="7" w:author="a"><w:r><w:delText>{text}</w:delText></w:r></w:del>'
            )
        )


def to_xlsx(paper):
    from openpyxl import Workbook
    from openpyxl.comments import Comment

    book = Workbook()
    sheet = book.active
    sheet.append([paper.title])
    for part in paper.parts:
        if isinstance(part, tuple) and part[0] == "hidden":
            other = book.create_sheet("境外")
            other.sheet_state = "hidden"
            for row in part[1]:
                other.append(row)
        elif isinstance(part, tuple):
            sheet["A1"].comment = Comment(part[1], "")
        else:
            for row in part if isinstance(part, list) else [[part]]:
                sheet.append(
                    [float(cell) if isinstance(cell, int) and cell > 10**15 else cell for cell in row]
                )
    return _bytes(book.save)


def to_pdf(paper):
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("body", fontName="STSong-Light", fontSize=9, leading=13, wordWrap="CJK")
    story = [Paragraph(paper.title, style), Spacer(1, 8)]
    for part in paper.parts:
        if isinstance(part, list):
            rows = [[Paragraph(str(cell), style) for cell in row] for row in part]
            story.append(
                Table(
                    rows,
                    colWidths=[440 / len(part[0])] * len(part[0]),
                    style=[("GRID", (0, 0), (-1, -1), 0.5, "black")],
                )
            )
        else:
            story.append(Paragraph(part, style))
    data = io.BytesIO()
    SimpleDocTemplate(data).build(story)
    return data.getvalue()


def to_csv(paper):
    text = io.StringIO()
    csv.writer(text).writerows(rows_of(paper))
    return text.getvalue().encode("gb18030")


def to_txt(paper):
    lines = [paper.title, *("\t".join(map(str, row)) for row in rows_of(paper))]
    return "\n".join(lines).encode()


def to_html(paper):
    out = [
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{paper.title}</title></head><body><h1>{paper.title}</h1>"
    ]
    for part in paper.parts:
        if isinstance(part, tuple):
            shown = f"<!-- {part[1]} -->" if part[0] == "note" else f'<p style="display:none">{part[1]}</p>'
            out.append(shown)
        elif isinstance(part, str):
            out.append(f"<p>{part}</p>")
        else:
            out.append(
                "<table>"
                + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in part)
                + "</table>"
            )
    return "".join([*out, "</body></html>"]).encode()


def to_zip(paper):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("附件/名单.csv", to_csv(paper))
        archive.writestr("说明.txt", paper.title)
    return data.getvalue()


def _bytes(save):
    data = io.BytesIO()
    save(data)
    return data.getvalue()


WRITERS = {
    "docx": to_docx,
    "xlsx": to_xlsx,
    "csv": to_csv,
    "txt": to_txt,
    "html": to_html,
    "zip": to_zip,
    "pdf": to_pdf,
}
