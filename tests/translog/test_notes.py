"""Signed notes, keys, checkpoints and policies, against the examples of the standards."""

import json
import stat
import subprocess
import sys
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gongkai.translog import (
    LOG_KEY,
    WITNESS_KEY,
    Checkpoint,
    CommandSigner,
    Ed25519Signer,
    Malformed,
    Missing,
    Note,
    Policy,
    Signature,
    SigningFailed,
    TranslogError,
    TreeHead,
    Untrusted,
    VerifierKey,
    cosign,
    open_checkpoint,
    sign_checkpoint,
)
from gongkai.translog.checkpoints import SignedCheckpoint
from gongkai.translog.merkle import EMPTY_ROOT
from gongkai.translog.notes import parse_signatures, sign
from gongkai.translog.witness import Request
from tests.shared_data import shared
from tests.translog.making import ORIGIN, signer, witness_signer

HEAD = TreeHead(7, bytes(range(32)))
SIGNED = sign_checkpoint(Checkpoint(ORIGIN, HEAD), [signer()])
WITNESSES = [witness_signer(name) for name in ("wit.example/a", "wit.example/b", "wit.example/c")]


def examples(spec: str) -> list[str]:
    rows = shared("conformance", "c2sp-examples", "examples.jsonl").read_text("utf-8").splitlines()
    return [row["example"] for row in map(json.loads, rows) if row["spec"] == spec]


def cosigned(*witnesses, moment: int = 1_480_000_000) -> SignedCheckpoint:
    lines = [cosign(SIGNED.note.text, witness, moment) for witness in witnesses]
    return SignedCheckpoint(SIGNED.checkpoint, SIGNED.note.with_signatures(lines))


def policy(quorum: str) -> Policy:
    lines = [f"log {signer().key.text} https://kunlun.example/log"]
    lines += [f"witness {name} {each.key.text}" for name, each in zip("abc", WITNESSES, strict=True)]
    return Policy.parse("\n".join([*lines, quorum, ""]).encode())


def test_the_example_key_verifies_the_example_note():
    notes = examples("signed-note.md")
    key = VerifierKey.parse(next(text for text in notes if text.startswith("example.com/foo+")))
    note = Note.parse((next(text for text in notes if text.startswith("This is an")) + "\n").encode())
    assert [(found.name, line.moment) for found, line in note.verified([key])] == [("example.com/foo", None)]
    with pytest.raises(Untrusted, match="签名不对"):
        Note("This is another message.\n", note.signatures).verified([key])


def test_a_text_may_hold_blank_lines():
    poem = next(text for text in examples("signed-note.md") if "sera" in text)
    note = Note.parse((poem + "\n").encode())
    assert note.text.endswith("raggio di sole:\n\ned è subito sera.\n")
    assert [line.name for line in note.signatures] == ["quasimodo.example/salvatore"]
    assert note.encode() == (poem + "\n").encode()


def test_example_checkpoints_and_cosignatures_are_read():
    plain = SignedCheckpoint.parse((examples("tlog-checkpoint.md")[0] + "\n").encode())
    assert plain.checkpoint.origin == "example.com/behind-the-sofa"
    assert plain.checkpoint.size == 20852163
    with_witness = SignedCheckpoint.parse((examples("tlog-cosignature.md")[0] + "\n").encode())
    assert [line.moment for line in with_witness.note.signatures] == [None, 1679315147]
    assert with_witness.note.signatures[0] == plain.note.signatures[0]


def test_example_request_and_answer_of_a_witness_are_read():
    texts = examples("tlog-witness.md")
    request = Request.parse((next(text for text in texts if text.startswith("old ")) + "\n").encode())
    assert (request.old_size, len(request.proof), request.signed.checkpoint.size) == (20852014, 4, 20852163)
    assert len(request.signed.note.signatures) == 2
    answer = next(text for text in texts if text.startswith("— witness.example/w1 CMp"))
    assert [line.name[-2:] for line in parse_signatures(answer + "\n")] == ["w1", "w1", "w2"]


