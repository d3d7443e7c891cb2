"""Real processes are killed at random points; nothing public is lost, doubled or half done.

Ten points in the suite; `make crash-test` runs two hundred on each database (CRASH_POINTS).
"""

import os
import random
import signal
import time
from collections import Counter

import pytest
from django.db import connections
from wagtail.models import Page

from gongkai.core import outbox
from gongkai.core.models import Act, Delivery, Event, Record, Thing, ThingState
from gongkai.core.outbox import deliver_pending
from gongkai.core.verify import verify_record
from gongkai.documents.actions import save_draft
from gongkai.documents.models import PublishedPaper
from gongkai.review import actions as review
from gongkai.review.models import Notice, Submission, SubmissionState
from tests.factories import City

POINTS = int(os.environ.get("CRASH_POINTS", "10"))
EVERY_ACT = (
    Act.PUBLISH,
    Act.CORRECT,
    Act.WITHDRAW,
)  # on a slow machine more points and later ones, until each was met


def _work(city: City, journal: int) -> None:
    """Publish, correct, withdraw, deliver, for ever; write down each act after it was acknowledged."""

    def acknowledge(thing, act):
        os.write(journal, f"{thing.pk} {act}\n".encode())

    while True:
        page = city.draft(document_number="")
        thing = city.publish(page)
        acknowledge(thing, Act.PUBLISH)
        save_draft(page=page, author=city.clerk, title=f"{page.title}（更正）")
        city.publish(page, reason="标题有误", reason_code="misprint")
        acknowledge(thing, Act.CORRECT)
        deliver_pending(limit=5)
        review.withdraw_at_once(thing=thing, person=city.office, reason_code="wrong", reason="内容有误")
        acknowledge(thing, Act.WITHDRAW)


def _kill_at_random_point(city: City, path, longest, rng) -> None:
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            _work(city, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND))
        finally:
            os._exit(70)
    time.sleep(rng.uniform(0.02, longest))
    os.kill(pid, signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL


def _recover() -> None:
    review.publish_due()
    while deliver_pending(limit=500):
        pass


def _check_nothing_lost_or_doubled(path) -> Counter:
    acknowledged = Counter(path.read_text().splitlines()) if path.exists() else Counter()
    happened = Counter(f"{thing} {act}" for thing, act in Event.objects.values_list("thing_id", "act"))
    assert acknowledged - happened == Counter(), "an acknowledged act is lost"
    doubled = [key for key, count in happened.items() if count > 1]
    assert doubled == [], "an act happened twice"
    return happened


def _check_everything_agrees() -> None:
    assert verify_record().problems == []
    assert Record.objects.count() == Event.objects.count()
    assert Delivery.objects.filter(done_at=None).count() == 0
    assert Delivery.objects.count() == Event.objects.count() * len(outbox._handlers)
    assert Notice.objects.count() == Event.objects.count()
    assert Submission.objects.filter(state=SubmissionState.APPROVED).count() == 0
    public = [ThingState.PUBLIC, ThingState.EXPIRED]
    papers = set(Thing.objects.filter(kind="document", state__in=public).values_list("pk", "newest_event_id"))
    assert set(PublishedPaper.objects.values_list("thing_id", "event_id")) == papers
    live = set(Page.objects.filter(live=True, depth__gt=1).values_list("pk", "live_revision_id"))
    assert live == set(Thing.objects.filter(state__in=public).values_list("object_id", "revision_id"))


@pytest.mark.crash
@pytest.mark.timeout(3600)
@pytest.mark.django_db(transaction=True)
def test_sigkill_at_random_points(tmp_path):
    city, rng, journal = City(), random.Random(), tmp_path / "journal"
    points, acts = 0, Counter()
    while points < POINTS or (min(acts[act] for act in EVERY_ACT) == 0 and points < 10 * POINTS):
        points += 1
        _kill_at_random_point(city, journal, 0.9 * max(1, points / POINTS), rng)
        _recover()
        happened = _check_nothing_lost_or_doubled(journal)
        _check_everything_agrees()
        acts = Counter(key.split()[1] for key in happened)
    assert min(acts[act] for act in EVERY_ACT) > 0
    print(f"crash-test: {points} SIGKILL points, events {dict(acts)}, nothing lost, nothing doubled")
