"""The public site in a real browser: accessible, narrow, enlarged, without script, and under the strict policy."""

import gzip
import re
import unicodedata
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

from gongkai.catalogue.actions import import_plan
from gongkai.core import door
from gongkai.demo.reading import read_plan_text
from gongkai.documents.models import Topic
from gongkai.ledger.actions import append
from gongkai.portal.addresses import paper_address
from gongkai.review import actions as review
from gongkai.search.actions import rebuild
from gongkai.units.models import UnitName

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TABLE = (
    "<table><caption>附表</caption><thead><tr>"
    + "".join(f"<th>第{n}列</th>" for n in range(12))
    + "</tr></thead><tbody><tr>"
    + "".join(f"<td>数值{n}</td>" for n in range(12))
    + "</tr></tbody></table>"
)
BODY = (
    '<p class="no-indent">各单位：</p><h2>办法</h2><h3>第一章　总则</h3><p>第一条　内容见<a href="/">首页</a>。</p>'
    f"{TABLE}<h3>第二章　附则</h3><p>第二条　应当在3日内公布。</p>"
    '<p class="signature">某市人民政府办公室</p><p class="date">2026年9月29日</p>'
)


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def site(city, live_server):
    """A city with one paper of every state; address of each page kind by name."""
    UnitName.objects.create(unit=city.unit, name="某市财政和国资局", since=date(2026, 10, 1))
    rules = city.make_column("rules", "规章", parent_column=city.column)
    city.publish(city.draft(title="规章里的一件", column=rules, genre="opinion", written_on=date(2024, 1, 1)))
    topic = city.publish(city.draft_of(Topic, title="专题甲"))
    page = city.draft(
        title="某市人民政府办公室关于印发《某市集中式饮用水水源水质信息公开办法》的通知",
        body=[("text", BODY)],
    )
    document = city.publish(page)
    page = page.get_latest_revision_as_object()
    page.body = [("text", BODY.replace("3日", "24小时"))]
    page.save_revision(user=city.clerk)
    city.publish(page, reason="录入有误。", reason_code="misprint")
    withdrawn, secret, over = (city.publish(city.draft()) for _ in range(3))
    asked = {"actor": city.office, "asked_by": city.clerk}
    door.withdraw(thing=withdrawn, reason_code="wrong", reason="有误。", request_key="a", **asked)
    door.withdraw(
        thing=secret, reason_code="privacy", reason="隐私。", privacy=True, request_key="b", **asked
    )
    door.expire(thing=over, reason_code="lapsed", reason="期满。", request_key="c", **asked)
    plan = import_plan(text=read_plan_text(), source_name="plan.txt").reading.plan.thing
    review.approve(submission=review.submit(thing=plan, author=city.office), person=city.office2)
    paths = {
        "home": "/",
        "column": "/columns/policy/",
        "filtered": "/columns/policy/?validity=in_force&column=rules&from=2020",
        "nothing found": "/columns/policy/?validity=lapsed&genre=letter",
        "disclosure": "/disclosure/",
        "topics": "/topics/",
        "topic": paper_address(topic.index_number),
        "units": "/units/",
        "unit": f"/units/{city.unit.code}/",
        "document": paper_address(document.index_number),
        "version": paper_address(document.index_number) + "versions/1/",
        "withdrawn": paper_address(withdrawn.index_number),
        "secret": paper_address(secret.index_number),
        "expired": paper_address(over.index_number),
        "changes": "/changes/",
        "matters": "/matters/",
        "matter": f"/matters/{city.matter.code}/",
        "plan": "/plan/",
        "clause": "/plan/2.3/",
        "feeds": "/feeds/",
        "log": "/log/",
        "language": "/languages/mn/",
        "map": "/about/map/",
        "privacy": "/about/privacy/",
        "accessibility": "/about/accessibility/",
        "display": "/display/",
        "search": "/search/?q=通知",
        "search narrowed": "/search/?q=办法+一件&kind=document&column=policy",
        "search without result": "/search/?q=航天飞机",
        "search without words": "/search/",
        "verify": "/verify/",
        "receipt": paper_address(document.index_number) + "receipt/",
        "receipt of a withdrawal": paper_address(withdrawn.index_number) + "receipt/",
        "missing": "/nothing",
    }
    rebuild()
    append()
    return {name: live_server.url + path for name, path in paths.items()}


