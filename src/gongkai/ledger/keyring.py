"""The folder of keys: private keys, whom we ask to bear witness, and what this server remembers of having signed.

It lies in the data folder, outside the database and whatever is served, readable by its owner alone. It is in no backup of
ours: who holds a backup must not be able to sign (docs/operate.md says how to keep a copy).
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from gongkai.core.errors import Refused
from gongkai.translog import (
    CommandSigner,
    Ed25519Signer,
    Policy,
    SignedCheckpoint,
    Signer,
    TreeHead,
    VerifierKey,
)
from gongkai.translog.witness import origin_id

POLICY = "policy"
TROUBLE = "trouble"
WRITER = 0x676F6E6C  # beside the door's key: one writer of the log, however many servers share the database
NO_WITNESS = b"quorum none\n"


def folder() -> Path:
    path = Path(settings.KEYS_DIR)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def keep(signer: Ed25519Signer) -> VerifierKey:
    signer.save(_path(signer.key, "key"))
    return signer.key


def keep_command(key: VerifierKey, command: str) -> VerifierKey:
    """Of a key that only a command reaches; it must sign something first."""
    CommandSigner(key, command).sign(b"gongkai\n")
    said = json.dumps({"key": key.text, "command": command}, ensure_ascii=False)
    put(_path(key, "signer"), said.encode())
    return key


def signer_of(key: VerifierKey) -> Signer:
    if _path(key, "signer").exists():
        said = json.loads(_path(key, "signer").read_text(encoding="utf-8"))
        return CommandSigner(key, said["command"])
    if not _path(key, "key").exists():
        raise Refused(
            _(
                "这台服务器上没有公开日志的密钥 %(id)s，没有签发。请把原来的 %(folder)s 文件夹拷回来；"
                "密钥已经丢失时请运行 gongkai log rotate --lost。"
            )
            % {"id": key.key_id.hex(), "folder": folder()}
        )
    return Ed25519Signer.load(_path(key, "key"))


def discard(key: VerifierKey) -> None:
    for kind in ("key", "signer"):
        _path(key, kind).unlink(missing_ok=True)


def policy() -> Policy:
    return Policy.parse(policy_text())


def policy_text() -> bytes:
    """Witnesses and quorum, as the operator wrote them; the log itself is added where it is published."""
    try:
        return (folder() / POLICY).read_bytes()
    except FileNotFoundError:
        return NO_WITNESS


def remember(signed: SignedCheckpoint) -> None:
    """Beside the key, so that whoever holds the key knows what it signed, whatever becomes of the database."""
    put(_signed(signed.checkpoint.origin), signed.encode())


def remembered(origin: str) -> TreeHead | None:
    try:
        return SignedCheckpoint.parse(_signed(origin).read_bytes()).checkpoint.head
    except FileNotFoundError:
        return None


def tell_trouble(sentence: str) -> bool:
    """For the desk: why the log is not written. True when that is news."""
    path = folder() / TROUBLE
    if trouble() == sentence:
        return False
    put(path, sentence.encode())
    return True


def trouble() -> str:
    with suppress(FileNotFoundError):
        return (folder() / TROUBLE).read_text(encoding="utf-8")
    return ""


def no_trouble() -> None:
    (folder() / TROUBLE).unlink(missing_ok=True)


@contextmanager
def one_writer() -> Iterator[None]:
    """One process at a time, of this machine by a lock of the folder, of all that share a PostgreSQL by one there."""
    handle = os.open(folder(), os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _busy() from error
        with _database_lock():
            yield
    finally:
        os.close(handle)


class Busy(Refused):
    """Another process writes just now; it does the work."""


def put(path: Path, data: bytes) -> None:
    """One step, on the disk when it returns."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.rename(new, path)
    parent = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(parent)
    finally:
        os.close(parent)


@contextmanager
def _database_lock() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield  # SQLite: one machine, and every head is written in an IMMEDIATE transaction
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [WRITER])
        if not cursor.fetchone()[0]:
            raise _busy()
    try:
        yield
    finally:
        if connection.connection and not connection.connection.closed and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [WRITER])
        else:
            connection.close()


def _busy() -> Busy:
    return Busy(_("另一个程序正在写公开日志。请等它结束再试。"))


def _path(key: VerifierKey, kind: str) -> Path:
    return folder() / f"{key.key_id.hex()}.{kind}"


def _signed(origin: str) -> Path:
    return folder() / f"signed-{origin_id(origin)[:16]}"
