"""Real processes: two that write at once never fork the log, and one that is killed is finished by the next."""

import os
import shutil
import signal
import time

import pytest
from django.conf import settings as live
from django.db import connections

from gongkai.core.models import Record
from gongkai.ledger import actions, keyring, queries
from gongkai.ledger.models import Head
from gongkai.translog import FolderReader, Policy, audit, merkle_root
from tests.factories import City

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.crash]


def in_a_process(work) -> int:
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return pid


def write_until(size: int) -> None:
    """As two servers would: each tries again while the other is at work."""
    while queries.records() < size or queries.newest_head(queries.current_log()).size < size:
        try:
            actions.append()
        except (keyring.Busy, actions.CannotSign):
            time.sleep(0.002)


def check(folder) -> None:
    log = queries.current_log()
    found = audit(FolderReader(folder), Policy.of(*queries.keys_of(log)))
    assert found.problems == []
    leaves = [leaf.encode() for leaf in Record.objects.order_by("number").values_list("leaf", flat=True)]
    assert (found.signed.checkpoint.size, found.signed.checkpoint.root) == (len(leaves), merkle_root(leaves))
    for head in Head.objects.all():
        assert head.root == merkle_root(leaves[: head.size]).hex()


def test_two_writers_of_one_folder_and_two_servers_of_one_database(settings, tmp_path):
    city = City()
    actions.append()
    another = tmp_path / "another"
    another.mkdir()
    shutil.copytree(settings.KEYS_DIR, another / "keys")
    shutil.copytree(settings.LOG_DIR, another / "log")
    size = Record.objects.count() + 6

    def elsewhere():
        live.KEYS_DIR, live.LOG_DIR = another / "keys", another / "log"
        write_until(size)

    writers = [
        in_a_process(work) for work in (lambda: write_until(size), lambda: write_until(size), elsewhere)
    ]
    for number in range(6):
        city.make_column(f"c{number}", f"栏目{number}")
    assert [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in writers] == [0, 0, 0]
    actions.append()
    check(settings.LOG_DIR)
    settings.KEYS_DIR, settings.LOG_DIR = another / "keys", another / "log"
    actions.append()
    check(another / "log")


def test_a_writer_that_is_killed_is_finished_by_the_next(settings):
    city = City()
    actions.append()
    for number, pause in enumerate((0.0, 0.004, 0.008, 0.012, 0.02, 0.03)):
        city.make_column(f"k{number}", f"栏目{number}")
        pid = in_a_process(actions.append)
        time.sleep(pause)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        actions.append()
        check(settings.LOG_DIR)
