"""Word files: what stands where, and that nothing planted anywhere is missed."""

import io

import docx
import openpyxl
import pytest

from gongkai.core.errors import BadFile
from gongkai.review.reading.blocks import Cell, Fact, Link, Picture, Place, Row, Text
from tests.review.reading.files import W, packed, rels, word

MAIN = "word/document.xml"


def p(content: str) -> str:
    return f"<w:p>{content}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}<w:t>{text}</w:t></w:r>"


def of(blocks, kind):
    return [block for block in blocks if isinstance(block, kind)]


def test_runs_are_joined_in_the_middle_of_a_number(read):
    assert read(word(p(r("电话138") + '<w:proofErr w:type="x"/>' + r("1234", "<w:b/>") + r("5678")))) == [
        Text("电话13812345678", Place("第 1 段", MAIN))
    ]


def test_tables_keep_their_columns(read):
    cell = "<w:tc>{}<w:p>{}</w:p></w:tc>"
    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
    body = (
        f"<w:tbl><w:tr>{cell.format('', r('姓名'))}{cell.format(wide, r('电话'))}</w:tr>"
        f"<w:tr>{cell.format('', r('张三'))}{cell.format('', r('1'))}{cell.format('', r('2'))}</w:tr></w:tbl>"
    )
    head, row = read(word(body))
    assert [found.text for found in head.cells] == ["姓名", "电话", ""]
    assert row == Row(
        (
            Cell("张三", Place("表 1 第 2 行第 1 列", MAIN)),
            Cell("1", Place("表 1 第 2 行第 2 列", MAIN)),
            Cell("2", Place("表 1 第 2 行第 3 列", MAIN)),
        ),
        "表 1",
        2,
    )


def test_a_table_within_a_cell(read):
    inner = f"<w:tbl><w:tr><w:tc>{p(r('内'))}</w:tc></w:tr></w:tbl>"
    found = read(word(f"<w:tbl><w:tr><w:tc>{p(r('外'))}{inner}</w:tc></w:tr></w:tbl>"))
    assert [(row.table, [cell.text for cell in row.cells]) for row in found] == [
        ("表 1", ["外"]),
        ("表 2", ["内"]),
    ]


def test_tracked_changes(read):
    body = p(
        r("号码 63212319780")
        + f'<w:del w:author="李四"><w:r><w:delText>8101023</w:delText></w:r></w:del><w:ins w:author="李四">{r("***")}</w:ins>'
    )
    found = read(word(body))
    assert found[0] == Text("号码 63212319780***", Place("第 1 段", MAIN))
    assert found[1] == Text("632123197808101023", Place("第 1 段（已删除的修订）", MAIN, True), "deleted")
    assert Fact("change", "2 处修订（李四）", Place("修订", MAIN, True)) in found


def test_moved_text_is_read_where_it_was_and_where_it_is(read):
    found = read(word(p(f"<w:moveFrom>{r('张三')}</w:moveFrom>") + p(f"<w:moveTo>{r('张三')}</w:moveTo>")))
    assert [(block.role, block.place.hidden) for block in of(found, Text)] == [
        ("deleted", True),
        ("body", False),
    ]


def test_hidden_text_by_run_and_by_style(read):
    styles = (
        f'<w:styles {W}><w:style w:styleId="a"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'
    )
    body = p(r("露") + r("藏", "<w:vanish/>")) + p('<w:pPr><w:pStyle w:val="b"/></w:pPr>' + r("全藏"))
    found = read(word(body, {"word/styles.xml": styles}, (("r1", "styles", "styles.xml"),)))
    assert of(found, Text)[:3] == [
        Text("露", Place("第 1 段", MAIN)),
        Text("藏", Place("第 1 段（隐藏文字）", MAIN, True)),
        Text("全藏", Place("第 2 段（隐藏文字）", MAIN, True)),
    ]
    assert [fact.text for fact in of(found, Fact)] == ["藏", "全藏"]


def test_fields_and_links(read):
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "mailto:a</w:instrText></w:r>'
        '<w:r><w:instrText>b@163.com"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + r("写信")
    )
    link = f'<w:hyperlink r:id="r9">{r("网站")}</w:hyperlink>'
    found = read(
        word(p(field) + p(link), relations=(("r9", "hyperlink", "http://a.gov.cn/"),), outside=("r9",))
    )
    assert of(found, Link) == [
        Link("mailto:ab@163.com", Place("第 1 段", MAIN)),
        Link("http://a.gov.cn/", Place("第 2 段的链接", MAIN), "网站"),
    ]


