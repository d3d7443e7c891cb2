"""What the browser says of a receipt is what Python says of it: every good one, and hundreds that were changed in one place.

No server: the test itself answers for both addresses below. At the one without HTTPS a browser has no WebCrypto.
"""

import base64
import hashlib
import json
import random
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from gongkai import portal
from gongkai.translog import (
    Extra,
    Member,
    Policy,
    Receipt,
    TranslogError,
    VerifierKey,
    batch_path,
    cosign,
    make_receipt,
    merkle_root,
    verify_document,
)
from tests.translog.making import grown_log, new_log, signer, witness_signer

STATIC = Path(portal.__file__).parent / "static" / "portal"
LIBRARY = [f"js/translog/{name}.js" for name in ("hashing", "notes", "merkle", "receipts")]
SCRIPTS = ["vendor/noble/noble.min.js", *LIBRARY]
ADDRESSES = {"webcrypto": "https://verify.test/", "library": "http://verify.test/"}
NOW = 1_800_000_000
DOCUMENT, FILE, SALT = '{"title":"关于供水的通知"}'.encode(), b"the bytes of an attachment", bytes(range(32))
WITNESSES = [witness_signer("university"), witness_signer("archive")]
POLICY = f"""# 两家都要
log {signer().key.text} https://kunlun.example/log
witness u {WITNESSES[0].key.text}
witness a {WITNESSES[1].key.text}\thttps://archive.example/
group both 2 u a
quorum both
"""


def salted(data: bytes) -> str:
    return hashlib.sha256(SALT + data).hexdigest()


