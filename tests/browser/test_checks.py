"""The checks as a clerk and a reviewer meet them: a list dragged in, a number typed, one click, a second person's word."""

import base64
import json
import os
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect, sync_playwright

from gongkai.core.files import open_blob
from gongkai.documents.models import Document
from gongkai.review.dossier import Dossier
from gongkai.review.models import Lifting
from tests import relief
from tests.factories import City
from tests.units.entering import enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = {"width": 375, "height": 812}, {"width": 1440, "height": 1000}
ID = relief.PEOPLE[0][2]
EXPECTED = ["document's frame is sandboxed", "status of 400", "status of 409"]
DROP = """(area, files) => {
    const data = new DataTransfer();
    for (const [name, bytes] of files)
        data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
    for (const type of ["dragover", "drop"])
        area.dispatchEvent(new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true}));
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
    def signed_in(person, viewport=DESK, **options):
        session = enter(person).cookies[settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(viewport=viewport, locale="zh-CN", base_url=live_server.url, **options)
        context.set_default_timeout(30_000)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        page, complaints = context.new_page(), []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("dialog", lambda dialog: dialog.accept())
        yield page
        context.close()
        assert [line for line in complaints if not any(known in line for known in EXPECTED)] == []

    expect.set_options(timeout=30_000)
    return signed_in


@pytest.fixture
def city(transactional_db):
    return City()


def show(page, name):
    folder = os.environ.get("GONGKAI_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"checks-{name}.png")


def edit(page, draft):
    page.goto(f"/admin/pages/{draft.pk}/edit/")
    return page.locator("gongkai-checks")


def drop(page, **files):
    page.locator("#id_attachments-ADD").evaluate(
        DROP, [[name, base64.b64encode(content).decode()] for name, content in files.items()]
    )


def newest(draft):
    return Document.objects.get(pk=draft.pk).get_latest_revision_as_object()


def test_a_list_dragged_in_is_stopped_and_masked_by_one_click(desk, city):
    draft = city.draft()
    with desk(city.clerk) as page:
        panel = edit(page, draft)
        expect(panel).to_contain_text("没有阻断")
        drop(page, **{"名单.xlsx": relief.workbook(), "名单.docx": relief.letter()})
        expect(panel).to_contain_text("阻断 12")
        expect(panel).to_contain_text("工作表“救助名单”C2 身份证号码：632801********1249")
        expect(page.locator("[data-blocked-bar]")).to_have_text("有 12 处阻断，处理后才能送审")
        expect(page.locator("[data-side-panel-toggle=checks] [data-side-panel-toggle-counter]")).to_have_text(
            "12"
        )
        files = page.locator("#id_attachments-FORMS gongkai-file")
        expect(files.first).to_contain_text("阻断 6")
        expect(files.first).to_contain_text("隐藏的工作表 1 处、批注 1 处、隐藏的列 1 处")
        show(page, "stopped")
        panel.get_by_role("button", name="全部脱敏（12 处）").click()
        expect(panel).to_contain_text("没有阻断")
        expect(files.last).to_contain_text("公开副本里已脱敏银行卡号 2 处、身份证号 2 处、手机号 2 处。")
        expect(page.locator("[data-blocked-bar]")).to_have_text("")
        page.get_by_role("button", name="保存草稿").click()
        expect(page.get_by_text("已保存一稿。")).to_be_visible()
    attached = [row.file for row in newest(draft).attachments.all()]
    assert [stored.name for stored in attached] == ["名单.xlsx", "名单.docx"]
    for stored in attached:
        with open_blob(stored.sha256) as stream:
            assert relief.traces(stream.read(), relief.IN_WORKBOOK | relief.INTERNAL) == set()


def test_a_number_typed_is_found_shown_where_it_stands_and_masked(desk, city):
    draft = city.draft()
    with desk(city.clerk) as page:
        panel = edit(page, draft)
        text = page.locator(".jodit-wysiwyg").first
        text.click()
        page.keyboard.press("Control+End")
        page.keyboard.type(f"身份证号：{ID}。")
        page.get_by_role("tab", name="要素").click()
        page.locator("[name=summary]").fill(f"概述{ID}")
        expect(panel).to_contain_text("身份证号，2 处")
        assert ID not in panel.inner_text()
        panel.locator('li [data-locate^="body"]').click()
        expect(text).to_be_visible()
        page.wait_for_function("text => getSelection().toString() === text", arg=ID)
        panel.locator('li [data-locate="summary"]').click()
        expect(page.locator("[name=summary]")).to_be_focused()
        panel.get_by_role("button", name="改成掩码").click()
        expect(panel).to_contain_text("没有阻断")
        expect(page.locator("[name=summary]")).to_have_value("概述632801********1249")
        page.get_by_role("button", name="保存草稿").click()
        expect(page.get_by_text("已保存一稿。")).to_be_visible()
    saved = newest(draft)
    assert "身份证号：632801********1249。" in str(saved.body[0].value)
    assert saved.summary == "概述632801********1249"


FAULTY = (
    "<p>各单位：</p><p><strong>一、总体要求</strong></p><p>按要求办理，指南<a href='https://www.gov.cn/a.htm'>点击这里</a>。</p>"
    "<table><tbody><tr><td>序号</td><td>单位</td></tr><tr><td>1</td><td>某镇</td></tr></tbody></table>"
    "<table><tbody><tr><td colspan='2'>资金表</td></tr><tr><th>镇</th><th>万元</th></tr><tr><td>某镇</td><td>9</td></tr></tbody></table>"
)


def test_what_citizens_could_not_read_is_told_and_mended(desk, city):
    """Our own checks, and axe over the public page of what stands in the editor, in Chinese."""
    draft = city.draft(body=json.dumps([{"type": "text", "value": FAULTY}]))
    with desk(city.clerk) as page:
        panel, seen = edit(page, draft), page.locator("gongkai-accessibility")
        expect(panel).to_contain_text("提示 3")
        expect(seen).to_contain_text("表名写在了表格的第一行。请把它移到表格前面，自成一段。")
        expect(seen).not_to_contain_text("表头")
        assert page.locator("iframe.gk-out-of-sight").count() == 0
        show(page, "accessibility")
        seen.locator("button[data-finding]").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".gk-found")).to_have_count(1)
        panel.get_by_role("button", name="都改成一级标题").click()
        expect(panel).not_to_contain_text("当作标题的段落")
        text = page.locator(".jodit-wysiwyg").first
        text.locator("td", has_text="序号").click()
        page.get_by_role("button", name="表头行").click()
        expect(panel).not_to_contain_text("表格没有表头")
        expect(panel).to_contain_text("链接的话说不出去哪里")
        text.locator("td", has_text="资金表").evaluate("cell => cell.parentElement.remove()")
        page.locator("[name=title]").fill("关于资金的通知")
        expect(seen).to_contain_text("按公开的样子看过，没有别的障碍。")
        page.get_by_role("button", name="保存草稿").click()
        expect(page.get_by_text("已保存一稿。")).to_be_visible()
    saved = str(newest(draft).body[0].value)
    assert "<h2>一、总体要求</h2>" in saved
    assert '<tr><th scope="col">序号</th><th scope="col">单位</th></tr>' in saved


def test_a_file_that_cannot_be_taken_says_so_at_once(desk, city):
    with desk(city.clerk) as page:
        edit(page, city.draft())
        drop(page, **{"假的.docx": relief.portable()})
        expect(page.locator("#id_attachments-FORMS gongkai-file .gk-file__said")).to_contain_text(
            "内容其实是 .pdf"
        )


def test_asked_by_one_lifted_by_another_seen_by_all(desk, city):
    draft = city.draft(title=f"关于{ID}的通告")
    address = reverse("desk:thing", args=[draft.thing.pk])
    with desk(city.clerk) as page:
        page.goto(address)
        expect(page.get_by_role("button", name="送审", exact=True)).to_have_count(0)
        expect(page.get_by_text("检查有 1 处阻断，脱敏、改正或者豁免以后再送审。")).to_be_visible()
        page.locator("#checks summary", has_text="申请豁免").click()
        page.get_by_label("为什么可以公开").fill("法院裁定要求公布全文")
        page.locator("#checks").get_by_role("button", name="申请豁免").click()
        expect(page.locator("#checks")).to_contain_text("待豁免")
        expect(page.get_by_role("button", name="同意豁免")).to_have_count(0)
    with desk(city.section, PHONE) as page:
        page.goto(reverse("desk:queue") + "?tab=liftings")
        page.locator(".desk-list__do a").click()
        show(page, "lifting-phone")
        page.get_by_role("button", name="同意豁免").click()
        expect(page.locator("#checks")).to_contain_text("已豁免 1")
    assert Lifting.objects.get().decided_by == city.section
    with desk(city.clerk) as page:
        page.goto(address)
        page.get_by_role("button", name="送审", exact=True).click()
        expect(page.get_by_text("已送审，等待初审。")).to_be_visible()
    with desk(city.signatory) as page:
        page.goto(address)
        expect(page.locator("#checks")).to_contain_text("申请豁免：法院裁定要求公布全文")


def test_masked_and_asked_for_without_script(desk, city):
    draft = city.draft(title=f"关于{ID}的通告", summary=f"概述{relief.PEOPLE[1][2]}")
    with desk(city.clerk, java_script_enabled=False) as page:
        page.goto(reverse("desk:thing", args=[draft.thing.pk]))
        page.get_by_role("button", name="全部脱敏（2 处）").click()
        expect(page.get_by_text("已脱敏 2 处，存为新的一稿。")).to_be_visible()
        page.get_by_role("button", name="送审", exact=True).click()
        expect(page.get_by_text("已送审，等待初审。")).to_be_visible()
    assert newest(draft).title == "关于632801********1249的通告"


def test_the_pages_of_the_checks_fit_a_phone_and_are_accessible(desk, city):
    draft = city.draft(title=f"关于{ID}的通告")
    marks = Dossier(user=city.clerk, thing=draft.thing).checkup.maskable_marks
    from gongkai.review import actions

    actions.request_lifting(thing=draft.thing, person=city.clerk, marks=marks, reason="依裁定")
    pages = [
        (city.section, reverse("desk:thing", args=[draft.thing.pk]), "#checks"),
        (city.section, reverse("desk:queue") + "?tab=liftings", "#main"),
        (city.office, reverse("desk:patrol"), "#main"),
        (city.office, reverse("desk:rule_lists"), "#main"),
        (city.clerk, f"/admin/pages/{draft.pk}/edit/", "gongkai-checks"),
    ]
    frame = [["#wagtail-sidebar"], [".w-keyboard-shortcuts"], ["[data-w-teleport]"]]
    for number, (person, address, area) in enumerate(pages):
        for viewport, scheme in ((PHONE, "light"), (DESK, "dark")):
            with desk(person, viewport, bypass_csp=True, color_scheme=scheme) as page:
                page.goto(address)
                page.wait_for_load_state("networkidle")
                toggle = page.locator("[data-side-panel-toggle=checks]")
                if area == "gongkai-checks" and viewport is PHONE:
                    toggle.click()
                    expect(page.locator(area)).to_be_visible()
                for more in page.locator("details.desk-more > summary").all():
                    more.click()
                show(page, f"{number}-{viewport['width']}")
                width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert (address, width <= 0) == (address, True)
                found = Axe().run(page, context={"include": [[area]], "exclude": frame})
                problems = [
                    (v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found.response["violations"]
                ]
                assert (address, problems) == (address, [])
