"""The log from the command line: what a stranger and an operator type, and what they read."""

import json

import pytest

from gongkai.cli import entry
from gongkai.ledger import actions, queries
from gongkai.ledger.models import Head
from gongkai.portal.addresses import paper_address
from tests.standing_aside import put_aside

pytestmark = pytest.mark.django_db


def run(capsys, *arguments) -> tuple[int, str, str]:
    code = entry.run([str(each) for each in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def saved(city, client, tmp_path, capsys):
    """What a citizen saved of one paper: its receipt, its canonical.json, its attachment."""
    thing = city.publish(city.draft(attachments=[city.store_file("表.xlsx", content=b"rows")]))
    actions.append()
    number, page = thing.index_number, paper_address(thing.index_number)
    (tmp_path / "canonical.json").write_bytes(client.get(f"{page}canonical.json").content)
    (tmp_path / "表.xlsx").write_bytes(b"rows")
    code, said, _wrong = run(capsys, "receipt", number, "-o", tmp_path / "r.tlog-proof")
    assert (code, "已写到" in said) == (0, True)
    return tmp_path


def key() -> str:
    return queries.current_log().keys.order_by("-pk").first().text


def test_init_status_append(city, capsys, settings):
    city.publish()
    assert run(capsys, "log", "status")[0] == 1
    code, said, _wrong = run(capsys, "log", "init", "--origin", "www.example.gov.cn/log")
    assert (code, "www.example.gov.cn/log，已签发" in said) == (0, True)
    assert "请把数据文件夹里的 keys 另存" in said
    city.publish()
    state = json.loads(run(capsys, "log", "status", "--json")[1])
    assert (state["waiting"], state["witnesses"], state["trouble"]) == (1, [], "")
    assert state["keys"] == [key()]
    assert run(capsys, "log", "append")[0] == 0
    assert "等待签发 0 条" in run(capsys, "log", "status")[1]
    code, _said, wrong = run(capsys, "log", "init")
    assert (code, "已经建立" in wrong) == (1, True)
    assert run(capsys, "log", "init", "--signer", "x")[0] == 2


def test_a_saved_page_and_file_are_verified_without_the_server(saved, capsys):
    receipt = saved / "r.tlog-proof"
    code, said, _wrong = run(capsys, "verify", receipt, saved / "canonical.json", "--key", key())
    assert (code, "的正文" in said, "是发布者自己说的" in said) == (0, True, True)
    assert "的附件" in run(capsys, "verify", receipt, saved / "表.xlsx", "--key", key())[1]
    found = json.loads(run(capsys, "verify", receipt, saved / "canonical.json", "--json")[1])
    assert (found["part"], found["origin"]) == ("content", queries.current_log().origin)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda folder: (folder / "表.xlsx").write_bytes(b"rowz"), "不是凭证所记的那一份"),
        (lambda folder: (folder / "r.tlog-proof").write_text("x"), "这不是凭证"),
        (lambda folder: (folder / "表.xlsx").unlink(), "文件打不开"),
    ],
)
def test_what_does_not_fit_is_refused_precisely(saved, capsys, change, sentence):
    change(saved)
    code, _said, wrong = run(capsys, "verify", saved / "r.tlog-proof", saved / "表.xlsx", "--key", key())
    assert (code, sentence in wrong) == (1, True)


def test_another_key_is_refused(saved, capsys):
    ours = key()
    other = "other.example/log" + ours[ours.index("+") :]
    code, _said, wrong = run(capsys, "verify", saved / "r.tlog-proof", saved / "表.xlsx", "--key", other)
    assert (code, "抄错" in wrong) == (1, True)


def test_what_was_never_public_has_no_receipt(city, capsys):
    code, _said, wrong = run(capsys, "receipt", "000000000/2026-00001")
    assert (code, "没有公开过" in wrong) == (1, True)


def test_the_key_is_changed(saved, capsys):
    code, said, _wrong = run(capsys, "log", "rotate")
    assert (code, "现在新旧两把同签" in said) == (0, True)
    new = key()
    assert run(capsys, "log", "rotate", "--finish")[0] == 0
    state = json.loads(run(capsys, "log", "status", "--json")[1])
    assert (state["keys"], len(state["former_keys"])) == ([new], 1)
    # A receipt from before is still good under the keys that the log has published.
    assert run(capsys, "verify", saved / "r.tlog-proof", saved / "表.xlsx")[0] == 0


def test_the_log_is_audited_and_the_last_look_is_remembered(saved, city, capsys, settings):
    where = ("log", "audit", settings.LOG_DIR, "--key", key(), "--remember", saved / "seen")
    code, said, _wrong = run(capsys, *where)
    assert (code, "第一次看" in said, "全部相符" in said) == (0, True, True)
    city.publish()
    actions.append()
    assert "与上次看到的一致" in run(capsys, *where)[1]
    tile = next((settings.LOG_DIR / "tile" / "entries").rglob("*[0-9]"))
    tile.write_bytes(tile.read_bytes().replace(b"publish", b"publisx", 1))
    code, said, _wrong = run(capsys, *where, "--json")
    assert (code, json.loads(said)["holds"]) == (1, False)
    assert run(capsys, "log", "audit")[0] == 2


def test_the_database_is_audited(saved, capsys):
    code, said, _wrong = run(capsys, "log", "audit", "--database")
    assert (code, "全部相符" in said) == (0, True)
    put_aside("ledger_head_update")
    Head.objects.filter(size__gt=0).update(root="0" * 64)
    code, said, _wrong = run(capsys, "log", "audit", "--database")
    assert (code, "与签过的树不符" in said) == (1, True)
