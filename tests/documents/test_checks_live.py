"""What the checks say while a clerk types, masks in one step, and what comes at these addresses from elsewhere."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongkai.core.errors import NotAllowed, Refused
from gongkai.core.files import open_blob
from gongkai.core.models import PublicFile
from gongkai.documents.actions import mask_draft
from gongkai.documents.models import Document, StoredFile
from gongkai.documents.uploads import keep_upload
from gongkai.review.dossier import Dossier
from tests import relief
from tests.documents.desk_forms import paper_data, png_upload
from tests.factories import UnitFactory
from tests.review.desk import Desk, words

pytestmark = pytest.mark.django_db
ID = relief.PEOPLE[0][2]
LISTS = {"名单.xlsx": relief.workbook, "名单.docx": relief.letter, "名单.pdf": relief.portable}


@pytest.fixture
def desk():
    return Desk()


def stored(city, name, content, unit=None) -> StoredFile:
    upload = SimpleUploadedFile(name, content)
    return keep_upload(upload=upload, unit_id=(unit or city.unit).pk, user=city.clerk)


def check(desk, city, page, **data):
    return desk.client(city.clerk).post(reverse("desk:check_draft", args=[page.pk]), data)


def mask(desk, city, page, group="all", **data):
    answer = desk.client(city.clerk).post(reverse("desk:mask_form", args=[page.pk]), data | {"group": group})
    assert answer.status_code == 200
    return answer.json()["changed"]


def test_a_number_is_found_in_every_field_while_it_is_typed(desk, city):
    page = city.draft()
    picture = stored(city, "图.png", png_upload().read())
    data = paper_data(
        title=f"关于{ID}的通知",
        summary=f"概述{ID}",
        keywords=f"甲 {ID}",
        co_issuers=f"某局{ID}",
        body=[
            ("text", f"<p>见{ID}</p>"),
            ("image", {"file": str(picture.pk), "alt": f"照片{ID}", "caption": ""}),
        ],
        attachments=[{"file": str(stored(city, "表.txt", b"abc").pk), "title": f"表{ID}"}],
    )
    page_text = words(check(desk, city, page, **data))
    assert "阻断 7" in page_text
    assert "身份证号，7 处" in page_text
    for place in ("标题", "内容概述", "关键词", "联合发文机关", "正文第 1 块", "正文第 2 块", "附件"):
        assert place in page_text, place
    assert ID not in page_text
    assert "632801********1249" in page_text
    changed = mask(desk, city, page, **data)
    assert changed == {
        "title": "关于632801********1249的通知",
        "summary": "概述632801********1249",
        "keywords": "甲 632801********1249",
        "co_issuers": "某局632801********1249",
        "body-0-value": "<p>见632801********1249</p>",
        "body-1-value-alt": "照片632801********1249",
        "attachments-0-title": "表632801********1249",
    }


def test_one_group_is_masked_and_the_others_stay(desk, city):
    page = city.draft()
    data = paper_data(title=f"关于{ID}的通知", body=[("text", f"<p>银行卡号：{relief.PEOPLE[0][4]}</p>")])
    html = check(desk, city, page, **data).content.decode()
    groups = [part.partition('"')[0] for part in html.split('data-mask-group="')[1:]]
    assert len(groups) == 3
    assert groups[0] == "all"
    one, two = (mask(desk, city, page, group=group, **data) for group in groups[1:])
    assert {frozenset(one), frozenset(two)} == {frozenset({"title"}), frozenset({"body-0-value"})}
    assert mask(desk, city, page, group="nothing of the kind", **data) == {}


def test_missing_elements_of_the_matter_are_told_while_typing(desk, city):
    city.matter.elements = "标题\n联系电话"
    city.matter.save()
    page = city.draft()
    data = paper_data(
        title="通知", matter=str(city.matter.pk), body=[("text", "<p>" + "内容" * 120 + "</p>")]
    )
    assert "这个公开事项要写“联系电话”" in words(check(desk, city, page, **data))
    data["body-0-value"] += "<p>电话：0979-8412345</p>"
    assert "联系电话" not in words(check(desk, city, page, **data))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_stopped_masked_in_one_step_and_nothing_of_it_is_left(desk, city, name):
    content = LISTS[name]()
    said = relief.traces(content, relief.IN_WORKBOOK | relief.INTERNAL)
    assert said >= relief.NUMBERS
    page, client = city.draft(), desk.client(city.clerk)
    address = reverse("desk:add_file", args=[page.pk])
    kept = client.post(address, {"file": SimpleUploadedFile(name, content)}).json()["file"]
    data = paper_data(attachments=[{"file": str(kept["id"]), "title": ""}])
    found = words(check(desk, city, page, **data))
    assert "阻断 6" in found
    for title in ("身份证号，2 处", "手机号，2 处", "银行卡号，2 处"):
        assert title in found
    assert not any(value in found for value in relief.NUMBERS)
    assert kept["notes"][0].startswith("公开副本去掉了作者姓名 1 处")
    changed = mask(desk, city, page, **data)["attachments-0-file"]
    assert changed["notes"][-1] == "公开副本里已脱敏银行卡号 2 处、身份证号 2 处、手机号 2 处。"
    copy = StoredFile.objects.get(pk=changed["id"])
    with open_blob(copy.sha256) as stream:
        assert relief.traces(stream.read(), relief.IN_WORKBOOK | relief.INTERNAL) == set()
    with open_blob(copy.original_sha256) as stream:
        assert stream.read() == content
    data["attachments-0-file"] = str(copy.pk)
    assert "没有阻断" in words(check(desk, city, page, **data))


def test_the_cells_are_named(desk, city):
    page = city.draft()
    book = stored(city, "名单.xlsx", relief.workbook())
    found = words(check(desk, city, page, **paper_data(attachments=[{"file": str(book.pk), "title": ""}])))
    for cell in ("C2", "C3", "D2", "D3", "E2", "E3"):
        assert f"工作表“救助名单”{cell}" in found
    assert book.removed == ["author 1", "company 1", "hidden_sheet 1", "comment 1", "hidden_column 1"]


def test_the_whole_way_without_script_to_the_public_file(desk, city, client):
    """From the thing's page: refused, masked in one step, reviewed; what the public downloads holds nothing."""
    files = [stored(city, name, make()) for name, make in LISTS.items()]
    page = city.draft(title=f"关于{ID}的通知", attachments=files)
    thing = page.thing
    shown = words(desk.get(city.clerk, "thing", thing.pk))
    assert "阻断 19" in shown
    assert "全部脱敏（19 处）" in shown
    with pytest.raises(Refused, match="身份证号"):
        city.submit(page)
    assert desk.post(city.clerk, "submit", thing.pk, reason="").status_code == 409
    assert desk.post(city.clerk, "mask_draft", thing.pk, group="all").status_code == 302
    assert desk.said(city.clerk) == (
        "已脱敏 19 处，3 个附件换成了脱敏的公开副本，存为新的一稿。原件留在内部。"
    )
    city.publish(Document.objects.get(pk=page.pk))
    public = PublicFile.objects.filter(version__thing=thing)
    assert {row.name for row in public} == set(LISTS)
    for row in public:
        answer = client.get(reverse("public_file", args=[row.sha256[:16], row.name]))
        content = b"".join(answer.streaming_content)
        assert relief.traces(content, relief.IN_WORKBOOK | relief.INTERNAL) == set()
    assert ID not in client.get(reverse("document", args=thing.index_number.rsplit("/", 1))).content.decode()


