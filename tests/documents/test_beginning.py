"""The three ways to begin a paper, over HTTP."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH

from gongkai.core.models import Thing
from gongkai.documents.models import Document, News, StoredFile
from gongkai.units.models import Post, Role
from tests.documents.desk_forms import DOCX, png_bytes
from tests.factories import UnitFactory
from tests.units.entering import enter

pytestmark = pytest.mark.django_db
NEW, WORD, PASTE = (f"/admin/gongkai/papers/new/{end}" for end in ("", "word/", "paste/"))


@pytest.fixture
def clerk(city):
    return enter(city.clerk)


def newest(model=Document):
    return model.objects.latest("pk").get_latest_revision_as_object()


def official_paper() -> bytes:
    document, stream = Docx(), BytesIO()
    for line in ("某市财政局文件", "财发〔2026〕88号", "某市财政局关于做好预算公开的通知"):
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("各科室：")
    document.add_paragraph("请按要求做好预算公开工作，具体安排如下。")
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合并的表头"
    table.cell(1, 0).text, table.cell(1, 1).text = "甲", "乙"
    document.add_picture(BytesIO(png_bytes()))
    document.add_paragraph("某市财政局").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph("2026年9月18日").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.save(stream)
    return stream.getvalue()


def word_file(name="通知.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, official_paper(), content_type=DOCX)


def start(city, **fields) -> dict:
    return {"kind": "document", "unit": city.unit.pk} | fields


def test_blank_takes_a_type_and_a_title(city, clerk):
    response = clerk.post(NEW, start(city, kind="news", title="一条动态"))
    page = newest(News)
    assert response["Location"] == f"/admin/pages/{page.pk}/edit/"
    assert (page.title, page.unit, page.owner) == ("一条动态", city.unit, city.clerk)


def test_a_clerk_begins_only_for_the_own_unit(city, clerk):
    response = clerk.post(NEW, start(city, unit=city.office_unit.pk, title="越权"))
    assert response.status_code == 422
    assert Document.objects.count() == 0


def test_a_clerk_of_two_units_chooses(city, clerk):
    other = UnitFactory(name="某市水务局")
    Post.objects.create(user=city.clerk, unit=other, role=Role.CLERK, since=date(2020, 1, 1))
    text = clerk.get(NEW).content.decode()
    assert "某市水务局" in text
    response = clerk.post(NEW, start(city, unit=other.pk, title="一"))
    assert "某市水务局还没有单位主页" in response.content.decode()


@pytest.mark.parametrize("title", ["", "甲\n乙", "甲\x07乙", "甲" * 256])
def test_a_title_that_cannot_stand_is_refused(city, clerk, title):
    assert clerk.post(NEW, start(city, title=title)).status_code == 422


def test_a_word_file_becomes_a_draft_with_its_elements(city, clerk):
    response = clerk.post(WORD, start(city, file=word_file(), keep_original="on"), follow=True)
    page = newest()
    assert page.title == "某市财政局关于做好预算公开的通知"
    assert (page.document_number, page.written_on, page.genre) == (
        "财发〔2026〕88号",
        date(2026, 9, 18),
        "notice",
    )
    kinds = [block.block_type for block in page.body]
    assert kinds == ["text", "image", "text"]
    assert '<td colspan="2">' in page.body[0].value or '<th colspan="2"' in page.body[0].value
    assert page.body[1].value["file"].unit == city.unit
    assert [row.file.name for row in page.attachments.all()] == ["通知.docx"]
    assert "有 1 张图片没有文字说明" in response.content.decode()


def test_the_original_is_kept_but_not_attached_unless_asked(city, clerk):
    clerk.post(WORD, start(city, file=word_file()))
    assert newest().attachments.count() == 0
    assert StoredFile.objects.filter(name="通知.docx", unit=city.unit).count() == 1


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("空.docx", b"", "这个文件是空的"),
        ("假.docx", b"%PDF-1.4 not really", "这不是 .docx 文件"),
        ("表.xlsx", b"PK\x03\x04", "只能从 .docx、.doc、.wps 文件导入正文"),
        ("图.ofd", b"PK\x03\x04", "OFD 文件不能导入为正文"),
    ],
)
def test_what_cannot_be_read_is_said_and_leaves_nothing(city, clerk, name, content, sentence):
    before = Thing.objects.count()
    response = clerk.post(WORD, start(city, file=SimpleUploadedFile(name, content)))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert (Thing.objects.count(), StoredFile.objects.count()) == (before, 0)


def test_the_clipboards_formatted_text_becomes_a_draft(city, clerk):
    html = '<p class=MsoNormal style="mso-x:1"><b>第一段</b></p><table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>'
    clerk.post(PASTE, start(city, title="粘贴的通知", html=html, text="第一段 a b c"))
    page = newest()
    assert page.title == "粘贴的通知"
    assert page.body[0].value.startswith("<p><strong>第一段</strong></p><table>")
    assert 'rowspan="2"' in page.body[0].value


def test_the_script_of_the_text_tells_the_language(city, clerk):
    clerk.post(PASTE, start(city, title="藏文", html="", text="འཐུང་ཆུ་གཙང་མ་ཡིན།"))
    assert newest().language == "bo"
    clerk.post(PASTE, start(city, title="ᠴᠡᠪᠡᠷ ᠤᠰᠤ", html="", text="ᠰᠠᠶᠢᠨ"))
    assert newest().language == "mn-Mong"


def test_plain_text_does_without_script(city, clerk):
    clerk.post(PASTE, start(city, title="粘贴的通知", html="", text="第一行 <b>\n\n第二行"))
    assert newest().body[0].value == "<p>第一行 &lt;b&gt;</p><p>第二行</p>"


def test_nothing_pasted_is_refused(city, clerk):
    before = Thing.objects.count()
    assert clerk.post(PASTE, start(city, title="x", html=" ", text=" ")).status_code == 422
    assert clerk.post(PASTE, start(city, title="x", html="<script>1</script>", text="")).status_code == 422
    assert Thing.objects.count() == before


def test_a_draft_is_deleted_after_a_question(city, clerk):
    page = city.draft(title="要删的")
    address = f"/admin/gongkai/papers/{page.pk}/delete/"
    assert "要删的" in clerk.get(address).content.decode()
    assert Document.objects.filter(pk=page.pk).exists()
    assert clerk.post(address)["Location"] == "/admin/gongkai/papers/"
    assert not Document.objects.filter(pk=page.pk).exists()
