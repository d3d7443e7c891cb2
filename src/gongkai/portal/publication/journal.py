"""The journal: one file, only ever appended to, that says to every process what has changed.

A change is written twice: `begin`, inside its transaction, and `end`, after it. From the first line on no file that
depends on what it names is served, and Django answers from the database; a file written before the second line is
never served again. So it does not matter where a process dies, or who wrote a file while the change was made.

A file on disk remembers the length that the journal had before its page was rendered. It stands as long as the
journal has said nothing since of what the page depends on. Asking costs one `stat`.

Nothing here is forced to disk: after a loss of power every server starts again, and with it a new journal
(`start_afresh`), before which no file counts.
"""

import contextlib
import os
import secrets
import tempfile
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.core.errors import Refused
from gongkai.core.locks import hold_door

SITE = "site"  # Stands around or behind every page: whatever touches it touches all of them.
END = ";"  # A line without it was cut off by a crash, and its change was never committed.


@dataclass(frozen=True)
class Place:
    """A moment as the journal tells it: which journal, and how long it was."""

    epoch: str
    length: int


@dataclass
class _Read:
    """What the journal says up to `length`."""

    epoch: str = ""
    length: int = 0
    touched: dict[str, int] = field(default_factory=dict)
    open: dict[str, set[str]] = field(default_factory=dict)
    ended: dict[str, set[str]] = field(default_factory=dict)  # ended, their pages not yet written again

    def take(self, line: str, at: int) -> None:
        verb, _space, rest = line.partition(" ")
        if not rest.endswith(END):
            return
        token, *keys = rest[: -len(END)].split()
        if verb == "epoch":
            self.epoch = token
        elif verb == "begin":
            self.open.setdefault(token, set()).update(keys)
            self._touch(keys, at)
        elif verb == "end" and token in self.open:
            keys = self.open.pop(token)
            self.ended.setdefault(token, set()).update(keys)
            self._touch(keys, at)
        elif verb == "done":
            self.ended.pop(token, None)

    def _touch(self, keys: Iterable[str], at: int) -> None:
        self.touched.update(dict.fromkeys(keys, at))


class Journal:
    """One process's view of the file. Threads share it."""

    def __init__(self, path: Path):
        self.path = path
        self._lock = threading.Lock()
        self._read, self._inode = _Read(), 0

    def look(self) -> Place | None:
        """Read what was added since; None when there is no journal, and then no file may be served."""
        try:
            found = os.stat(self.path)
        except OSError:
            return None
        if found.st_size != self._read.length or found.st_ino != self._inode:
            with self._lock:
                self._read_on(found)
        return Place(self._read.epoch, self._read.length) if self._read.epoch else None

    def stands(self, place: Place, keys: Iterable[str]) -> bool:
        """Whether what was rendered at that place, from those things, is still what the record says."""
        read = self._read
        if place.epoch != read.epoch:
            return False
        keys = {SITE, *keys}
        if any(read.touched.get(key, 0) > place.length for key in keys):
            return False
        return not any(keys & opened for opened in tuple(read.open.values()))

    def begin(self, token: str, keys: Iterable[str]) -> None:
        """Inside the transaction that changes these things, which must hold the door's lock."""
        try:
            self.ensure()
            self._append(f"begin {token} {' '.join(sorted(keys))}")
        except OSError as error:
            raise Refused(
                _("网站的静态页面写不进去，现在不能办理。请让技术人员检查磁盘空间和数据文件夹的权限后重试。")
            ) from error

    def end(self, token: str) -> None:
        """After the transaction, whether it was committed or not. Only the first time counts."""
        self.look()
        if token in self._read.open:
            self._append(f"end {token}")

    def done(self, tokens: Iterable[str]) -> None:
        for token in tokens:
            self._append(f"done {token}")

    def waiting(self) -> dict[str, set[str]]:
        """Changes that ended and whose pages were not yet written again, with what they touched."""
        self.look()
        return dict(self._read.ended)

    def opened(self) -> set[str]:
        self.look()
        return set(self._read.open)

    def end_abandoned(self, tokens: Iterable[str]) -> None:
        """End changes whose process died or whose transaction was rolled back. Nobody else can hold the door while we
        do, so every change that was begun before is over, one way or the other."""
        with transaction.atomic():
            hold_door()
            for token in tokens:
                self.end(token)

    def ensure(self) -> None:
        if not self.path.exists():
            with self._new() as new, contextlib.suppress(FileExistsError):
                os.link(new, self.path)

    def start_afresh(self) -> None:
        """A new journal: every file written so far counts for nothing. When a server starts, for much may have
        happened meanwhile that no journal tells: another version of the product, other settings, a restored backup."""
        with transaction.atomic():
            hold_door()
            with self._new() as new:
                os.replace(new, self.path)
        self.look()

    @contextlib.contextmanager
    def _new(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=".journal-")
        with os.fdopen(handle, "w") as stream:
            stream.write(f"epoch {secrets.token_hex(8)}{END}\n")
        try:
            yield name
        finally:
            Path(name).unlink(missing_ok=True)

    def _append(self, line: str) -> None:
        """In one write, so that lines of several processes never mix; the line break in front ends a cut-off line."""
        written = f"\n{line}{END}\n".encode()
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND)
        try:
            if os.write(handle, written) != len(written):
                raise OSError("short write")
        finally:
            os.close(handle)

    def _read_on(self, found: os.stat_result) -> None:
        if found.st_ino != self._inode or found.st_size < self._read.length:
            self._read, self._inode = _Read(), found.st_ino
        read = self._read
        with self.path.open("rb") as stream:
            if os.fstat(stream.fileno()).st_ino != self._inode:
                return  # Replaced this moment: the next look finds another length or another file.
            stream.seek(read.length)
            added = stream.read()
        at = read.length
        for line in added[: added.rfind(b"\n") + 1].splitlines(keepends=True):
            at += len(line)
            read.take(line.decode("utf-8", "replace").strip(), at)
        read.length = at


_journals: dict[Path, Journal] = {}


def journal() -> Journal:
    path = Path(settings.SITE_DIR) / "journal"
    return _journals.setdefault(path, Journal(path))


class Patience:
    """Tells which of the open changes have been open for long, by this process's own clock."""

    def __init__(self, seconds: float):
        self.seconds, self._since = seconds, {}

    def tired_of(self, tokens: set[str]) -> set[str]:
        now = time.monotonic()
        self._since = {token: self._since.get(token, now) for token in tokens}
        return {token for token, since in self._since.items() if now - since >= self.seconds}
