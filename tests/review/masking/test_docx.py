import io
import shutil
import subprocess
import zipfile

import docx
import pytest

from gongkai.core.errors import BadFile
from gongkai.review.masking.files import mask_file, strip_file
from tests.review.masking.office_files import TYPES, W, parts_of, rels, word, written
from tests.review.masking.trace import ID, MOBILE, VALUES, all_findings, finding, traces


def paragraph(*runs: str) -> str:
    return "<w:p>" + "".join(f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs) + "</w:p>"


def box(text: str) -> str:
    return f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"


def note(tag: str, text: str) -> str:
    return f'<w:{tag} xmlns:w="{W}">{paragraph(text)}</w:{tag}>'


PLANTS = {
    "paragraph": lambda v: paragraph(f"前{v}后"),
    "runs": lambda v: paragraph("前" + v[:3], v[3:5], v[5:] + "后"),
    "single characters": lambda v: paragraph(*v),
    "entities": lambda v: paragraph("".join(f"&#{ord(one)};" for one in v)),
    "full width": lambda v: paragraph("".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in v)),
    "spaced": lambda v: paragraph(f"{v[:3]} {v[3:]}"),
    "table": lambda v: (
        f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr><w:tc>{paragraph('甲')}</w:tc><w:tc>{paragraph(v)}</w:tc></w:tr></w:tbl>"
    ),
    "text box": lambda v: f"<w:p><w:r><w:pict><v:textbox>{box(v)}</v:textbox></w:pict></w:r></w:p>",
    "text path": lambda v: (
        f'<w:p><w:r><w:pict><v:shape><v:textpath string="{v}"/></v:shape></w:pict></w:r></w:p>'
    ),
    "alt text": lambda v: (
        f'<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="图" descr="{v}"/></wp:inline></w:drawing></w:r></w:p>'
    ),
    "hidden": lambda v: f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{v}</w:t></w:r></w:p>",
    "deleted": lambda v: (
        f'<w:p><w:del w:id="1" w:author="某人"><w:r><w:delText>{v}</w:delText></w:r></w:del></w:p>'
    ),
    "inserted": lambda v: f'<w:p><w:ins w:id="1" w:author="某人"><w:r><w:t>{v}</w:t></w:r></w:ins></w:p>',
    "field": lambda v: (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText> HYPERLINK "mailto:{v}" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    ),
    "simple field": lambda v: (
        f'<w:p><w:fldSimple w:instr="QUOTE {v}">{paragraph(v)[5:-6]}</w:fldSimple></w:p>'
    ),
    "content control": lambda v: (
        f'<w:sdt><w:sdtPr><w:alias w:val="{v}"/></w:sdtPr><w:sdtContent>{paragraph(v)}</w:sdtContent></w:sdt>'
    ),
    "bookmark": lambda v: f'<w:p><w:bookmarkStart w:id="1" w:name="{v}"/><w:bookmarkEnd w:id="1"/></w:p>',
}
PARTS = {
    "header": ("header", "word/header1.xml", lambda v: note("hdr", v), "header+xml"),
    "footer": ("footer", "word/footer1.xml", lambda v: note("ftr", v), "footer+xml"),
    "footnotes": (
        "footnotes",
        "word/footnotes.xml",
        lambda v: (
            f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2">{paragraph(v)}</w:footnote></w:footnotes>'
        ),
        "footnotes+xml",
    ),
    "comments": (
        "comments",
        "word/comments.xml",
        lambda v: f'<w:comments xmlns:w="{W}"><w:comment w:id="0" w:author="{v}"/></w:comments>',
        "comments+xml",
    ),
    "settings": (
        "settings",
        "word/settings.xml",
        lambda v: (
            f'<w:settings xmlns:w="{W}"><w:docVars><w:docVar w:name="a" w:val="{v}"/></w:docVars></w:settings>'
        ),
        "settings+xml",
    ),
    "chart": (
        "chart",
        "word/charts/chart1.xml",
        lambda v: (
            '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart">'
            f"<c:strCache><c:pt><c:v>{v}</c:v></c:pt></c:strCache></c:chartSpace>"
        ),
        "drawingml.chart+xml",
    ),
    "glossary": (
        "glossaryDocument",
        "word/glossary/document.xml",
        lambda v: note("glossaryDocument", v),
        "document.glossary+xml",
    ),
}


