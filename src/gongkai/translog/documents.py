"""From a document to the leaf: what Gongkai writes into an entry and into the `extra` line of a receipt.

An entry is canonical JSON (UTF-8, sorted keys, no blanks). Of it this module knows:
  content  hex SHA-256(salt || canonical public form)
  files    list of hex SHA-256(salt || hex SHA-256 of the file's public copy, as text)
  members  of a batch: {"count": n, "root": hex}: the Merkle root (RFC 6962) over its members' leaves, which have the
           same form and are no entries of the log themselves

`extra` is JSON too: {"entry": text, "salt": hex, "member": {"index": i, "leaf": text, "path": [base64, ...]}};
`salt` and `member` may be absent. None of it is signed or need be: `entry` is hashed to the leaf of the outer proof,
`member.leaf` leads by its path to `members.root` of that entry, and the salted digest of the document stands in the
leaf. A program that knows nothing of this checks the outer proof with SHA-256(0x00 || entry) alone.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from gongkai.translog.encoding import hash_from_base64, to_base64
from gongkai.translog.errors import Malformed, ProofFailed
from gongkai.translog.merkle import leaf_hash, verify_inclusion
from gongkai.translog.policy import Cosigned, Policy
from gongkai.translog.receipts import MAX_EXTRA, MAX_PATH, Receipt

CONTENT, FILE = "content", "file"


@dataclass(frozen=True, slots=True)
class Member:
    """One of a batch: its place, its leaf, and the path from it to the batch's root."""

    index: int
    leaf: bytes
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Extra:
    entry: bytes
    salt: bytes | None = None
    member: Member | None = None

    def encode(self) -> bytes:
        said: dict[str, Any] = {"entry": self.entry.decode()}
        if self.salt is not None:
            said["salt"] = self.salt.hex()
        if self.member:
            path = [to_base64(each) for each in self.member.path]
            said["member"] = {"index": self.member.index, "leaf": self.member.leaf.decode(), "path": path}
        return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def parse(cls, data: bytes) -> "Extra":
        if len(data) > MAX_EXTRA:
            raise Malformed("too-large", f"凭证的 extra 行太大：最多 {MAX_EXTRA:,} 字节。")
        said = _object(data, "凭证的 extra 行")
        salt = _hex(said["salt"], "盐") if "salt" in said else None
        member = _member(said["member"]) if "member" in said else None
        return cls(_text(said.get("entry"), "凭证里的条目"), salt, member)

    @property
    def leaf(self) -> bytes:
        """The JSON that speaks of the document: the entry, or of a batch the member's."""
        return self.member.leaf if self.member else self.entry

    def lead_to_entry(self) -> None:
        """Raise unless the member, if there is one, is under the root that the entry names."""
        if not self.member:
            return
        members = _object(self.entry, "日志条目").get("members")
        if not isinstance(members, dict):
            raise ProofFailed("not-a-batch", "凭证说它是一批里的一件，日志里的这一条却不是一批。")
        count = _count(members.get("count"), "一批的件数")
        root = _hex(members.get("root"), "一批的根")
        leaf, index, path = leaf_hash(self.member.leaf), self.member.index, self.member.path
        try:
            verify_inclusion(leaf, index=index, size=count, root=root, path=path)
        except ProofFailed as error:
            raise ProofFailed("not-in-batch", "这一件不在日志所记的那一批里。") from error

    def part_of(self, document: bytes, salt: bytes | None = None) -> str | None:
        """CONTENT or FILE, if the leaf names the salted digest of these bytes."""
        salt = self.salt if salt is None else salt
        if salt is None:
            raise Malformed(
                "no-salt", "凭证里没有盐，不能核对内容。可以从文件页面的 canonical.json 取得，另行给出。"
            )
        leaf = _object(self.leaf, "日志条目")
        if leaf.get("content") == hashlib.sha256(salt + document).hexdigest():
            return CONTENT
        digest = hashlib.sha256(document).hexdigest().encode()
        files = leaf.get("files")
        found = isinstance(files, list) and hashlib.sha256(salt + digest).hexdigest() in files
        return FILE if found else None


@dataclass(frozen=True, slots=True)
class Verified:
    """What a receipt has proved. `leaf` is the JSON object that names the document."""

    index: int
    origin: str
    size: int
    part: str
    leaf: dict[str, Any]
    cosigned: list[Cosigned]


def verify_document(
    receipt: Receipt, document: bytes, policy: Policy, *, salt: bytes | None = None, now: int | None = None
) -> Verified:
    """Every step from the bytes of a page's canonical form, or of a file, to the signatures. Raises TranslogError."""
    if not receipt.extra:
        raise Malformed("no-entry", "凭证里没有日志条目，不能核对文件。请另给条目本身来核对。")
    extra = Extra.parse(receipt.extra)
    cosigned = receipt.verify(leaf_hash(extra.entry), policy, now=now)
    extra.lead_to_entry()
    part = extra.part_of(document, salt)
    if part is None and (form := _form_of(document)):
        part = extra.part_of(form, salt)
    if part is None:
        raise ProofFailed("other-document", "这份文件不是凭证所记的那一份：内容不同，或者拿错了凭证。")
    checkpoint = receipt.signed.checkpoint
    leaf = _object(extra.leaf, "日志条目")
    return Verified(receipt.index, checkpoint.origin, checkpoint.size, part, leaf, cosigned)


def _form_of(document: bytes) -> bytes:
    """What was digested of a page's canonical.json, which holds it as a text among what else is needed."""
    if not document.startswith(b"{"):
        return b""
    try:
        form = json.loads(document).get("form")
        return form.encode() if isinstance(form, str) else b""
    except (ValueError, RecursionError):
        return b""


def _member(said: Any) -> Member:
    if not isinstance(said, dict):
        raise Malformed("extra", "凭证里一批的证明格式不对。")
    lines = said.get("path")
    if not isinstance(lines, list) or len(lines) > MAX_PATH or not all(isinstance(x, str) for x in lines):
        raise Malformed("extra", "凭证里一批的证明路径格式不对。")
    path = tuple(hash_from_base64(line, "一批的证明路径") for line in lines)
    return Member(_count(said.get("index"), "一批里的序号"), _text(said.get("leaf"), "一批里的一件"), path)


def _object(data: bytes, what: str) -> dict[str, Any]:
    try:
        said = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Malformed("json", f"{what}不是 JSON。") from error
    if not isinstance(said, dict):
        raise Malformed("json", f"{what}应当是一个 JSON 对象。")
    return said


def _text(value: Any, what: str) -> bytes:
    try:
        return value.encode()
    except (AttributeError, UnicodeEncodeError) as error:
        raise Malformed("extra", f"{what}应当是文字。") from error


def _hex(value: Any, what: str) -> bytes:
    if (
        not isinstance(value, str)
        or len(value) != 64
        or any(char not in "0123456789abcdef" for char in value)
    ):
        raise Malformed("hex", f"{what}应当是 64 位十六进制数字。")
    return bytes.fromhex(value)


def _count(value: Any, what: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise Malformed("number", f"{what}应当是整数。")
    return value
