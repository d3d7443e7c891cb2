"""The worker's loop. Every duty is safe to repeat; a failing one is logged and tried again, the others go on."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.core.management import call_command
from django.db import DatabaseError, close_old_connections, connections

from gongkai.core import audit, outbox
from gongkai.ledger.actions import sign_what_is_new
from gongkai.ledger.witnessing import ask_those_due
from gongkai.portal.publication.writing import write_touched
from gongkai.review import actions as review
from gongkai.search import actions as search

log = logging.getLogger(__name__)
LONGEST_PAUSE = 60.0
OFTEN = 0.3  # what a reader waits for: pages, log and search after a publication


@dataclass
class Duty:
    run: Callable[[], object]
    every: float
    due: float = 0.0
    failures: int = 0

    def run_if_due(self, now: float) -> None:
        if now < self.due:
            return
        try:
            self.run()
            self.failures = 0
        except DatabaseError as error:
            self._failed(f"数据库暂时不可用：{error}")
            connections.close_all()
        except Exception:
            self._failed("后台任务失败", trace=True)
        self.due = time.monotonic() + min(self.every * 2**self.failures, max(self.every, LONGEST_PAUSE))

    def _failed(self, what: str, *, trace: bool = False) -> None:
        self.failures = min(self.failures + 1, 10)
        log.error("%s（%s），稍后再试", what, self.run.__qualname__, exc_info=trace)


def duties() -> list[Duty]:
    return [
        Duty(outbox.deliver_pending, every=OFTEN),
        Duty(write_touched, every=OFTEN),
        Duty(sign_what_is_new, every=OFTEN),
        Duty(ask_those_due, every=15),
        Duty(search.index_waiting, every=OFTEN),
        Duty(search.read_some_files, every=1),
        Duty(review.publish_due, every=1),
        Duty(review.expire_due, every=60),
        Duty(review.patrol_some, every=30),
        Duty(audit.clear_old_entries, every=3600),
        Duty(clear_old_sessions, every=3600),
        Duty(search.keep_up, every=3600),
        Duty(search.clear_old_empty_searches, every=3600),
    ]


def clear_old_sessions() -> None:
    call_command("clearsessions")


def work(stopping: threading.Event | None = None) -> None:
    """Until SIGTERM or SIGINT; what is under way is finished first."""
    stopping = stopping or _stop_on_signal()
    todo = duties()
    while not stopping.is_set():
        close_old_connections()
        for duty in todo:
            duty.run_if_due(time.monotonic())
        stopping.wait(OFTEN)


def _stop_on_signal() -> threading.Event:
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    return stopping