def planted(kind: str) -> bytes:
    """One file with the value in all of these places."""
    value = VALUES[kind]
    body = paragraph("不变的话 12345") + "".join(plant(value) for plant in PLANTS.values())
    extra = {name: make(value) for _type, name, make, _content in PARTS.values()}
    types = {name: f"{TYPES}.wordprocessingml.{kind}" for _type, name, _make, kind in PARTS.values()}
    relations = [
        (f"p{index}", part[0], part[1].removeprefix("word/")) for index, part in enumerate(PARTS.values())
    ]
    relations += [("l1", "hyperlink", f"mailto:{value}"), ("x1", "customXml", "../customXml/item1.xml")]
    extra["customXml/item1.xml"] = f"<a>{value}</a>"
    extra["word/orphan.xml"] = f"<a>{value}</a>"
    body += f'<w:p><w:hyperlink r:id="l1"><w:r><w:t>写信</w:t></w:r></w:hyperlink></w:p>{paragraph("最后")}'
    return word(body, extra=extra, relations=tuple(relations), types=types)


@pytest.mark.parametrize("kind", VALUES)
def test_nothing_is_left_in_any_part(tmp_path, kind):
    source = written(tmp_path / "in.docx", planted(kind))
    assert len(traces(source.read_bytes(), [VALUES[kind]])) >= 10
    out = tmp_path / "out.docx"
    masked = mask_file(path=source, name="in.docx", findings=all_findings(), out=out)
    assert traces(out.read_bytes(), VALUES.values()) == []
    assert masked.places >= len(PLANTS) - 3
    opened = docx.Document(out)
    texts = [one.text for one in opened.paragraphs]
    mask = finding(kind, VALUES[kind]).masked
    assert texts[:2] == ["不变的话 12345", f"前{mask}后"]
    assert texts[2] == f"前{mask}后"
    assert opened.tables[0].cell(0, 0).text == "甲"
    assert opened.tables[0].cell(0, 1).text == mask
    assert texts[-2:] == ["写信", "最后"]


@pytest.mark.parametrize("plant", PLANTS)
def test_each_place_by_itself(tmp_path, plant):
    source = written(tmp_path / "in.docx", word(PLANTS[plant](ID)))
    out = tmp_path / "out.docx"
    mask_file(path=source, name="in.docx", findings=[finding("id_number", ID)], out=out)
    assert traces(out.read_bytes(), [ID]) == []


def test_what_is_internal_goes(tmp_path):
    changes = (
        '<w:p w:rsidR="00AA11BB"><w:r><w:t>一</w:t></w:r>'
        '<w:del w:id="1" w:author="某人"><w:r><w:delText>二</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="某人"><w:r><w:t>三</w:t></w:r></w:ins>'
        '<w:r><w:rPr><w:b/><w:rPrChange w:id="3" w:author="某人"><w:rPr/></w:rPrChange></w:rPr><w:t>四</w:t></w:r>'
        '<w:commentRangeStart w:id="0"/><w:r><w:t>五</w:t></w:r><w:commentRangeEnd w:id="0"/>'
        '<w:r><w:commentReference w:id="0"/></w:r></w:p>'
        '<w:p><w:pPr><w:rPr><w:del w:id="4" w:author="某人"/></w:rPr></w:pPr><w:r><w:t>六</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>七</w:t></w:r></w:p>"
        '<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:trPr><w:del w:id="5" w:author="某人"/></w:trPr><w:tc><w:p/></w:tc></w:tr>'
        "<w:tr><w:tc><w:p><w:r><w:t>八</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    data = word(
        changes,
        extra={"word/comments.xml": PARTS["comments"][2]("某科长")},
        relations=(("c1", "comments", "comments.xml"),),
        types={"word/comments.xml": f"{TYPES}.wordprocessingml.comments+xml"},
    )
    out = tmp_path / "out.docx"
    facts = strip_file(path=written(tmp_path / "in.docx", data), name="in.docx", out=out)
    assert {fact.kind for fact in facts} == {"author", "change", "comment"}
    assert all(fact.strippable for fact in facts)
    parts = parts_of(out.read_bytes())
    assert set(parts) == {
        "[Content_Types].xml",
        "_rels/.rels",
        "word/document.xml",
        "word/_rels/document.xml.rels",
    }
    assert not any("某".encode() in data or b"rsid" in data for data in parts.values())
    opened = docx.Document(out)
    assert [one.text for one in opened.paragraphs] == ["一三四五", "六七"]
    assert [[cell.text for cell in row.cells] for row in opened.tables[0].rows] == [["八"]]


