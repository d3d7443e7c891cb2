"""Checkpoints (C2SP tlog-checkpoint): the signed statement of how large a log is and what its root is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongkai.translog.encoding import hash_from_base64, number, to_base64
from gongkai.translog.errors import Malformed, Untrusted
from gongkai.translog.keys import LOG_KEY, Signer, VerifierKey, check_name
from gongkai.translog.merkle import EMPTY_ROOT
from gongkai.translog.notes import Note, sign


@dataclass(frozen=True, slots=True)
class TreeHead:
    """How many entries, and the root over them."""

    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.size:,} 条，根 {to_base64(self.root)}"


EMPTY = TreeHead(0, EMPTY_ROOT)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    origin: str
    head: TreeHead
    extensions: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return self.head.size

    @property
    def root(self) -> bytes:
        return self.head.root

    @property
    def text(self) -> str:
        lines = (self.origin, str(self.size), to_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise Malformed("checkpoint", "检查点的格式不对：应有日志名称、条数、根三行，没有空行。")
        origin, size, root, *extensions = lines[:-1]
        check_name(origin)
        head = TreeHead(number(size, "检查点的条数"), hash_from_base64(root, "检查点的根"))
        if not head.size and head.root != EMPTY_ROOT:
            raise Malformed("checkpoint", "检查点说日志是空的，根却不是空日志的根。")
        return cls(origin, head, tuple(extensions))


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint with the note it was read from. Holding one says nothing of its signatures: see `open_checkpoint`."""

    checkpoint: Checkpoint
    note: Note

    @classmethod
    def parse(cls, data: bytes) -> "SignedCheckpoint":
        note = Note.parse(data)
        return cls(Checkpoint.parse(note.text), note)

    def encode(self) -> bytes:
        return self.note.encode()


def open_checkpoint(data: bytes, log_keys: Iterable[VerifierKey]) -> SignedCheckpoint:
    """Read a checkpoint that at least one of the log's keys signed; each key is good for the origin of its own name."""
    signed = SignedCheckpoint.parse(data)
    check_signed_by_log(signed, log_keys)
    return signed


def check_signed_by_log(signed: SignedCheckpoint, log_keys: Iterable[VerifierKey]) -> list[VerifierKey]:
    keys = [key for key in log_keys if key.kind == LOG_KEY]
    origin = signed.checkpoint.origin
    ours = [key for key in keys if key.name == origin]
    if not ours:
        known = "、".join(sorted({key.name for key in keys})) or "（没有）"
        raise Untrusted("other-log", f"这是日志 {origin} 的，所给的公钥属于 {known}。")
    found = signed.note.verified(ours)
    if not found:
        raise Untrusted("not-signed", f"检查点没有日志 {origin} 的签名，或者不是用所给公钥对应的密钥签的。")
    return [key for key, _ in found]


def sign_checkpoint(checkpoint: Checkpoint, signers: Sequence[Signer]) -> SignedCheckpoint:
    """Signed by every key given: two while a key is being changed."""
    signatures = tuple(sign(checkpoint.text, signer) for signer in signers)
    return SignedCheckpoint(checkpoint, Note(checkpoint.text, signatures))
