"""Receipts, documents, and the command that checks them."""

import hashlib
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.translog import (
    Checkpoint,
    Conflict,
    Extra,
    Malformed,
    Member,
    Policy,
    ProofFailed,
    Receipt,
    Store,
    TranslogError,
    Tree,
    TreeHead,
    Untrusted,
    batch_path,
    cosign,
    leaf_hash,
    make_receipt,
    merkle_root,
    sign_checkpoint,
    verify_consistency,
    verify_document,
)
from gongkai.translog.command import main
from gongkai.translog.sequencing import Log
from tests.shared_data import shared
from tests.translog.making import ORIGIN, entries, entry, grown_log, signer, witness_signer
from tests.translog.test_notes import _parts

POLICY = Policy.of(signer().key)
SALT = bytes(range(32))
FORM = '{"form":1,"title":"关于道路改造的通知"}'.encode()
ATTACHMENT = b"%PDF-1.7 a map"
WITNESS = witness_signer("paper.example/witness")


def salted(data: bytes) -> str:
    return hashlib.sha256(SALT + data).hexdigest()


LEAF = json.dumps(
    {
        "act": "publish",
        "thing": "\x1b[2J",
        "content": salted(FORM),
        "files": [salted(hashlib.sha256(ATTACHMENT).hexdigest().encode())],
    }
).encode()
MEMBERS = [entry(0), entry(1), LEAF, entry(3), entry(4)]
BATCH = json.dumps({"act": "publish", "members": {"count": 5, "root": merkle_root(MEMBERS).hex()}}).encode()


@pytest.fixture(scope="module")
def log(tmp_path_factory) -> Log:
    """A document at 40, a batch that holds it at 41, others around."""
    log = grown_log(tmp_path_factory.mktemp("log"), 40)
    return _went_on(log)


def _went_on(log: Log) -> Log:
    held = [*entries(40)(0), LEAF, BATCH, *entries(300)(42)]
    log.append(lambda start: held[start:])
    return log


def receipt_for(log: Log, index: int, extra: Extra | None = None) -> Receipt:
    return make_receipt(log.tree(), index, log.latest(), extra.encode() if extra else b"")


def test_a_receipt_is_the_text_of_the_standard(log):
    receipt = receipt_for(log, 41)
    lines = receipt.encode().decode().split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 41"]
    assert len(receipt.path) == 9
    assert all(len(line) == 44 for line in lines[2:11])
    assert lines[11:14] == ["", ORIGIN, "300"]
    assert Receipt.parse(receipt.encode()) == receipt
    assert receipt.verify(leaf_hash(BATCH), POLICY) == []


def test_the_example_receipt_has_the_form_that_is_read():
    """Its signatures are cut short in the standard, so it is read with one in their place."""
    rows = shared("conformance", "c2sp-examples", "examples.jsonl").read_text("utf-8").splitlines()
    text = next(row["example"] for row in map(json.loads, rows) if "tlog-proof@v1" in row["example"])
    proof, _, checkpoint = text.partition("\n\n")
    signed = sign_checkpoint(Checkpoint.parse(checkpoint.partition("\n\n")[0] + "\n"), [signer()])
    receipt = Receipt.parse(proof.encode() + b"\n\n" + signed.encode())
    assert (receipt.index, len(receipt.path), receipt.signed.checkpoint.size) == (73894, 5, 109482)
    assert receipt.extra.startswith(b"age-v1.2.1-darwin-arm64.tar.gz")


def test_a_page_and_its_attachment_are_proved(log):
    receipt = receipt_for(log, 40, Extra(LEAF, SALT))
    verified = verify_document(receipt, FORM, POLICY)
    assert (verified.part, verified.index, verified.origin, verified.size) == ("content", 40, ORIGIN, 300)
    assert verified.leaf["act"] == "publish"
    assert verified.cosigned == []
    assert verify_document(receipt, ATTACHMENT, POLICY).part == "file"


def test_of_a_canonical_json_its_form_is_checked(log):
    receipt = receipt_for(log, 40, Extra(LEAF, SALT))
    whole = json.dumps({"form": FORM.decode(), "salt": SALT.hex(), "leaf": LEAF.decode()}).encode()
    assert verify_document(receipt, whole, POLICY).part == "content"
    for other in (b'{"form":5}', b'{"form":"x"}', b"{", b"[]", b"{" * 100_000):
        with pytest.raises(ProofFailed):
            verify_document(receipt, other, POLICY)


