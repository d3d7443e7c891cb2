"""Logs and keys for tests: the same seed makes the same key, the same number the same entry."""

import hashlib
from pathlib import Path

from gongkai.translog import LOG_KEY, WITNESS_KEY, Ed25519Signer, Log, Store

ORIGIN = "kunlun.example/log"


def signer(name: str = ORIGIN, kind: int = LOG_KEY, *, seed: str = "") -> Ed25519Signer:
    return Ed25519Signer(name, hashlib.sha256((seed or name).encode()).digest(), kind)


def witness_signer(name: str) -> Ed25519Signer:
    return signer(name, WITNESS_KEY)


def entry(index: int) -> bytes:
    return b'{"act":"publish","thing":"11620000-%d","v":1}' % index


def entries(count: int):
    """As a database would answer: `entries_from` of `Log.append`."""
    return lambda start: (entry(index) for index in range(start, count))


def new_log(folder: Path, **options) -> Log:
    log = Log(Store(folder, options.pop("disk", None)), origin=ORIGIN, signers=[signer()], **options)
    log.create()
    return log


def grown_log(folder: Path, *sizes: int) -> Log:
    """A log that published a checkpoint at each of these sizes."""
    log = new_log(folder)
    for size in sizes:
        log.append(entries(size))
    return log
