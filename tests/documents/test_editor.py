"""The editor over HTTP: what it keeps, what it refuses, and what Wagtail would have done and it does not."""

import json

import pytest
from wagtail.models import Page, Revision

from gongkai.core.models import Thing
from gongkai.documents.actions import save_draft
from gongkai.documents.models import Document, StoredFile
from gongkai.documents.uploads import keep_upload
from gongkai.documents.widgets import TitleInput
from gongkai.units.models import Role
from tests.documents.desk_forms import docx_upload, edit_address, paper_data, png_upload
from tests.factories import UnitFactory, UserFactory, make_user
from tests.units.entering import enter

pytestmark = pytest.mark.django_db
MISSING = "这个文件不在本单位的文件中"


@pytest.fixture
def page(city):
    return city.draft()


@pytest.fixture
def clerk(city):
    return enter(city.clerk)


def newest(page) -> Document:
    return Document.objects.get(pk=page.pk).get_latest_revision_as_object()


def as_json(text: str) -> str:
    return json.dumps(text)[1:-1]


def errors_of(response) -> dict:
    form = response.context["form"]
    return {name: [str(e) for e in errors] for name, errors in form.errors.items()}


def test_the_editor_opens_in_chinese_with_its_tabs(clerk, page):
    text = clerk.get(edit_address(page)).content.decode()
    for word in ("内容", "要素", "公开属性", "关联", "保存草稿", "保存并送审", "送审前检查", "加附件"):
        assert word in text
    for word in ("<script>", "onclick=", "Publish", "go_live_at", "show_in_menus", "w-autosave"):
        assert word not in text


def test_a_save_is_a_new_revision_by_its_author(clerk, city, page):
    before = Revision.objects.count()
    response = clerk.post(edit_address(page), paper_data(title="新标题", body=[("text", "<p>新的正文</p>")]))
    assert (response.status_code, response["Location"]) == (302, edit_address(page))
    saved = newest(page)
    assert (saved.title, saved.body[0].value) == ("新标题", "<p>新的正文</p>")
    assert Revision.objects.count() == before + 1
    assert Revision.objects.order_by("-pk").first().user == city.clerk


def test_save_and_submit_goes_to_the_page_of_the_thing(clerk, page):
    response = clerk.post(edit_address(page), paper_data(**{"action-to-review": "1"}))
    assert response["Location"] == f"/admin/gongkai/things/{page.thing.pk}/"


def test_what_is_pasted_ends_clean(clerk, page):
    dirty = '<p style="text-align:center;color:red" onclick="x()">居中<script>alert(1)</script></p><img src=x onerror=y>'
    clerk.post(edit_address(page), paper_data(body=[("text", dirty)]))
    assert newest(page).body[0].value == '<p class="align-center">居中</p>'


def test_merged_cells_are_kept(clerk, page):
    table = '<table><tbody><tr><td colspan="2">合并</td></tr><tr><td>1</td><td>2</td></tr></tbody></table>'
    clerk.post(edit_address(page), paper_data(body=[("text", table)]))
    assert newest(page).body[0].value == table


def test_a_picture_is_stored_with_its_words(clerk, city, page):
    data = paper_data(body=[("image", {"file": "", "alt": "湖", "caption": "察尔汗盐湖"})])
    clerk.post(edit_address(page), data | {"body-0-value-file-upload": png_upload("湖.png")})
    image = newest(page).body[0].value
    assert (image["file"].name, image["file"].unit, image["alt"]) == ("湖.png", city.unit, "湖")


def test_a_picture_block_takes_no_document(clerk, page):
    data = paper_data(body=[("image", {"file": "", "alt": "x"})])
    response = clerk.post(edit_address(page), data | {"body-0-value-file-upload": docx_upload()})
    assert response.status_code == 200
    assert newest(page).body[0].block_type == "text"


def test_attachments_are_kept_and_can_be_reordered_and_dropped(clerk, page):
    rows = [{"file": "", "title": ""}, {"file": "", "title": "第二个"}]
    uploads = {f"attachments-{n}-file-upload": docx_upload(f"{n}.docx") for n in range(2)}
    clerk.post(edit_address(page), paper_data(attachments=rows) | uploads)
    saved = list(newest(page).attachments.all())
    assert [(row.file.name, row.title) for row in saved] == [("0.docx", ""), ("1.docx", "第二个")]
    again = [
        {"id": saved[0].pk, "file": saved[0].file_id, "title": "", "DELETE": "on"},
        {"id": saved[1].pk, "file": saved[1].file_id, "title": "改名"},
    ]
    clerk.post(edit_address(page), paper_data(attachments=again, initial=2))
    assert [(row.file.name, row.title) for row in newest(page).attachments.all()] == [("1.docx", "改名")]