def test_one_of_a_batch_is_proved_by_the_inner_path(log):
    member = Member(2, LEAF, tuple(batch_path(MEMBERS, 2)))
    receipt = Receipt.parse(receipt_for(log, 41, Extra(BATCH, SALT, member)).encode())
    assert verify_document(receipt, FORM, POLICY).part == "content"
    receipt.verify(leaf_hash(BATCH), POLICY)  # as a program does that knows nothing of batches
    for wrong in (
        Member(3, LEAF, member.path),
        Member(2, LEAF, member.path[:-1]),
        Member(2, LEAF.replace(b"publish", b"correct"), member.path),
    ):
        with pytest.raises(ProofFailed, match="不在日志所记的那一批里"):
            verify_document(receipt_for(log, 41, Extra(BATCH, SALT, wrong)), FORM, POLICY)
    with pytest.raises(ProofFailed, match="却不是一批"):
        verify_document(receipt_for(log, 40, Extra(LEAF, SALT, member)), FORM, POLICY)


def test_what_does_not_hold_is_said(log):
    receipt = receipt_for(log, 40, Extra(LEAF, SALT))
    for document, salt, why in [
        (FORM + b" ", None, "不是凭证所记的那一份"),
        (FORM, bytes(32), "不是凭证所记"),
    ]:
        with pytest.raises(ProofFailed, match=why):
            verify_document(receipt, document, POLICY, salt=salt)
    with pytest.raises(ProofFailed, match="不在日志的这个位置"):
        verify_document(receipt_for(log, 41, Extra(LEAF, SALT)), FORM, POLICY)
    with pytest.raises(Malformed, match="没有盐"):
        verify_document(receipt_for(log, 40, Extra(LEAF)), FORM, POLICY)
    with pytest.raises(Malformed, match="没有日志条目"):
        verify_document(receipt_for(log, 40), FORM, POLICY)
    with pytest.raises(Untrusted, match="这是日志"):
        verify_document(receipt, FORM, Policy.of(signer("other.example").key))
    with pytest.raises(ProofFailed, match="不在 300 条"):
        Receipt(300, receipt.path, receipt.signed, receipt.extra).verify(leaf_hash(LEAF), POLICY)


def test_a_damaged_tile_makes_no_receipt(log, tmp_path):
    copy = grown_log(tmp_path, 300)
    tile = tmp_path / "tile/0/000"
    tile.write_bytes(bytes(32) + tile.read_bytes()[32:])
    with pytest.raises(Conflict, match="瓦片与检查点不符"):
        make_receipt(copy.tree(), 200, copy.latest())
    with pytest.raises(Conflict, match="瓦片与检查点不符"):
        copy.tree().consistency(100)


def test_no_receipt_for_an_entry_that_is_not_there(log):
    with pytest.raises(ProofFailed, match="日志有 300 条，没有序号 300"):
        log.tree().inclusion(300)
    assert log.tree().entry(41) == BATCH


SIZES = [*range(1, 18), 200, 255, 256, 257, 258, 300, 511, 512, 513, 700]


@pytest.fixture(scope="module")
def stepped(tmp_path_factory) -> Log:
    return grown_log(tmp_path_factory.mktemp("stepped"), *SIZES)


@given(st.sampled_from(SIZES), st.data())
def test_every_entry_of_every_published_size_is_proved_and_every_growth(stepped, size, data):
    tree = Tree(stepped.store, TreeHead(size, merkle_root(map(entry, range(size)))))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    receipt = make_receipt(tree, index, sign_checkpoint(Checkpoint(ORIGIN, tree.head), [signer()]))
    assert receipt.verify(leaf_hash(tree.entry(index)), POLICY) == []
    with pytest.raises(ProofFailed):
        receipt.verify(leaf_hash(b"other"), POLICY)
    path = tree.consistency(old)
    roots = {"old_root": tree.root_at(old), "new_root": tree.head.root}
    verify_consistency(old_size=old, new_size=size, path=path, **roots)
    for place in range(len(path)):
        broken = [*path[:place], bytes(32), *path[place + 1 :]]
        with pytest.raises(ProofFailed):
            verify_consistency(old_size=old, new_size=size, path=broken, **roots)


WHOLE = Receipt(
    1,
    (bytes(32), bytes(range(32))),
    sign_checkpoint(Checkpoint(ORIGIN, TreeHead(3, bytes(32))), [signer()]),
    Extra(BATCH, SALT, Member(2, LEAF, tuple(batch_path(MEMBERS, 2)))).encode(),
).encode()


@given(_parts(WHOLE))
def test_any_bytes_are_a_receipt_or_a_refusal(data):
    with suppress(TranslogError):
        receipt = Receipt.parse(data)
        assert receipt.encode() == data
        verify_document(receipt, FORM, POLICY)


@given(_parts(Receipt.parse(WHOLE).extra))
def test_any_bytes_are_an_extra_or_a_refusal(data):
    with suppress(TranslogError):
        extra = Extra.parse(data)
        extra.part_of(FORM)
        extra.lead_to_entry()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda x: st.lists(x) | st.dictionaries(st.text(), x),
    max_leaves=4,
)


