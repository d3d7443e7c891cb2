import json
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from wagtail.models import Page, Revision

from gongkai.core import door, outbox
from gongkai.core.errors import Refused
from gongkai.core.models import (
    Act,
    Approval,
    Event,
    Mode,
    PublicFile,
    Record,
    Salt,
    Thing,
    ThingState,
    Version,
)
from gongkai.core.verify import verify_record
from gongkai.documents.actions import create_draft, save_draft
from gongkai.documents.models import Document, PublishedPaper
from gongkai.review import actions as review

pytestmark = pytest.mark.django_db


def refused():
    """Whatever error class the database raises for a trigger; the savepoint keeps the test's transaction usable."""
    return pytest.raises(DatabaseError, match="gongkai:")


def test_publication_is_one_event_one_version_one_record(city):
    page = city.draft(title="关于水质公开的通知")
    thing = city.publish(page)
    event = thing.newest_event
    assert (thing.state, event.act, event.mode) == (ThingState.PUBLIC, Act.PUBLISH, Mode.REVIEWED)
    form = json.loads(event.version.form)
    assert (form["title"], form["unit"]["name"], form["document"]["number"]) == (
        "关于水质公开的通知",
        "某市财政局",
        page.document_number,
    )
    row = PublishedPaper.objects.get(thing=thing)
    assert (row.title, row.column_id, row.version_id) == (form["title"], city.column.pk, event.pk)
    page.refresh_from_db()
    assert (page.live, page.live_revision_id) == (True, event.revision_id)
    assert event.deliveries.count() == len(outbox._handlers)
    assert verify_record().problems == []


def test_index_number_is_given_once_and_not_again(city):
    first, second = city.draft(), city.draft()
    year = date.today().year
    assert first.thing.index_number == f"{city.unit.code}/{year}-00001"
    number = second.thing.index_number
    from gongkai.documents.actions import delete_draft

    delete_draft(page=second, actor=city.clerk)
    assert city.draft().thing.index_number == f"{city.unit.code}/{year}-00003"
    assert not Thing.objects.filter(index_number=number).exists()


def test_door_stays_shut_without_three_people(city):
    page = city.draft()
    submission = city.submit(page)
    review.approve(submission=submission, person=city.section)
    with pytest.raises(Refused, match="还缺审核：复审、终审"):
        door.publish(
            thing=page.thing,
            revision_id=submission.revision_id,
            actor=city.office,
            request_key="x",
            round_number=1,
        )
    assert Event.objects.filter(thing=page.thing).count() == 0


def test_approvals_of_another_content_do_not_count(city):
    page = city.draft()
    submission = city.submit(page)
    for person in (city.section, city.signatory):
        review.approve(submission=submission, person=person)
    review.recall(submission=submission, author=city.clerk)
    save_draft(page=page, author=city.clerk, title="改过的标题")
    again = city.submit(page)
    assert again.stage == "initial"
    with pytest.raises(Refused, match="还缺审核：初审、复审、终审"):
        door.publish(
            thing=page.thing,
            revision_id=again.revision_id,
            actor=city.office,
            request_key="x",
            round_number=again.round,
        )


def test_same_request_opens_the_door_once(city):
    page = city.draft()
    submission = city.approve_all(city.submit(page))
    event = Event.objects.get(thing=page.thing)
    again = door.publish(
        thing=page.thing,
        revision_id=submission.revision_id,
        actor=city.office,
        request_key=f"submission:{submission.pk}",
        round_number=submission.round,
    )
    assert (again.pk, Event.objects.filter(thing=page.thing).count()) == (event.pk, 1)


def test_correction_needs_a_reason_and_keeps_both_versions(city):
    page = city.draft()
    thing = city.publish(page)
    save_draft(page=page, author=city.clerk, title="更正后的标题")
    with pytest.raises(Refused, match="更正已公开的信息必须写明理由"):
        city.submit(page)
    city.publish(page, reason="标题有误", reason_code="misprint")
    assert [v.number for v in thing.versions.all()] == [1, 2]
    assert [e.act for e in thing.events.all()] == [Act.PUBLISH, Act.CORRECT]
    row = PublishedPaper.objects.get(thing=thing)
    assert (row.title, row.corrections) == ("更正后的标题", 1)


def test_unchanged_content_is_no_correction(city):
    page = city.draft()
    city.publish(page)
    save_draft(page=page, author=city.clerk, title=page.title)
    with pytest.raises(Refused, match="完全一样"):
        city.submit(page, reason="没有变化")


