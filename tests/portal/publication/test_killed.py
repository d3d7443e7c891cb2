"""A server process is killed at random points, while it acts, writes files and fills the index: no reader is told the old
text, and no search finds what was withdrawn."""

import os
import random
import signal
import time
from urllib.parse import quote

import pytest
from django.db import connections

from gongkai.core import outbox
from gongkai.core.models import Thing
from gongkai.documents.actions import save_draft
from gongkai.portal.addresses import paper_address
from gongkai.portal.publication import rendering
from gongkai.portal.publication.checking import check_kept
from gongkai.portal.publication.pages import page_at
from gongkai.portal.publication.writing import write_touched
from gongkai.review import actions as review
from gongkai.search.actions import index_waiting
from tests.portal.publication.conftest import ORIGIN, Server, settle

POINTS = int(os.environ.get("CRASH_POINTS", "5"))
LATEST = 8
LISTS = ["/", "/columns/policy/", "/changes/", "/feed.atom", "/sitemap.xml"]


def latest():
    papers = Thing.objects.filter(kind="document").exclude(index_number=None).exclude(state="draft")
    return list(papers.order_by("-pk")[:LATEST])


def addresses():
    return LISTS + [paper_address(thing.index_number) for thing in latest()]


def work(city):
    """Withdraw, publish, correct, for ever; between the acts answer readers and do some of the worker's part."""
    server = Server()
    while True:
        for thing in Thing.objects.filter(kind="document", state="public"):
            read(server)
            review.withdraw_at_once(thing=thing, person=city.office, reason_code="wrong", reason="内容有误")
            read(server)
        page = city.draft(document_number="")
        city.publish(page)
        read(server)
        save_draft(page=page, author=city.clerk, title=f"{page.title}（更正）")
        city.publish(page, reason="标题有误", reason_code="misprint")
        read(server)


def read(server):
    for path in addresses():
        server.get(path)
    outbox.deliver_pending(limit=3)
    write_touched()


def kill_at_random_point(city, rng):
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            work(city)
        finally:
            os._exit(70)
    time.sleep(rng.uniform(0.05, 1.5))
    os.kill(pid, signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL


def differing():
    """Where a reader is told something else than the record says."""
    server, found = Server(), []
    for path in addresses():
        told, fresh = server.get(path), rendering.render(path, origin=ORIGIN)
        clockless = page_at(path).kind.without_clock
        if (told.code, clockless(told.body)) != (fresh.code, clockless(fresh.body)):
            found.append(path)
    return found


def found():
    """The index numbers of the latest papers that a search for them finds."""
    server, numbers = Server(), set()
    for thing in latest():
        answer = server.get("/search/", query=f"q={quote(thing.index_number)}")
        assert answer.code in (200, 503)  # without an index there is no search, until the worker made one
        if f'href="{paper_address(thing.index_number)}"' in answer.body.decode():
            numbers.add(thing.index_number)
    return numbers


def public():
    return {thing.index_number for thing in latest() if thing.state == "public"}


@pytest.mark.crash
@pytest.mark.timeout(3600)
@pytest.mark.django_db(transaction=True)
def test_sigkill_at_random_points(city, server):
    rng = random.Random()
    for _ in range(POINTS):
        city.publish(city.draft(document_number=""))
        kill_at_random_point(city, rng)
        assert differing() == [], "before anything was mended"
        assert found() <= public()
        settle()
        index_waiting()
        assert differing() == []
        assert found() == public()
    report = check_kept(progress=lambda *said: None)
    assert (report.differing, report.missing, report.too_many) == ([], [], [])