def test_hidden_by_style(tmp_path):
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:type="character" w:styleId="A"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
        '<w:style w:type="character" w:styleId="C"><w:basedOn w:val="A"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
        "</w:styles>"
    )
    runs = "".join(f'<w:r><w:rPr><w:rStyle w:val="{one}"/></w:rPr><w:t>{one}</w:t></w:r>' for one in "ABCD")
    data = word(
        f"<w:p>{runs}</w:p>",
        extra={"word/styles.xml": styles},
        relations=(("s1", "styles", "styles.xml"),),
        types={"word/styles.xml": f"{TYPES}.wordprocessingml.styles+xml"},
    )
    out = tmp_path / "out.docx"
    strip_file(path=written(tmp_path / "in.docx", data), name="in.docx", out=out)
    assert docx.Document(out).paragraphs[0].text == "CD"


def test_the_same_file_gives_the_same_bytes(tmp_path):
    source = written(tmp_path / "in.docx", planted("mobile"))
    for name in ("one", "two"):
        mask_file(path=source, name="in.docx", findings=all_findings(), out=tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_embedded_object_stops_masking_and_is_told_when_stripping(tmp_path):
    data = word(
        paragraph(MOBILE),
        extra={"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0" + MOBILE.encode("utf-16-le")},
        relations=(("o1", "oleObject", "embeddings/oleObject1.bin"),),
    )
    source, out = written(tmp_path / "in.docx", data), tmp_path / "out.docx"
    assert [(one.kind, one.strippable) for one in strip_file(path=source, name="in.docx", out=out)] == [
        ("author", True),
        ("embedded", False),
    ]
    out.unlink()
    with pytest.raises(BadFile, match="嵌入"):
        mask_file(path=source, name="in.docx", findings=[finding("mobile", MOBILE)], out=out)
    assert [one.name for one in tmp_path.iterdir()] == ["in.docx"]


def test_value_in_an_unknown_part_stops_the_file(tmp_path):
    """A part that is no XML: nothing masks it, so nothing goes out."""
    data = word(
        paragraph("好"),
        extra={"word/strange.bin": b"\0\1" + ID.encode("utf-16-le")},
        relations=(("s1", "strange", "strange.bin"),),
    )
    with pytest.raises(BadFile, match=r"word/strange\.bin"):
        mask_file(
            path=written(tmp_path / "in.docx", data),
            name="in.docx",
            findings=[finding("id_number", ID)],
            out=tmp_path / "out.docx",
        )
    assert not (tmp_path / "out.docx").exists()


@pytest.mark.parametrize("kind", ["macro", "signature"])
def test_what_cannot_be_stripped_is_refused_with_advice(tmp_path, kind):
    if kind == "macro":
        data = word(
            "<w:p/>",
            extra={"word/vbaProject.bin": b"x"},
            relations=(
                ("v1", "http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin"),
            ),
        )
    else:
        parts = parts_of(word("<w:p/>"))
        parts["_rels/.rels"] = rels(
            ("r1", "officeDocument", "word/document.xml"),
            (
                "r2",
                "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin",
                "sig.xml",
            ),
        ).encode()
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as package:
            for name, part in parts.items():
                package.writestr(name, part)
        data = stream.getvalue()
    with pytest.raises(BadFile, match="另存为"):
        strip_file(path=written(tmp_path / "in.docx", data), name="in.docx", out=tmp_path / "out.docx")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_an_office_program_opens_it(tmp_path):
    out = tmp_path / "out.docx"
    mask_file(
        path=written(tmp_path / "in.docx", planted("mobile")),
        name="in.docx",
        findings=all_findings(),
        out=out,
    )
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [
            "soffice",
            "--headless",
            profile,
            "--convert-to",
            "txt:Text",
            "--outdir",
            str(tmp_path / "txt"),
            str(out),
        ],
        capture_output=True,
        timeout=120,
        check=False,
    )
    told = (tmp_path / "txt" / "out.txt").read_text(encoding="utf-8-sig")
    assert told.startswith("不变的话 12345\n前138****5678后\n前138****5678后\n")
    assert MOBILE not in told
