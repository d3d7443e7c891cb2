"""公开日志 in public: its files, and what anybody needs to check one thing by himself."""

import hashlib
import json

import pytest

from gongkai.core.models import MemberLeaf, Record
from gongkai.documents.intake.staging import approve_now, take_in
from gongkai.ledger import actions, queries
from gongkai.portal.addresses import paper_address, version_address
from gongkai.review import actions as review
from gongkai.translog import Policy, Receipt, verify_document
from tests.documents.intake.shelf_of import candidate

pytestmark = pytest.mark.django_db


def policy():
    return Policy.of(*queries.keys_of(queries.current_log()))


def get(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer["Access-Control-Allow-Origin"] == "*"
    return answer.content


def verified(client, page):
    """A page's canonical.json and receipt, checked as a stranger would."""
    said = json.loads(get(client, f"{page}canonical.json"))
    receipt = Receipt.parse(get(client, f"{page}receipt.tlog-proof"))
    found = verify_document(receipt, said["form"].encode(), policy())
    assert found.index == said["log_index"]
    leaf = json.loads(said["leaf"])
    assert found.leaf == leaf
    assert leaf["content"] == hashlib.sha256(bytes.fromhex(said["salt"]) + said["form"].encode()).hexdigest()
    return said, receipt


def test_the_files_of_the_log_are_answered_as_the_standard_says(client, city):
    city.publish()
    actions.append()
    size = Record.objects.count()
    checkpoint = client.get("/log/checkpoint")
    assert checkpoint["Content-Type"] == "text/plain; charset=utf-8"
    assert checkpoint["Cache-Control"] == "no-cache"
    assert checkpoint.content.decode().splitlines()[1] == str(size)
    tile = client.get(f"/log/tile/0/000.p/{size}")
    assert tile["Content-Type"] == "application/octet-stream"
    assert tile["Cache-Control"] == "public, max-age=31536000, immutable"
    assert len(tile.content) == 32 * size
    assert client.get(f"/log/tile/entries/000.p/{size}").status_code == 200
    for wrong in ("tile/0/000", "tile/0/0", "tile/../checkpoint", ".new/x", "keys", "tile/entries/000.p/999"):
        assert client.get(f"/log/{wrong}").status_code == 404, wrong
    words = client.get("/log/policy").content.decode()
    assert words == f"log {queries.current_log().keys.get().text}\nquorum none\n"


def test_a_paper_is_proved_with_its_files(client, city):
    thing = city.publish(city.draft(attachments=[city.store_file("表.xlsx", content=b"rows")]))
    page = paper_address(thing.index_number)
    assert client.get(f"{page}receipt.tlog-proof").status_code == 503
    assert client.get(f"{page}receipt.tlog-proof")["Retry-After"] == "5"
    actions.append()
    said, receipt = verified(client, page)
    assert (said["index_number"], said["version"]) == (thing.index_number, 1)
    assert said["form"] == thing.versions.get().form
    assert verify_document(receipt, b"rows", policy()).part == "file"


def test_each_version_has_its_own(client, city, correct):
    page = city.draft()
    thing = city.publish(page)
    correct(page, title="改过的标题")
    actions.append()
    first, _receipt = verified(client, version_address(thing.index_number, 1))
    second, _receipt = verified(client, version_address(thing.index_number, 2))
    newest, _receipt = verified(client, paper_address(thing.index_number))
    assert (first["version"], second["version"]) == (1, 2)
    assert newest == second
    assert "改过的标题" in second["form"]
    assert client.get(f"{version_address(thing.index_number, 3)}canonical.json").status_code == 404


def test_what_was_withdrawn_keeps_the_receipt_of_its_withdrawal_and_nothing_else(client, city):
    thing = city.publish()
    review.withdraw_at_once(thing=thing, person=city.office, reason_code="privacy", reason="有隐私")
    actions.append()
    page, version = paper_address(thing.index_number), version_address(thing.index_number, 1)
    for place in (page, version):
        gone = client.get(f"{place}canonical.json")
        assert gone.status_code == 410
        assert json.loads(gone.content)["title"] == "已撤回"
    assert client.get(f"{version}receipt.tlog-proof").status_code == 410
    receipt = Receipt.parse(get(client, f"{page}receipt.tlog-proof"))
    extra = json.loads(receipt.extra)
    assert json.loads(extra["entry"])["act"] == "withdraw"
    assert set(extra) == {"entry"}


def test_a_text_taken_out_for_privacy_is_gone_from_everything(client, city, correct):
    page = city.draft()
    thing = city.publish(page)
    correct(page, title="没有隐私的标题", reason_code="privacy")
    actions.append()
    version = version_address(thing.index_number, 1)
    assert client.get(f"{version}canonical.json").status_code == 410
    assert client.get(f"{version}receipt.tlog-proof").status_code == 410
    verified(client, paper_address(thing.index_number))


def test_one_of_a_batch_is_proved_by_its_inner_path(client, city):
    take_in(
        candidates=[candidate(city, number) for number in range(5)],
        name="老网站迁移",
        source_name="老网站",
        author=city.clerk,
    )
    approve_now(name="老网站迁移", person=city.office)
    actions.append()
    for row in MemberLeaf.objects.select_related("event__thing"):
        said, _receipt = verified(client, paper_address(row.event.thing.index_number))
        assert said["member"]["index"] == row.position
        assert said["leaf"] == row.leaf
        assert json.loads(said["member"]["entry"])["members"]["count"] == 5
    batch = row.batch.thing
    verified(client, f"/intakes/{batch.object_id}/")


def test_the_other_things_of_the_record_are_proved_too(client, city):
    actions.append()
    for page in ("/", "/columns/policy/", f"/units/{city.unit.code}/"):
        verified(client, page)
    assert client.get("/columns/none/canonical.json").status_code == 404
    assert client.get("/plan/canonical.json").status_code == 404


def test_the_page_of_the_log(client, city):
    assert "日志还没有建立" in client.get("/log/").content.decode()
    actions.append()
    words = client.get("/log/").content.decode()
    key = queries.current_log().keys.get().text
    assert words.count(key) >= 2
    assert "时间是发布者自己说的" in words
    assert key in client.get("/").content.decode()