def test_reviewers_read_what_the_copy_was_made_without(desk, city):
    page = city.draft(attachments=[stored(city, "名单.xlsx", relief.workbook())])
    desk.post(city.clerk, "mask_draft", page.thing.pk, group="all")
    city.submit(page)
    for person in (city.section, city.signatory, city.auditor):
        shown = words(desk.get(person, "thing", page.thing.pk))
        assert (
            "公开副本去掉了作者姓名 1 处、单位名称属性 1 处、隐藏的工作表 1 处、批注 1 处、隐藏的列 1 处。"
            in shown
        )
        assert "公开副本里已脱敏银行卡号 2 处、身份证号 2 处、手机号 2 处。" in shown


def test_a_file_named_by_a_number_gets_another_name(desk, city):
    named = stored(city, f"{ID}.txt", "公示".encode())
    page = city.draft(attachments=[named])
    data = paper_data(attachments=[{"file": str(named.pk), "title": ""}])
    assert mask(desk, city, page, **data)["attachments-0-file"]["name"] == "632801_1249.txt"
    desk.post(city.clerk, "mask_draft", page.thing.pk, group="all")
    draft = Document.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert [row.file.name for row in draft.attachments.all()] == ["632801_1249.txt"]
    assert draft.attachments.all()[0].file.sha256 == named.sha256


