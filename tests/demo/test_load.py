"""The demo city is loaded once for this file, and everything in it went through the real actions."""

import datetime as dt
import json
import re
from collections import Counter

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import sync_playwright

from gongkai.catalogue.clauses import CLAUSES
from gongkai.catalogue.models import ClauseUnit, PlanClause, PlanReading
from gongkai.core.models import Act, Delivery, Event, Mode, Thing, ThingState, Version
from gongkai.demo.accounts import ACCOUNTS, PASSWORD
from gongkai.demo.load import load_demo
from gongkai.demo.reading import read_papers
from gongkai.documents.models import PAPER_MODELS, Column, Document, Interpretation, PublishedPaper
from gongkai.documents.models.papers import Genre
from gongkai.portal.badges import validity_badge
from gongkai.portal.queries import interpretations_of, interpreted_by, site_frame, unit_lines, unit_scope
from gongkai.review.models import RemovalRequest, Submission, SubmissionState
from gongkai.search.actions import rebuild
from gongkai.units.models import Unit, User
from tests.demo.searches import TEN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]
IN_ARCHIVE = 6
FILES = settings.FILES_DIR  # where the city is loaded, before a test has a folder of its own
PAPER_KINDS = [model.kind_name for model in PAPER_MODELS]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    steps = []
    with django_db_blocker.unblock(), transaction.atomic():
        load_demo(lambda *step: steps.append(step))
        yield steps
        transaction.set_rollback(True)


def papers_in(state):
    return Thing.objects.filter(kind__in=PAPER_KINDS, state=state)


def test_progress_is_told_to_the_end(loaded):
    assert [step for step in loaded if step[1] == step[2]] == [
        *(("栏目", 46, 46), ("单位主页", 28, 28), ("文件", 159, 159)),
    ]


def test_loading_again_does_nothing():
    before = Event.objects.count(), User.objects.count(), Unit.objects.count()
    load_demo()
    assert (Event.objects.count(), User.objects.count(), Unit.objects.count()) == before


def test_every_account_can_sign_in_with_the_one_password_and_nobody_else_can():
    named = User.objects.filter(username__in=[account["username"] for account in ACCOUNTS])
    assert named.count() == len(ACCOUNTS)
    assert all(user.check_password(PASSWORD) and user.is_demo for user in named)
    for user in named:
        validate_password(PASSWORD, user)
    others = User.objects.exclude(pk__in=named)
    assert not any(user.has_usable_password() for user in others)
    assert not User.objects.filter(is_superuser=True).exists()


def test_every_living_unit_has_its_page():
    living = Unit.objects.filter(dissolved_on=None).count()
    assert Thing.objects.filter(kind="unit_home", state=ThingState.PUBLIC).count() == living == 28


def test_papers_stand_in_every_state():
    counts = {state: papers_in(state).count() for state in ThingState.values}
    assert counts == {"draft": 8, "public": 150, "expired": 2, "withdrawn": 5}
    waiting = Submission.objects.filter(state=SubmissionState.IN_REVIEW).order_by("stage")
    assert list(waiting.values_list("stage", flat=True)) == ["final", "initial", "second"]
    assert Submission.objects.get(state=SubmissionState.RETURNED).comment
    assert Submission.objects.get(state=SubmissionState.APPROVED).publish_at is not None
    assert Submission.objects.get(state=SubmissionState.LATE_REVIEW).stage == "initial"
    assert RemovalRequest.objects.filter(state=RemovalRequest.State.OPEN).count() == 1


def test_corrections_have_a_reason_and_another_text():
    corrections = Event.objects.filter(act=Act.CORRECT)
    assert sorted(corrections.values_list("reason_code", flat=True)) == [
        *("content", "content", "misprint", "misprint", "misprint", "privacy", "validity", "validity"),
    ]
    for event in corrections:
        assert event.reason
        versions = Version.objects.filter(thing=event.thing).order_by("number")
        assert len(set(versions.values_list("form", flat=True))) == len(versions) >= 2


def test_privacy_takes_the_text_away_and_an_ordinary_withdrawal_does_not():
    withdrawn = {thing.events.get(act=Act.WITHDRAW).reason_code: thing for thing in papers_in("withdrawn")}
    assert withdrawn["privacy"].versions.get().form is None
    assert sorted(withdrawn) == ["annulled", "duplicate", "privacy", "third_party", "wrong"]
    assert withdrawn["duplicate"].versions.get().form is not None
    assert withdrawn["third_party"].versions.get().form is None
    corrected = Event.objects.get(act=Act.CORRECT, reason_code="privacy").thing
    assert list(corrected.versions.order_by("number").values_list("redacted_by", flat=True))[1] is None
    assert "原住址" not in corrected.versions.get(number=2).form