@given(st.fixed_dictionaries({}, optional={"entry": JSON, "salt": JSON, "member": JSON}))
def test_any_json_is_an_extra_or_a_refusal(said):
    with suppress(TranslogError):
        Extra.parse(json.dumps(said).encode()).lead_to_entry()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "第一行"),
        (b"c2sp.org/tlog-proof@v2\nindex 0\n\n", "第一行"),
        (b"c2sp.org/tlog-proof@v1\n", "没有 index"),
        (b"c2sp.org/tlog-proof@v1\nextra \nindex 0\n\n", "extra 行是空的"),
        (b"c2sp.org/tlog-proof@v1\nindex 01\n\n", "序号"),
        (b"c2sp.org/tlog-proof@v1\nindex 0\n" + b"A" * 43 + b"=\n" * 64 + b"\n\n", "路径太长"),
        (b"c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\n", "32 个字节"),
        (b"c2sp.org/tlog-proof@v1\nindex 0\n\n", "签名文本不完整"),
        (
            b"c2sp.org/tlog-proof@v1\nextra " + b"AAAA" * 200_000 + b"\nindex 0\n\n",
            "extra 行是空的，或者太大",
        ),
        (b"x" * 2_000_001, "太大"),
        (b"[" * 100_000, "第一行"),
    ],
)
def test_malformed_receipts_are_refused(data, why):
    with pytest.raises(Malformed, match=why):
        Receipt.parse(data)


@pytest.fixture
def desk(log, tmp_path) -> Path:
    """What a citizen has: a page, a receipt with a witness, a policy."""
    folder = tmp_path
    signed = log.latest()
    line = cosign(signed.note.text, WITNESS, 1_480_000_000)
    signed = type(signed)(signed.checkpoint, signed.note.with_signatures([line]))
    receipt = make_receipt(log.tree(), 40, signed, Extra(LEAF, SALT).encode())
    (folder / "page.tlog-proof").write_bytes(receipt.encode())
    (folder / "canonical.json").write_bytes(FORM)
    (folder / "entry").write_bytes(LEAF)
    rule = f"log {signer().key.text}\nwitness 晚报 {WITNESS.key.text}\nquorum 晚报\n"
    (folder / "policy").write_text(rule)
    return folder


def test_the_command_verifies(desk, capsys):
    page, policy = [str(desk / "page.tlog-proof"), str(desk / "canonical.json")], str(desk / "policy")
    assert main(["verify", *page, "--policy", policy]) == 0
    said = capsys.readouterr().out
    assert "成立：这份文件就是公开的内容。\n日志里写的是：事项 公开，索引号 \ufffd[2J。\n" in said
    assert "（见证人 晚报）" in said
    assert main(["verify", *page, "--key", signer().key.text]) == 0
    assert "没有见证人签名" in capsys.readouterr().out
    assert main(["verify", page[0], "--entry", str(desk / "entry"), "--policy", policy]) == 0
    assert "日志里有这一条" in capsys.readouterr().out
    (desk / "canonical.json").write_bytes(FORM + b"\n")
    assert main(["verify", *page, "--policy", policy]) == 1
    assert "不是凭证所记的那一份" in capsys.readouterr().err
    assert main(["verify", page[0], "--policy", policy]) == 1
    assert main(["verify", page[0], str(desk / "none"), "--policy", policy]) == 1
    with pytest.raises(SystemExit) as stopped:
        main(["verify", *page])
    assert stopped.value.code == 2
    assert "用法不对" in capsys.readouterr().err


def test_the_command_makes_keys_and_audits(tmp_path, capsys):
    assert main(["key", "new", ORIGIN, str(tmp_path / "key")]) == 0
    text = capsys.readouterr().out.strip()
    assert main(["key", "show", str(tmp_path / "key")]) == 0
    assert capsys.readouterr().out.strip() == text
    assert main(["key", "new", "w.example", str(tmp_path / "witness"), "--witness"]) == 0
    assert main(["key", "new", "with space", str(tmp_path / "other")]) == 1
    log = grown_log(tmp_path / "log", 300)
    place = [str(tmp_path / "log"), "--key", signer().key.text, "--remember", str(tmp_path / "seen")]
    assert main(["audit", *place]) == 0
    log.append(entries(400))
    assert main(["audit", *place]) == 0
    assert "与上次所见一致" in capsys.readouterr().out
    grown_log(tmp_path / "rolled", 300)
    place[0] = str(tmp_path / "rolled")
    assert main(["audit", *place]) == 1
    assert "从 400 条退到了 300 条" in capsys.readouterr().out
    assert Store(tmp_path / "log").read("checkpoint", 10**6) == (tmp_path / "seen").read_bytes()
