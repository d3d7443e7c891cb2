"""Sign-in and the administrators' pages in a real browser, desk and phone, under the policy in force."""

import re
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect, sync_playwright

from gongkai.core import audit
from gongkai.units.models import Role
from tests.factories import PASSWORD, UnitFactory, make_user
from tests.units.entering import current_code, enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK, PHONE, NARROW = (1440, 900), (375, 740), (320, 640)
FRAME = [
    "#wagtail-sidebar",
    ".w-keyboard-shortcuts",
    "[data-w-teleport]",
]  # the platform's own, on every page


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def window(chromium, live_server):
    """`with window(size, person) as page`; any complaint of the browser but a refused form fails the test."""

    @contextmanager
    def opened(size=DESK, person=None, **options):
        viewport = dict(zip(("width", "height"), size, strict=True))
        context = chromium.new_context(viewport=viewport, locale="zh-CN", base_url=live_server.url, **options)
        if person:
            key = enter(person).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}]
            )
        page, complaints = context.new_page(), []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        yield page
        context.close()
        assert [line for line in complaints if "status of 403" not in line] == []

    return opened


def violations(page, **options):
    found = Axe().run(page, **options).response["violations"]
    return [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found]


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def give_password(page, person):
    page.goto("/admin/")
    page.get_by_label("用户名").fill(person.username)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


@pytest.mark.parametrize("size", [DESK, PHONE, NARROW])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_sign_in_page(window, size, scheme):
    with window(size, color_scheme=scheme) as page:
        page.goto("/admin/")
        expect(page).to_have_title("登录 · 政务公开工作平台")
        expect(page.locator("svg.mark")).to_be_visible()
        assert violations(page) == []
        assert fits(page)
        page.get_by_label("用户名").fill("nobody")
        page.get_by_label("口令").fill("wrong")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("用户名或口令不对")
        assert violations(page) == []


@pytest.mark.parametrize("size", [DESK, PHONE, NARROW])
def test_binding_a_phone_and_coming_back(window, size):
    office = make_user(Role.OFFICE)
    with window(size) as page:
        give_password(page, office)
        expect(page.get_by_role("heading", name="绑定动态口令")).to_be_visible()
        drawing, frame = page.locator(".qr svg"), page.locator(".qr svg path").last
        box, code = drawing.bounding_box(), frame.bounding_box()
        assert drawing.get_attribute("viewBox")
        assert box["x"] <= code["x"]
        assert code["x"] + code["width"] <= box["x"] + box["width"] + 1
        assert code["y"] + code["height"] <= box["y"] + box["height"] + 1
        assert violations(page) == []
        assert fits(page)
        device = TOTPDevice.objects.get(user=office)
        page.get_by_label("动态口令").fill(current_code(device))
        page.get_by_role("button", name="绑定并进入").click()
        expect(page).to_have_url(re.compile("/admin/$"))
    with window(size) as page:
        give_password(page, office)
        page.get_by_label("动态口令").fill(current_code(device, 1))
        page.get_by_role("button", name="进入").click()
        expect(page).to_have_url(re.compile("/admin/$"))


def test_sign_in_needs_no_script(window):
    clerk = make_user(Role.CLERK)
    with window(java_script_enabled=False) as page:
        give_password(page, clerk)
        expect(page).to_have_url(re.compile("/admin/$"))


@pytest.mark.parametrize("size", [DESK, PHONE])
@pytest.mark.parametrize(
    ("role", "path", "heading"),
    [
        (Role.SYSTEM_ADMIN, "organisations/", "单位"),
        (Role.SYSTEM_ADMIN, "organisations/add/", "增加单位"),
        (Role.SECURITY_ADMIN, "people/", "人员与岗位"),
        (Role.SECURITY_ADMIN, "people/add/", "增加人员"),
        (Role.AUDITOR, "log/", "操作日志"),
        (Role.CLERK, "account/password/", "修改口令"),
        (Role.OFFICE, "account/code/", "动态口令"),
    ],
)
def test_back_office_pages(window, size, role, path, heading):
    unit = UnitFactory(name="某市人民政府办公室")
    person = make_user(role, unit)
    audit.record(user=person, action="sign_in", target="a-target-that-is-rather-long/" * 4)
    with window(size, person) as page:
        page.goto(f"/admin/gongkai/{path}")
        expect(page.get_by_role("heading", level=1, name=heading)).to_have_count(1)
        expect(page.locator(".units-page")).to_be_visible()
        assert violations(page, context={"exclude": [[one] for one in FRAME]}) == []
        assert fits(page)


def test_security_admin_gives_a_post_by_clicking(window):
    unit = UnitFactory(name="某市财政局")
    security = make_user(Role.SECURITY_ADMIN, unit)
    with window(DESK, security) as page:
        page.goto("/admin/")
        page.get_by_role("link", name="人员与岗位").click()
        page.get_by_role("link", name="增加人员").click()
        page.get_by_label("用户名").fill("lisi")
        page.get_by_label("姓名").fill("李四")
        page.get_by_role("button", name="增加").click()
        assert len(page.locator(".units-secret").inner_text()) == 19
        page.get_by_role("link", name="已交给本人").click()
        page.get_by_label("单位").select_option(label=f"某市财政局（{unit.code}）")
        page.get_by_label("角色").select_option("auditor")
        page.get_by_role("button", name="安排岗位").click()
        expect(page.locator(".messages")).to_contain_text("岗位已安排。")
        page.get_by_label("单位").select_option(label=f"某市财政局（{unit.code}）")
        page.get_by_label("角色").select_option("system_admin")
        page.get_by_role("button", name="安排岗位").click()
        expect(page.locator(".units-page")).to_contain_text("三员分立：李四 已经是审计员")