def test_the_example_policy_counts_as_it_says():
    text = examples("tlog-policy.md")[0]
    keys = iter([signer("l.example").key, *(witness_signer(f"w{n}.example").key for n in range(6))])
    made = Policy.parse("".join(line + "\n" for line in _with_keys(text, keys)).encode())
    for names, enough in [
        (("X1", "X2", "Y1"), True),
        (("X1", "X3", "Y3", "Y2"), True),
        (("X1", "X2", "X3"), False),
        (("X1", "Y1", "Y2", "Y3"), False),
        ((), False),
    ]:
        assert made.satisfied_by(names) is enough


def _with_keys(text, keys):
    for line in text.splitlines():
        yield line.replace("<vkey>", next(keys).text) if "<vkey>" in line else line


def test_a_checkpoint_is_three_lines_and_a_signature():
    lines = SIGNED.encode().decode().split("\n")
    assert lines[:4] == [ORIGIN, "7", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", ""]
    assert lines[4].startswith(f"— {ORIGIN} ")
    assert lines[5:] == [""]
    assert open_checkpoint(SIGNED.encode(), [signer().key]) == SIGNED


def test_extension_lines_are_kept():
    made = Checkpoint(ORIGIN, HEAD, ("more", "and more"))
    assert Checkpoint.parse(made.text) == made


@pytest.mark.parametrize(
    "text",
    [
        *("", "\n", "a\n", "a\n7\n", "a\n7\n\n", "a b\n7\n{root}\n", "a+b\n7\n{root}\n", "\n7\n{root}\n"),
        *("a\n07\n{root}\n", "a\n+7\n{root}\n", "a\n-7\n{root}\n", "a\n7 \n{root}\n", "a\n٧\n{root}\n"),
        *("a\n9223372036854775808\n{root}\n", "a\n7\n{root}", "a\n7\n{root}\n\n", "a\n7\n{root}=\n"),
        *("a\n7\nAAAA\n", "a\n0\n{root}\n", "a\n7\n" + "A" * 42 + "B=\n", "a\n7\n{root}\n\nmore\n"),
    ],
)
def test_malformed_checkpoints_are_refused(text):
    with pytest.raises(Malformed):
        Checkpoint.parse(text.replace("{root}", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="))


def test_the_empty_log_has_the_empty_root():
    made = Checkpoint(ORIGIN, TreeHead(0, EMPTY_ROOT))
    assert Checkpoint.parse(made.text) == made


@pytest.mark.parametrize("place", range(0, len(SIGNED.encode()), 7))
def test_a_flipped_bit_anywhere_is_refused(place):
    data = bytearray(SIGNED.encode())
    data[place] ^= 1
    with pytest.raises(TranslogError):
        open_checkpoint(bytes(data), [signer().key])


def test_who_signed_is_asked():
    with pytest.raises(Untrusted, match=r"这是日志 kunlun\.example/log 的"):
        open_checkpoint(SIGNED.encode(), [signer("other.example/log").key])
    with pytest.raises(Untrusted, match="没有日志"):
        open_checkpoint(SIGNED.encode(), [signer(seed="forger").key])
    with pytest.raises(Untrusted, match="这是日志"):
        open_checkpoint(SIGNED.encode(), [signer(kind=WITNESS_KEY).key])
    forged = Signature(ORIGIN, signer().key.key_id, signer(seed="forger").sign(SIGNED.note.text.encode()))
    with pytest.raises(Untrusted, match="伪造"):
        open_checkpoint(Note(SIGNED.note.text, (forged,)).encode(), [signer().key])


def test_unknown_signatures_are_passed_over_even_sixteen_and_large_ones():
    strangers = [Signature(f"stranger{n}.example", b"abcd", bytes(2_428)) for n in range(16)]
    made = SIGNED.note.with_signatures(strangers)
    opened = open_checkpoint(made.encode(), [signer().key])
    assert len(opened.note.signatures) == 17


def test_a_newer_line_of_a_key_takes_the_place_of_the_older():
    first = cosigned(WITNESSES[0], moment=100)
    again = first.note.with_signatures([cosign(SIGNED.note.text, WITNESSES[0], 200)])
    assert [line.moment for line in again.signatures] == [None, 200]


@pytest.mark.parametrize(
    ("quorum", "enough", "missing"),
    [
        ("quorum none", "", None),
        ("quorum b", "b", "ac"),
        ("group any any a b c\nquorum any", "c", ""),
        ("group two 2 a b c\nquorum two", "ac", "b"),
        ("group all all a b c\nquorum all", "abc", "ab"),
    ],
)
def test_quorum(quorum, enough, missing):
    by_name = dict(zip("abc", WITNESSES, strict=True))
    rule = policy(quorum)
    held = rule.check(cosigned(*(by_name[name] for name in enough)))
    assert [(each.witness, each.moment) for each in held] == [(name, 1_480_000_000) for name in enough]
    if missing is not None:
        with pytest.raises(Untrusted, match="见证人不够"):
            rule.check(cosigned(*(by_name[name] for name in missing)))


def test_a_cosignature_from_the_future_is_refused():
    rule = policy("quorum a")
    assert rule.check(cosigned(WITNESSES[0], moment=1_000), now=700)[0].moment == 1_000
    with pytest.raises(Untrusted, match="时间在未来"):
        rule.check(cosigned(WITNESSES[0], moment=1_001), now=700)


def test_a_forged_cosignature_is_refused_even_if_others_suffice():
    line = cosign(SIGNED.note.text, WITNESSES[0], 5)
    forged = Signature(line.name, line.key_id, line.payload[:7] + b"\x06" + line.payload[8:])
    made = SignedCheckpoint(SIGNED.checkpoint, SIGNED.note.with_signatures([forged]))
    with pytest.raises(Untrusted, match=r"wit\.example/a 的签名不对"):
        policy("quorum none").check(made)


KEY, OTHER = witness_signer("w.example").key.text, witness_signer("v.example").key.text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "没有 quorum"),
        ("quorum nobody\n", "前面没有 nobody"),
        ("quorum none\nquorum none\n", "第 2 行"),
        ("witness a key\nquorum none\n", "第 1 行：公钥应当是"),
        (f"witness a {KEY}\nwitness a {OTHER}\nquorum a\n", "名称 a 已经用过"),
        (f"witness a {KEY}\nwitness b {KEY}\nquorum a\n", "写了两次"),
        (f"witness none {KEY}\nquorum none\n", "已经用过"),
        (f"log {KEY}\nquorum none\n", "类型不对"),
        (f"witness a {KEY}\ngroup g 2 a\nquorum g\n", "人数不对"),
        (f"witness a {KEY}\ngroup g 0 a\nquorum g\n", "人数不对"),
        (f"witness a {KEY}\ngroup g any b\nquorum g\n", "前面没有 b"),
        (f"witness a {KEY}\ngroup g any a\ngroup h any a\nquorum g\n", "已经属于一个组"),
        (f"witness a {KEY}\ngroup g any\nquorum g\n", "格式不对"),
        ("log\nquorum none\n", "格式不对"),
        ("friend a\nquorum none\n", "不认识：friend"),
        ("quorum\rnone\n", "控制字符"),
    ],
)
def test_malformed_policies_are_refused_with_their_line(text, why):
    with pytest.raises(Malformed, match=why):
        Policy.parse(text.encode())