def test_one_urgent_publication_was_reviewed_afterwards_and_one_still_waits():
    urgent = Event.objects.filter(act=Act.PUBLISH, mode=Mode.URGENT)
    reviewed = Event.objects.filter(act=Act.LATE_REVIEW, thing__in=urgent.values("thing"))
    assert (urgent.count(), reviewed.count()) == (2, 1)


def test_an_old_document_keeps_the_issuers_name_of_its_day():
    row = PublishedPaper.objects.get(document_number="格环〔2017〕18号")
    assert row.issuer_name == "格尔木市环境保护局"
    assert row.issuer.name == "格尔木市生态环境局"
    assert row.validity == "repealed"


def test_interpretations_and_documents_are_linked_both_ways():
    interpreted = PublishedPaper.objects.filter(kind="interpretation")
    assert interpreted.count() == 13
    counts = Counter(row.interprets_id for row in interpreted)
    assert sorted(counts.values()) == [1, 1, 1, 2, 2, 2, 2, 2]
    for thing in Thing.objects.filter(pk__in=counts):
        assert thing.published.kind == "document"
        assert len(interpretations_of(thing)) == counts[thing.pk]
    for row in interpreted:
        form = json.loads(row.version.form)
        assert interpreted_by(form).thing_id == row.interprets_id


def test_interpretations_come_in_every_style():
    styles = PublishedPaper.objects.filter(kind="interpretation").values_list("genre", flat=True)
    assert set(styles) == {value for value, _label in Interpretation._meta.get_field("style").choices}


def test_papers_are_of_every_kind_and_most_genres():
    rows = PublishedPaper.objects.all()
    assert Counter(rows.values_list("kind", flat=True)) == {
        **{"document": 117, "interpretation": 13, "news": 19, "topic": 3},
    }
    genres = set(rows.filter(kind="document").values_list("genre", flat=True))
    assert set(Genre.values) - genres == {"resolution", "request", "motion"}
    assert set(rows.filter(kind="news").values_list("genre", flat=True)) == {"news", "announcement"}


def test_no_column_is_empty_and_every_top_column_has_three_papers():
    families = Counter()
    for column in Column.objects.select_related("parent_column__parent_column"):
        number = PublishedPaper.objects.filter(column=column).count()
        while column:
            families[column.code] += number
            column = column.parent_column
    assert [column.code for column in Column.objects.all() if families[column.code] < 2] == []
    tops = Column.objects.filter(parent_column=None)
    assert [column.code for column in tops if families[column.code] < 3] == []


def papers_of(unit):
    return PublishedPaper.objects.filter(unit_scope(unit, site_frame()).papers)


def test_no_page_of_a_unit_is_empty():
    """Neither that of a unit of today, nor that of one that the plan names and that is gone."""
    assert [line.unit.name for line in unit_lines(site_frame().digest) if line.papers == 0] == []
    for line in unit_lines(site_frame().digest):
        assert papers_of(line.unit).count() == line.papers


def test_the_law_office_of_the_plan_has_its_old_paper_on_its_own_page():
    gone = Unit.objects.get(code="632801101")
    [row] = papers_of(gone)
    assert row.issuer_name == "格尔木市人民政府法制办公室"
    assert row.unit.name == "格尔木市司法局"


def test_documents_are_of_many_classes_years_languages_and_stand_in_every_validity():
    rows = PublishedPaper.objects.all()
    classes = {topic.split("\\")[0] for topic in rows.values_list("topic", flat=True) if topic}
    assert len(classes) == 15
    years = {day.year for day in rows.values_list("written_on", flat=True)}
    assert set(range(2011, 2015)) | set(range(2017, 2027)) == years
    languages = {json.loads(row.version.form)["language"] for row in rows.select_related("version")}
    assert languages == {"zh-Hans", "bo", "mn-Mong"}
    assert badges_on(dt.date(2026, 11, 22)) == {
        *("in_force", "not_yet", "amended", "partly", "repealed", "lapsed"),
    }