@pytest.fixture
def open_page(chromium):
    """A page in a context of its own; whatever the browser complains of fails the test."""
    contexts, complaints = [], []

    def opened(**options):
        context = chromium.new_context(**{"locale": "zh-CN"} | options)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [text for text in complaints if "status of 4" not in text] == []


def test_every_page_is_accessible(site, open_page):
    found = {}
    for scheme in ("light", "dark"):
        page = open_page(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
        for name, address in site.items():
            page.goto(address)
            found[scheme, name] = [violation["id"] for violation in Axe().run(page).response["violations"]]
    assert {key: ids for key, ids in found.items() if ids} == {}
    assert len(found) == 2 * len(site)


def test_every_page_is_accessible_on_a_phone_with_the_menu_open(site, open_page):
    page = open_page(viewport={"width": 375, "height": 800})
    found = {}
    for name, address in site.items():
        page.goto(address)
        page.click(".menu summary")
        found[name] = [violation["id"] for violation in Axe().run(page).response["violations"]]
    assert found == {name: [] for name in site}


SET_DISPLAY = (
    "words => { document.cookie = `display=${words}; path=/`; dispatchEvent(new Event('pageshow')); }"
)
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def test_no_page_scrolls_sideways(site, open_page):
    """At any width, at 200 % zoom (1280 px seen as 640) and in both large types."""
    page = open_page()
    wide = []
    for name, address in site.items():
        page.goto(address)
        for width, words in [
            (320, ""),
            (375, ""),
            (640, ""),
            (768, ""),
            (1440, ""),
            (320, "huge.elder"),
            (375, "large.elder"),
            (768, "huge.elder"),
            (1440, "huge"),
            (1440, "large.elder"),
        ]:
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate(SET_DISPLAY, words)
            if page.evaluate(SIDEWAYS):
                wide.append((name, width, words))
    assert wide == []


def test_the_keyboard_reaches_the_text_first_and_shows_where_it_is(site, open_page):
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto(site["document"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"


def _becomes_true(page, expression: str) -> bool:
    """Playwright's own waiting evaluates text inside the page, which its Content-Security-Policy refuses."""
    for _ in range(50):
        if page.evaluate(expression):
            return True
        page.wait_for_timeout(100)
    return False


def test_wide_tables_scroll_by_keyboard_inside_their_frame(site, open_page):
    page = open_page(viewport={"width": 375, "height": 800})
    page.goto(site["document"])
    frame = page.locator(".table-frame")
    frame.focus()
    page.keyboard.press("ArrowRight")
    assert _becomes_true(page, "document.querySelector('.table-frame').scrollLeft > 0")


def test_without_script_everything_is_there_but_the_tools_that_need_it(site, open_page):
    page = open_page(java_script_enabled=False, viewport={"width": 375, "height": 800})
    page.goto(site["document"])
    for tool in ("[data-action=read] >> nth=1", "[data-action=print]", "[data-action=copy]"):
        assert not page.locator(tool).is_visible()
    page.click("text=分享")
    assert page.locator(".share-address").text_content() == site["document"]
    page.click("text=看依据和要素")
    assert page.locator("text=公开依据").first.is_visible()
    page.click(".menu summary")
    page.click(".menu >> text=更正与撤回")
    assert page.locator("h1").text_content() == "更正与撤回"


def test_the_text_size_is_kept_on_the_next_page(site, open_page):
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto(site["document"])
    size = "parseFloat(getComputedStyle(document.querySelector('.paper')).fontSize)"
    assert page.evaluate(size) == 18
    page.click(".text-size [value=text-large]")
    assert page.evaluate(size) == 21
    page.goto(site["version"])
    assert page.evaluate(size) == 21
    assert page.get_attribute(".text-size [value=text-large]", "aria-pressed") == "true"


def test_copying_the_address(site, open_page):
    page = open_page(
        viewport={"width": 1280, "height": 900}, permissions=["clipboard-read", "clipboard-write"]
    )
    page.goto(site["document"])
    page.click("[data-action=copy]")
    page.wait_for_selector("[data-action=copy] >> text=已复制")
    assert page.evaluate("navigator.clipboard.readText()") == site["document"]


def test_the_share_panel_is_accessible_and_fits_when_open(site, open_page):
    for width in (320, 768, 1440):
        page = open_page(viewport={"width": width, "height": 900})
        page.goto(site["document"])
        page.click("text=分享")
        assert page.locator(".share-address").is_visible()
        assert not page.evaluate(SIDEWAYS)
        assert [found["id"] for found in Axe().run(page).response["violations"]] == []


def test_the_data_blocks_are_read_and_never_run(site, open_page):
    """The browser's complaints about the policy, of which there are none, would fail every test here."""
    page = open_page()
    page.goto(site["document"])
    kinds = "[...document.querySelectorAll('script[type=\"application/ld+json\"]')].map(e => JSON.parse(e.text)['@type'])"
    assert page.evaluate(kinds) == ["BreadcrumbList", "Legislation"]


def test_the_first_view_of_a_document_is_small_and_asks_no_other_host(site, open_page, live_server):
    """Compressed, as a real server sends everything; the one of the tests sends style sheets and scripts as they lie."""
    page = open_page(viewport={"width": 1280, "height": 900})
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(site["document"], wait_until="networkidle")
    assert {answer.url.split("/")[2] for answer in answers} == {live_server.url.split("/")[2]}
    assert len(answers) >= 7  # the page, five style sheets, one script
    assert sum(len(gzip.compress(answer.body())) + 500 for answer in answers) <= 100 * 1024  # with headers


def test_the_printed_page(site, open_page, tmp_path):
    """On every sheet stands what it is and how many there are; what is for the screen is on none."""
    page = open_page()
    page.goto(site["document"])
    page.pdf(path=tmp_path / "paper.pdf", prefer_css_page_size=True)
    pages = PdfReader(tmp_path / "paper.pdf").pages
    sheets = [unicodedata.normalize("NFKC", sheet.extract_text()).replace(" ", "") for sheet in pages]
    number = "/".join(site["document"].split("/")[-3:-1])
    for place, words in enumerate(sheets, 1):
        assert re.search(f"第{place}.,共{len(sheets)}", words)
        assert f"索引号{number}日志第" in words
    words = "".join(sheets)
    for gone in ("本页目录", "分享", "网站地图", "跳到正文", "同一事项的信息"):
        assert gone not in words
    for kept in ("第二章", "版本与变更", "公开凭证"):
        assert kept in words


def test_the_contents_lead_into_the_text(site, open_page):
    page = open_page(viewport={"width": 1440, "height": 700})
    page.goto(site["document"])
    page.click(".contents >> text=第二章")
    assert page.evaluate("location.hash") == "#section-3"
    box = page.locator("#section-3").bounding_box()
    assert 0 <= box["y"] < 700


def test_the_language_switch_stays_on_the_page(site, open_page):
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto(site["matters"])
    page.click("button[lang=en]")
    assert page.url == site["matters"]
    assert page.get_attribute("html", "lang") == "en"


def test_print_leaves_out_what_is_for_the_screen(site, open_page):
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto(site["document"])
    page.emulate_media(media="print")
    for selector in ("header", ".foot", ".trail", ".contents", ".paper-tools"):
        assert not page.locator(selector).first.is_visible(), selector
    for selector in (".paper-title", ".metadata", ".paper", ".timeline", ".record"):
        assert page.locator(selector).first.is_visible(), selector


def test_a_choice_is_applied_at_once_where_the_rail_stands_open(site, open_page):
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto(site["column"])
    everything = page.inner_text("[data-count]")
    page.check("input[value=opinion]")
    assert _becomes_true(page, "location.search === '?genre=opinion'")
    assert page.inner_text("[data-count]") == "共 1 件"
    assert page.text_content("[data-listing-status]").strip() == "共 1 件"
    assert page.evaluate("document.activeElement.value") == "opinion"
    assert page.locator(".row-title").all_inner_texts() == ["规章里的一件"]
    page.go_back()
    assert _becomes_true(page, f"document.querySelector('[data-count]').innerText === '{everything}'")


def test_on_a_phone_the_rail_is_a_drawer_that_holds_the_focus(site, open_page):
    page = open_page(viewport={"width": 375, "height": 740})
    page.goto(site["column"])
    assert not page.locator("input[value=opinion]").is_visible()
    page.click(".rail-summary")
    page.check("input[value=opinion]")
    assert _becomes_true(page, "document.querySelector('[data-see]').textContent === '1'")
    assert "genre" not in page.url
    assert Axe().run(page).response["violations"] == []
    stops = page.locator(".rail :is(summary, a, input, select, button)").count()
    for _ in range(stops + 2):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.rail') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "rail-summary"
    assert not page.locator(".rail-body").is_visible()
    assert not page.evaluate("document.querySelector('header').inert")
    page.click(".rail-summary")
    assert not page.is_checked("input[value=opinion]")
    page.check("input[value=opinion]")
    page.click(".rail-foot button")
    assert _becomes_true(page, "location.search === '?genre=opinion'")
    assert page.locator(".rail-open").inner_text() == "筛选（1）"


@pytest.mark.parametrize("width", [375, 1280])
def test_without_script_a_list_is_narrowed_by_its_button(site, open_page, width):
    page = open_page(java_script_enabled=False, viewport={"width": width, "height": 740})
    page.goto(site["column"])
    if width == 375:
        page.click(".rail-summary")
    page.check("input[value=opinion]")
    page.click(".rail-foot button")
    assert page.locator(".row-title").all_inner_texts() == ["规章里的一件"]
    page.locator(".listing-sort select").select_option("written")
    page.click(".listing-sort button")
    assert "sort=written" in page.url
    page.locator(".chip").click()
    assert page.locator(".chip").count() == 0


def test_suggestions_are_reached_by_keyboard_and_read_out(site, open_page):
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto(site["document"])
    box = page.locator("#site-search")
    box.press_sequentially("饮用水水源")
    option = page.get_by_role("option", name="水质信息公开办法")
    option.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    assert Axe().run(page).response["violations"] == []
    box.press("ArrowDown")
    assert option.get_attribute("aria-selected") == "true"
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    box.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert page.get_by_role("option").count() == 0
    box.fill("")
    box.press_sequentially("财政")
    page.get_by_role("option", name="某市财政和国资局").wait_for()
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/units/**")


def test_a_search_on_a_phone(site, open_page):
    page = open_page(viewport={"width": 375, "height": 700}, has_touch=True)
    page.goto(site["units"])
    page.get_by_role("link", name="搜索").click()
    page.wait_for_url("**/search/")
    page.locator("#main-search").fill("水质信息公开办法")
    page.locator("#main-search").press("Enter")
    page.wait_for_url("**/search/?q=*")
    assert "水质信息公开办法" in page.locator(".listing-rows .row-title").first.inner_text()


def test_a_search_without_script(site, open_page):
    page = open_page(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    page.goto(site["home"])
    page.locator("#home-search").fill("通知")
    page.get_by_role("button", name="搜索").click()
    assert page.locator(".listing-rows .row").count() > 0