def test_privacy_correction_redacts_the_earlier_version(city):
    page = city.draft(title="某某低保名单")
    thing = city.publish(page)
    first = thing.newest_event
    save_draft(page=page, author=city.clerk, title="低保名单（隐去）")
    city.publish(page, reason="原版本含有不应公开的个人信息", reason_code="privacy")
    version = Version.objects.get(event=first)
    assert (version.form, version.redacted_by.act) == (None, Act.CORRECT)
    assert not Salt.objects.filter(event=first).exists()
    assert "某某低保名单" not in Record.objects.get(event=first).leaf
    assert verify_record().problems == []


def test_withdrawal_needs_two_people(city):
    thing = city.publish()
    removal = review.request_removal(
        thing=thing, person=city.office, act="withdraw", reason_code="wrong", reason="内容有误"
    )
    with pytest.raises(Refused, match="一人提出"):
        door.withdraw(
            thing=thing,
            actor=city.office,
            asked_by=city.office,
            reason_code="wrong",
            reason="内容有误",
            request_key="x",
        )
    review.confirm_removal(removal=removal, person=city.office2)
    thing.refresh_from_db()
    assert thing.state == ThingState.WITHDRAWN
    assert not PublishedPaper.objects.filter(thing=thing).exists()
    assert not Page.objects.get(pk=thing.object_id).live


def test_withdrawal_for_privacy_removes_every_form_and_salt(city):
    page = city.draft()
    thing = city.publish(page)
    save_draft(page=page, author=city.clerk, title="第二版")
    city.publish(page, reason="更新")
    review.withdraw_at_once(thing=thing, person=city.office, reason_code="privacy", reason="含身份证号码")
    assert [v.form for v in thing.versions.all()] == [None, None]
    assert Salt.objects.filter(event__thing=thing).count() == 0
    assert verify_record().problems == []


def test_withdrawn_does_not_come_back(city):
    page = city.draft()
    thing = city.publish(page)
    review.withdraw_at_once(thing=thing, person=city.office, reason_code="wrong", reason="内容有误")
    save_draft(page=page, author=city.clerk, title="再来一次")
    with pytest.raises(Refused, match="已经撤回"):
        city.submit(page, reason="再公开")


def test_expiry_stays_readable_and_says_so(city):
    thing = city.publish()
    removal = review.request_removal(
        thing=thing, person=city.clerk, act="expire", reason_code="repealed", reason="已被新办法代替"
    )
    review.confirm_removal(removal=removal, person=city.office)
    thing.refresh_from_db()
    assert thing.state == ThingState.EXPIRED
    assert PublishedPaper.objects.get(thing=thing).validity == "repealed"


def test_term_ends_by_itself(city):
    thing = city.publish(city.draft(expires_on=date(2026, 10, 1)))
    assert review.expire_due() == 1
    thing.refresh_from_db()
    assert (thing.state, thing.newest_event.act, thing.newest_event.reason) == (
        ThingState.EXPIRED,
        Act.EXPIRE,
        "有效期至 2026-10-01，已届满。",
    )
    assert review.expire_due() == 0


def test_urgent_publication_then_the_missed_reviews(city):
    page = city.draft()
    submission = city.submit(page, urgent_reason="供水管线爆裂")
    submission = review.publish_urgently(
        submission=submission, person=city.office, reason="供水管线爆裂，须立即告知"
    )
    thing = page.thing
    assert (thing.newest_event.mode, submission.state, submission.stage) == (
        Mode.URGENT,
        "late_review",
        "initial",
    )
    submission = review.approve(submission=submission, person=city.section)
    submission = review.approve(submission=submission, person=city.signatory)
    thing.refresh_from_db()
    assert (submission.state, thing.newest_event.act) == ("published", Act.LATE_REVIEW)
    assert verify_record().problems == []


