"""Tibetan and Mongolian in a real browser: the fonts where they are needed and nowhere else, columns from left to right."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from gongkai.portal.addresses import paper_address
from tests.browser.test_public import _becomes_true as becomes_true

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TIBETAN, MONGOLIAN = "འཐུང་ཆུ་གཙང་མ་ཡིན།", "ᠬᠡᠨ ᠴᠦ ᠮᠡᠳᠡᠭᠡ ᠠᠰᠠᠭᠤᠵᠤ ᠪᠣᠯᠤᠨ᠎ᠠ᠃ "
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
COLUMNS = """selector => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector(selector));
    const boxes = [...range.getClientRects()].filter(box => box.width && box.height);
    return {lefts: boxes.map(box => Math.round(box.left)), upright: boxes.every(box => box.height > box.width)};
}"""
OUT_OF_FRAME = """() => [...document.querySelectorAll(".row-title a, .paper-title, .panel-list a")]
    .filter(each => each.getBoundingClientRect().height > 400 || each.getBoundingClientRect().right > innerWidth).length"""


@pytest.fixture
def page():
    """A page whose `fonts` are the names of the fonts that it fetched since they were last cleared."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(locale="zh-CN", viewport={"width": 1280, "height": 900})
        page.fonts = []
        page.on(
            "request", lambda asked: page.fonts.append(asked.url) if asked.resource_type == "font" else None
        )
        yield page
        browser.close()


def fetched(page) -> set[str]:
    page.evaluate("document.fonts.ready.then(() => true)")
    found = {re.sub(r".*/|\..*", "", address) for address in page.fonts}
    page.fonts.clear()
    return found


def faults(page) -> list[str]:
    return [violation["id"] for violation in Axe().run(page).response["violations"]]


def test_other_scripts(city, live_server, page):
    mongolian = city.publish(
        city.draft(title=MONGOLIAN, language="mn-Mong", body=[("text", f"<p>{MONGOLIAN * 40}</p>" * 3)])
    )
    body = [("text", f"<p>{TIBETAN}</p><p>{MONGOLIAN * 6}</p><p>（中文）</p>")]
    tibetan = city.publish(city.draft(title=TIBETAN, language="bo", body=body))

    page.goto(f"{live_server.url}/units/")
    assert fetched(page) == set()

    page.goto(live_server.url + paper_address(mongolian.index_number))
    assert "noto-sans-mongolian" in fetched(page)
    columns = page.evaluate(COLUMNS, ".paper p")
    assert columns["upright"]
    assert len(columns["lefts"]) > 5
    assert columns["lefts"] == sorted(columns["lefts"])
    assert page.evaluate("document.querySelector('.paper').offsetHeight") == 512
    assert faults(page) == []
    page.locator(".upright-frame").focus()
    page.keyboard.press("ArrowRight")
    assert becomes_true(page, "document.querySelector('.upright-frame').scrollLeft > 0")

    page.goto(live_server.url + paper_address(tibetan.index_number))
    assert "noto-serif-tibetan" in fetched(page)
    sizes = page.evaluate(
        "[...document.querySelectorAll('.paper > p')].map(p => [getComputedStyle(p).fontSize, getComputedStyle(p).lineHeight])"
    )
    assert sizes == [["22.5px", "45px"], ["18px", "31.5px"]]
    assert page.evaluate(COLUMNS, ".upright p")["upright"]
    assert faults(page) == []

    page.set_viewport_size({"width": 320, "height": 640})
    for size in ("", "large", "huge"):
        page.context.add_cookies(
            [{"name": "display", "value": f"elder.{size}" if size else "", "url": live_server.url}]
        )
        for path in ("/languages/mn/", "/languages/bo/", paper_address(mongolian.index_number)):
            page.goto(live_server.url + path)
            assert not page.evaluate(SIDEWAYS), (path, size)
            assert page.evaluate(OUT_OF_FRAME) == 0 or size, (path, size)
    assert faults(page) == []
