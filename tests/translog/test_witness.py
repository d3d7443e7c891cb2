"""A witness signs only what has grown from what it signed before; a log that asks believes only what verifies."""

import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given

from gongkai.translog import (
    EMPTY_ROOT,
    Answer,
    Checkpoint,
    FolderMemory,
    Log,
    Malformed,
    Missing,
    Policy,
    Request,
    Signature,
    SignedCheckpoint,
    Store,
    TranslogError,
    TreeHead,
    Untrusted,
    Witness,
    ask_witness,
    cosign,
    open_checkpoint,
    sign_checkpoint,
)
from gongkai.translog.notes import parse_signatures
from gongkai.translog.witness import origin_id, read_answer
from tests.translog.making import ORIGIN, entries, grown_log, signer, witness_signer
from tests.translog.test_notes import _parts

NAME = "paper.example/witness"
KEY = witness_signer(NAME).key
NOW = 1_480_000_000


@pytest.fixture
def log(tmp_path) -> Log:
    return grown_log(tmp_path / "log", 100)


@pytest.fixture
def witness(tmp_path) -> Witness:
    return Witness(witness_signer(NAME), {ORIGIN: [signer().key]}, FolderMemory(tmp_path / "memory"))


def request(log: Log, old: int) -> Request:
    return Request(old, tuple(log.tree().consistency(old)), log.latest())


def test_a_log_grows_under_its_eyes(log, witness):
    answer = witness.add_checkpoint(request(log, 0).encode(), now=NOW)
    assert (answer.status, answer.content_type) == (200, "text/plain; charset=utf-8")
    (line,) = parse_signatures(answer.body.decode())
    assert (line.name, line.moment) == (NAME, NOW)
    assert read_answer(answer, log.latest(), KEY) == line
    log.append(entries(300))
    assert witness.add_checkpoint(request(log, 100).encode(), now=NOW + 9).status == 200
    kept = witness.checkpoint(origin_id(ORIGIN))
    assert kept.status == 200
    rule = Policy.parse(f"log {signer().key.text}\nwitness w {KEY.text}\nquorum w\n".encode())
    signed = open_checkpoint(kept.body, [signer().key])
    assert signed.checkpoint.size == 300
    assert [each.moment for each in rule.check(signed)] == [NOW + 9]


def test_the_same_checkpoint_is_signed_again_at_its_time(log, witness):
    for moment in (NOW, NOW + 60):
        old = 0 if moment == NOW else 100
        answer = witness.add_checkpoint(Request(old, (), log.latest()).encode(), now=moment)
        assert read_answer(answer, log.latest(), KEY).moment == moment


def test_another_size_is_told_what_was_seen(log, witness):
    witness.add_checkpoint(request(log, 0).encode(), now=NOW)
    log.append(entries(300))
    answer = witness.add_checkpoint(request(log, 0).encode(), now=NOW)
    assert answer == Answer(409, b"100\n", "text/x.tlog.size")


@pytest.mark.parametrize(
    ("status", "made"),
    [
        (404, lambda log: Request(0, (), signed_by("other.example", 1))),
        (403, lambda log: Request(0, (), signed_by(ORIGIN, 1, seed="forger"))),
        (400, lambda log: Request(101, (), log.latest())),
        (422, lambda log: Request(0, (bytes(32),), log.latest())),
    ],
)
def test_refusals_of_the_standard(log, witness, status, made):
    assert witness.add_checkpoint(made(log).encode(), now=NOW).status == status
    assert witness.checkpoint(origin_id(ORIGIN)).status == 404


def signed_by(origin: str, size: int, seed: str = "", root: bytes = bytes(32)) -> SignedCheckpoint:
    return sign_checkpoint(Checkpoint(origin, TreeHead(size, root)), [signer(origin, seed=seed)])


def test_a_fork_a_rollback_and_a_wrong_proof_are_never_signed(log, witness):
    witness.add_checkpoint(request(log, 0).encode(), now=NOW)
    for old, proof, signed, status in [
        (100, (), signed_by(ORIGIN, 100), 422),
        (100, (bytes(32),) * 3, signed_by(ORIGIN, 300), 422),
        (100, (), signed_by(ORIGIN, 50), 400),
        (50, (), signed_by(ORIGIN, 50), 409),
        (0, (), signed_by(ORIGIN, 0, root=EMPTY_ROOT), 409),
    ]:
        answer = witness.add_checkpoint(Request(old, proof, signed).encode(), now=NOW)
        assert (answer.status, b"\xe2\x80\x94" in answer.body) == (status, False)
    assert open_checkpoint(witness.checkpoint(origin_id(ORIGIN)).body, [signer().key]).checkpoint.size == 100


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"old 1", b"old 1\n\n", b"new 1\n\n", b"old -1\n\n" + b"x", b"old 01\n\n", b"\xff\n\n"),
        b"old 0\n" + b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" * 64 + b"\n",
        b"x" * 1_100_000,
    ],
)
def test_malformed_requests(witness, body):
    assert witness.add_checkpoint(body, now=NOW).status == 400