def badges_on(day):
    return {
        validity_badge(
            validity=row.validity,
            effective_on=row.effective_on,
            expires_on=row.expires_on,
            state=row.thing.state,
            today=day,
        ).code
        for row in PublishedPaper.objects.filter(kind="document").select_related("thing")
    }


def test_links_in_papers_lead_to_papers_that_are_public(client):
    """Every text names other papers by their public address alone."""
    for row in PublishedPaper.objects.filter(kind="topic").select_related("version"):
        addresses = re.findall(r'href=\\"([^"\\]+)', row.version.form)
        assert len(addresses) >= 3
        assert {client.get(address).status_code for address in addresses} == {200}


def test_every_paper_says_that_it_is_not_a_real_one():
    assert {form for form in PublishedPaper.objects.values_list("thing__versions__form", flat=True) if form}
    for paper in Document.objects.all():
        assert paper.get_latest_revision_as_object().source == "演示文本，不是真实公文"
    assert Thing.objects.filter(kind__in=PAPER_KINDS).count() == len(read_papers()) + IN_ARCHIVE


def test_the_plan_is_public_and_says_that_it_is_not_a_real_one():
    thing = Thing.objects.get(kind="plan")
    assert thing.state == ThingState.PUBLIC
    assert [approval.person.username for approval in thing.approvals.all()] == ["gongkaiban"]
    reading = PlanReading.objects.get()
    assert reading.plan.title == "格尔木市全面推进政务公开实施方案（演示文本）"
    assert reading.repairs == []
    assert "这是演示文本，不是真实公文。" in reading.preamble
    clauses = PlanClause.objects.values_list("number", "title")
    assert [number for number, _title in clauses] == list(CLAUSES)
    assert [title for _number, title in clauses] == [str(title) for title in CLAUSES.values()]
    unmatched = ClauseUnit.objects.filter(unit=None, unit_class="")
    assert list(unmatched.values_list("name", flat=True)) == ["人民银行格尔木支行"]


def test_every_clause_of_the_plan_has_two_public_papers():
    counts = Counter(PublishedPaper.objects.values_list("matter__clause", flat=True))
    assert set(counts) == set(CLAUSES)
    assert [clause for clause in CLAUSES if counts[clause] < 2] == []


def test_the_archive_came_as_one_batch_and_keeps_its_days():
    batch = Event.objects.get(thing__kind="intake")
    papers = PublishedPaper.objects.filter(thing__events__part_of=batch)
    assert papers.count() == IN_ARCHIVE
    assert {paper.first_published_at.year for paper in papers} == {2011, 2012, 2013, 2014}
    forms = [json.loads(paper.version.form) for paper in papers]
    assert {form["origin"]["name"] for form in forms} == {"演示用的旧网站"}
    issuers = {form["document"]["issuer"]["name"] for form in forms}
    assert "格尔木市国土资源局" in issuers


@pytest.mark.browser
def test_ten_papers_are_found_in_ten_searches_on_a_phone(client, monkeypatch):
    """Typed into the box of the home page, sent with the key of the keyboard; looked for among the first five hits."""
    monkeypatch.setattr(settings, "FILES_DIR", FILES)
    Delivery.objects.filter(handler="search").update(done_at=timezone.now())  # as a worker would have
    rebuild()
    asked, home = [], client.get("/").content.decode()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 375, "height": 667}, is_mobile=True)
        page.route("**/*", lambda route: _note(asked, route))
        for words in TEN:
            page.goto("http://testserver/")
            page.set_content(home)
            page.locator("main input[type=search]").fill(words)
            with page.expect_navigation():
                page.locator("main input[type=search]").press("Enter")
        browser.close()
    sent = [address for address in asked if address != "/"]
    places = {words: _place(client, address, TEN[words]) for words, address in zip(TEN, sent, strict=True)}
    assert [words for words, place in places.items() if place is None or place > 5] == []
    assert sum(place == 1 for place in places.values()) >= 8, places


def _place(client, address, title) -> int | None:
    soup = BeautifulSoup(client.get(address).content.decode(), "html.parser")
    titles = [heading.get_text() for heading in soup.select(".listing-rows .row-title")]
    return titles.index(title) + 1 if title in titles else None


def _note(asked, route):
    """What the browser asks for; answered when it is gone, since beside its loop the database shows what is committed only."""
    if route.request.is_navigation_request():
        asked.append(route.request.url.removeprefix("http://testserver"))
        route.fulfill(body="", content_type="text/html; charset=utf-8")
    else:
        route.fulfill(status=404)
