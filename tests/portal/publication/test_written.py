"""Exactly the pages that a change touches are written again, and no page that is left says what the record does not."""

import datetime as dt

import pytest
from django.utils import timezone

from gongkai.core.models import Event
from gongkai.documents.models import Interpretation, Topic
from gongkai.portal.addresses import paper_address, version_address
from gongkai.portal.publication.checking import check_kept
from gongkai.portal.publication.pages import BY_NAME, PAGES, every_page, page_at
from gongkai.portal.publication.store import file_of, standing_of
from gongkai.review import actions as review
from gongkai.units.actions.units import rename_unit
from gongkai.units.models import Role
from tests.factories import MatterFactory, UnitFactory, make_user
from tests.portal.publication.conftest import settle, snapshot

pytestmark = pytest.mark.django_db

# A publication changes the counts and the newest of everything …
OF_THE_SITE = {"index.html", "feed.atom", "units/index.html"}
OF_THE_SITE |= {"matters/index.html", "disclosure/index.html"}
CHANGES = {"changes/index.html", "changes/feed.atom"}
EMPTY = {"changes/feed.atom"}  # a feed without an entry says when the record last grew
# They tell the second of the last change, which two changes may share.
SITEMAPS = {"sitemap.xml", "sitemap/pages.xml", "sitemap/0.xml"}


@pytest.fixture
def elsewhere(city):
    """Another paper in another column, of another matter, by another unit: nothing of it may be written again."""
    column, matter = city.make_column("other", "其他栏目"), MatterFactory(code="3.1-001", clause="3.1")
    return city.publish(city.draft(column=column, matter=matter))


@pytest.fixture
def standing(city, elsewhere, server, folder):
    """Every page of the site is written; returns what is there."""
    for page in every_page():
        server.get(page.path)
    return lambda: snapshot(folder)


def of_lists(city):
    code = city.unit.code
    return {
        "columns/policy/index.html",
        "columns/policy/feed.atom",
        f"units/{code}/index.html",
        f"units/{code}/feed.atom",
        f"matters/{city.matter.code}/index.html",
    }


def swept(city):
    """The empty feed of the office is void after every event, as is the unit's data; void files go when something is
    withdrawn."""
    return {f"units/{city.office_unit.code}/feed.atom", f"units/{city.unit.code}/canonical.json"}


def changed(before, after):
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} - SITEMAPS


def name_of(thing):
    return paper_address(thing.index_number)[1:] + "index.html"


def failings():
    report = check_kept(progress=lambda *said: None)
    return report.differing + report.missing + report.too_many, report.void


def test_a_publication(city, standing, server):
    before = standing()
    thing = city.publish()
    written = settle()
    assert changed(before, standing()) == OF_THE_SITE | of_lists(city) | {name_of(thing)} | EMPTY
    assert not {"/sitemap.xml", "/sitemap/pages.xml", "/sitemap/0.xml"} & set(written)
    assert not any(server.is_from_file(path) for path in ("/sitemap.xml", "/sitemap/pages.xml"))


def test_a_correction(city, standing, correct):
    page = city.draft()
    thing = city.publish(page)
    settle()
    before = standing()
    correct(page, title="改过的标题")
    settle()
    counts = {"units/index.html", "matters/index.html", "disclosure/index.html"}
    first = version_address(thing.index_number, 1)[1:] + "index.html"
    expected = (OF_THE_SITE - counts) | of_lists(city) | CHANGES | {name_of(thing), first}
    assert changed(before, standing()) == expected


def test_a_withdrawal(city, standing, folder):
    thing, other = city.publish(), city.publish()
    settle()
    before = standing()
    review.withdraw_at_once(thing=thing, person=city.office, reason_code="wrong", reason="有误")
    settle()
    after = standing()
    beside = {name_of(other)}  # it named the other one of the same matter
    assert changed(before, after) == OF_THE_SITE | of_lists(city) | CHANGES | {
        name_of(thing)
    } | beside | swept(city)
    assert name_of(other) not in after  # deleted: what was withdrawn stands in no file
    assert standing_of(file_of(folder, paper_address(thing.index_number))).status == "410 Gone"


def test_an_expiry(city, standing, folder):
    thing = city.publish()
    settle()
    before = standing()
    end(city, thing)
    settle()
    counts = {"units/index.html", "matters/index.html", "disclosure/index.html"}
    found = changed(before, standing())
    assert found >= {name_of(thing)} | CHANGES | {"columns/policy/index.html", "feed.atom", "index.html"}
    assert found <= OF_THE_SITE | of_lists(city) | CHANGES | {name_of(thing)} | counts | swept(city)


def end(city, thing):
    removal = review.request_removal(
        thing=thing, person=city.clerk, act="expire", reason_code="repealed", reason="已有新的规定。"
    )
    review.confirm_removal(removal=removal, person=city.office)


def test_a_move_to_another_column_writes_both(city, standing, correct):
    page = city.draft()
    thing = city.publish(page)
    settle()
    before = standing()
    correct(page, column=type(city.column).objects.get(code="other"))
    settle()
    found = changed(before, standing())
    both = {"columns/policy/index.html", "columns/other/index.html", "columns/policy/feed.atom"}
    assert found >= both | {"columns/other/feed.atom", name_of(thing)}


