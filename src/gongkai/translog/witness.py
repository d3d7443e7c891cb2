"""A witness (C2SP tlog-witness): it cosigns a checkpoint only if the log has grown from what it cosigned before.

`Witness` holds no server: it takes the body of a request and gives an answer. `Memory` keeps the latest checkpoint of
each log and exchanges it in one step, on the disk before the answer is given.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from gongkai.translog.checkpoints import SignedCheckpoint, TreeHead, check_signed_by_log
from gongkai.translog.encoding import hash_from_base64, number, text_of, to_base64
from gongkai.translog.errors import Malformed, Missing, ProofFailed, Untrusted
from gongkai.translog.keys import WITNESS_KEY, Signer, VerifierKey
from gongkai.translog.merkle import EMPTY_ROOT, verify_consistency
from gongkai.translog.notes import MAX_NOTE, Note, Signature, cosign, parse_signatures
from gongkai.translog.store import Disk

MAX_REQUEST = MAX_NOTE + 4_096
MAX_PROOF = 63
SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    old_size: int
    proof: tuple[bytes, ...]
    signed: SignedCheckpoint

    def encode(self) -> bytes:
        lines = [f"old {self.old_size}", *map(to_base64, self.proof), "", ""]
        return "\n".join(lines).encode() + self.signed.encode()

    @classmethod
    def parse(cls, body: bytes) -> "Request":
        text = text_of(body, "请求", MAX_REQUEST)
        head, found, checkpoint = text.partition("\n\n")
        first, *lines = head.split("\n")
        if not found or not first.startswith("old ") or len(lines) > MAX_PROOF:
            raise Malformed(
                "witness-request", f"请求应当是 old 一行、至多 {MAX_PROOF} 行证明、空行和检查点。"
            )
        proof = tuple(hash_from_base64(line, "一致性证明") for line in lines)
        old_size = number(first.removeprefix("old "), "旧的条数")
        return cls(old_size, proof, SignedCheckpoint.parse(checkpoint.encode()))


@dataclass(frozen=True, slots=True)
class Answer:
    """Of an HTTP server: status, content type, body."""

    status: int
    body: bytes
    content_type: str = TEXT_TYPE


class Memory(Protocol):
    def latest(self, origin: str) -> bytes | None:
        """The checkpoint that was cosigned last, as it was kept."""

    def exchange(self, origin: str, old: bytes | None, new: bytes) -> bool:
        """Keep `new` if `old` is still the latest; durable before it returns. False if another was quicker."""


class FolderMemory:
    """One file for each log, in a folder of the witness's own."""

    def __init__(self, folder: Path | str, disk: Disk | None = None):
        self.folder = Path(folder)
        self.disk = disk or Disk()
        self.folder.mkdir(parents=True, exist_ok=True)

    def latest(self, origin: str) -> bytes | None:
        try:
            return self._path(origin).read_bytes()
        except FileNotFoundError:
            return None

    def exchange(self, origin: str, old: bytes | None, new: bytes) -> bool:
        with self._lock():
            if self.latest(origin) != old:
                return False
            fresh = self.folder / "new"
            self.disk.remove(fresh)
            self.disk.write(fresh, new)
            self.disk.rename(fresh, self._path(origin))
            self.disk.sync_folder(self.folder)
            return True

    def _path(self, origin: str) -> Path:
        return self.folder / origin_id(origin)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        handle = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def origin_id(origin: str) -> str:
    """How a log is named in addresses of a witness: hex SHA-256 of its origin."""
    return hashlib.sha256(origin.encode()).hexdigest()


class Witness:
    """`logs`: for each origin the keys of that log. `signer` has a WITNESS_KEY."""

    def __init__(self, signer: Signer, logs: Mapping[str, Sequence[VerifierKey]], memory: Memory):
        if signer.key.kind != WITNESS_KEY:
            raise Malformed("key-kind", "见证人的密钥类型不对。请用“key new --witness”建立。")
        self.signer, self.logs, self.memory = signer, logs, memory

    def add_checkpoint(self, body: bytes, *, now: int) -> Answer:
        """What to answer to POST <prefix>/add-checkpoint at the POSIX second `now`."""
        try:
            request = Request.parse(body)
            origin = request.signed.checkpoint.origin
            if origin not in self.logs:
                return _refusal(404, f"本见证人不见证日志 {origin}。")
            check_signed_by_log(request.signed, self.logs[origin])
            return self._consider(self._without_strangers(request, origin), now)
        except Untrusted as error:
            return _refusal(403, str(error))
        except ProofFailed as error:
            return _refusal(422, str(error))
        except Malformed as error:
            return _refusal(400, str(error))

    def checkpoint(self, log_id: str) -> Answer:
        """What to answer to GET <prefix>/<hex SHA-256 of the origin>/checkpoint: the latest, with our cosignature."""
        for origin in self.logs:
            kept = self.memory.latest(origin) if origin_id(origin) == log_id else None
            if kept is not None:
                return Answer(200, kept)
        return _refusal(404, "本见证人没有这个日志的检查点。")

    def _without_strangers(self, request: Request, origin: str) -> Request:
        """Only the log's own lines are kept: anyone can add others to a checkpoint, and fill the witness with them."""
        note = request.signed.note
        own = [line for line in note.signatures if any(line.by(key) for key in self.logs[origin])]
        signed = SignedCheckpoint(request.signed.checkpoint, Note(note.text, tuple(own)))
        return Request(request.old_size, request.proof, signed)

    def _consider(self, request: Request, now: int) -> Answer:
        origin = request.signed.checkpoint.origin
        head, kept = request.signed.checkpoint.head, self.memory.latest(origin)
        before = SignedCheckpoint.parse(kept).checkpoint.head if kept else TreeHead(0, EMPTY_ROOT)
        if request.old_size > head.size:
            return _refusal(400, "旧的条数比新的检查点还大。")
        if request.old_size != before.size:
            return _size(before.size)
        verify_consistency(
            old_size=before.size,
            old_root=before.root,
            new_size=head.size,
            new_root=head.root,
            path=request.proof,
        )
        ours = cosign(request.signed.note.text, self.signer, now)
        fresh = SignedCheckpoint(request.signed.checkpoint, request.signed.note.with_signatures([ours]))
        if not self.memory.exchange(origin, kept, fresh.encode()):
            latest = self.memory.latest(origin)
            return _size(SignedCheckpoint.parse(latest).checkpoint.size if latest else 0)
        return Answer(200, ours.line.encode())


def read_answer(answer: Answer, signed: SignedCheckpoint, key: VerifierKey) -> Signature:
    """The witness's line from its answer, verified; for a log that asks."""
    if answer.status != 200:
        said = answer.body[:300].decode("utf-8", "replace").strip()
        raise Missing("witness-refused", f"见证人 {key.name} 没有签：{answer.status} {said}")
    lines = parse_signatures(text_of(answer.body, "见证人的回答", MAX_NOTE))
    for line in lines:
        if line.by(key):
            if not key.verifies(signed.note.text.encode(), line.payload):
                raise Untrusted("signature-wrong", f"见证人 {key.name} 的签名不对。")
            return line
    raise Untrusted("not-signed", f"回答里没有见证人 {key.name} 的签名。")


def size_in(answer: Answer) -> int:
    """Which size a witness that answered 409 has seen."""
    return number(text_of(answer.body, "见证人的回答", 100).removesuffix("\n"), "见证人的条数")


def _refusal(status: int, message: str) -> Answer:
    return Answer(status, f"{message}\n".encode())


def _size(size: int) -> Answer:
    return Answer(409, b"%d\n" % size, SIZE_TYPE)