def test_database_refuses_what_went_round_the_door(city):
    """Each statement is what some code path of a framework would send; none of them is a door."""
    thing = city.publish()
    other = city.draft()
    pages, published = Page.objects, PublishedPaper.objects.filter(thing=thing)
    Page(title="x", slug="x")
    ways_round = [
        lambda: pages.filter(pk=other.pk).update(live=True),
        lambda: pages.filter(pk=thing.object_id).update(live=False),
        lambda: pages.filter(pk=thing.object_id).update(live_revision=None),
        lambda: pages.filter(pk=thing.object_id).update(live_revision=other.latest_revision_id),
        lambda: pages.filter(pk=thing.object_id).update(path="000100010009"),
        lambda: pages.filter(pk=thing.object_id)._raw_delete("default"),
        lambda: Revision.objects.filter(pk=thing.revision_id).update(content={}),
        lambda: Revision.objects.filter(pk=thing.revision_id)._raw_delete("default"),
        lambda: Event.objects.filter(thing=thing).update(reason="x"),
        lambda: Event.objects.filter(thing=thing)._raw_delete("default"),
        lambda: Version.objects.filter(thing=thing).update(form="{}"),
        lambda: Version.objects.filter(thing=thing)._raw_delete("default"),
        lambda: Record.objects.filter(event__thing=thing).update(leaf="{}"),
        lambda: Record.objects.filter(number=1)._raw_delete("default"),
        lambda: Salt.objects.filter(event__thing=thing).update(value="00"),
        lambda: Salt.objects.filter(event__thing=thing).delete(),
        lambda: Approval.objects.filter(thing=thing).update(comment="x"),
        lambda: Approval.objects.filter(thing=thing)._raw_delete("default"),
        lambda: Thing.objects.filter(pk=thing.pk).update(state="withdrawn"),
        lambda: Thing.objects.filter(pk=thing.pk).update(revision_id=1),
        lambda: Thing.objects.filter(pk=thing.pk).update(index_number="x"),
        lambda: Thing.objects.filter(pk=thing.pk)._raw_delete("default"),
        lambda: Thing.objects.filter(pk=other.thing.pk).update(approvals_required=1, state="draft"),
        lambda: published.update(title="另一个标题"),
        lambda: published.update(event=Event.objects.first()),
        lambda: published._raw_delete("default"),
        lambda: PublicFile.objects.create(
            version=thing.newest_event.version, sha256="0" * 64, name="x", media_type="x", size=1
        ),
        lambda: Event.objects.create(
            thing=other.thing,
            act=Act.PUBLISH,
            actor=city.office,
            revision_id=1,
            content_hash="0" * 64,
            request_key="y",
        ),
        lambda: Record.objects.create(
            number=99, event=Event.objects.first(), leaf="", previous="", digest="z"
        ),
    ]
    before = _snapshot()
    for number, way in enumerate(ways_round):
        with refused() as _caught, transaction.atomic():
            way()
            pytest.fail(f"way {number} went through")
    assert _snapshot() == before


def _snapshot():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Thing, Event, Version, Record, Salt, Approval, PublicFile, PublishedPaper)
    ] + [list(Page.objects.order_by("pk").values("pk", "live", "live_revision_id", "path"))]


def test_replacing_a_row_is_refused_too(city):
    thing = city.publish()
    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite's own")
    with refused(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT OR REPLACE INTO core_salt (event_id, value) VALUES (%s, 'forged')",
            [thing.newest_event_id],
        )


def test_new_pages_are_never_live(city):
    with refused(), transaction.atomic():
        city.unit_home.add_child(
            instance=Document(title="直接公开", slug="direct", unit=city.unit, live=True)
        )


def test_page_methods_of_wagtail_are_closed(city):
    thing = city.publish()
    page = Document.objects.get(pk=thing.object_id)
    for call in (
        lambda: page.publish(page.latest_revision),
        lambda: page.unpublish(),
        lambda: page.copy(),
        lambda: page.move(city.home),
        lambda: page.delete(),
        lambda: page.create_alias(),
        lambda: page.latest_revision.publish(),
    ):
        with pytest.raises((Refused, DatabaseError)), transaction.atomic():
            call()
    page.refresh_from_db()
    assert page.live


def test_nobody_counts_twice(city):
    page = city.draft()
    submission = city.submit(page)
    Approval.objects.create(
        thing=page.thing, stage="initial", content_hash=submission.content_hash, person=city.section
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(
            thing=page.thing, stage="second", content_hash=submission.content_hash, person=city.section
        )


def test_author_of_any_part_may_not_approve(city):
    from gongkai.core.errors import NotAllowed

    page = create_draft(
        model=Document,
        unit=city.unit,
        author=city.section,
        title="科室负责人起草",
        column=city.column,
        matter=city.matter,
        written_on=date(2026, 9, 1),
        body=[("text", "<p>正文</p>")],
    )
    submission = city.submit(page)
    with pytest.raises(NotAllowed, match="不能审核自己写的"):
        review.approve(submission=submission, person=city.section)
