"""验证公开 in a real browser: what is right is said to be right, what is wrong is refused at its step, with and without a server."""

import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from gongkai.ledger import actions, keyring, queries
from gongkai.ledger.models import Cosignature
from gongkai.portal.addresses import paper_address, version_address
from gongkai.review import actions as review
from gongkai.translog import SignedCheckpoint, cosign
from tests.translog.making import signer, witness_signer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FILE = b"the bytes of an attachment"
NAMES = ("archive", "university")
WITHOUT_ED25519 = """
const importKey = SubtleCrypto.prototype.importKey;
SubtleCrypto.prototype.importKey = function (format, data, algorithm, ...rest) {
    const isNew = (algorithm.name || algorithm) === "Ed25519";
    return isNew ? Promise.reject(new DOMException("", "NotSupportedError")) : importKey.call(this, format, data, algorithm, ...rest);
};
"""
WITHOUT_WEBCRYPTO = "Object.defineProperty(crypto, 'subtle', { value: undefined });"


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def server():
    """One of its own, that a test may stop."""
    started = LiveServer("localhost")
    yield started
    started.stop()


@pytest.fixture
def opened(chromium, server):
    contexts = []

    def make(path="/verify/", script="", **options):
        context = chromium.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        if script:
            page.add_init_script(script)
        page.goto(server.url + path)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def logged(city, client):
    """A paper in two versions with an attachment, and one that was withdrawn; the log signed, two witnesses known."""
    lines = [f"witness {name} {witness_signer(name).key.text}" for name in NAMES]
    (keyring.folder() / keyring.POLICY).write_text(
        "\n".join([*lines, "group w any archive university", "quorum w", ""])
    )
    page = city.draft(title="供水办法", attachments=[city.store_file("表.xlsx", content=FILE)])
    thing = city.publish(page)
    page = page.get_latest_revision_as_object()
    page.summary = "改过的概述"
    page.save_revision(user=city.clerk)
    city.publish(page, reason="录入有误。", reason_code="misprint")
    gone = city.publish(city.draft(title="错的一件"))
    actions.append()
    kept = client.get(paper_address(gone.index_number) + "canonical.json").content
    kept = kept, client.get(paper_address(gone.index_number) + "receipt.tlog-proof").content
    review.withdraw_at_once(thing=gone, person=city.office, reason_code="wrong", reason="有误")
    actions.append()
    cache.clear()
    return {
        "paper": paper_address(thing.index_number),
        "first": version_address(thing.index_number, 1),
        "gone": paper_address(gone.index_number),
        "kept": kept,
        "number": thing.index_number,
    }


def bear_witness(*names):
    head = queries.newest_head(queries.current_log())
    note = SignedCheckpoint.parse(head.note.encode()).note
    for name in names:
        line = cosign(note.text, witness_signer(name), int(time.time()) - 60)
        Cosignature.objects.create(
            head=head,
            witness=name,
            key=witness_signer(name).key.text,
            line=line.line.rstrip(),
            moment=line.moment,
        )


def fetched(client, address) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content


def give(page, receipt=None, document=None, name="文件"):
    for field, data in (("receipt", receipt), ("document", document)):
        if data is not None:
            file = {"name": name if field == "document" else "x.tlog-proof", "mimeType": "", "buffer": data}
            page.locator(f"[data-field={field}] input").set_input_files(file)


def verdict(page) -> str:
    """Once the run has ended: the sentence in large, and how far each step came."""
    page.locator(":is(.verdict-ok, .verdict-late, .verdict-seal) h2").wait_for()
    return page.locator(".verdict h2").inner_text()


def results(page) -> list[str]:
    return [text.strip() for text in page.locator(".step-result").all_inner_texts()]


def afresh(page):
    page.reload()


def test_a_public_page_is_checked_by_its_address(logged, client, opened):
    page = opened(f"/verify/#{logged['paper']}")
    assert verdict(page) == "一致：这就是当时公开的那一份"
    assert results(page) == ["已读", "一致", "一致", "有效", "待见证", "一致", "有效"]
    assert "待见证" in page.locator(".verdict p").inner_text()
    bear_witness(*NAMES)
    page.fill("#verify-address", logged["number"])
    page.get_by_role("button", name="取凭证").click()
    page.locator(".step-result >> text=2 家有效").wait_for()
    assert verdict(page) == "一致：这就是当时公开的那一份"
    assert results(page) == ["已读", "一致", "一致", "有效", "2 家有效", "一致", "有效"]
    facts = page.locator(".verdict p").inner_text()
    assert "由 2 家见证人证明" in facts
    assert "日志之后没有删改" in facts
    assert len(page.locator("[data-step='2'] dd.digest").nth(1).inner_text().replace(" ", "")) == 64
    assert Axe().run(page).response["violations"] == []
    assert page.locator("[data-verdict]").get_attribute("role") == "status"
    page.emulate_media(media="print")
    for selector in (".verify-form", ".foot", ".trail"):
        assert not page.locator(selector).first.is_visible()
    assert page.locator("[data-when]").is_visible()


