"""PDF: text in paragraphs, ruled tables, cut numbers, and everything beside the pages."""

import io

import pikepdf
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from gongkai.core.errors import BadFile
from gongkai.review.reading.blocks import Cell, Fact, Link, Place, Row, Text
from tests.shared_data import shared

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


def pdf(draw, pages: int = 1) -> bytes:
    target = io.BytesIO()
    paper = canvas.Canvas(target, pagesize=A4)
    for number in range(pages):
        paper.setFont("STSong-Light", 12)
        draw(paper, number)
        paper.showPage()
    paper.save()
    return target.getvalue()


def changed(data: bytes, change) -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        change(document)
        document.save(target)
    return target.getvalue()


def plain(words: str = "Notice") -> bytes:
    return pdf(lambda paper, number: paper.drawString(72, 700, words))


def of(blocks, kind):
    return [block for block in blocks if isinstance(block, kind)]


def texts(blocks):
    return [block.text for block in of(blocks, Text) if block.role == "body"]


def test_lines_that_reach_the_margin_go_on(read):
    def draw(paper, number):
        paper.drawString(96, 700, "A" * 40 + " 138 1234")
        paper.drawString(72, 680, "5678.")
        paper.drawString(96, 660, "B")

    found = read(pdf(draw))
    assert texts(found) == ["A" * 40 + " 138 12345678.", "B"]
    assert of(found, Text)[1].place == Place("第 1 页第 3 行", "page 1")


def _table(paper, rows, top=700, heights=40, columns=(72, 172, 322, 422)):
    lines = [top - heights * number for number in range(len(rows) + 1)]
    paper.grid(list(columns), lines)
    for row, texts in zip(lines, rows, strict=False):
        for left, text in zip(columns, texts, strict=False):
            for number, line in enumerate(text.split("\n")):
                paper.drawString(left + 4, row - 14 - 14 * number, line)


def test_ruled_tables_are_rows_and_cut_numbers_are_whole(read):
    rows = [
        ("name", "number", "note"),
        ("Zhang", "632123197808\n101023", "a"),
        ("Li", "", "13812345678\n13912345678"),
    ]
    found = read(pdf(lambda paper, number: _table(paper, rows)))
    assert [[cell.text for cell in row.cells] for row in of(found, Row)] == [
        ["name", "number", "note"],
        ["Zhang", "632123197808101023", "a"],
        ["Li", "", "13812345678\n13912345678"],
    ]
    assert of(found, Row)[1].cells[1] == Cell(
        "632123197808101023", Place("第 1 页的表格，第 2 行第 2 列", "page 1")
    )
    assert texts(found) == []


def test_a_table_that_goes_on_over_the_page_stays_one(read):
    def draw(paper, number):
        _table(
            paper, [("name", "number", "note"), ("Zhang", "1", "x")] if number == 0 else [("Li", "2", "y")]
        )
        paper.drawString(72, 760, "above")
        paper.drawString(72, 100, "below")

    found = read(pdf(draw, pages=2))
    assert [(row.table, row.number, row.cells[0].text) for row in of(found, Row)] == [
        ("表 1", 1, "name"),
        ("表 1", 2, "Zhang"),
        ("表 1", 3, "Li"),
    ]
    order = [block.text if isinstance(block, Text) else block.cells[0].text for block in found[:6]]
    assert order == ["above", "name", "Zhang", "below", "above", "Li"]


def test_a_number_cut_in_a_column_without_rules_is_whole(read):
    def draw(paper, number):
        paper.drawString(72, 700, "632123197808")
        paper.drawString(72, 686, "101023")
        paper.drawString(72, 640, "a long line that shows where the margin of this page lies")

    assert texts(read(pdf(draw)))[0] == "632123197808101023"


def test_invisible_and_white_text_is_read(read):
    def draw(paper, number):
        paper.setFillColorRGB(1, 1, 1)
        paper.drawString(72, 700, "13812345678")
        text = paper.beginText(72, 600)
        text.setTextRenderMode(3)
        text.textLine("13912345678")
        paper.drawText(text)

    assert texts(read(pdf(draw))) == ["13812345678", "13912345678"]


