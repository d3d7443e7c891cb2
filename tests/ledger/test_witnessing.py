"""Witnesses: asked, verified, kept, published; one that is silent or hostile changes nothing."""

import io
import shutil
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from gongkai.core.models import Record
from gongkai.ledger import actions, keyring, proving, queries, witnessing
from gongkai.ledger.models import Cosignature, Head
from gongkai.ledger.witness_server import WitnessServer, add_log, make
from gongkai.translog import (
    Ed25519Signer,
    Malformed,
    Policy,
    Receipt,
    Untrusted,
    VerifierKey,
    cosign,
    leaf_hash,
)
from gongkai.translog.witness import origin_id
from tests.standing_aside import put_aside

pytestmark = pytest.mark.django_db


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture
def serve():
    """`serve(application)`: its address, until the test is over."""
    running = []

    def start(application):
        server = make_server("127.0.0.1", 0, application, handler_class=Quiet)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        running.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


@pytest.fixture
def signed(city):
    city.publish()
    actions.append()
    witnessing._pauses.clear()
    return queries.current_log()


@pytest.fixture
def witness(tmp_path, serve, signed):
    """`witness(name)`: a witness of our log as another city would run it: (line of a policy, its server)."""

    def run(name):
        folder = tmp_path / name
        key = make(folder, f"{name}.example.org")
        for each in queries.keys_of(signed):
            assert add_log(folder, each)
        server = WitnessServer(folder)
        return f"witness {name} {key.text} {serve(server)}\n", server

    return run


def settle(words: str) -> None:
    keyring.put(keyring.folder() / "policy", words.encode())


def ask(server, method="GET", path="/", body=b"", **more):
    said = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
    }
    environ |= {"CONTENT_LENGTH": str(len(body))} | more
    data = b"".join(server(environ, lambda status, headers: said.extend([status, dict(headers)])))
    return int(said[0].split()[0]), data, said[1]


def test_two_witnesses_sign_and_what_they_say_is_published(city, signed, witness, settings):
    (one, _first), (two, second) = witness("one"), witness("two")
    settle(one + two + "group both all one two\nquorum both\n")
    assert not queries.state().witnessed
    asked = witnessing.ask_witnesses()
    assert [(each.witness, bool(each.moment)) for each in asked] == [("one", True), ("two", True)]
    found = queries.published_checkpoint(signed)
    cosigned = queries.policy_of(signed).check(found)
    assert [each.witness for each in cosigned] == ["one", "two"]
    assert queries.state().witnessed
    assert witnessing.ask_witnesses() == []
    assert ask(second, path=f"/{origin_id(signed.origin)}/checkpoint")[0] == 200
    # They are asked again from where they were, and the log's growth is proved to them.
    city.publish()
    actions.append()
    assert not queries.state().witnessed
    assert all(each.moment for each in witnessing.ask_witnesses())
    assert Cosignature.objects.count() == 4


def test_a_receipt_takes_the_newest_tree_that_was_witnessed(city, signed, witness):
    settle(witness("one")[0] + "quorum one\n")
    thing = city.publish()
    actions.append()
    witnessing.ask_witnesses()
    size = queries.newest_head(signed).size
    city.publish()
    actions.append()
    event = thing.newest_event
    receipt = Receipt.parse(proving.receipt(event).encode())
    assert receipt.signed.checkpoint.size == size
    cosigned = receipt.verify(leaf_hash(event.record.leaf.encode()), queries.policy_of(signed))
    assert [each.moment for each in cosigned] == [Cosignature.objects.latest("moment").moment]


def test_what_no_witness_saw_yet_is_proved_by_the_log_alone(city, signed, witness):
    settle(witness("one")[0] + "quorum one\n")
    thing = city.publish()
    actions.append()
    receipt = proving.receipt(thing.newest_event)
    leaf = leaf_hash(thing.newest_event.record.leaf.encode())
    assert receipt.verify(leaf, Policy.of(*queries.keys_of(signed))) == []
    with pytest.raises(Untrusted, match="见证人不够"):
        receipt.verify(leaf, queries.policy_of(signed))


def test_one_that_is_silent_keeps_nobody_waiting_twice(signed, witness):
    key = Ed25519Signer.generate("gone.example.org", 4).key
    settle(f"witness gone {key.text} http://127.0.0.1:1\n" + witness("one")[0] + "quorum one\n")
    gone, one = witnessing.ask_witnesses(everybody=False)
    assert (gone.moment, one.trouble) == (None, "")
    assert "没有应答" in gone.trouble
    assert witnessing.ask_witnesses(everybody=False) == []
    assert [each.witness for each in witnessing.ask_witnesses()] == ["gone"]


@pytest.mark.parametrize("how", ["another key", "another text", "noise", "nothing", "a refusal"])
def test_a_hostile_witness_gets_nothing_published(signed, serve, how):
    ours, other = Ed25519Signer.generate("w.example.org", 4), Ed25519Signer.generate("w.example.org", 4)
    note = queries.newest_head(signed).note.partition("\n\n")[0] + "\n"
    said = {
        "another key": cosign(note, other, 1_800_000_000).line.encode(),
        "another text": cosign(note.replace("\n", "x\n", 1), ours, 1_800_000_000).line.encode(),
        "noise": b"\xff\x00" * 5000,
        "nothing": b"",
        "a refusal": b"no\n",
    }[how]

    def hostile(environ, start_response):
        start_response("403 Forbidden" if how == "a refusal" else "200 OK", [("Content-Type", "text/plain")])
        return [said]

    settle(f"witness w {ours.key.text} {serve(hostile)}\nquorum w\n")
    before = queries.published_checkpoint(signed).encode()
    (asked,) = witnessing.ask_witnesses()
    assert asked.moment is None
    assert asked.trouble
    assert queries.published_checkpoint(signed).encode() == before
    assert not Cosignature.objects.exists()


def test_nothing_is_written_again_from_a_database_older_than_what_a_witness_saw(
    city, signed, witness, settings
):
    """Everything of this server is lost or old, and only somebody else remembers."""
    settle(witness("one")[0] + "quorum one\n")
    witnessing.ask_witnesses()
    size = queries.newest_head(signed).size
    put_aside("record_delete", "ledger_head_delete", "ledger_cosignature_delete")
    Cosignature.objects.all().delete()
    Head.objects.filter(size=size).delete()
    Record.objects.filter(number=size).delete()
    shutil.rmtree(settings.LOG_DIR)
    for memory in settings.KEYS_DIR.glob("signed-*"):
        memory.unlink()
    with pytest.raises(actions.CannotSign, match=f"曾经签发到 {size} 条"):
        actions.rebuild()
    assert not (settings.LOG_DIR / "checkpoint").exists()


def test_the_server_of_a_witness_refuses_precisely(witness, tmp_path):
    _line, server = witness("one")
    assert ask(server)[0] == 200
    assert "见证人 one.example.org+" in ask(server)[1].decode()
    assert ask(server, path="/add-checkpoint")[0] == 405
    assert ask(server, "DELETE", "/")[0] == 405
    assert ask(server, path="/x")[0] == 404
    assert ask(server, path=f"/{'0' * 64}/checkpoint")[0] == 404
    assert ask(server, "POST", "/add-checkpoint", b"old 0\n\nx")[0] == 400
    assert ask(server, "POST", "/add-checkpoint", CONTENT_LENGTH="")[0] == 411
    assert ask(server, "POST", "/add-checkpoint", CONTENT_LENGTH="99999999")[0] == 413
    with pytest.raises(Malformed, match="不是日志的公钥"):
        add_log(tmp_path / "one", VerifierKey.parse(server.signer.key.text))