def test_whoever_was_quicker_wins(log, witness, monkeypatch):
    """Between reading and keeping, a larger tree was kept by another process."""
    first = request(log, 0)
    log.append(entries(300))
    second = request(log, 0)
    exchange = witness.memory.exchange

    def overtaken(origin, old, new):
        monkeypatch.undo()
        assert witness.add_checkpoint(second.encode(), now=NOW).status == 200
        return exchange(origin, old, new)

    monkeypatch.setattr(witness.memory, "exchange", overtaken)
    assert witness.add_checkpoint(first.encode(), now=NOW) == Answer(409, b"300\n", "text/x.tlog.size")


def test_lines_of_strangers_are_not_kept(log, witness):
    """Anyone can add them to a published checkpoint; a hundred would make it unreadable once the witness adds its own."""
    strangers = [Signature(f"stranger{n}.example", b"abcd", bytes(64)) for n in range(99)]
    full = SignedCheckpoint(log.latest().checkpoint, log.latest().note.with_signatures(strangers))
    assert witness.add_checkpoint(Request(0, (), full).encode(), now=NOW).status == 200
    kept = SignedCheckpoint.parse(witness.checkpoint(origin_id(ORIGIN)).body)
    assert [line.name for line in kept.note.signatures] == [ORIGIN, NAME]
    log.append(entries(300))
    assert witness.add_checkpoint(request(log, 100).encode(), now=NOW).status == 200


def test_what_it_has_seen_survives_it(log, witness, tmp_path):
    witness.add_checkpoint(request(log, 0).encode(), now=NOW)
    again = Witness(witness_signer(NAME), {ORIGIN: [signer().key]}, FolderMemory(tmp_path / "memory"))
    assert again.add_checkpoint(request(log, 0).encode(), now=NOW).body == b"100\n"


def test_a_log_key_cannot_witness(tmp_path):
    with pytest.raises(Malformed, match="密钥类型"):
        Witness(signer(), {}, FolderMemory(tmp_path))


@given(_parts(Request(3, (bytes(32), bytes(32)), signed_by(ORIGIN, 7)).encode()))
def test_any_bytes_are_answered(tmp_path_factory, data):
    witness = Witness(
        witness_signer(NAME), {ORIGIN: [signer().key]}, FolderMemory(tmp_path_factory.getbasetemp() / "w")
    )
    assert witness.add_checkpoint(data, now=NOW).status in (400, 403, 404, 409, 422)
    with suppress(TranslogError):
        assert Request.parse(data).encode() == data


@pytest.fixture
def url(witness):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = (
                witness.add_checkpoint(body, now=NOW)
                if self.path == "/w/add-checkpoint"
                else Answer(404, b"no")
            )
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/w"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_log_asks_and_publishes_the_answer(log, url, tmp_path):
    line = ask_witness(url, KEY, log.latest(), log.store)
    assert log.add_cosignatures([line], of=log.latest().checkpoint).note.signatures[1] == line
    asked_before = log.latest().checkpoint
    log.append(entries(300))
    line = ask_witness(
        url + "/", KEY, log.latest(), log.store, old_size=0
    )  # it answers 100, and is asked from there
    assert log.add_cosignatures([line], of=asked_before) is None
    assert log.add_cosignatures([line], of=log.latest().checkpoint) is not None
    rule = Policy.parse(f"log {signer().key.text}\nwitness w {KEY.text}\nquorum w\n".encode())
    assert rule.check(log.latest())[0].moment == NOW
    small = grown_log(tmp_path / "restored", 100)
    with pytest.raises(Missing, match="已经见过 300 条，比现在的 100 条多"):
        ask_witness(url, KEY, small.latest(), small.store)
    with pytest.raises(Missing, match="没有签：404"):
        ask_witness(url + "/elsewhere", KEY, log.latest(), log.store)
    with pytest.raises(Untrusted, match="没有见证人"):
        ask_witness(url, witness_signer("other.example").key, log.latest(), log.store, old_size=300)
    with pytest.raises(Missing, match="没有应答"):
        ask_witness("http://127.0.0.1:9", KEY, log.latest(), log.store, timeout=1)
    with pytest.raises(Malformed, match="网址"):
        ask_witness("file:///etc", KEY, log.latest(), log.store)


def test_a_forged_answer_is_refused(log):
    other = witness_signer(NAME + "2")
    forged = Answer(200, parse_and_rename(other, log))
    with pytest.raises(Untrusted, match="签名不对"):
        read_answer(forged, log.latest(), KEY)
    for body in (b"", b"hello\n", b"\xff"):
        with pytest.raises(TranslogError):
            read_answer(Answer(200, body), log.latest(), KEY)


def parse_and_rename(other, log) -> bytes:
    line = cosign(log.latest().note.text, other, NOW)
    return Signature(NAME, KEY.key_id, line.payload).line.encode()


def test_cosigned_checkpoint_in_store_is_the_same_tree(log, tmp_path):
    assert Store(tmp_path / "log").read("checkpoint", 10**6) == log.latest().encode()