def leaf_of(number: int, **said) -> bytes:
    files = [salted(hashlib.sha256(FILE).hexdigest().encode())]
    leaf = {"v": 2, "thing": f"供水/{number}", "content": salted(DOCUMENT), "files": files} | said
    return json.dumps(leaf, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def receipt_of(folder, size: int, index: int) -> Receipt:
    """Entry 3 is always a batch of five, and its receipt is that of the third of them."""
    inside = [leaf_of(100 + number) for number in range(5)]
    members = {"count": 5, "root": merkle_root(inside).hex()}
    entries = [leaf_of(number) for number in range(size)]
    entries[3:4] = [leaf_of(3, content=None, files=None, members=members)] if size > 3 else []
    log = new_log(folder)
    log.append(lambda start: iter(entries[start:]))
    signed = log.latest()
    note = signed.note.with_signatures(cosign(signed.note.text, each, NOW - 60) for each in WITNESSES)
    member = Member(2, inside[2], tuple(batch_path(inside, 2))) if index == 3 else None
    extra = Extra(entries[index], SALT, member).encode()
    return make_receipt(log.tree(), index, type(signed)(signed.checkpoint, note), extra)


@pytest.fixture(scope="module")
def receipts(tmp_path_factory):
    places = (1, 0), (2, 1), (7, 3), (7, 6), (300, 3), (300, 256), (300, 299)
    return [receipt_of(tmp_path_factory.mktemp("log"), *place) for place in places]


@pytest.fixture(scope="module", params=ADDRESSES)
def page(request):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        opened = browser.new_page()
        html = "<!doctype html><title>x</title>" + "".join(
            f"<script>{(STATIC / script).read_text(encoding='utf-8')}</script>" for script in SCRIPTS
        )
        opened.route("**", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        opened.goto(ADDRESSES[request.param])
        assert opened.evaluate("translog.asksBrowser()") == (request.param == "webcrypto")
        assert opened.evaluate("crypto.subtle !== undefined") == (request.param == "webcrypto")
        yield opened
        browser.close()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


ASK = """async ([cases, policy, now]) => {
    const bytes = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0)), answers = [];
    for (const [receipt, document] of cases) {
        try {
            const parsed = await translog.parsePolicy(bytes(policy));
            const found = await translog.verifyDocument(bytes(receipt), bytes(document), parsed, now);
            const cosigned = found.cosigned.map((each) => [each.name, each.moment]);
            answers.push([Number(found.index), found.origin, Number(found.size), found.part, cosigned]);
        } catch (error) {
            answers.push(error.code || String(error));
        }
    }
    return answers;
}"""


def said_by_browser(page, cases, policy=POLICY):
    return page.evaluate(ASK, [[[b64(a), b64(b)] for a, b in cases], b64(policy.encode()), NOW])


def said_by_python(receipt: bytes, document: bytes, policy: str = POLICY):
    try:
        found = verify_document(Receipt.parse(receipt), document, Policy.parse(policy.encode()), now=NOW)
    except TranslogError as error:
        return error.code
    cosigned = [[each.witness, each.moment] for each in found.cosigned]
    return [found.index, found.origin, found.size, found.part, cosigned]


def test_every_good_receipt_is_accepted(page, receipts):
    cases = [(receipt.encode(), data) for receipt in receipts for data in (DOCUMENT, FILE)]
    expected = [said_by_python(*case) for case in cases]
    assert {said[3] for said in expected} == {"content", "file"}
    assert all(len(said[4]) == 2 for said in expected)
    assert said_by_browser(page, cases) == expected


def flipped(data: bytes, place: int, bit: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]


def test_a_receipt_with_one_bit_changed_is_refused_for_the_same_reason(page, receipts):
    """60 bits of each receipt, anywhere in it; and every fourth byte of one whole receipt of a batch."""
    chosen, cases = random.Random(6), []
    for receipt in receipts:
        data = receipt.encode()
        cases += [
            (flipped(data, chosen.randrange(len(data)), chosen.randrange(8)), DOCUMENT) for _ in range(60)
        ]
    whole = receipts[2].encode()
    cases += [(flipped(whole, place, place % 7), DOCUMENT) for place in range(0, len(whole), 4)]
    answers = said_by_browser(page, cases)
    assert len(cases) > 700
    assert answers == [said_by_python(*case) for case in cases]
    assert [said for said in answers if not isinstance(said, str)] == []


def changed_lines(data: bytes):
    lines = data.split(b"\n")
    for place in range(len(lines)):
        yield b"\n".join(lines[:place] + lines[place + 1 :])
        yield b"\n".join([*lines[: place + 1], lines[place], *lines[place + 1 :]])
        yield b"\n".join([*lines[:place], *lines[place : place + 2][::-1], *lines[place + 2 :]])


def other_extras(receipt: Receipt):
    said = json.loads(receipt.extra)
    member, other = said.get("member") or {}, "00" * 32
    for change in (
        {"salt": other},
        {"salt": "AB" * 32},
        {"salt": None},
        {"salt": 5},
        {"entry": said["entry"] + " "},
        {"entry": "\ud800"},
        {"entry": None},
        {"member": None},
        {"member": []},
        {"member": member | {"index": 3}},
        {"member": member | {"index": -1}},
        {"member": member | {"index": True}},
        {"member": member | {"leaf": said["entry"]}},
        {"member": member | {"path": []}},
        {"member": member | {"path": ["x"]}},
        {"member": member | {"path": [b64(bytes(31))]}},
        {"member": member | {"path": [b64(bytes(32))] * 64}},
        {"member": {"index": 0, "leaf": said["entry"], "path": []}},
    ):
        yield json.dumps(said | change).encode()
    yield json.dumps({name: said[name] for name in said if name != "salt"}).encode()
    yield json.dumps({name: said[name] for name in said if name != "member"}).encode()
    yield json.dumps([said]).encode()
    yield b"{"
    yield b"\xff"


def other_receipts(receipt: Receipt):
    data, note = receipt.encode(), receipt.signed.note
    replaced = {
        f"index {receipt.index}": [
            "index 0",
            "index 007",
            f"index {2**63}",
            "index -1",
            "index",
            f"index {10**30}",
            "index 9999",
        ],
        "tlog-proof@v1": ["tlog-proof@v2"],
        signer().key.name: ["other.example/log", "kunlun example"],
        "university": ["nobody", ""],
    }
    for old, news in replaced.items():
        yield from (data.replace(old.encode(), new.encode()) for new in news)
    yield from (
        Receipt(receipt.index, receipt.path, receipt.signed, extra).encode()
        for extra in other_extras(receipt)
    )
    yield Receipt(receipt.index, receipt.path, receipt.signed).encode()
    for moment in (NOW + 300, NOW + 301, 2**63 - 1, 2**63 - 2):
        later = note.with_signatures([cosign(note.text, WITNESSES[0], moment)])
        yield data.replace(note.encode(), later.encode())
    forged = cosign(note.text, witness_signer("university"), NOW - 60)
    forged = type(forged)(forged.name, forged.key_id, forged.payload[:-1] + b"\0")
    yield data.replace(note.encode(), note.with_signatures([forged]).encode())
    yield data.replace(note.encode(), type(note)(note.text, note.signatures[:2]).encode())
    yield data.replace(note.encode(), type(note)(note.text, note.signatures[1:]).encode())
    many = [type(forged)(f"w{number}", b"abcd", b"xyz") for number in range(98)]
    yield data.replace(note.encode(), note.with_signatures(many[:97]).encode())
    yield data.replace(note.encode(), note.with_signatures(many).encode())
    yield from (
        b"",
        b"\n",
        b"\n\n",
        data[:-1],
        data + b"\n",
        data.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + data,
    )
    yield from (data + b"\xff", data + b"\0", b"x" * 2_000_001, data[: len(data) // 2], data + data)


def test_whatever_else_is_wrong_has_the_same_code(page, receipts):
    cases = []
    for receipt in (receipts[1], receipts[4]):
        cases += [(data, DOCUMENT) for data in (*changed_lines(receipt.encode()), *other_receipts(receipt))]
        cases += [(receipt.encode(), data) for data in (DOCUMENT + b"\n", FILE[:-1], b"", SALT)]
    answers = said_by_browser(page, cases)
    assert answers == [said_by_python(*case) for case in cases]
    refused = {said for said in answers if isinstance(said, str)}
    assert refused >= {
        *(
            "other-document",
            "no-entry",
            "no-salt",
            "not-in-batch",
            "not-a-batch",
            "not-included",
            "json",
            "hex",
        ),
        *(
            "extra",
            "base64",
            "hash-length",
            "number",
            "receipt",
            "note",
            "checkpoint",
            "signature-line",
            "key-name",
        ),
        *("other-log", "not-signed", "signature-wrong", "quorum-missing", "from-the-future", "path-too-long"),
        *(
            "path-too-short",
            "index-outside-tree",
            "too-large",
            "too-many-signatures",
            "utf-8",
            "control-character",
        ),
    }


KEY = signer().key.text
OTHER_POLICIES = (
    *("", "quorum none", f"log {KEY}", f"log {KEY}\nlog {KEY}\nquorum none", f"log {KEY} a b\nquorum none"),
    *(
        f"log {KEY}\nquorum none\n",
        f"log\t{KEY}\nquorum  none\n# 说明\n",
        f"log {KEY}\nquorum x",
        "quorum none\nquorum none",
    ),
    *(
        POLICY.replace("both 2", f"both {number}")
        for number in ("0", "1", "3", "any", "all", "01", "+2", "9" * 9)
    ),
    *(POLICY.replace("u a", names) for names in ("u u", "u", "u b", "")),
    *(POLICY.replace("quorum both", f"quorum {name}") for name in ("u", "a", "b", "both x")),
    *(
        POLICY.replace(KEY, text)
        for text in (KEY[:-4], KEY + "=", "a+b", "a+00000000+", KEY.replace("+", "+0", 1))
    ),
    *(POLICY.replace(KEY, text) for text in (WITNESSES[0].key.text, signer("other.example/log").key.text)),
    POLICY.replace(KEY, VerifierKey(signer().key.name, 1, bytes(32)).text),
    POLICY.replace("witness a", "witness u"),
    POLICY.replace("witness a", "witness none"),
    POLICY.replace("group both", "group u"),
    "who knows\n" + POLICY,
    POLICY + "\0",
    POLICY + "#" * 200_000,
)


def test_whom_to_believe_is_read_alike(page, receipts):
    case = (receipts[3].encode(), DOCUMENT)
    expected = {policy: said_by_python(*case, policy) for policy in OTHER_POLICIES}
    assert {policy: said_by_browser(page, [case], policy)[0] for policy in OTHER_POLICIES} == expected
    assert len({str(said) for said in expected.values()}) > 8


GROWN = """async ([sizes, files]) => {
    const bytes = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0)), refused = [];
    const read = (path) => (files[path] ? bytes(files[path]) : null);
    const heads = sizes.map(([size, root]) => ({ size: BigInt(size), root: bytes(root) }));
    for (const newer of heads) {
        for (const older of heads) {
            try {
                const path = await new translog.Tiles(newer.size, read).consistency(older.size);
                await translog.verifyConsistency(older, newer, path);
                for (const place of path.keys()) {
                    const wrong = path.map((hash, at) => (at === place ? hash.map((byte) => byte ^ 1) : hash));
                    await translog.verifyConsistency(older, newer, wrong).then(
                        () => refused.push("accepted"), (error) => error.code === "inconsistent" || refused.push(error.code));
                }
                const fork = { size: older.size, root: older.root.map((byte) => byte ^ 1) };
                await translog.verifyConsistency(fork, newer, path).then(
                    () => refused.push("accepted"), (error) => error.code === "inconsistent" || refused.push(error.code));
            } catch (error) {
                refused.push([Number(older.size), Number(newer.size), error.code || String(error)]);
            }
        }
    }
    return refused;
}"""


def test_a_grown_log_contains_the_older_one_and_a_fork_does_not(page, tmp_path):
    sizes = (1, 2, 3, 7, 8, 255, 256, 257, 300, 511, 512, 600)
    log = grown_log(tmp_path, *sizes)
    heads = [(size, b64(log.tree().root_at(size))) for size in sizes]
    files = {
        str(path.relative_to(tmp_path)): b64(path.read_bytes())
        for path in tmp_path.rglob("tile/**/*")
        if path.is_file()
    }
    smaller = [[older, newer, "smaller-tree"] for newer in sizes for older in sizes if older > newer]
    assert page.evaluate(GROWN, [heads, files]) == smaller
