"""公开凭证 on the page of a thing and on a page of its own, in words."""

import json
import time

import pytest
from bs4 import BeautifulSoup

from gongkai.core.models import Record
from gongkai.documents.intake.staging import approve_now, take_in
from gongkai.documents.models import Intake
from gongkai.ledger import actions, keyring, queries
from gongkai.ledger.models import Cosignature
from gongkai.portal.addresses import paper_address, version_address
from gongkai.portal.verifying import words
from gongkai.review import actions as review
from gongkai.translog import SignedCheckpoint, cosign
from tests.documents.intake.shelf_of import candidate
from tests.translog.making import witness_signer

pytestmark = pytest.mark.django_db


def page_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "html.parser")


def text_of(found) -> str:
    return " ".join(found.get_text(" ").split())


def block(client, address, status=200):
    return page_of(client, address, status).select_one(".proof")


def filling(client, address) -> list[str]:
    return [text_of(line) for line in page_of(client, address).select("[data-filling]")]


def with_witnesses(*names):
    lines = [f"witness {name} {witness_signer(name).key.text}" for name in names]
    (keyring.folder() / keyring.POLICY).write_text(
        "\n".join([*lines, f"group g all {' '.join(names)}", "quorum g", ""])
    )


def bear_witness(name):
    head = queries.newest_head(queries.current_log())
    note = SignedCheckpoint.parse(head.note.encode()).note
    line = cosign(note.text, witness_signer(name), int(time.time()) - 60)
    key = witness_signer(name).key.text
    Cosignature.objects.create(head=head, witness=name, key=key, line=line.line.rstrip(), moment=line.moment)


def test_the_block_says_where_it_stands_and_leads_to_what_proves_it(client, city):
    thing = city.publish()
    address, record = paper_address(thing.index_number), Record.objects.get(event=thing.newest_event)
    found = block(client, address)
    assert f"日志位置 第 {record.number} 条" in text_of(found)
    assert found["data-version"] == "1"
    assert found["data-standing"] == "有效"
    links = [link["href"] for link in found.select("a")]
    assert links == [f"/verify/#{address}", f"{address}receipt.tlog-proof", f"{address}receipt/"]
    assert found.select_one("[data-fill]")["data-fill"] == f"{address}receipt/"
    code = found.select_one(".proof-code")
    assert code.select_one("svg path")
    assert f"http://testserver{address}receipt/" in text_of(code)
    assert "style" not in str(code)


def test_its_page_waits_for_the_log_then_for_enough_witnesses(client, city):
    with_witnesses("archive", "university")
    page = city.draft(attachments=[city.store_file("表.xlsx", content=b"rows")])
    address = paper_address(city.publish(page).index_number) + "receipt/"
    assert filling(client, address) == ["见证时间 正在签发，请过几秒钟再看"]
    actions.append()
    waiting = ["见证时间 待见证：已记入日志，时间是发布者自己说的"]
    assert filling(client, address) == waiting
    bear_witness("archive")
    assert filling(client, address) == waiting
    bear_witness("university")
    time_line, number_line = filling(client, address)
    assert time_line.startswith("见证时间 2")
    assert number_line == "见证人 2 家"
    words = text_of(page_of(client, address))
    for expected in (
        "谁见证过 archive",
        "表.xlsx",
        "SHA-256",
        "怎样核对每个文件",
        queries.state().keys[0].text,
    ):
        assert expected in words


def test_a_version_a_withdrawal_a_batch_and_a_member_have_theirs(client, city, correct):
    page = city.draft()
    thing = city.publish(page)
    correct(page, summary="改过的概述")
    first = version_address(thing.index_number, 1)
    assert "data-version" not in block(client, first).attrs
    assert f"{first}receipt.tlog-proof" in str(block(client, first))
    gone = city.publish()
    review.withdraw_at_once(thing=gone, person=city.office, reason_code="privacy", reason="有隐私")
    take_in(candidates=[candidate(city)], name="老网站迁移", source_name="老网站", author=city.clerk)
    approve_now(name="老网站迁移", person=city.office)
    batch = Intake.objects.get()
    actions.append()
    assert "第 1 版" in text_of(page_of(client, f"{first}receipt/"))
    withdrawn = text_of(block(client, paper_address(gone.index_number), 410))
    assert withdrawn.startswith("撤回也留凭证")
    explained = text_of(page_of(client, paper_address(gone.index_number) + "receipt/"))
    assert "事由 撤回" in explained
    assert "内容已经不再提供" in explained
    assert "内容摘要" not in explained
    assert "老网站迁移" in text_of(page_of(client, f"/intakes/{batch.pk}/receipt/"))
    assert f"/intakes/{batch.pk}/receipt/" in str(block(client, f"/intakes/{batch.pk}/"))


def test_nothing_that_was_never_public_has_one(client, city):
    actions.append()
    assert client.get("/documents/900000001/2026-09999/receipt/").status_code == 404
    assert client.get("/plan/receipt/").status_code == 404


def test_the_page_that_checks_has_a_sentence_for_every_refusal(client, city):
    """Whatever code its scripts or gongkai.translog refuse with."""
    import re
    from pathlib import Path

    from gongkai import portal

    scripts = Path(portal.__file__).parent / "static" / "portal" / "js"
    sources = [*scripts.glob("translog/*.js"), scripts / "checking.js"]
    codes = {code for source in sources for code in re.findall(r'refuse\("([\w-]+)"', source.read_text())}
    assert len(codes) > 25
    assert codes - {"quorum-missing"} <= set(words()["refusals"])
    actions.append()
    page = page_of(client, "/verify/")
    assert json.loads(page.select_one("#verify-words").string) == words()
    key = queries.keys_of(queries.current_log())[0].text
    assert page.select_one("#verify-policy").text == f"log {key}\nquorum none\n"
    assert key in page.select_one(".command").text