def test_text_boxes_once_though_kept_twice(read):
    box = f"<w:txbxContent>{p(r('盒中'))}</w:txbxContent>"
    other = f"<w:txbxContent>{p(r('盒中'))}{p(r('只在旧处'))}</w:txbxContent>"
    shape = (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wp:inline><a:graphic><a:graphicData>"
        f"<wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{other}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    found = read(word(p(shape)))
    assert [(block.text, block.role, block.place.words) for block in found] == [
        ("盒中", "box", "文本框第 1 段"),
        ("只在旧处", "box", "文本框第 2 段"),
    ]


def test_headers_footers_notes_and_comments(read):
    names = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注"}
    parts = {f"word/{kind}1.xml": f"<w:hdr {W}>{p(r(words + '字'))}</w:hdr>" for kind, words in names.items()}
    parts["word/comments.xml"] = (
        f'<w:comments {W}><w:comment w:id="0" w:author="李四">{p(r("138") + r("12345678"))}</w:comment></w:comments>'
    )
    relations = [(f"r{kind}", kind, f"{kind}1.xml") for kind in names] + [("rc", "comments", "comments.xml")]
    found = read(word(p(r("正文")), parts, tuple(relations)))
    assert [(block.text, block.role, block.place.words) for block in of(found, Text)][:6] == [
        ("正文", "body", "第 1 段"),
        ("页眉字", "header", "页眉第 1 段"),
        ("页脚字", "footer", "页脚第 1 段"),
        ("脚注字", "note", "脚注第 1 段"),
        ("尾注字", "note", "尾注第 1 段"),
        ("13812345678", "comment", "批注 1"),
    ]
    assert Fact("comment", "李四：13812345678", Place("批注 1", "word/comments.xml", True)) in found


def test_pictures_and_their_descriptions(read):
    drawing = (
        '<w:r><w:drawing><wp:inline><wp:extent cx="952500" cy="476250"/><wp:docPr id="1" name="图 1" descr="{}"/>'
        '<a:graphic><a:graphicData><pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="a.png"/></pic:nvPicPr>'
        '<pic:blipFill><a:blip r:embed="r5"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
    found = read(word(p(drawing.format("")) + p(drawing.format("区位图"))))
    assert of(found, Picture) == [
        Picture(Place("图片“图 1”", MAIN), False, (100, 50)),
        Picture(Place("图片“图 1”", MAIN), True, (100, 50)),
    ]
    assert Text("区位图", Place("图片“图 1”", MAIN), "alt") in found


def test_properties(read):
    document = docx.Document()
    document.core_properties.author, document.core_properties.comments = "李四", "内部"
    target = io.BytesIO()
    document.save(target)
    facts = {(fact.kind, fact.text) for fact in of(read(target.getvalue()), Fact)}
    assert {("author", "李四"), ("property", "内部")} <= facts


@pytest.mark.parametrize(
    "name",
    [
        "word/settings.xml", "word/people.xml", "word/glossary/document.xml", "word/charts/chart1.xml",
        "word/diagrams/data1.xml", "customXml/item1.xml", "docProps/custom.xml", "docProps/app.xml", "anything.xml",
        "word/stylesWithEffects.xml", "word/fontTable.xml", "word/numbering.xml", "word/footnotes9.xml",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "content", ["<x>{}</x>", '<x a="{}"/>', "<x><!--{}--></x>", "<x><p><t>{}</t></p></x>"]
)
def test_whatever_is_planted_in_any_part_is_found(read, name, content):
    found = read(word(p(r("正文")), {name: content.format("620123197808101023")}))
    planted = [block for block in of(found, Text) if "620123197808101023" in block.text]
    assert planted
    assert all(block.place.hidden and block.place.part == name for block in planted)


@pytest.mark.parametrize("name", ["word/unknown.bin", "word/media/image1.emf", "word/theme/x"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_binary_parts_are_searched_too(read, name, encoding):
    data = b"\x01\x02\x03\x04" + "620123197808101023".encode(encoding) + b"\x00\x00\x05\x06"
    found = read(word(p(r("正文")), {name: data}))
    assert any("620123197808101023" in block.text for block in of(found, Text))


def test_an_embedded_workbook_is_read_as_a_file(read):
    book = openpyxl.Workbook()
    book.active["A1"] = "13812345678"
    inner = io.BytesIO()
    book.save(inner)
    found = read(word(p(r("正文")), {"word/embeddings/list.xlsx": inner.getvalue()}))
    (row,) = of(found, Row)
    assert row.cells[0].place == Place(
        "嵌入的“list.xlsx”：工作表“Sheet”A1", "word/embeddings/list.xlsx!/xl/worksheets/sheet1.xml", True
    )
    assert [fact.strippable for fact in of(found, Fact) if fact.kind == "embedded"] == [False]


def test_what_lies_outside_is_told_and_not_fetched(read):
    settings = rels(("r1", "attachedTemplate", "file://server/机密/模板.dotm"), outside=("r1",))
    found = read(word(p(r("正文")), {"word/_rels/settings.xml.rels": settings, "word/settings.xml": "<x/>"}))
    assert [fact.text for fact in of(found, Fact)] == ["file://server/机密/模板.dotm"]


def test_declarations_are_refused(read):
    bomb = '<!DOCTYPE a [<!ENTITY b "张三">]><a>&b;</a>'
    with pytest.raises(BadFile, match="不允许的定义"):
        read(word(p(r("正文")), {"word/settings.xml": bomb}))
    with pytest.raises(BadFile, match="不允许的定义"):
        read(packed({"[Content_Types].xml": "<x/>", "_rels/.rels": bomb, "word/document.xml": "<x/>"}))


def test_a_file_without_its_main_part_is_broken(read):
    with pytest.raises(BadFile, match="已损坏"):
        read(packed({"[Content_Types].xml": "<x/>", "word/x.xml": "<x/>"}))
