"""The site as different readers set it: large type, contrast, dark, forced colours, paper, read aloud, without script."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_public import SET_DISPLAY, SIDEWAYS, chromium, open_page, site  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOT = "Object.assign({}, document.documentElement.dataset)"
FOCUSED = "document.activeElement.textContent.trim()"


def rendered(page, selector, name):
    return page.evaluate(f"getComputedStyle(document.querySelector({json.dumps(selector)})).{name}")


def test_every_mode_is_accessible(site, open_page):  # noqa: F811
    """One load of each page; the modes are changed on it as another tab would change them."""
    page = open_page(viewport={"width": 1280, "height": 900})
    found = {}
    for name in ("home", "filtered", "document", "withdrawn", "display"):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(site[name])
        for words, width in (("high", 1280), ("large.elder", 1280), ("dark.huge.elder", 375)):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate(SET_DISPLAY, words)
            violations = Axe().run(page).response["violations"]
            found[name, words] = [violation["id"] for violation in violations]
        page.evaluate(SET_DISPLAY, "")
    assert {key: ids for key, ids in found.items() if ids} == {}
    assert len(found) == 15


def test_the_elder_mode_at_once_and_on_the_next_page(site, open_page):  # noqa: F811
    page = open_page(viewport={"width": 1440, "height": 900})
    page.goto(site["document"])
    assert not page.locator(".elder").is_visible()
    assert page.locator(".contents").is_visible()
    page.get_by_role("button", name="长者模式").click()
    assert page.url == site["document"]
    assert page.evaluate(ROOT) == {"script": "", "elder": "", "size": "large"}
    assert page.evaluate(FOCUSED) == "大字"
    assert rendered(page, "html", "fontSize") == "24px"
    for gone in (".utility", ".navigation", ".contents", ".text-size", ".paper-tools [data-action=read]"):
        assert not page.locator(gone).is_visible(), gone
    for kept in (".masthead-find", ".menu summary", ".elder-pointer"):
        assert page.locator(kept).is_visible(), kept
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert rendered(page, "html", "fontSize") == "30px"
    page.get_by_role("button", name="深色").click()
    page.get_by_role("button", name="大鼠标").click()
    assert "pointer" in rendered(page, "main", "cursor")
    pressed = "[...document.querySelectorAll('.elder [aria-pressed=true]')].map(button => button.textContent)"
    assert page.evaluate(pressed) == ["特大字", "深色", "大鼠标"]
    [cookie] = [each for each in page.context.cookies() if each["name"] == "display"]
    assert (cookie["value"], cookie["sameSite"], cookie["secure"]) == (
        "dark.huge.elder.pointer",
        "Lax",
        False,
    )
    _the_next_page_is_a_file_and_obeys(page, site["column"])
    assert page.locator(".rail-open").is_visible()
    page.get_by_role("button", name="深色").click()
    assert page.evaluate(ROOT)["theme"] == "light"
    page.get_by_role("button", name="退出").click()
    assert page.evaluate(ROOT) == {"script": ""}
    assert page.evaluate(FOCUSED) == "长者模式"
    assert page.locator(".rail-fields").is_visible()
    assert [each["name"] for each in page.context.cookies()] == []


def _the_next_page_is_a_file_and_obeys(page, address):
    """What a static server answers knows no cookie; the root element is right before there is anything to see."""
    page.route(address, lambda route: route.fulfill(response=route.fetch(headers={"accept": "text/html"})))
    page.add_init_script(
        "new MutationObserver((_, self) => { if (document.body) { self.disconnect();"
        " window.atFirst = Object.assign({}, document.documentElement.dataset); } })"
        ".observe(document, { childList: true, subtree: true });"
    )
    page.goto(address)
    expected = {"script": "", "theme": "dark", "size": "huge", "elder": "", "pointer": ""}
    assert page.evaluate("window.atFirst") == expected
    assert page.evaluate(ROOT) == expected
    media = "[...document.querySelectorAll('link[data-width]')].map(link => link.media)"
    assert page.evaluate(media) == ["not all", "screen", "screen and (width < 1440px)"]


def test_without_script_the_same_by_its_forms(site, open_page):  # noqa: F811
    page = open_page(java_script_enabled=False, viewport={"width": 375, "height": 800})
    page.goto(site["document"])
    page.get_by_role("button", name="长者模式").click()
    assert page.url == site["document"]
    assert page.get_attribute("html", "data-size") == "large"
    assert page.get_by_role("button", name="大字", exact=True).get_attribute("aria-pressed") == "true"
    assert not page.get_by_role("button", name="朗读").is_visible()
    page.get_by_role("button", name="特大字").click()
    page.get_by_role("button", name="深色").click()
    assert page.get_attribute("html", "data-theme") == "dark"
    page.get_by_role("button", name="退出").click()
    assert page.get_attribute("html", "data-size") is None
    page.get_by_role("link", name="显示设置").click()
    assert not page.locator("#saved").is_visible()
    page.get_by_role("group", name="对比度").get_by_label("高").check()
    page.get_by_role("group", name="字号").get_by_label("全页大字").check()
    page.get_by_role("button", name="保存").click()
    assert page.locator("#saved").is_visible()
    assert page.get_attribute("html", "data-contrast") == "high"
    assert page.get_by_label("全页大字").is_checked()
    page.get_by_role("button", name="全部恢复原样").click()
    assert page.get_attribute("html", "data-contrast") is None


SPEECH = """
window.said = [];
window.SpeechSynthesisUtterance = function (words) { this.words = words; };
Object.defineProperty(window, "speechSynthesis", { value: Object.assign(new EventTarget(), {
    getVoices: () => window.voices || [
        { name: "distant", lang: "zh-CN", localService: false }, { name: "own", lang: "zh_CN", localService: true }],
    speak: (one) => { window.speaking = one; said.push([one.words, one.voice.name, one.rate]); },
    cancel: () => { window.speaking = null; }
}) });
"""
MARKED = "[...CSS.highlights.get('reading') || []].map(String)"


def test_reading_aloud(site, open_page):  # noqa: F811
    page = open_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(SPEECH)
    page.goto(site["document"])
    title = page.inner_text("h1")
    page.locator(".paper-tools").get_by_role("button", name="朗读").click()
    assert page.evaluate("said") == [[title, "own", 1]]
    assert page.evaluate(MARKED) == [title]
    assert page.get_by_role("region", name="朗读").get_by_role("status").inner_text() == "正在朗读"
    assert page.evaluate(FOCUSED) == "暂停"
    page.evaluate("speaking.onend()")
    page.keyboard.press("Enter")
    assert page.evaluate("speaking") is None
    assert page.evaluate(FOCUSED) == "继续"
    before = page.evaluate("said.length")
    page.keyboard.press("Enter")
    assert page.evaluate("said.at(-1)") == page.evaluate(f"said[{before - 1}]")
    page.get_by_role("button", name="快").click()
    assert page.evaluate("said.at(-1)[2]") == 1.3
    page.evaluate("while (speaking) { speaking.onend(); }")
    words = page.evaluate("said.map(each => each[0])")
    for told in ("各单位：", "第一条　内容见首页。", "某市人民政府办公室", "数值11"):
        assert told in words, told
    for left in ("打印", "下载", "首页", "本页目录", "小"):
        assert left not in words, left
    assert page.get_by_role("region", name="朗读").get_by_role("status").inner_text() == "读完了"
    page.locator(".paper-tools").get_by_role("button", name="朗读").click()
    page.keyboard.press("Escape")
    assert not page.get_by_role("region", name="朗读").is_visible()
    assert page.evaluate(FOCUSED) == "朗读"
    assert page.evaluate(MARKED) == []
    page.evaluate("window.voices = [{ name: 'distant', lang: 'zh-CN', localService: false }]")
    page.locator(".paper-tools").get_by_role("button", name="朗读").click()
    assert "没有中文语音" in page.get_by_role("region", name="朗读").inner_text()
    assert [found["id"] for found in Axe().run(page).response["violations"]] == []
    page.add_init_script("delete window.SpeechSynthesisUtterance;")
    page.goto(site["document"])
    assert page.get_by_role("button", name="朗读").count() == 0


def test_paper_forced_colours_contrast_and_stillness(site, open_page):  # noqa: F811
    page = open_page(viewport={"width": 375, "height": 800})
    page.goto(site["column"])
    page.evaluate(SET_DISPLAY, "dark.high.huge.elder")
    assert rendered(page, "body", "backgroundColor") == "rgb(0, 0, 0)"
    page.click(".rail-summary")
    assert rendered(page, ".rail-body", "animationName") == "drawer"
    page.emulate_media(reduced_motion="reduce")
    assert rendered(page, ".rail-body", "animationName") == "none"
    page.keyboard.press("Escape")
    page.emulate_media(media="print")
    assert rendered(page, "body", "backgroundColor") == "rgb(255, 255, 255)"
    assert rendered(page, "html", "fontSize") == "16px"
    assert rendered(page, "h1", "color") == "rgb(0, 0, 0)"
    assert not page.locator(".elder").is_visible()
    page.emulate_media(media="screen", forced_colors="active")
    grounds = [rendered(page, f".elder [value={size}]", "backgroundColor") for size in ("large", "huge")]
    assert grounds[0] != grounds[1]
    page.evaluate(SET_DISPLAY, "")
    page.emulate_media(forced_colors="none", contrast="more")
    assert rendered(page, "body", "backgroundColor") == "rgb(0, 0, 0)"
    page.evaluate(SET_DISPLAY, "normal")
    assert rendered(page, "body", "backgroundColor") == "rgb(243, 246, 245)"


def test_what_a_screen_reader_is_told_first(site, open_page):  # noqa: F811
    """Order and names of the landmarks and of what can be reached in the head of the page."""
    page = open_page(viewport={"width": 375, "height": 800})
    page.goto(site["document"])
    tree = [line.strip("- :") for line in page.locator("body").aria_snapshot().splitlines()]
    landmarks = [
        each
        for each in tree
        if each.startswith(('link "跳到正文', "banner", "main", "contentinfo", "navigation"))
    ]
    assert landmarks[:3] == ['link "跳到正文"', "banner", "main"]
    assert landmarks[-1] == "contentinfo"
    assert 'navigation "当前位置"' in landmarks
    stops = []
    for _ in range(8):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.innerText.trim().split('\\n')[0]"))
    assert stops[:4] == ["跳到正文", "长者模式", "显示设置", "语言"]
    assert stops[5:7] == ["搜索", "菜单"]
    page.locator(".menu summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.menu nav') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('summary').parentElement.className") == "menu"
    assert not page.locator(".menu nav").is_visible()
    assert not page.evaluate(SIDEWAYS)