def test_policies_may_hold_comments_blanks_and_other_bytes():
    text = f"# \xff 说明\n\n \twitness\t见证 {KEY}  https://w.example/ \n  quorum   见证  # not a comment".encode()
    with pytest.raises(Malformed, match="第 4 行"):
        Policy.parse(text)
    made = Policy.parse(text.replace(b"# not a comment", b"").replace("见证".encode(), b"\xff\xfe"))
    assert [witness.url for witness in made.witnesses.values()] == ["https://w.example/"]


@pytest.mark.parametrize("kind", [LOG_KEY, WITNESS_KEY])
def test_keys_are_read_as_written(tmp_path, kind):
    made = Ed25519Signer.generate("kunlun.example/钥匙", kind)
    assert VerifierKey.parse(made.key.text) == made.key
    path = tmp_path / "key"
    made.save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Ed25519Signer.load(path).key == made.key
    with pytest.raises(SigningFailed, match="已经存在"):
        made.save(path)
    path.chmod(0o640)
    with pytest.raises(SigningFailed, match="chmod 600"):
        Ed25519Signer.load(path)
    with pytest.raises(Missing, match="没有私钥文件"):
        Ed25519Signer.load(tmp_path / "none")


@pytest.mark.parametrize(
    "text",
    [
        *("", "a", "a+b", "a+b+c", "a+00000000+", "a b+00000000+AAAA", "a+00000000+AAAA", "a+0000000G+AAAA"),
        signer().key.text.replace(ORIGIN, "kunlun.example/log2"),
        signer().key.text[:-2] + "A=",
        signer().key.text.upper(),
    ],
)
def test_malformed_keys_are_refused(text):
    with pytest.raises(Malformed):
        VerifierKey.parse(text)


