import datetime
import io
import json
import re
import shutil
import struct
import subprocess

import docx
import pytest
from bs4 import BeautifulSoup
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from PIL import Image

from gongkai.core.errors import BadFile
from gongkai.documents.importing.word import read_docx, read_legacy
from gongkai.review.reading import legacy
from tests.documents.importing.vocabulary import problems, text_of
from tests.documents.importing.word_files import W, paper_as_docx, rewritten, saved
from tests.shared_data import shared

TAKEN = "标题、发文字号等已从正文开头取出，填在各自的栏里，请核对。"
NO_DATE = "没有认出成文日期，请自己填写。"
NO_TITLE = "没有认出标题，请自己填写。"


def papers():
    lines = (shared("gov-docs", "state-council-html") / "docs.jsonl").read_text("utf-8").strip().split("\n")
    return [json.loads(line) for line in lines]


def html_of(imported):
    return "".join(block["html"] for block in imported.blocks if block["type"] == "text")


def squeezed(text):
    return re.sub(r"\s", "", text)


def shown(imported):
    """All text of an import in the order of the paper (these papers have the title first, then the number)."""
    return squeezed(imported.title + imported.document_number) + text_of(html_of(imported))


@pytest.mark.parametrize("index", [0, 1, 2, 8, 10, 12, 14, 22, 26, 29, 30, 32, 33, 35])
def test_a_real_paper_typed_into_word_comes_back_whole(index):
    paper = papers()[index]
    imported = read_docx(paper_as_docx(paper["content_html"]))
    assert squeezed(imported.title) == squeezed(paper["title"])
    assert imported.document_number == paper["doc_number"]
    assert imported.written_on == datetime.date.fromisoformat(paper["issue_date"])
    assert imported.issuer_text == paper["issuer"]
    assert shown(imported) == text_of(paper["content_html"])
    assert problems(html_of(imported)) == []
    assert '<p class="signature">' in html_of(imported)
    assert imported.warnings == [TAKEN]


@pytest.mark.parametrize("index", [8, 32])
def test_every_cell_and_every_merge_of_a_real_table_comes_back(index):
    raw = papers()[index]["content_html"]
    wanted = BeautifulSoup(raw, "html5lib").find("table")
    found = BeautifulSoup(html_of(read_docx(paper_as_docx(raw))), "html5lib").find("table")

    def grid(table):
        rows = table.find_all("tr")
        return [
            [(squeezed(cell.get_text()), min(int(cell.get("rowspan", 1)), len(rows) - number), int(cell.get("colspan", 1)))
             for cell in row.find_all(["td", "th"])]
            for number, row in enumerate(rows)
        ]  # fmt: skip

    assert grid(found) == grid(wanted)
    assert len(grid(found)) > 20


def test_title_style_headings_and_alignment():
    document = docx.Document()
    document.add_paragraph("格尔木市人民政府办公室文件")
    document.add_paragraph("格政办〔2026〕41号").alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("关于做好秋季防火工作的通知", style="Title")
    document.add_paragraph("各部门：")
    document.add_heading("一、总体要求", 1)
    document.add_paragraph("正文一。").paragraph_format.first_line_indent = docx.shared.Pt(32)
    document.add_heading("（一）目标", 2)
    document.add_paragraph("正文二。")
    for text in ("格尔木市人民政府办公室", "2026年9月29日"):
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    imported = read_docx(saved(document))
    assert (imported.title, imported.document_number) == ("关于做好秋季防火工作的通知", "格政办〔2026〕41号")
    assert (imported.written_on, imported.genre) == (datetime.date(2026, 9, 29), "notice")
    assert imported.issuer_text == "格尔木市人民政府办公室"
    assert html_of(imported) == (
        '<p class="no-indent">各部门：</p><h2>一、总体要求</h2><p>正文一。</p><h3>（一）目标</h3><p>正文二。</p>'
        '<p class="signature">格尔木市人民政府办公室</p><p class="date">2026年9月29日</p>'
    )


