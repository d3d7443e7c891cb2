"""Receipts (C2SP tlog-proof): an index, an inclusion path and a checkpoint, to be checked without any server."""

from dataclasses import dataclass

from gongkai.translog.checkpoints import SignedCheckpoint
from gongkai.translog.encoding import from_base64, hash_from_base64, number, text_of, to_base64
from gongkai.translog.errors import Malformed
from gongkai.translog.merkle import verify_inclusion
from gongkai.translog.notes import MAX_NOTE
from gongkai.translog.policy import Cosigned, Policy
from gongkai.translog.proofs import Tree

FIRST_LINE = "c2sp.org/tlog-proof@v1"
MAX_RECEIPT = 2 * MAX_NOTE
MAX_EXTRA = 500_000
MAX_PATH = 63


@dataclass(frozen=True, slots=True)
class Receipt:
    """`extra` is not signed: what is read from it counts only as far as it leads to the leaf (see documents.py)."""

    index: int
    path: tuple[bytes, ...]
    signed: SignedCheckpoint
    extra: bytes = b""

    def encode(self) -> bytes:
        lines = [FIRST_LINE]
        if self.extra:
            lines.append(f"extra {to_base64(self.extra)}")
        lines += [f"index {self.index}", *map(to_base64, self.path), "", ""]
        return "\n".join(lines).encode() + self.signed.encode()

    @classmethod
    def parse(cls, data: bytes) -> "Receipt":
        text = text_of(data, "凭证", MAX_RECEIPT)
        lines = text.partition("\n\n")[0].split("\n")
        if lines.pop(0) != FIRST_LINE:
            raise Malformed("receipt", f"这不是凭证：第一行应当是 {FIRST_LINE}。")
        extra = b""
        if lines and lines[0].startswith("extra "):
            extra = from_base64(lines.pop(0).removeprefix("extra "), "凭证的 extra 行")
            if not 0 < len(extra) <= MAX_EXTRA:
                raise Malformed("too-large", f"凭证的 extra 行是空的，或者太大：最多 {MAX_EXTRA:,} 字节。")
        if not lines or not lines[0].startswith("index "):
            raise Malformed("receipt", "凭证里没有 index 一行。")
        index = number(lines.pop(0).removeprefix("index "), "凭证的序号")
        if len(lines) > MAX_PATH:
            raise Malformed("receipt", f"凭证的证明路径太长：最多 {MAX_PATH} 行。")
        path = tuple(hash_from_base64(line, "凭证的证明路径") for line in lines)
        return cls(index, path, SignedCheckpoint.parse(text.partition("\n\n")[2].encode()), extra)

    def verify(self, leaf: bytes, policy: Policy, *, now: int | None = None) -> list[Cosigned]:
        """Return the witnesses if this leaf hash stands in a log that the policy believes; else raise TranslogError."""
        cosigned = policy.check(self.signed, now=now)
        head = self.signed.checkpoint.head
        verify_inclusion(leaf, index=self.index, size=head.size, root=head.root, path=self.path)
        return cosigned


def make_receipt(tree: Tree, index: int, signed: SignedCheckpoint, extra: bytes = b"") -> Receipt:
    """`tree` is the tree of this checkpoint."""
    if tree.head != signed.checkpoint.head:
        tree = Tree(tree.reader, signed.checkpoint.head)
    return Receipt(index, tuple(tree.inclusion(index)), signed, extra)
