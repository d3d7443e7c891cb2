"""Work on files of strangers in a process of its own: a hostile file takes nothing down but that.

The child is bounded in memory, time, open files and size of what it writes; it has no network; it and all that it starts
(LibreOffice, Tesseract) are one session that is killed as a whole. One line of JSON goes in, one comes out.
"""

import contextlib
import json
import os
import queue
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile

TASKS = {
    "check": "gongkai.review.checking.engine:check_task",
    "mask": "gongkai.review.masking.files:mask_task",
    "strip": "gongkai.review.masking.files:strip_task",
    "read": "gongkai.review.reading.shown:read_task",
}
SECONDS = 60
MEGABYTES = 1500
_LONGEST_ANSWER = 256 * 1024 * 1024
_START = "import sys, json; sys.path[:0] = json.loads(sys.argv[1]); from gongkai.review.apart_child import serve; serve()"


def run_apart(task: str, arguments: dict, *, seconds: int = SECONDS, megabytes: int = MEGABYTES) -> Any:
    """What the task answers. `BadFile` when it says so, dies, or goes beyond its time or memory."""
    child = _Child(megabytes)
    try:
        return child.run(task, arguments, seconds)
    finally:
        child.end()


class Workers:
    """Children that are used again, for folders. One that dies over a file is replaced."""

    def __init__(self, count: int, *, seconds: int = SECONDS, megabytes: int = MEGABYTES):
        self.count, self.seconds, self.megabytes = max(count, 1), seconds, megabytes
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _number in range(self.count):
            self._idle.put(None)

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_raised):
        while not self._idle.empty():
            child = self._idle.get_nowait()
            if child is not None:
                child.end()

    def run(self, task: str, arguments: dict) -> Any:
        """As `run_apart`; may be called from several threads and waits for a free child."""
        child = self._idle.get()
        try:
            if child is None or not child.is_alive():
                child = _Child(self.megabytes)
            return child.run(task, arguments, self.seconds)
        finally:
            if child is not None and not child.is_alive():
                child.end()
                child = None
            self._idle.put(child)

    def results(self, task: str, many: Iterable[dict]) -> Iterator[tuple[dict, Any]]:
        """(arguments, answer or BadFile) of each, in the order in which they are done."""
        waiting, done = iter(many), queue.Queue()
        lock = threading.Lock()
        threads = [
            threading.Thread(target=self._work, args=(task, waiting, lock, done), daemon=True)
            for _number in range(self.count)
        ]
        for thread in threads:
            thread.start()
        running = len(threads)
        while running:
            given = done.get()
            if given is None:
                running -= 1
            elif isinstance(given, Exception):
                raise given
            else:
                yield given

    def _work(self, task: str, waiting: Iterator[dict], lock: threading.Lock, done: queue.Queue):
        try:
            while True:
                with lock:
                    arguments = next(waiting, None)
                if arguments is None:
                    return
                try:
                    done.put((arguments, self.run(task, arguments)))
                except BadFile as error:
                    done.put((arguments, error))
        except Exception as error:  # Raised again where the results are taken.
            done.put(error)
        finally:
            done.put(None)


class _Child:
    def __init__(self, megabytes: int):
        paths = [str(Path(__file__).resolve().parents[2]), *(path for path in sys.path if path)]
        self.process = subprocess.Popen(  # noqa: S603 - this program's own interpreter.
            [sys.executable, "-I", "-c", _START, json.dumps(paths), str(megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
        )

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def run(self, task: str, arguments: dict, seconds: int) -> Any:
        request = {"target": TASKS[task], "arguments": arguments, "seconds": seconds}
        try:
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
            answer = json.loads(self._answer(time.monotonic() + seconds))
        except TimeoutError as error:
            self.end()
            raise BadFile(
                _("检查这个文件超过了 %(seconds)s 秒，已停止。请拆分或另存后再上传。") % {"seconds": seconds}
            ) from error
        except (OSError, ValueError) as error:
            self.end()
            raise BadFile(_("检查这个文件时内存不够或出了错，已停止。请拆分或另存后再上传。")) from error
        if "bad" in answer:
            raise BadFile(answer["bad"])
        if "wrong" in answer:
            self.end()
            raise BadFile(_("检查这个文件时出了错，已停止。请另存一份再上传；还是不行，请告诉管理员。"))
        return answer["done"]

    def _answer(self, deadline: float) -> bytes:
        """One line. `ValueError` when the child ends before it, or never stops writing."""
        pieces, size, descriptor = [], 0, self.process.stdout.fileno()
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([descriptor], [], [], left)[0]:
                raise TimeoutError
            piece = os.read(descriptor, 1 << 20)
            size += len(piece)
            if not piece or size > _LONGEST_ANSWER:
                raise ValueError
            pieces.append(piece)
            if piece.endswith(b"\n"):
                return b"".join(pieces)

    def end(self):
        """The child and everything that it started."""
        for process in _session_of(self.process.pid):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()


def _environment() -> dict[str, str]:
    """No secrets of the server, and a place for temporary files."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "HOME") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"}


def _session_of(leader: int) -> list[int]:
    """Processes of the child's session, whatever groups they made for themselves."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            fields = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
            if int(fields[3]) == leader:
                found.append(int(folder.name))
    return found
