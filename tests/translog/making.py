"""Logs and keys for tests: the same seed makes the same key, the same number the same entry."""

import hashlib
import itertools
import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from gongkai.translog import LOG_KEY, WITNESS_KEY, Disk, Ed25519Signer, Log, Store

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


class Hasty(Disk):
    """Does not wait for the disk: what is tried is not a loss of power."""

    def write(self, path, data):
        with open(path, "xb") as file:
            file.write(data)

    def sync_folder(self, folder):
        pass


def new_log(folder: Path, **options) -> Log:
    log = Log(Store(folder, options.pop("disk", Hasty())), origin=ORIGIN, signers=[signer()], **options)
    log.create()
    return log


def grown_log(folder: Path, *sizes: int) -> Log:
    """A log that published a checkpoint at each of these sizes."""
    log = new_log(folder)
    for size in sizes:
        log.append(entries(size))
    return log


class Power(Exception):
    """The machine stopped."""


class FailingDisk(Hasty):
    """Stops at operation number `stop`, before it or (a write) in the middle of it, and at every one after."""

    def __init__(self, stop: int, *, half: bool = False):
        self.stop, self.half = stop, half
        self.counter = itertools.count()
        self.unsynced: dict[Path, list] = {}

    def _next(self):
        if next(self.counter) >= self.stop:
            raise Power

    def write(self, path, data):
        try:
            self._next()
        except Power:
            if self.half:
                path.write_bytes(data[: len(data) // 2])
            raise
        super().write(path, data)

    def rename(self, old, new):
        self._next()
        before = new.read_bytes() if new.exists() else None
        self._undone_without_sync(
            new.parent, lambda: new.unlink() if before is None else new.write_bytes(before)
        )
        super().rename(old, new)

    def make_folder(self, folder):
        self._next()
        if not folder.exists():
            self._undone_without_sync(folder.parent, lambda: shutil.rmtree(folder))
        super().make_folder(folder)

    def sync_folder(self, folder):
        self._next()
        self.unsynced.pop(folder, None)

    def remove(self, path):
        self._next()
        super().remove(path)

    def remove_folder(self, folder):
        self._next()
        super().remove_folder(folder)

    def _undone_without_sync(self, folder, undo):
        self.unsynced.setdefault(folder, []).append(undo)

    def lose_power(self):
        """What no folder was synced for is gone: names that were given, and folders with all that is in them."""
        for undos in self.unsynced.values():
            for undo in reversed(undos):
                with suppress(FileNotFoundError):
                    undo()


WRITER = """
import sys
from tests.translog.making import *
log = Log(Store(sys.argv[1]), origin=ORIGIN, signers=[signer()])
size = log.latest().checkpoint.size
print("ready", flush=True)
while size < 100_000:
    size += 600
    log.append(entries(size))
    print(size, flush=True)
"""


def kill_a_writer(folder: Path, pause: float) -> int:
    """Wherever it is, `pause` seconds after its first checkpoint; the size of that."""
    command = [sys.executable, "-c", WRITER, str(folder)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)
    assert writer.stdout.readline() == "ready\n"
    first = int(writer.stdout.readline())
    time.sleep(pause)
    writer.kill()
    writer.communicate()
    return first