def test_only_who_writes_it_masks_and_never_in_review(city):
    page = city.draft(title=f"关于{ID}的通知")
    marks = set(Dossier(user=city.clerk, thing=page.thing).checkup.maskable_marks)
    for person in (city.section, city.office, city.auditor):
        with pytest.raises(NotAllowed):
            mask_draft(page=page, author=person, marks=marks)
    for nothing in (set(), {"0" * 64}):
        with pytest.raises(Refused, match="已经不在现在的稿子里"):
            mask_draft(page=page, author=city.clerk, marks=nothing)
    assert mask_draft(page=page, author=city.clerk, marks=marks).values == 1
    page = Document.objects.get(pk=page.pk)
    city.submit(page)
    with pytest.raises(Refused, match="正在审核中"):
        mask_draft(page=page, author=city.clerk, marks=marks)


def test_files_of_another_unit_are_nothing(desk, city):
    theirs = stored(city, "名单.xlsx", relief.workbook(), unit=UnitFactory())
    page = city.draft()
    data = paper_data(
        body=[("image", {"file": str(theirs.pk), "alt": "a", "caption": ""})],
        attachments=[{"file": str(theirs.pk), "title": ""}],
    )
    assert "没有阻断" in words(check(desk, city, page, **data))
    assert mask(desk, city, page, **data) == {}


NAUGHTY = (
    *("", " ", "undefined", "NULL", "-1", "0", "1e9", "９９", "٣", "1" * 400, "𝟙", "../../etc/passwd"),
    *("' OR 1=1 --", "<script>alert(1)</script>", "‮", "\ufeff", "田" * 5000, "%s%s%n", "{{ 7*7 }}"),
)


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_nothing_that_a_form_sends_breaks_the_checks(desk, city, text):
    page = city.draft()
    data = {
        name: text for name in ("title", "summary", "keywords", "matter", "co_issuers", "document_number")
    }
    data |= {"body-count": text, "attachments-TOTAL_FORMS": text}
    whole = paper_data(
        body=[("text", text), ("image", {"file": text, "alt": text, "caption": text})],
        attachments=[{"file": text, "title": text}],
    )
    whole |= {"body-0-order": text, "body-1-type": text, "title": text}
    for sent in (data, whole, {}):
        assert check(desk, city, page, **sent).status_code == 200
        assert mask(desk, city, page, **sent) == {}


def test_absurd_numbers_and_huge_fields_stay_bounded(desk, city):
    page = city.draft()
    data = {"body-count": "9999", "attachments-TOTAL_FORMS": "9999", "title": "字" * 400_000}
    data |= {"body-0-type": "text", "body-0-value": "<p>" * 20_000 + ID}
    answer = check(desk, city, page, **data)
    assert answer.status_code == 200
    assert len(answer.content) < 100_000


def test_an_upload_that_cannot_be_taken_says_why(desk, city):
    page = city.draft()
    address, client = reverse("desk:add_file", args=[page.pk]), desk.client(city.clerk)
    before = StoredFile.objects.count()
    for upload, said in (
        (None, "请选择文件"),
        (SimpleUploadedFile("a.exe", b"MZ\x90\0" + b"\0" * 100), ""),
        (SimpleUploadedFile("a.docx", relief.portable()), "内容其实是 .pdf"),
        (SimpleUploadedFile("a.xlsx", relief.workbook()[:3000]), ""),
        (SimpleUploadedFile("空.txt", b""), ""),
    ):
        answer = client.post(address, {"file": upload} if upload else {})
        assert answer.status_code == 400
        assert said in answer.json()["error"]
        assert answer.json()["error"]
    assert StoredFile.objects.count() == before
    assert client.get(address).status_code == 405


def test_another_units_people_find_nothing_there(desk, city, other):
    page = city.draft()
    for name in ("check_draft", "mask_form", "add_file"):
        for person in (other["clerk"], city.section, city.office, city.auditor):
            assert desk.post(person, name, page.pk).status_code == 404
    assert desk.post(other["clerk"], "mask_draft", page.thing.pk, group="all").status_code == 404


@pytest.fixture
def other(city):
    from tests.factories import make_user

    unit = UnitFactory(name="某市水务局", parent=city.office_unit)
    return {role: make_user(role, unit) for role in ("clerk", "section_reviewer")}


def test_forms_that_forget_a_block_are_read_all_the_same(desk, city):
    """A block may have been removed, and a row of attachments marked for deletion."""
    page = city.draft()
    book = stored(city, "名单.xlsx", relief.workbook())
    data = paper_data(body=[("text", f"<p>{ID}</p>"), ("text", "<p>好</p>")])
    data |= {"body-0-deleted": "1"} | {
        f"attachments-{key}": value
        for key, value in {"TOTAL_FORMS": "1", "0-file": str(book.pk), "0-DELETE": "on"}.items()
    }
    assert "没有阻断" in words(check(desk, city, page, **data))