def test_alignment_and_headings_of_chinese_styles():
    document = docx.Document()
    style = document.styles.add_style("公文居中", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    child = document.styles.add_style("公文小标题", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    child.base_style = style
    heading = document.styles.add_style("标题 3", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    outlined = document.add_paragraph("大纲级别二")
    outlined._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl xmlns:w="{W}" w:val="1"/>'))
    document.add_paragraph("甲。", style=child)
    document.add_paragraph("三级", style=heading)
    assert html_of(read_docx(saved(document))) == (
        '<h2>大纲级别二</h2><p class="align-center">甲。</p><h3>三级</h3>'
    )


def numbered(document, levels):
    """An automatic numbering of the document's own; gives its number id."""
    numbering = document.part.numbering_part.element
    xml = "".join(
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for index, (form, text) in enumerate(levels)
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum xmlns:w="{W}" w:abstractNumId="90">{xml}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num xmlns:w="{W}" w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))

    def add(text, level=0):
        paragraph = document.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr xmlns:w="{W}"><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>')
        )

    return add


def test_articles_counted_by_word_keep_their_numbers():
    document = docx.Document()
    add = numbered(
        document,
        [("chineseCountingThousand", "第%1章"), ("chineseCountingThousand", "第%2条"), ("decimal", "（%3）")],
    )
    for number in range(12):
        add(f"章{number}", 0)
    add("条一", 1)
    add("项一", 2)
    add("项二", 2)
    add("条二", 1)
    assert html_of(read_docx(saved(document))).endswith(
        "<p>第十一章\u3000章10</p><p>第十二章\u3000章11</p><p>第一条\u3000条一</p><p>（1）项一</p><p>（2）项二</p><p>第二条\u3000条二</p>"
    )


def test_lists_stay_lists_where_they_say_the_same():
    document = docx.Document()
    add = numbered(document, [("decimal", "%1."), ("bullet", "")])
    add("甲")
    add("乙", 1)
    add("丙")
    document.add_paragraph("中间。")
    add("丁")
    assert html_of(read_docx(saved(document))) == (
        '<ol><li>甲<ul><li>乙</li></ul></li><li>丙</li></ol><p>中间。</p><ol start="3"><li>丁</li></ol>'
    )


def test_built_in_list_styles():
    document = docx.Document()
    document.add_paragraph("甲", style="List Bullet")
    document.add_paragraph("乙", style="List Bullet")
    document.add_paragraph("丙", style="List Number")
    assert html_of(read_docx(saved(document))) == "<ul><li>甲</li><li>乙</li></ul><ol><li>丙</li></ol>"


def test_table_head_and_merged_cells():
    document = docx.Document()
    table = document.add_table(3, 3)
    for index, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = str(index)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合"
    table.cell(1, 2).merge(table.cell(2, 2)).text = "并"
    table.cell(1, 0).paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    assert html_of(read_docx(saved(document))) == (
        '<table><thead><tr><th colspan="2" scope="col">合</th><th scope="col">2</th></tr></thead>'
        '<tbody><tr><td class="align-center">3</td><td>4</td><td rowspan="2">并</td></tr>'
        "<tr><td>6</td><td>7</td></tr></tbody></table>"
    )


def picture(kind="PNG", size=(40, 30)):
    stream = io.BytesIO()
    Image.new("RGB", size, "red").save(stream, kind)
    stream.seek(0)
    return stream


def test_pictures_with_their_descriptions():
    document = docx.Document()
    document.add_paragraph("之前。").add_run().add_picture(picture())
    document.add_paragraph("图1 示意").alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("之后。")
    document.add_table(1, 2).cell(0, 0).paragraphs[0].add_run("格").add_picture(picture("JPEG", (50, 60)))
    for number, found in enumerate(document.element.iter(qn("wp:docPr"))):
        if number == 0:
            found.set("descr", "一块红色")
    imported = read_docx(saved(document))
    first, image, third, second = imported.blocks
    assert (first["html"], third["type"]) == ("<p>之前。</p>", "text")
    assert image == {
        "type": "image", "sha256": imported.images[0].sha256, "name": "图片1.png", "alt": "一块红色", "caption": "图1 示意",
        "width": 40, "height": 30,
    }  # fmt: skip
    assert third["html"] == "<p>之后。</p><table><tbody><tr><td>格</td><td></td></tr></tbody></table>"
    assert (second["width"], second["height"], second["name"]) == (50, 60, "图片2.jpg")
    assert [found.media_type for found in imported.images] == ["image/png", "image/jpeg"]
    assert "有 1 张图片没有文字说明，请补写，供看不到图片的人了解内容。" in imported.warnings


def with_body(xml: str) -> io.BytesIO:
    document = docx.Document()
    document.add_paragraph("占位")
    namespaces = (
        f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    body = f'<?xml version="1.0"?><w:document {namespaces}><w:body>{xml}</w:body></w:document>'
    return rewritten(saved(document), {"word/document.xml": lambda _old: body.encode()})


def run(text):
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_tracked_changes_are_taken_as_accepted():
    imported = read_docx(with_body(
        f'<w:p>{run("留")}<w:ins w:id="1">{run("增")}</w:ins><w:del w:id="2"><w:r><w:delText>删</w:delText></w:r></w:del>'
        f'<w:moveFrom w:id="3">{run("移出")}</w:moveFrom><w:moveTo w:id="4">{run("移入")}</w:moveTo></w:p>'
    ))  # fmt: skip
    assert html_of(imported) == "<p>留增移入</p>"
    assert imported.warnings[0].startswith("原文件有修订痕迹，按接受全部修订后的文字导入。")


def test_hidden_text_formulas_and_text_boxes():
    imported = read_docx(with_body(
        f"<w:p>{run('明。')}<w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r><m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath></w:p>"
        f"<w:p>{run('段。')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:txbxContent><w:p>{run('框。')}</w:p>"
        "</w:txbxContent></mc:Choice></mc:AlternateContent></w:r></w:p>"
    ))  # fmt: skip
    assert html_of(imported) == "<p>明。a+b</p><p>段。</p><p>框。</p>"
    assert imported.warnings == [
        "原文件有文本框，其中的文字放在所在段落之后，请核对位置。",
        "原文件有公式，只导入了其中的文字，请核对。",
        "原文中有 1 处隐藏文字，没有导入。",
        NO_TITLE,
        NO_DATE,
    ]


def test_comments_headers_and_footers_are_left_and_named():
    document = docx.Document()
    paragraph = document.add_paragraph("正文。")
    document.add_comment(paragraph.runs, text="内部意见", author="某")
    document.sections[0].header.paragraphs[0].text = "内部资料"
    imported = read_docx(saved(document))
    assert html_of(imported) == "<p>正文。</p>"
    assert [text[:6] for text in imported.warnings] == [
        "原文件有批注",
        "页眉和页脚没",
        "没有认出标题",
        "没有认出成文",
    ]


def test_footnotes_come_at_the_end():
    source = with_body(
        '<w:p><w:r><w:t>正文</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>。</w:t></w:r></w:p>'
    )
    notes = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2"><w:p>{run("注释一")}</w:p></w:footnote></w:footnotes>'
    relation = (
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" '
        b'Target="footnotes.xml"/></Relationships>'
    )
    names = {"word/_rels/document.xml.rels": lambda old: old.replace(b"</Relationships>", relation)}
    assert html_of(read_docx(rewritten(source, names, {"word/footnotes.xml": notes}))) == (
        "<p>正文<sup>[1]</sup>。</p><ol><li>注释一</li></ol>"
    )


def test_links_are_kept_only_when_safe():
    relations = (
        b'<Relationship Id="rId70" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" '
        b'Target="javascript:alert(1)" TargetMode="External"/>'
        b'<Relationship Id="rId71" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" '
        b'Target="https://www.gov.cn/a?b=1&amp;c=2" TargetMode="External"/></Relationships>'
    )
    source = with_body(
        f'<w:p><w:hyperlink r:id="rId70">{run("坏")}</w:hyperlink><w:hyperlink r:id="rId71">{run("好")}</w:hyperlink></w:p>'
    )
    names = {"word/_rels/document.xml.rels": lambda old: old.replace(b"</Relationships>", relations)}
    assert (
        html_of(read_docx(rewritten(source, names)))
        == '<p>坏<a href="https://www.gov.cn/a?b=1&amp;c=2">好</a></p>'
    )


def test_a_picture_outside_the_file_is_never_fetched(monkeypatch):
    def forbidden(*args, **kwargs):
        raise AssertionError("fetched")

    monkeypatch.setattr("socket.socket.connect", forbidden)
    document = docx.Document()
    document.add_paragraph("甲。").add_run().add_picture(picture())
    for target in (b"http://127.0.0.1:9/x.png", b"file:///etc/passwd", b"../../../../etc/passwd"):
        source = rewritten(saved(document), {
            "word/_rels/document.xml.rels":
                lambda old, target=target: re.sub(rb'Target="media/[^"]*"', b'Target="%s" TargetMode="External"' % target, old),
            "word/document.xml": lambda old: old.replace(b"r:embed=", b"r:link="),
        })  # fmt: skip
        imported = read_docx(source)
        assert html_of(imported) == "<p>甲。</p>"
        assert imported.images == []
        assert (
            imported.warnings[0]
            == "有 1 张图片打不开或格式不支持，没有导入，请另存为 JPG 或 PNG 后自行插入。"
        )


LAUGHS = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10 if n else "ha" * 10}">' for n in range(9))


@pytest.mark.parametrize(
    "part",
    [
        "word/document.xml",
        "word/styles.xml",
        "word/numbering.xml",
        "[Content_Types].xml",
        "word/_rels/document.xml.rels",
    ],
)
@pytest.mark.parametrize(
    "declaration",
    [b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', f"<!DOCTYPE x [{LAUGHS}]>".encode(),
     b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'],
)  # fmt: skip
def test_declarations_in_any_part_are_refused(part, declaration):
    document = docx.Document()
    document.add_paragraph("甲", style="List Bullet")
    broken = rewritten(
        saved(document),
        {part: lambda old: re.sub(rb"(<\?xml[^>]*\?>)?", lambda m: m[0] + declaration, old, count=1)},
    )
    with pytest.raises(BadFile, match="可能是恶意文件"):
        read_docx(broken)


def bomb():
    document = docx.Document()
    return rewritten(saved(document), add={"word/media/image1.png": b"\0" * 60_000_000})


def many():
    return rewritten(saved(docx.Document()), add={f"word/x{number}": b"" for number in range(6000)})


def deep():
    return with_body(
        "<w:sdt><w:sdtContent>" * 500 + f"<w:p>{run('甲')}</w:p>" + "</w:sdtContent></w:sdt>" * 500
    )


def lying():
    """The size in the list of contents is not the size of the part."""
    data = bytearray(saved(docx.Document()).getvalue())
    directory = data.index(b"word/document.xml", data.index(b"PK\x01\x02")) - 46
    struct.pack_into("<I", data, directory + 24, 3)
    return io.BytesIO(bytes(data))


def locked():
    data = bytearray(saved(docx.Document()).getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = data.find(mark)
        while position >= 0:
            data[position + offset] |= 1
            position = data.find(mark, position + 4)
    return io.BytesIO(bytes(data))


def long():
    return with_body("<w:p/>" * 130_000)


HOSTILE = {
    "long": (long, "文件太长，不能一次导入"),
    "bomb": (bomb, "压缩比异常"),
    "many": (many, "解压后过大"),
    "deep": (deep, "层次过深"),
    "lying": (lying, "已损坏"),
    "locked": (locked, "设了密码"),
    "empty": (lambda: io.BytesIO(b""), "文件是空的"),
    "text": (lambda: io.BytesIO("你好".encode()), "这不是 .docx 文件"),
    "cut": (lambda: io.BytesIO(saved(docx.Document()).getvalue()[:-500]), "已损坏"),
    "pdf": (lambda: io.BytesIO(b"%PDF-1.4\n%%EOF"), "这不是 .docx 文件"),
    "ole": (lambda: io.BytesIO(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2000), "已损坏"),
    "no body": (lambda: rewritten(saved(docx.Document()), {"[Content_Types].xml": lambda old: old.replace(b"/word/document.xml", b"/word/x.xml")}), "已损坏"),
    "not XML": (lambda: rewritten(saved(docx.Document()), {"word/document.xml": lambda _old: b"<w:document"}), "已损坏"),
    "macros": (lambda: rewritten(saved(docx.Document()), add={"word/vbaProject.bin": b"x"}), "有宏"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_chinese(name):
    make, words = HOSTILE[name]
    with pytest.raises(BadFile, match=words):
        read_docx(make())


def test_every_cut_of_a_file_is_a_bad_file_or_an_import():
    whole = paper_as_docx("<p>甲</p><table><tr><td>1</td><td>2</td></tr></table>").getvalue()
    for length in range(0, len(whole), 997):
        with pytest.raises(BadFile):
            read_docx(io.BytesIO(whole[:length]))


def test_naughty_strings_in_every_text_position_of_word():
    strings = json.loads((shared("conformance", "naughty-strings") / "blns.json").read_text("utf-8"))
    allowed = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
    strings = [allowed.sub("", text) for text in strings]
    document = docx.Document()
    for text in strings:
        document.add_paragraph(text)
        document.add_heading(text, 2)
        document.add_table(1, 2).cell(0, 0).text = text
        document.add_paragraph(text, style="List Bullet")
    document.core_properties.title = "x"
    imported = read_docx(saved(document))
    html = html_of(imported)
    assert problems(html) == []
    lost = "[\\s\x7f-\x9f\xa0\u1680\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f\u2060-\u2069\u3000\ufeff]"

    def visible(text):
        return re.sub(lost, "", text)

    shown = visible(imported.title) + visible(text_of(html))
    assert len(shown) >= 4 * sum(len(visible(text)) for text in strings)
    for text in strings:
        assert visible(text) in shown


needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


@pytest.fixture(scope="module")
def old_word_file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("old")
    document = docx.Document()
    document.add_paragraph("格尔木市人民政府关于防火的通知").alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("正文。")
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合"
    table.cell(1, 0).text = "1"
    document.add_paragraph("2026年9月29日").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    (folder / "a.docx").write_bytes(saved(document).getvalue())
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'p').as_uri()}", "--headless", "--convert-to", "doc:MS Word 97",
         "--outdir", str(folder), str(folder / "a.docx")],
        check=True, timeout=120, capture_output=True,
    )  # fmt: skip
    return folder / "a.doc"


@needs_office
@pytest.mark.parametrize("name", ["旧.doc", "旧.wps"])
def test_old_formats_are_converted(old_word_file, name):
    with old_word_file.open("rb") as stream:
        imported = read_legacy(stream, name)
    assert imported.title == "格尔木市人民政府关于防火的通知"
    assert imported.written_on == datetime.date(2026, 9, 29)
    assert "<p>正文。</p>" in html_of(imported)
    assert 'colspan="2"' in html_of(imported)
    assert imported.warnings[0] == "旧格式文件是经转换导入的，版式可能有出入，请逐段核对。"


@needs_office
def test_without_libreoffice_another_format_is_asked_for(old_word_file, monkeypatch):
    monkeypatch.setattr(legacy.shutil, "which", lambda _name: None)
    with old_word_file.open("rb") as stream, pytest.raises(BadFile, match=r"请另存为 \.docx 或 \.pdf 再上传"):
        read_legacy(stream, "旧.doc")


@needs_office
def test_an_old_file_under_the_new_name_is_named(old_word_file):
    with old_word_file.open("rb") as stream, pytest.raises(BadFile, match=r"这是旧版 \.doc 或 \.wps 文件"):
        read_docx(stream)


def test_a_conversion_that_hangs_is_stopped(monkeypatch, tmp_path):
    sleeper = tmp_path / "soffice"
    sleeper.write_text("#!/bin/sh\necho $$ > %s\nexec sleep 300\n" % (tmp_path / "pid"))
    sleeper.chmod(0o755)
    monkeypatch.setattr(legacy.shutil, "which", lambda _name: str(sleeper))
    monkeypatch.setattr(legacy, "SECONDS", 1)
    with pytest.raises(BadFile, match="超过了一分钟"):
        legacy.convert_to_docx(b"x")
    with pytest.raises(ProcessLookupError):
        legacy.os.kill(int((tmp_path / "pid").read_text()), 0)


@pytest.mark.parametrize(
    ("name", "words"),
    [("文.ofd", "可以把它作为附件上传"), ("表.et", "请另存为 .docx 再导入"), ("无", "请另存为 .docx 再导入")],
)
def test_what_cannot_be_imported_gets_advice(name, words):
    with pytest.raises(BadFile, match=re.escape(words)):
        read_legacy(io.BytesIO(b"x"), name)


def test_a_new_file_under_an_old_name_is_read():
    document = docx.Document()
    document.add_paragraph("甲。")
    assert html_of(read_legacy(saved(document), "甲.doc")) == "<p>甲。</p>"
