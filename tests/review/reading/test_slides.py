"""Presentations, OFD and OpenDocument."""

import pytest

from gongkai.review.reading.blocks import Cell, Fact, Place, Row, Text
from tests.review.reading.files import P, packed, presentation, rels


def of(blocks, kind):
    return [block for block in blocks if isinstance(block, kind)]


def a(*runs: str) -> str:
    return "<a:p>" + "".join(f"<a:r><a:t>{run}</a:t></a:r>" for run in runs) + "</a:p>"


def test_slides_in_order_with_tables(read):
    table = f"<a:tbl><a:tr><a:tc>{a('姓名')}</a:tc><a:tc>{a('138', '12345678')}</a:tc></a:tr></a:tbl>"
    found = read(presentation([a("甲") + table, a("乙")]))
    assert found[:3] == [
        Text("甲", Place("第 1 张幻灯片第 1 段", "ppt/slides/slide1.xml")),
        Row(
            (
                Cell("姓名", Place("第 1 张幻灯片表 1 第 1 行第 1 列", "ppt/slides/slide1.xml")),
                Cell("13812345678", Place("第 1 张幻灯片表 1 第 1 行第 2 列", "ppt/slides/slide1.xml")),
            ),
            "第 1 张幻灯片表 1",
            1,
        ),
        Text("乙", Place("第 2 张幻灯片第 1 段", "ppt/slides/slide2.xml")),
    ]


def test_notes_comments_and_hidden_slides(read):
    parts = {
        "ppt/slides/_rels/slide1.xml.rels": rels(
            ("n", "notesSlide", "../notesSlides/notesSlide1.xml"),
            ("c", "comments", "../comments/comment1.xml"),
        ),
        "ppt/notesSlides/notesSlide1.xml": f"<p:notes {P}>{a('私下', '说')}{a('1')}</p:notes>",
        "ppt/comments/comment1.xml": f"<p:cmLst {P}><p:cm><p:text>批注的话</p:text></p:cm></p:cmLst>",
    }
    found = read(presentation([a("甲")], parts, 'show="0"'))
    assert [(block.text, block.role, block.place.hidden) for block in of(found, Text)] == [
        ("甲", "body", True),
        ("私下说", "note", True),
        ("批注的话", "comment", True),
    ]
    assert [(fact.kind, fact.text) for fact in of(found, Fact)] == [
        ("hidden_sheet", "第 1 张幻灯片"),
        ("comment", "私下说"),
        ("comment", "批注的话"),
    ]


@pytest.mark.parametrize(
    "name", ["ppt/slideLayouts/l.xml", "ppt/tags/tag1.xml", "ppt/presProps.xml", "ppt/x.bin"]
)
def test_whatever_is_planted_in_any_part_of_slides_is_found(read, name):
    found = read(presentation([a("甲")], {name: '<x a="620123197808101023"/>'}))
    assert [block.place.part for block in of(found, Text) if "620123197808101023" in block.text] == [name]


OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def _ofd(parts: dict | None = None) -> bytes:
    def line(left, top, text):
        codes = "".join(f"<ofd:TextCode>{piece}</ofd:TextCode>" for piece in text.split("|"))
        return f'<ofd:TextObject Boundary="{left} {top} 30 5" Size="4">{codes}</ofd:TextObject>'

    page = line(20, 40, "138|12345678") + line(20, 20, "姓名") + line(80, 20, "张三")
    info = "<ofd:DocInfo><ofd:Author>李四</ofd:Author></ofd:DocInfo>"
    return packed(
        {
            "OFD.xml": f"<ofd:OFD {OFD}><ofd:DocBody>{info}</ofd:DocBody></ofd:OFD>",
            "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {OFD}>{page}</ofd:Page>",
            **(parts or {}),
        }
    )


def test_ofd_pages_line_by_line(read):
    found = read(_ofd())
    assert [block.text for block in of(found, Text) if block.role == "body"] == ["姓名\t张三", "13812345678"]
    assert Fact("author", "李四", Place("文件属性“Author”", "OFD.xml", True), strippable=False) in found


@pytest.mark.parametrize("name", ["Doc_0/Annots/Page_0/Annot.xml", "Doc_0/Document.xml", "Doc_0/Signs/x.dat"])
def test_whatever_is_planted_in_any_part_of_an_ofd_is_found(read, name):
    found = read(_ofd({name: '<x a="620123197808101023"/>'}))
    assert [block.place.part for block in of(found, Text) if "620123197808101023" in block.text] == [name]


ODF = (
    'xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:style="s" xmlns:xlink="x" xmlns:dc="d" '
    'xmlns:meta="m" xmlns:draw="w"'
)


def test_opendocument(read):
    content = (
        f'<office:document-content {ODF}><style:style style:name="ta2"><style:table-properties table:display="false"/>'
        "</style:style><text:p>电话<text:span>138</text:span>12345678<office:annotation><text:p>批注</text:p>"
        '</office:annotation></text:p><table:table table:name="藏" table:style-name="ta2"><table:table-row>'
        '<table:table-cell table:number-columns-repeated="2"/><table:table-cell office:value-type="float" '
        'office:value="5"><text:p>5</text:p></table:table-cell></table:table-row></table:table></office:document-content>'
    )
    meta = f"<office:document-meta {ODF}><meta:initial-creator>李四</meta:initial-creator></office:document-meta>"
    found = read(packed({"mimetype": "x", "content.xml": content, "meta.xml": meta}))
    assert [(block.text, block.role) for block in of(found, Text) if block.role != "other"] == [
        ("批注", "comment"),
        ("电话13812345678", "body"),
        ("李四", "property"),
    ]
    (row,) = of(found, Row)
    assert [cell.text for cell in row.cells] == ["", "", "5"]
    assert row.cells[2] == Cell("5", Place("工作表“藏”C1", "content.xml", True), True)
    assert {(fact.kind, fact.text) for fact in of(found, Fact)} == {
        ("comment", "批注"),
        ("hidden_sheet", "藏"),
        ("author", "李四"),
    }
