import io

import pikepdf
import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from gongkai.core.errors import BadFile
from gongkai.review.masking.files import mask_file, strip_file
from tests.review.masking.office_files import written
from tests.review.masking.trace import ID, MOBILE, VALUES, all_findings, finding, traces

FONT = "STSong-Light"


def pages(*contents, **properties) -> bytes:
    """One page for each list of (x, y, text)."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=True)
    canvas.setAuthor(properties.get("author", ""))
    for content in contents:
        canvas.setFont(FONT, 14)
        for x, y, text in content:
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def altered(data: bytes, change) -> bytes:
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        change(document)
        document.save(stream)
    return stream.getvalue()


def texts(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def masked(tmp_path, data: bytes, *findings) -> bytes:
    source, out = written(tmp_path / "in.pdf", data), tmp_path / "out.pdf"
    mask_file(path=source, name="in.pdf", findings=list(findings), out=out)
    result = out.read_bytes()
    assert traces(result, [one.value for one in findings]) == []
    return result


def stripped(tmp_path, data: bytes) -> tuple[bytes, set[str]]:
    out = tmp_path / "out.pdf"
    facts = strip_file(path=written(tmp_path / "in.pdf", data), name="in.pdf", out=out)
    return out.read_bytes(), {fact.kind for fact in facts}


@pytest.mark.parametrize("kind", VALUES)
def test_page_with_a_value_is_redrawn_and_the_others_stay(tmp_path, kind):
    value, mask = VALUES[kind], finding(kind, VALUES[kind]).masked
    data = pages([(72, 700, "标题"), (72, 650, f"前 {value} 后"), (72, 600, "末行")], [(72, 700, "第二页")])
    result = masked(tmp_path, data, *all_findings())
    assert texts(result) == [f"标题\n前 {mask} 后\n末行", "第二页"]
    with pikepdf.open(io.BytesIO(result)) as document:
        first, second = document.pages
        assert list(first.Resources.XObject.keys()) == ["/Im0"]
        assert "/XObject" not in second.Resources
        assert first.mediabox == second.mediabox


def test_only_what_the_mask_hides_is_painted(tmp_path):
    data = pages([(72, 650, ID), (72, 600, ID[:-1] + "9")])
    before = pypdfium2.PdfDocument(data)[0]
    text = before.get_textpage()
    boxes = [text.get_charbox(index, loose=True) for index in range(18)]
    result = masked(tmp_path, data, finding("id_number", ID))
    picture = pypdfium2.PdfDocument(result)[0].render(scale=2).to_pil().convert("L")
    dark = []
    for left, bottom, right, top in boxes:
        x, y = (left + right) / 2 * 2, (A4[1] - (bottom + top) / 2) * 2
        spot = picture.crop((int(x) - 2, int(y) - 2, int(x) + 3, int(y) + 3))
        dark.append(spot.getextrema()[1] < 60)
    assert dark == [False] * 6 + [True] * 8 + [False] * 4
    assert "63280119900307123" in texts(result)[0]


def test_number_that_a_table_broke_over_lines(tmp_path):
    table = [(72, 650, "卓玛"), (172, 660, ID[:12]), (300, 650, "低保"), (172, 642, ID[12:]), (72, 600, "完")]
    result = masked(tmp_path, pages(table), finding("id_number", ID))
    told = texts(result)[0]
    assert "632801********1234" in told
    assert ID[6:12] not in told
    assert "低保" in told
    assert "完" in told


def _ink(page) -> tuple:
    """The box around all that is dark."""
    return page.render(scale=1).to_pil().convert("L").point(lambda tone: 255 * (tone < 100)).getbbox()


def test_turned_and_cropped_page(tmp_path):
    def turn(document):
        document.pages[0].Rotate = 90
        document.pages[0].CropBox = [50, 100, 500, 800]

    data = altered(pages([(72, 650, f"证{ID}"), (72, 600, "好")]), turn)
    result = masked(tmp_path, data, finding("id_number", ID))
    assert sorted(texts(result)[0].split()) == ["好", "证632801********1234"]
    with pikepdf.open(io.BytesIO(result)) as document:
        assert document.pages[0].Rotate == 90
    page = pypdfium2.PdfDocument(result)[0]
    assert page.get_size() == (700, 450)
    ink, expected = (_ink(one) for one in (page, pypdfium2.PdfDocument(data)[0]))
    assert all(abs(one - other) <= 6 for one, other in zip(ink, expected, strict=True))


def test_values_beside_the_pages(tmp_path):
    def add(document):
        with document.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(f"电话{MOBILE}", 0))
        document.pages[0].Annots = pikepdf.Array(
            [
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],
                    A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String(f"tel:{MOBILE}")),
                ),
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],
                    A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://example.com/")),
                ),
            ]
        )  # fmt: skip
        document.Root.StructTreeRoot = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.StructTreeRoot, K=pikepdf.Dictionary(Alt=pikepdf.String(MOBILE))
            )
        )
        page = document.pages[1]
        page.Contents = document.make_stream(
            f"/Span << /ActualText ({MOBILE}) >> BDC EMC\n".encode() + page.Contents.read_bytes()
        )

    data = altered(pages([(72, 700, "一")], [(72, 700, "二")]), add)
    result = masked(tmp_path, data, finding("mobile", MOBILE))
    assert texts(result) == ["一", "二"]
    with pikepdf.open(io.BytesIO(result)) as document:
        assert [str(one.A.URI) for one in document.pages[0].Annots] == ["https://example.com/"]
        assert document.open_outline().root[0].title == "电话138****5678"
        assert str(document.Root.StructTreeRoot.K.Alt) == "138****5678"


def test_internal_things_go(tmp_path):
    def add(document):
        with document.open_metadata() as metadata:
            metadata["dc:creator"] = ["某科员"]
        document.attachments["名单.csv"] = b"secret list"
        document.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
        )
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Text,
            Rect=[0, 0, 9, 9],
            Contents=pikepdf.String("inner view"),
        )
        document.pages[0].Annots = pikepdf.Array([note])
        document.pages[0].PieceInfo = pikepdf.Dictionary(A=pikepdf.String("private"))

    result, kinds = stripped(tmp_path, altered(pages([(72, 700, "好")], author="clerk"), add))
    assert kinds == {"author", "embedded", "custom_data", "comment"}
    assert traces(result, ["clerk", "某科员", "secret list", "app.alert", "inner view", "private"]) == []
    assert texts(result) == ["好"]


def test_earlier_states_of_the_file_go(tmp_path):
    data = pages([(72, 700, "good")])
    later = data + b"\n9999 0 obj\n(old secret)\nendobj\n"
    result, _kinds = stripped(tmp_path, later)
    assert b"old secret" not in result
    assert texts(result) == ["good"]


def test_layers_that_are_off_go(tmp_path):
    def add(document):
        groups = [
            document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String(name)))
            for name in ("on", "off")
        ]
        document.Root.OCProperties = pikepdf.Dictionary(
            OCGs=pikepdf.Array(groups), D=pikepdf.Dictionary(OFF=pikepdf.Array(groups[1:]))
        )
        page = document.pages[0]
        page.Resources.Properties = pikepdf.Dictionary(L0=groups[0], L1=groups[1])
        drawn = page.Contents.read_bytes()
        shown = b"/OC /L0 BDC BT /F1 12 Tf 72 600 Td (shown) Tj ET EMC\n"
        hidden = b"/OC /L1 BDC BT /F1 12 Tf 72 500 Td (hidden) Tj ET EMC\n"
        page.Contents = document.make_stream(drawn + shown + hidden)

    result, kinds = stripped(tmp_path, altered(pages([(72, 700, "base")]), add))
    assert kinds >= {"hidden_text"}
    assert texts(result) == ["base\nshown"]
    assert traces(result, ["hidden"]) == []


def test_form_fields_become_part_of_the_page(tmp_path):
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=True)
    canvas.drawString(72, 700, "Name")
    canvas.acroForm.textfield(name="who", value="Filled", x=72, y=650, width=200, height=20)
    canvas.save()
    result, kinds = stripped(tmp_path, stream.getvalue())
    assert "custom_data" in kinds
    assert "Filled" in texts(result)[0]
    with pikepdf.open(io.BytesIO(result)) as document:
        assert "/AcroForm" not in document.Root
        assert "/Annots" not in document.pages[0]


def test_same_bytes_for_the_same_file(tmp_path):
    data = pages([(72, 700, ID)], author="x")
    assert masked(tmp_path, data, finding("id_number", ID)) == masked(
        tmp_path, data, finding("id_number", ID)
    )


@pytest.mark.parametrize("kind", ["password", "redaction", "broken"])
def test_refused_with_advice(tmp_path, kind):
    data = pages([(72, 700, "好")])
    if kind == "password":
        stream = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as document:
            document.save(stream, encryption=pikepdf.Encryption(owner="a", user="b"))
        data = stream.getvalue()
    elif kind == "redaction":
        mark = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Redact, Rect=[0, 0, 9, 9])
        data = altered(data, lambda document: setattr(document.pages[0], "Annots", pikepdf.Array([mark])))
    else:
        data = b"%PDF-1.4\nnothing"
    with pytest.raises(BadFile, match="再上传"):
        strip_file(path=written(tmp_path / "in.pdf", data), name="in.pdf", out=tmp_path / "out.pdf")
    assert not (tmp_path / "out.pdf").exists()