def test_what_is_not_right_stops_at_its_step(logged, client, opened):
    receipt, first = (fetched(client, logged[name] + "receipt.tlog-proof") for name in ("paper", "first"))
    canonical = fetched(client, logged["paper"] + "canonical.json")
    html = fetched(client, logged["paper"])
    other = signer("other.example/log").key.text
    page = opened()
    cases = [
        (receipt, FILE, "一致：这就是当时公开的那一份", "现行"),
        (receipt, FILE + b"\n", "不一致：与当时公开的不是同一份", "可能被改过"),
        (
            receipt,
            canonical.replace("改过的概述".encode(), "改过的概要".encode()),
            "不一致：与当时公开的不是同一份",
            "可能被改过",
        ),
        (receipt, html, "不一致：与当时公开的不是同一份", "另存的网页"),
        (first, canonical, "不一致：与当时公开的不是同一份", "请换成同一件、同一版"),
        (
            receipt.replace(b"\n\n", b"\nAAAA\n\n", 1),
            canonical,
            "没有通过：第 1 步读凭证",
            "应当是 32 个字节",
        ),
        (b"x" + receipt, canonical, "没有通过：第 1 步读凭证", "这不是凭证"),
        (receipt.replace(b"@v1", b"@v2"), canonical, "没有通过：第 1 步读凭证", "比本页认识的新"),
        (
            receipt.replace(b"index ", b"index 9", 1),
            canonical,
            "没有通过：第 3 步核日志位置",
            "不在检查点的日志之内",
        ),
    ]
    for proof, document, title, words in cases:
        afresh(page)
        give(page, proof, document)
        assert (verdict(page), words in page.locator(".two-main").inner_text()) == (title, True), words
    page.locator(".verify-key summary").click()
    give(page, receipt, canonical)
    for key, words in (
        (other, "请填那个日志的公钥"),
        ("log x", "一行文字"),
        (signer().key.text, "请填那个日志的公钥"),
    ):
        page.fill("#verify-policy", key)
        page.get_by_role("button", name="用这些公钥核验").click()
        page.locator(f".step-words >> text={words}").wait_for()
        assert verdict(page) == "没有通过：第 4 步核日志签名"
    ours = queries.keys_of(queries.current_log())[0].text
    page.fill("#verify-policy", ours)
    page.get_by_role("button", name="用这些公钥核验").click()
    page.locator(".verdict-late").wait_for()
    assert results(page)[3] == "有效"
    for typed, words in (
        ("https://other.example/x", "别的网站 other.example"),
        ("随便", "这不是本站的信息页"),
        ("9/2026-00001", "没有这个网址"),
    ):
        page.fill("#verify-address", typed)
        page.get_by_role("button", name="取凭证").click()
        page.locator(f"[data-field=address] [data-error] >> text={words}").wait_for()


def test_what_was_withdrawn_or_corrected_says_so(logged, client, opened):
    bear_witness("archive")
    page = opened(f"/verify/#{logged['gone']}")
    assert verdict(page) == "属实：日志里记着这次撤回"
    assert results(page) == ["已读", "没有内容", "一致", "有效", "1 家有效", "一致", "已撤回"]
    canonical, receipt = logged["kept"]
    afresh(page)
    page.goto(page.url.split("#")[0])
    give(page, receipt, canonical)
    assert verdict(page) == "一致：这是当时公开的那一份，现已撤回"
    page.goto(page.url + f"#{logged['first']}")
    afresh(page)
    assert verdict(page) == "一致：这是当时公开的一版，后来已更正"
    assert results(page)[6] == "已更正"


@pytest.mark.parametrize(
    "script", ["", WITHOUT_ED25519, WITHOUT_WEBCRYPTO], ids=["webcrypto", "no ed25519", "no webcrypto"]
)
def test_with_the_server_stopped_on_a_phone(logged, client, opened, server, script):
    bear_witness("university")
    receipt, canonical = (
        fetched(client, logged["paper"] + name) for name in ("receipt.tlog-proof", "canonical.json")
    )
    page = opened(script=script)
    page.set_viewport_size({"width": 375, "height": 800})
    server.stop()
    give(page, receipt, canonical)
    assert verdict(page) == "一致：这就是当时公开的那一份"
    assert results(page) == ["已读", "一致", "一致", "有效", "1 家有效", "未对照", "未查"]
    assert "没有联网" in page.locator(".verdict p").inner_text()
    forged = bytearray(receipt)
    forged[-20] = ord("B" if forged[-20] == ord("A") else "A")
    give(page, bytes(forged))
    page.locator(".verdict-seal").wait_for()
    assert "签名不对" in page.locator(".verdict").inner_text()
    assert results(page)[4:] == ["不成立", "未进行", "未进行"]
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert Axe().run(page).response["violations"] == []


def test_without_script_it_tells_the_command(logged, opened):
    page = opened(java_script_enabled=False)
    assert page.locator("text=在这一页里核验需要脚本").is_visible()
    assert page.locator("text=python -m gongkai.translog verify").is_visible()
    assert not page.locator(".verify-form").is_visible()