SIGNING_COMMAND = """
import sys
from tests.translog.making import *
message = sys.stdin.buffer.read()
sys.stdout.buffer.write(signer(seed=sys.argv[1]).sign(message))
"""


def test_a_command_can_sign(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", ":".join(sys.path))
    right = CommandSigner(signer().key, [sys.executable, "-c", SIGNING_COMMAND, ORIGIN])
    assert sign_checkpoint(Checkpoint(ORIGIN, HEAD), [right]) == SIGNED
    wrong = CommandSigner(signer().key, [sys.executable, "-c", SIGNING_COMMAND, "forger"])
    with pytest.raises(SigningFailed, match="用的不是"):
        sign(SIGNED.note.text, wrong)


@pytest.mark.parametrize("command", ["false", "no-such-command-here", "echo hello", ""])
def test_a_command_that_fails_is_told(command):
    with pytest.raises(SigningFailed):
        CommandSigner(signer().key, command).sign(b"text")


def _parts(data: bytes) -> st.SearchStrategy[bytes]:
    """Damaged versions: cut, with a byte changed, or with something put in."""
    places = st.integers(0, len(data))
    cut = places.map(lambda at: data[:at])
    changed = st.tuples(places, st.binary(max_size=3)).map(lambda p: data[: p[0]] + p[1] + data[p[0] + 1 :])
    doubled = st.tuples(places, places).map(lambda p: data[: p[0]] + data[p[1] :])
    return st.one_of(st.binary(max_size=400), cut, changed, doubled)


@given(_parts(cosigned(*WITNESSES).encode()))
@example(b"\xe2\x80\x94")
@example(b"\n\n\n")
def test_any_bytes_are_a_checkpoint_or_a_refusal(data):
    with suppress(TranslogError):
        assert SignedCheckpoint.parse(data).encode() == data
    with suppress(TranslogError):
        policy("quorum none").check(SignedCheckpoint.parse(data))


@given(_parts(f"log {signer().key.text} u\nwitness a {KEY}\ngroup g any a\nquorum g\n".encode()))
def test_any_bytes_are_a_policy_or_a_refusal(data):
    with suppress(TranslogError):
        Policy.parse(data).satisfied_by(["a"])


@given(_parts(signer().key.text.encode()))
def test_any_text_is_a_key_or_a_refusal(data):
    text = data.decode("utf-8", "surrogateescape")
    with suppress(TranslogError):
        assert VerifierKey.parse(text).text == text
    with suppress(TranslogError):
        Ed25519Signer.parse("PRIVATE+KEY+" + text)


def test_it_needs_no_django():
    code = "import sys, gongkai.translog; print([m for m in sys.modules if m.split('.')[0] in ('django', 'wagtail')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