def test_an_upload_survives_an_error_elsewhere(clerk, page):
    data = paper_data(attachments=[{"file": "", "title": ""}], document_number="胡写")
    response = clerk.post(edit_address(page), data | {"attachments-0-file-upload": docx_upload("留住.docx")})
    stored = StoredFile.objects.get()
    assert "document_number" in errors_of(response)
    kept = f'name="attachments-0-file" value="{stored.pk}"'
    assert kept in response.content.decode()
    again = paper_data(attachments=[{"file": stored.pk, "title": ""}], document_number="胡写")
    assert kept in clerk.post(edit_address(page), again).content.decode()
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize("where", ["attachment", "image"])
def test_another_units_file_is_as_if_it_were_not(clerk, city, page, where):
    upload = png_upload("他局.png")
    foreign = keep_upload(upload=upload, unit_id=city.office_unit.pk, user=city.office)
    answers = []
    for number in (foreign.pk, foreign.pk + 1000, 10**30, "x"):
        if where == "attachment":
            data = paper_data(attachments=[{"file": number, "title": ""}])
        else:
            data = paper_data(body=[("image", {"file": number, "alt": "x"})])
        response = clerk.post(edit_address(page), data)
        answers.append(
            (
                response.status_code,
                MISSING in response.content.decode() or as_json(MISSING) in response.content.decode(),
            )
        )
        assert "他局.png" not in response.content.decode()
    assert answers == [(200, True)] * 4
    assert newest(page).attachments.count() == 0
    assert newest(page).body[0].block_type == "text"


def test_a_bad_file_is_refused_with_its_sentence(clerk, page):
    data = paper_data(attachments=[{"file": "", "title": ""}])
    bad = docx_upload("假的.pdf")
    response = clerk.post(edit_address(page), data | {"attachments-0-file-upload": bad})
    assert "文件名写的是 .pdf，内容其实是 .docx" in response.content.decode()
    assert StoredFile.objects.count() == 0


def test_in_review_it_is_locked_and_keeps_nothing(clerk, city, page):
    city.submit(page)
    assert "送审中，先撤回送审才能修改。" in clerk.get(edit_address(page)).content.decode()
    response = clerk.post(edit_address(page), paper_data(title="偷改"))
    assert response.status_code == 200
    assert newest(page).title != "偷改"


def test_a_colleagues_newer_save_is_not_overwritten_unseen(clerk, city, page):
    loaded = page.latest_revision
    save_draft(page=page, author=make_user(Role.CLERK, city.unit, display_name="李四"), title="李四的标题")
    stamp = {"loaded_revision_id": loaded.pk, "loaded_revision_created_at": loaded.created_at.isoformat()}
    response = clerk.post(edit_address(page), paper_data(title="我的标题") | stamp)
    text = response.content.decode()
    assert "李四又保存过一稿，您的修改还没有保存" in text
    assert "我的标题" in text
    assert newest(page).title == "李四的标题"
    now = Page.objects.get(pk=page.pk).latest_revision
    stamp = {"loaded_revision_id": now.pk, "loaded_revision_created_at": now.created_at.isoformat()}
    clerk.post(edit_address(page), paper_data(title="我的标题") | stamp)
    assert newest(page).title == "我的标题"


WAGTAIL_WAYS = [
    {"action-publish": "action-publish"},
    {"action-submit": "1"},
    {"action-restart-workflow": "1"},
    {"action-workflow-action": "1", "workflow-action-name": "approve"},
    {"action-cancel-workflow": "1"},
    {"go_live_at": "2030-01-01 00:00"},
    {"expire_at": "2030-01-01 00:00"},
    {"slug": "another"},
    {"show_in_menus": "on"},
    {"seo_title": "x"},
    {"search_description": "x"},
    {"comment_notifications": "on"},
    {"comments-TOTAL_FORMS": "0"},
    {"overwrite_revision_id": "1"},
]


