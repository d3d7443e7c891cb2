"""Counts that are kept and added to say what counting again would say."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gongkai.documents.models import PublishedPaper
from gongkai.portal.queries import column_scope, lists, site_frame
from gongkai.portal.queries.kept import whole_of
from gongkai.review import actions as review

pytestmark = pytest.mark.django_db


def now(city):
    frame = site_frame()
    scope = column_scope(frame.columns["policy"])
    rows = PublishedPaper.objects.filter(scope.papers)
    kept = whole_of(scope.key, rows, scope.facets, frame.digest)
    fresh = whole_of(scope.key, rows, scope.facets, "")
    assert kept == fresh
    return kept


def counting(city):
    with CaptureQueriesContext(connection) as captured:
        now(city)
    return [query["sql"] for query in captured if "core_event" in query["sql"] and "act" in query["sql"]]


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


def test_what_is_published_is_added(city):
    city.publish()
    assert now(city).total == 1
    city.publish(city.draft(topic="综合政务\\政务公开", written_on="2019-02-03"))
    city.publish(city.draft(topic="综合政务\\其他"))
    whole = now(city)
    assert (whole.total, whole.years) == (3, (2019, 2026))
    assert len(counting(city)) == 0  # Nothing happened, nothing is asked.


def test_after_a_correction_or_a_withdrawal_everything_is_counted_again(city, correct):
    page = city.draft(topic="综合政务\\政务公开")
    thing = city.publish(page)
    city.publish()
    now(city)
    correct(page, topic="科技、教育\\教育")
    assert now(city).total == 2
    review.withdraw_at_once(thing=thing, person=city.office, reason_code="wrong", reason="有误")
    assert now(city).total == 1


def test_a_wrong_sum_is_counted_again(city):
    city.publish()
    now(city)
    frame = site_frame()
    key = next(key for key in cache._cache if "portal-list-" in key)
    kept = cache.get(key.split(":", 2)[2])
    kept.whole.total, kept.digest = 7, "another"
    cache.set(key.split(":", 2)[2], kept)
    assert now(city).total == 1
    assert frame.digest


def counts(digest, at):
    return [
        lists.matter_counts(digest),
        lists.kind_counts(digest),
        lists.unit_counts(digest),
        *lists.figures_of_home(at, digest),
    ]


def test_counts_that_are_added_to_are_those_of_a_new_count(city, correct):
    """After each kind of act, in one process that has kept what was before it."""
    page, at = city.draft(), timezone.now()
    thing = city.publish(page)
    for act in (
        lambda: city.publish(),
        lambda: correct(page, title="改过的标题"),
        lambda: city.publish(),
        lambda: review.withdraw_at_once(thing=thing, person=city.office, reason_code="wrong", reason="有误"),
        lambda: city.make_column("later", "后来的栏目"),
        lambda: city.publish(),
    ):
        counts(site_frame().digest, at)
        act()
        assert counts(site_frame().digest, at) == counts("", at)