def test_properties_and_xmp(read):
    def change(document):
        with document.open_metadata(update_docinfo=False) as metadata:
            metadata["dc:creator"] = ["王五"]
        document.docinfo["/Author"] = "李四"
        document.docinfo["/Secret"] = "13812345678"

    found = read(changed(plain(), change))
    facts = {(fact.kind, fact.text) for fact in of(found, Fact)}
    assert {("author", "李四"), ("property", "13812345678")} <= facts
    assert any("王五" in block.text and block.place.words == "文件属性（XMP）" for block in of(found, Text))


def test_comments_fields_links_bookmarks_and_scripts(read):
    def change(document):
        page = document.pages[0]
        note = {"/Type": "/Annot", "/Subtype": "/Text", "/Contents": "私下说 13812345678", "/T": "李四"}
        field = {"/Type": "/Annot", "/Subtype": "/Widget", "/FT": "/Tx", "/T": "电话", "/V": "13912345678"}
        link = {"/Type": "/Annot", "/Subtype": "/Link", "/A": {"/S": "/URI", "/URI": "mailto:a@163.com"}}
        page["/Annots"] = document.make_indirect(
            pikepdf.Array([_object(each) for each in (note, field, link)])
        )
        with document.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("书签 13712345678", 0))
        document.Root["/OpenAction"] = _object({"/S": "/JavaScript", "/JS": "app.alert('13612345678')"})

    found = read(changed(plain(), change))
    assert Text("私下说 13812345678", Place("PDF 批注", "Annots", True), "comment") in found
    assert Fact("comment", "李四：私下说 13812345678", Place("PDF 批注", "Annots", True)) in found
    assert Text("13912345678", Place("表单“电话”", "AcroForm"), "box") in found
    assert of(found, Link) == [Link("mailto:a@163.com", Place("链接", "Annots"))]
    assert {"书签 13712345678", "app.alert('13612345678')"} <= {block.text for block in of(found, Text)}


def _object(values: dict) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(
        {
            key: _object(value)
            if isinstance(value, dict)
            else pikepdf.Name(value)
            if value[:1] == "/"
            else value
            for key, value in values.items()
        }
    )


def test_attached_files_are_read_in_place(read):
    def change(document):
        document.attachments["名单.csv"] = pikepdf.AttachedFileSpec(document, "张三,13812345678\n".encode())

    found = read(changed(plain(), change))
    (row,) = of(found, Row)
    assert row.cells[1] == Cell(
        "13812345678", Place("PDF 夹带的“名单.csv”：第 1 行第 2 列", "名单.csv!/", True)
    )
    assert ("embedded", "名单.csv") in {(fact.kind, fact.text) for fact in of(found, Fact)}


def test_earlier_versions_inside_are_told(read):
    data = plain()
    start = data.rindex(b"startxref")
    added = data + b"\n" + data[start:]
    assert not [fact for fact in of(read(data), Fact) if fact.kind == "change"]
    assert [fact.text for fact in of(read(added), Fact) if fact.kind == "change"] == [
        "文件里留着以前的 1 个版本"
    ]


def test_locked_files_are_refused(read):
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(plain())) as document:
        document.save(target, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(BadFile, match="设了密码"):
        read(target.getvalue())


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\ngarbage" * 1000, plain()[:300]])
def test_broken_files_are_refused(read, data):
    with pytest.raises(BadFile, match="已损坏"):
        read(data)


def test_the_sample_with_broken_numbers(tmp_path):
    from gongkai.review.reading import read_blocks

    folder = shared("privacy-sample", "files")
    (path,) = folder.glob("009-*.pdf")
    rows = [[cell.text for cell in row.cells] for row in of(read_blocks(path, path.name), Row)]
    assert rows[0] == ["姓名", "身份证号", "病种", "救助额"]
    assert rows[1] == ["于鹏", "630222196104122154", "重症肌无力", "15400"]
    assert len(rows) == 6
