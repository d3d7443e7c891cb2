"""Writing a paper in a real browser, with the content security policy in force: any complaint of the browser fails."""

from contextlib import contextmanager

import pytest
from django.conf import settings
from playwright.sync_api import expect, sync_playwright

from gongkai.documents.models import Document
from tests.documents.desk_forms import docx_bytes, png_bytes
from tests.documents.test_beginning import official_paper
from tests.factories import City, MatterFactory
from tests.units.entering import enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = {"width": 375, "height": 812}, {"width": 1440, "height": 1000}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PASTE = """(element, html) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    data.setData("text/plain", element.tagName === "TEXTAREA" ? "文字" : "x");
    element.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def desk(browser, live_server):
    @contextmanager
    def signed_in(person, viewport=DESK):
        session = enter(person).cookies[settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(viewport=viewport, locale="zh-CN", base_url=live_server.url)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        page, complaints = context.new_page(), []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.accept()))
        yield page
        context.close()
        assert complaints == []

    return signed_in


@pytest.fixture
def city(transactional_db):
    return City()


def file(name, content, media_type=WORD) -> dict:
    return {"name": name, "mimeType": media_type, "buffer": content}


def editor(page, number=0):
    return page.locator(".jodit-wysiwyg").nth(number)


def save(page):
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".messages")).to_contain_text("已保存一稿。")


def saved() -> Document:
    return Document.objects.latest("pk").get_latest_revision_as_object()


def open_draft(page, city, **fields):
    draft = city.draft(**fields)
    page.goto(f"/admin/pages/{draft.pk}/edit/")
    expect(editor(page)).to_be_visible()
    return draft


def test_from_a_word_file_to_a_saved_draft_with_attachments(desk, city):
    with desk(city.clerk) as page:
        page.goto("/admin/gongkai/papers/")
        page.get_by_role("link", name="新建", exact=True).click()
        page.get_by_role("link", name="从 Word 文件导入").click()
        page.get_by_label("Word 文件").set_input_files(file("通知.docx", official_paper()))
        page.get_by_role("button", name="生成草稿").click()
        expect(page.locator("[name=title]")).to_have_value("某市财政局关于做好预算公开的通知")
        expect(page.get_by_label("发文字号")).to_have_value("财发〔2026〕88号")
        cell = editor(page).locator("td", has_text="乙")
        cell.click()
        page.keyboard.press("End")
        page.keyboard.type("改过")
        page.get_by_role("button", name="加附件").click()
        page.locator("[name='attachments-0-file-upload']").set_input_files(
            [
                file("一.docx", docx_bytes()),
                file("二.docx", docx_bytes("二")),
                file("图.png", png_bytes(), "image/png"),
            ]
        )
        expect(page.locator("#id_attachments-FORMS gongkai-file")).to_have_count(3)
        save(page)
        expect(page.locator("#id_attachments-FORMS")).to_contain_text("二.docx")
        expect(editor(page).locator("td", has_text="乙改过")).to_be_visible()
        expect(editor(page).locator("[colspan='2']")).to_have_text("合并的表头")
    assert [row.file.name for row in saved().attachments.all()] == ["一.docx", "二.docx", "图.png"]
    assert "乙改过" in saved().body[0].value


def test_blocks_are_added_copied_and_moved_with_what_was_typed(desk, city):
    with desk(city.clerk) as page:
        open_draft(page, city, body=[("text", "<p>甲</p>"), ("text", "<p>乙</p>")])
        editor(page).click()
        page.keyboard.press("End")
        page.keyboard.type("甲")
        page.get_by_title("创建副本").first.click()
        expect(page.locator(".jodit-wysiwyg")).to_have_count(3)
        expect(editor(page, 1)).to_have_text("甲甲")
        page.get_by_title("下移").nth(1).click()
        expect(editor(page, 1)).to_have_text("乙")
        editor(page, 2).click()
        page.keyboard.press("End")
        page.keyboard.type("后")
        save(page)
    assert [block.value for block in saved().body] == ["<p>甲甲</p>", "<p>乙</p>", "<p>甲甲后</p>"]


def test_alignment_goes_there_and_back(desk, city):
    with desk(city.clerk) as page:
        open_draft(
            page, city, body=[("text", '<p class="align-center">居中</p><p class="signature">某局</p>')]
        )
        expect(editor(page).locator("p").first).to_have_css("text-align", "center")
        expect(editor(page).locator("p").last).to_have_css("text-align", "right")
        editor(page).locator("p").first.click()
        page.locator(".jodit-toolbar-button_right button").click()
        save(page)
        expect(editor(page).locator("p").first).to_have_css("text-align", "right")
    assert saved().body[0].value == '<p class="align-right">居中</p><p class="signature">某局</p>'


def test_what_word_puts_on_the_clipboard_ends_clean(desk, city):
    html = (
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'><body><!--StartFragment-->"
        "<p class=MsoNormal align=center style='text-align:center;mso-pagination:none'><b><span style='font-size:22pt;"
        "font-family:方正小标宋'>标题<o:p></o:p></span></b></p><table class=MsoTableGrid border=1><tr>"
        "<td colspan=2 valign=top style='width:200pt'><p class=MsoNormal>合并</p></td></tr><tr><td>1</td><td>2</td></tr>"
        "</table><!--EndFragment--></body></html>"
    )
    with desk(city.clerk) as page:
        open_draft(page, city, body=[("text", "")])
        editor(page).click()
        editor(page).evaluate(PASTE, html)
        expect(editor(page).locator("td", has_text="合并")).to_be_visible()
        save(page)
    value = saved().body[0].value
    assert "标题" in value
    assert '<td colspan="2">合并</td>' in value
    assert not [word for word in ("Mso", "style", "<span", "font", "o:p", "width") if word in value]


def test_a_picture_is_put_in_and_seen_again(desk, city):
    with desk(city.clerk) as page:
        open_draft(page, city)
        page.get_by_role("button", name="插入一块").last.click()
        page.get_by_role("option", name="图片").click()
        page.locator("[name='body-1-value-file-upload']").set_input_files(
            file("湖.png", png_bytes(), "image/png")
        )
        page.locator("[name='body-1-value-alt']").fill("察尔汗盐湖")
        save(page)
        expect(page.get_by_role("link", name="湖.png")).to_be_visible()
    assert (saved().body[1].value["file"].name, saved().body[1].value["alt"]) == ("湖.png", "察尔汗盐湖")


def test_a_matter_is_found_by_a_few_words(desk, city):
    MatterFactory(code="3.2-001", clause="3.2", topic="政策解读", title="解读材料")
    with desk(city.clerk) as page:
        open_draft(page, city, matter=None)
        page.get_by_role("tab", name="公开属性").click()
        page.get_by_placeholder("输入几个字查找").fill("解读 材料")
        choices = page.locator("[name=matter] option")
        expect(choices).to_have_text(["请选择", "3.2-001 政策解读 · 解读材料"])
        page.locator("[name=matter]").select_option(label="3.2-001 政策解读 · 解读材料")
        save(page)
    assert saved().matter.code == "3.2-001"


def test_the_preview_beside_the_form_follows_what_is_typed(desk, city):
    with desk(city.clerk) as page:
        open_draft(page, city)
        page.locator("[data-side-panel-toggle=preview]").click()
        frame = page.frame_locator("iframe#w-preview-iframe")
        expect(frame.locator("body")).to_contain_text("这是草稿的样子，尚未公开。")
        page.wait_for_timeout(2500)  # The form is compared with how it stood two seconds after it opened.
        page.locator("[name=title]").fill("正在改的标题")
        expect(frame.locator("h1").first).to_contain_text("正在改的标题", timeout=15000)


def test_looking_is_not_changing(desk, city):
    """Whoever only opened the editor leaves it without a question."""
    with desk(city.clerk) as page:
        open_draft(page, city, body=[("text", '<p class="align-center">居中</p>')])
        page.wait_for_timeout(4000)
        page.goto("/admin/gongkai/papers/")


def test_save_and_submit_leads_to_the_review_page(desk, city):
    with desk(city.clerk) as page:
        draft = open_draft(page, city)
        page.get_by_role("button", name="保存并送审").click()
        expect(page).to_have_url(f"{page.url.split('/admin/')[0]}/admin/gongkai/things/{draft.thing.pk}/")


def test_the_clipboard_box_takes_formatted_text(desk, city):
    with desk(city.clerk) as page:
        page.goto("/admin/gongkai/papers/new/paste/")
        page.get_by_label("标题").fill("粘贴的通知")
        box = page.locator("textarea[name=text]")
        box.click()
        box.evaluate(PASTE, "<table><tr><td>甲</td><td>乙</td></tr></table>")
        page.get_by_role("button", name="生成草稿").click()
        expect(editor(page).locator("td").first).to_have_text("甲")
    assert saved().title == "粘贴的通知"


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/gongkai/papers/", "/admin/gongkai/papers/new/", "edit"]
)
def test_a_phone_is_wide_enough(desk, city, address):
    draft = city.draft(title="关于进一步做好" + "特别长的标题" * 8 + "的通知")
    with desk(city.clerk, PHONE) as page:
        page.goto(f"/admin/pages/{draft.pk}/edit/" if address == "edit" else address)
        page.wait_for_load_state("networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0


def test_a_table_is_made_and_two_cells_merged(desk, city):
    with desk(city.clerk) as page:
        open_draft(page, city, body=[("text", "")])
        editor(page).click()
        page.locator(".jodit-toolbar-button_table button").first.click()
        page.locator(".jodit-form__cell, .jodit-form__container span").nth(11).click()
        cells = editor(page).locator("td")
        expect(cells).to_have_count(4)
        page.wait_for_timeout(500)
        cells.nth(0).hover()
        page.mouse.down()
        cells.nth(1).hover(position={"x": 5, "y": 8})
        cells.nth(1).hover()
        page.mouse.up()
        page.locator(".jodit-popup button[aria-label='合并']").click()
        expect(cells).to_have_count(3)
        cells.nth(0).click()
        page.keyboard.type("合并的")
        save(page)
    assert '<td colspan="2">合并的</td>' in saved().body[0].value