def test_an_interpretation_writes_what_it_is_of(city, standing):
    page = city.draft()
    document = city.publish(page)
    settle()
    before = standing()
    interpretation = city.publish(city.draft_of(Interpretation, title="一图读懂", interprets=page))
    settle()
    assert changed(before, standing()) >= {name_of(document), name_of(interpretation)}


def test_neighbours_are_left_to_their_next_reader(city, standing, server):
    """However many papers a matter has, a publication writes as many pages: the others are void, and written when asked for."""
    thing = city.publish()
    settle()
    server.get(paper_address(thing.index_number))
    city.publish(city.draft(title="同一事项的另一件"))
    settle()
    assert not server.is_from_file(paper_address(thing.index_number))
    assert server.is_from_file(paper_address(thing.index_number))
    assert "同一事项的另一件" in server.get(paper_address(thing.index_number)).body.decode().replace(
        "<wbr>", ""
    )


def test_what_is_of_the_whole_site_leaves_every_page_to_its_next_reader(city, standing, server, elsewhere):
    city.make_column("new", "新栏目")
    assert settle() == []
    assert not server.is_from_file(paper_address(elsewhere.index_number))
    assert "新栏目" in server.get("/").body.decode()


def test_units_have_no_record_and_touch_the_site_all_the_same(city, standing, server):
    admin = make_user(Role.SYSTEM_ADMIN, UnitFactory())
    server.get("/units/")
    rename_unit(actor=admin, unit=city.unit, name="某市金融局", since=dt.date(2026, 1, 1))
    assert "某市金融局" in server.get("/units/").body.decode()
    assert not server.is_from_file("/units/")  # its transaction is not over as far as anybody knows


@pytest.mark.parametrize("act", ["publish", "correct", "withdraw", "topic", "interpret", "column"])
def test_whatever_is_served_from_a_file_is_what_django_says(city, standing, server, correct, act):
    page = city.draft()
    thing = city.publish(page)
    settle()
    {
        "publish": lambda: city.publish(),
        "correct": lambda: correct(page, title="改过的标题"),
        "withdraw": lambda: review.withdraw_at_once(
            thing=thing, person=city.office, reason_code="wrong", reason="有误"
        ),
        "topic": lambda: city.publish(city.draft_of(Topic, title="专题甲")),
        "interpret": lambda: city.publish(city.draft_of(Interpretation, title="解读甲", interprets=page)),
        "column": lambda: city.make_column("late", "后来的栏目", parent_column=city.column),
    }[act]()
    settle()
    for page in every_page():
        server.get(page.path)
    assert failings() == ([], 0)


def test_every_written_page_has_a_declared_kind(standing, folder):
    for name in standing():
        address = "/" + name.removesuffix("index.html")
        assert page_at(address) is not None, address


def test_every_kind_of_page_is_written(city, standing, correct, server):
    page = city.draft()
    city.publish(page)
    correct(page, title="改过的标题")
    settle()
    kinds = {page.kind.name for page in every_page() if server.get(page.path).code == 200}
    # These are in the whole city of tests/cli/test_site.py.
    without = {"plan", "plan_canonical", "plan_clause", "intake", "intake_canonical"}
    assert kinds == set(BY_NAME) - without


def test_a_page_with_a_day_is_good_until_midnight():
    now = timezone.make_aware(dt.datetime(2026, 11, 22, 23, 59))
    for kind in PAGES:
        if kind.day and not kind.minutes and not kind.until:
            assert kind.good_until({}, now) == timezone.make_aware(dt.datetime(2026, 11, 23)), kind.name
    assert BY_NAME["feed"].good_until({}, now) is None
    assert BY_NAME["home"].good_until({}, now) == timezone.make_aware(dt.datetime(2026, 11, 23))
    noon = timezone.make_aware(dt.datetime(2026, 11, 22, 12))
    assert BY_NAME["home"].good_until({}, noon) == noon + dt.timedelta(minutes=10)


def test_an_urgent_paper_is_good_until_its_reviews_are_overdue(city):
    thing = city.publish()
    now = timezone.now()
    words = dict(zip(("prefix", "number"), thing.index_number.rsplit("/", 1), strict=True))
    kind = BY_NAME["document"]
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(
        days=1
    )
    assert kind.good_until(words, now) == midnight
    urgent = city.draft()
    submission = city.submit(urgent, urgent_reason="汛情紧急")
    review.publish_urgently(submission=submission, person=city.office, reason="汛情紧急")
    event = Event.objects.filter(thing=urgent.thing).latest("pk")
    words = dict(zip(("prefix", "number"), urgent.thing.index_number.rsplit("/", 1), strict=True))
    due = event.at + dt.timedelta(hours=24)
    before = due - dt.timedelta(minutes=1)
    assert kind.good_until(words, before) == min(
        due,
        timezone.localtime(before).replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(days=1),
    )


def test_many_changes_at_once_are_left_to_readers(city, standing, server, monkeypatch):
    monkeypatch.setattr("gongkai.portal.publication.writing.MANY", 1)
    city.publish()
    city.publish()
    assert settle() == []
    assert not server.is_from_file("/")


def test_without_static_publication_nothing_is_written(city, settings, tmp_path):
    settings.SITE_DIR = tmp_path / "site"
    city.publish()
    assert settle() == []
    assert not (tmp_path / "site").exists()
