"""Taking in is killed at random points, and run again: every paper is there once, every batch whole or not at all."""

import os
import random
import signal
import time

import pytest
from django.db import connections
from django.db.models import Count

from gongkai.core.models import Event, Record
from gongkai.core.verify import verify_record
from gongkai.documents.intake.staging import approve_now, take_in
from gongkai.documents.models import Document, Intake, IntakeItem, PublishedPaper
from gongkai.review import actions as review
from tests.documents.intake.shelf_of import candidate
from tests.factories import City

POINTS = int(os.environ.get("CRASH_POINTS", "10"))
PAPERS = 240
pytestmark = [pytest.mark.crash, pytest.mark.timeout(3600), pytest.mark.django_db(transaction=True)]


def _take_in(city: City, run: int) -> None:
    papers = (candidate(city, run * 1000 + number) for number in range(PAPERS))
    take_in(candidates=papers, name=f"第{run}批", source_name="老网站", author=city.clerk)


def _kill_at_random_point(city: City, run: int, rng) -> None:
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            _take_in(city, run)
            approve_now(name=f"第{run}批", person=city.office)
        finally:
            os._exit(70)
    time.sleep(rng.uniform(0.02, 1.2))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def test_killed_and_run_again():
    rng, city, runs = random.Random(), City(), max(POINTS // 4, 2)
    for run in range(runs):
        for _time in range(3):
            _kill_at_random_point(city, run, rng)
            parts = Event.objects.filter(part_of__isnull=False).values("part_of").annotate(size=Count("pk"))
            for part in parts:
                assert Record.objects.filter(event=part["part_of"]).count() == 1
                assert Intake.objects.filter(items__thing__events__part_of=part["part_of"]).exists()
        _take_in(city, run)
        review.publish_due()
        approve_now(name=f"第{run}批", person=city.office)
    assert PublishedPaper.objects.count() == Document.objects.count() == runs * PAPERS
    assert IntakeItem.objects.exclude(form="").count() == 0
    assert Event.objects.filter(part_of__isnull=False).count() == runs * PAPERS
    assert verify_record().problems == []