@pytest.mark.parametrize("who", ["clerk", "superuser_clerk", "superuser"])
def test_what_else_wagtail_would_do_is_closed(city, page, who):
    """A superuser without a post is sent to the sign-in page, before any rule is asked."""
    person, status = {
        "clerk": (city.clerk, 404),
        "superuser_clerk": (make_user(Role.CLERK, city.unit, is_superuser=True, is_staff=True), 404),
        "superuser": (UserFactory(is_superuser=True, is_staff=True), 302),
    }[who]
    before = Page.objects.values().get(pk=page.pk), Revision.objects.count()
    client = enter(person)
    for extra in WAGTAIL_WAYS:
        response = client.post(edit_address(page), paper_data(title="改") | extra)
        assert (response.status_code, extra) == (status, extra)
    assert (Page.objects.values().get(pk=page.pk), Revision.objects.count()) == before


def test_behind_the_gate_the_editor_itself_only_saves(city, page, monkeypatch):
    """Were the gate to let such a form in, the editor still would not act on it."""
    monkeypatch.setattr("gongkai.documents.addresses.UNKNOWN_TO_US", ())
    superuser = make_user(Role.CLERK, city.unit, is_superuser=True, is_staff=True)
    client = enter(superuser)
    for extra in WAGTAIL_WAYS[:-1]:
        client.post(edit_address(page), paper_data(title="改") | extra)
    after = Page.objects.get(pk=page.pk)
    assert (after.live, after.go_live_at, after.expire_at, after.show_in_menus) == (False, None, None, False)
    assert after.slug == page.slug
    assert not after.scheduled_revision
    assert Thing.objects.get(pk=page.thing.pk).state == "draft"
    kept = Revision.objects.get(pk=page.latest_revision_id).content
    client.post(
        edit_address(page), paper_data(title="盖掉") | {"overwrite_revision_id": page.latest_revision_id}
    )
    assert Revision.objects.get(pk=page.latest_revision_id).content == kept


def test_autosave_is_not_spoken(clerk, page):
    before = Revision.objects.count()
    response = clerk.post(edit_address(page), paper_data(), headers={"accept": "application/json"})
    assert response.status_code == 404
    assert clerk.get(edit_address(page) + "?_w_hydrate_create_view=1").status_code == 404
    assert Revision.objects.count() == before


DAMAGES = [
    {"body-count": None},
    {"body-count": "-1"},
    {"body-count": "9" * 9},
    {"body-0-type": None},
    {"body-0-order": "x"},
    {"body-0-deleted": None},
    {"body-1-order": "0"},
]


@pytest.mark.parametrize("address", ["", "preview/"])
def test_a_damaged_form_is_a_bad_request(clerk, page, address):
    for damage in DAMAGES:
        data = paper_data(body=[("text", "<p>1</p>"), ("text", "<p>2</p>")]) | damage
        data = {name: value for name, value in data.items() if value is not None}
        assert (clerk.post(edit_address(page) + address, data).status_code, damage) == (400, damage)


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICE, Role.AUDITOR, Role.SECTION_REVIEWER])
def test_other_peoples_drafts_do_not_exist(page, role):
    client = enter(make_user(role, UnitFactory()))
    assert client.get(edit_address(page)).status_code == 404
    assert client.post(edit_address(page), paper_data()).status_code == 404
    assert client.get(edit_address(page) + "preview/").status_code == 404


def test_the_preview_is_the_public_page_of_what_is_being_typed(clerk, page):
    data = paper_data(title="正在写的标题", body=[("text", "<p>正在写的正文</p>")])
    assert clerk.post(edit_address(page) + "preview/", data).json() == {
        "is_valid": True,
        "is_available": True,
    }
    text = clerk.get(edit_address(page) + "preview/").content.decode()
    assert "这是草稿的样子，尚未公开。" in text
    assert "正在写的正文" in text
    assert newest(page).title != "正在写的标题"


def test_site_pages_have_the_same_editor(city):
    client = enter(city.office)
    data = {"title": "政策文件库", "code": "policy", "position": "5", "column_type": "政策文件"}
    data |= {"description": "d", "keywords": "k", "parent_column": ""}
    assert client.post(edit_address(city.column), data).status_code == 302
    assert city.column.get_latest_revision_as_object().title == "政策文件"
    city.column.refresh_from_db()
    assert city.column.get_latest_revision_as_object().title == "政策文件库"
    changed = client.post(edit_address(city.column), data | {"code": "other"})
    assert errors_of(changed) == {"code": ["栏目代码用在网址里，公开后不能更改。"]}


def test_a_title_stays_one_line_however_it_was_pasted():
    typed = {"title": "国务院关于推行\r\n  “双随机”监管的意见"}
    assert TitleInput().value_from_datadict(typed, {}, "title") == "国务院关于推行“双随机”监管的意见"
    assert TitleInput().value_from_datadict({}, {}, "title") is None
