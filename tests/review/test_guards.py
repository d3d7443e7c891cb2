"""Rows forged by hand on the way to the door: the database asks that each fits all the others."""

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from wagtail.models import Page, Revision

from gongkai.core import guards
from gongkai.core.models import Act, Approval, Event, IndexSequence, Record, Salt, Thing, Version
from gongkai.documents.models import PublishedPaper, StoredFile
from gongkai.review import actions as review
from gongkai.review.models import Delegation, RemovalRequest, Submission
from gongkai.units.models import Role, UnitName
from tests.factories import UnitFactory, make_user
from tests.standing_aside import put_aside

pytestmark = pytest.mark.django_db


def assert_refused(*ways) -> None:
    for way in ways:
        with pytest.raises(DatabaseError, match="gongkai:"), transaction.atomic():
            way()


def approve(submission, person, stage="initial", **fields):
    values = {"content_hash": submission.content_hash} | fields
    return Approval.objects.create(thing=submission.thing, stage=stage, person=person, **values)


def test_a_yes_of_somebody_who_may_not_say_it(city):
    submission = city.submit(city.draft())
    elsewhere = make_user(Role.SECTION_REVIEWER, UnitFactory())
    writer_too = city.clerk
    writer_too.posts.create(unit=city.unit, role=Role.SECTION_REVIEWER, since=timezone.localdate())
    assert_refused(
        lambda: approve(submission, city.signatory),
        lambda: approve(submission, city.office),
        lambda: approve(submission, elsewhere),
        lambda: approve(submission, writer_too),
        lambda: approve(submission, city.signatory, "second"),
        lambda: approve(submission, city.office, "final"),
        lambda: approve(submission, city.section, content_hash="0" * 64),
        lambda: approve(submission, elsewhere, on_behalf_of=city.section),
        lambda: approve(submission, city.section, "another"),
    )
    assert review.approve(submission=submission, person=city.section).stage == "second"


def test_a_yes_to_what_is_not_in_review(city):
    submission = city.submit(city.draft())
    review.recall(submission=submission, author=city.clerk)
    assert_refused(lambda: approve(submission, city.section))


def test_the_writer_of_the_submitted_revision(city):
    page = city.draft()
    Revision.objects.filter(pk=page.latest_revision_id).update(user=city.section)
    assert_refused(lambda: approve(city.submit(page), city.section))


def test_an_event_needs_the_submission_that_was_approved(city):
    submission = city.submit(city.draft())
    for person in (city.section, city.signatory):
        submission = review.approve(submission=submission, person=person)
    approve(submission, city.office, "final")
    other = city.draft()

    def publish(**fields):
        values = {"act": Act.PUBLISH, "actor": city.office, "request_key": "x", "thing": submission.thing}
        values |= {"revision_id": submission.revision_id, "content_hash": submission.content_hash}
        return Event.objects.create(**(values | fields))

    assert_refused(publish)
    Submission.objects.filter(pk=submission.pk).update(state="approved")
    assert_refused(
        lambda: publish(revision_id=other.latest_revision_id),
        lambda: publish(content_hash="0" * 64),
        lambda: publish(thing=other.thing),
        lambda: publish(mode="urgent", reason="x"),
    )
    publish()


def test_what_was_submitted_stays(city):
    page, other = city.draft(), city.draft()
    submission = city.submit(page)
    row = Submission.objects.filter(pk=submission.pk)
    revision = Revision.objects.filter(pk=submission.revision_id)
    assert_refused(
        lambda: row.update(revision_id=other.latest_revision_id),
        lambda: row.update(content_hash="0" * 64),
        lambda: row.update(submitted_by=city.office),
        lambda: row.update(thing=other.thing),
        lambda: row.update(reason="x"),
        lambda: row.update(privacy=True),
        lambda: row._raw_delete("default"),
        lambda: revision.update(content={}),
        lambda: revision._raw_delete("default"),
    )
    review.recall(submission=submission, author=city.clerk)
    assert_refused(lambda: row.update(state="approved"), lambda: row.update(state="in_review"))


def test_what_leads_to_a_removal_stays(city):
    thing = city.publish()
    removal = review.request_removal(
        thing=thing, person=city.clerk, act="withdraw", reason_code="wrong", reason="有误"
    )
    row = RemovalRequest.objects.filter(pk=removal.pk)
    delegation = Delegation.objects.create(
        giver=city.section, taker=city.clerk, role=Role.SECTION_REVIEWER, unit=city.unit, reason="x",
        since=timezone.localdate(), until=timezone.localdate(),
    )  # fmt: skip
    assert_refused(
        lambda: row.update(act="expire"),
        lambda: row.update(reason="x"),
        lambda: row.update(asked_by=city.section),
        lambda: row._raw_delete("default"),
        lambda: Delegation.objects.filter(pk=delegation.pk).update(taker=city.signatory),
        lambda: Delegation.objects.filter(pk=delegation.pk).update(role=Role.UNIT_SIGNATORY),
    )
    review.refuse_removal(removal=removal, person=city.office, comment="不同意")
    assert_refused(lambda: row.update(state="open"), lambda: row.update(state="confirmed"))


def test_nobody_but_the_office_withdraws_and_nothing_lapses_early(city):
    thing = city.publish()

    def take_out(**fields):
        values = {"actor": city.clerk, "reason": "x", "request_key": "x", "thing": thing}
        return Event.objects.create(**(values | fields))

    assert_refused(
        lambda: take_out(act=Act.WITHDRAW, mode="urgent"),
        lambda: take_out(act=Act.WITHDRAW, asked_by=city.section),
        lambda: take_out(act=Act.EXPIRE),
    )


def test_a_version_is_emptied_only_by_the_newest_event_while_it_is_made(city):
    """Else the text of what is public could be taken away without an act that says so."""
    thing, other = city.publish(), city.publish()
    version = Version.objects.filter(thing=thing)
    assert_refused(
        lambda: version.update(form=None, redacted_by=thing.newest_event),
        lambda: version.update(form=None, redacted_by=other.newest_event),
    )


def test_things_keep_what_they_are(city):
    thing, page = city.publish(), city.draft()
    home = Page.objects.get(depth=1)
    assert_refused(
        lambda: Thing.objects.create(kind="document", object_id=10**9, approvals_required=1),
        lambda: Thing.objects.filter(pk=page.thing.pk).update(id=10**9),
        lambda: Page.objects.filter(pk=page.pk).update(depth=1, live=True),
        lambda: IndexSequence.objects.update(last=0),
        lambda: IndexSequence.objects.all().delete(),
        lambda: UnitName.objects.filter(unit=city.unit).update(name="另一个名称"),
        lambda: UnitName.objects.filter(unit=city.unit).delete(),
    )
    assert home.live
    assert thing.state == "public"


def test_an_uploaded_file_stays_what_it_was(city):
    stored = StoredFile.objects.create(
        unit=city.unit, name="a.pdf", media_type="application/pdf", size=1, sha256="0" * 64,
        original_sha256="0" * 64, uploaded_by=city.clerk,
    )  # fmt: skip
    assert_refused(
        lambda: StoredFile.objects.filter(pk=stored.pk).update(sha256="1" * 64),
        lambda: StoredFile.objects.filter(pk=stored.pk).update(name="b.pdf", media_type="text/html"),
    )


@pytest.mark.skipif(connection.vendor != "sqlite", reason="OR REPLACE is SQLite's own")
def test_no_row_takes_anothers_place_even_without_the_pragma(city):
    """Another program does not know that triggers ought to be recursive."""
    thing, page = city.publish(), city.draft()
    event = thing.newest_event_id
    tables = [
        (Event, event), (Record, event), (Version, event), (Salt, event), (Thing, thing.pk),
        (Approval, thing.approvals.first().pk), (PublishedPaper, thing.pk),
        (Page, thing.object_id), (Revision, thing.revision_id), (Submission, thing.submissions.get().pk),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers=OFF")
        try:
            for model, pk in tables:
                table, key = model._meta.db_table, model._meta.pk.column
                if model is Record:
                    pk = Record.objects.get(event=event).pk
                sql = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE {key} = %s"
                assert_refused(lambda sql=sql, pk=pk: cursor.execute(sql, [pk]))
            path = Page.objects.values_list("path", flat=True).get(pk=thing.object_id)
            sql = "UPDATE OR REPLACE wagtailcore_page SET path = %s WHERE id = %s"
            assert_refused(lambda: cursor.execute(sql, [path, page.pk]))
        finally:
            cursor.execute("PRAGMA recursive_triggers=ON")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has these")
def test_truncating_and_copying_and_switching_off(city):
    thing = city.publish()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("core_event", "review_submission", "documents_publishedpaper", "wagtailcore_revision"):
            assert_refused(lambda table=table: cursor.execute(f"TRUNCATE {table} CASCADE"))

        copy = cursor.copy("COPY core_salt (event_id, value) FROM STDIN")
        with pytest.raises(psycopg.Error, match="gongkai:"), transaction.atomic(), copy as lines:
            lines.write(f"{thing.newest_event_id}\tforged\n")
        assert guards.missing_guards() == set()
        cursor.execute("ALTER TABLE core_event DISABLE TRIGGER gongkai_guard_event_update")
        assert guards.missing_guards() == {"gongkai_guard_event_update"}


def test_a_guard_that_says_something_else_counts_as_missing(city):
    """A database that an earlier version made, or a hand has changed, is brought up to date at the next start."""
    guard = next(guard for guard in guards.GUARDS if guard.name == "event_update")
    put_aside(guard.name)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            name = guards.PREFIX + guard.name
            cursor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON core_event WHEN 1=0 BEGIN SELECT 1; END")
        else:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION gongkai_guard_event_update() RETURNS trigger LANGUAGE plpgsql"
                " AS $$ BEGIN RETURN NEW; END $$"
            )
            cursor.execute(
                "CREATE TRIGGER gongkai_guard_event_update BEFORE UPDATE ON core_event"
                " FOR EACH ROW EXECUTE FUNCTION gongkai_guard_event_update()"
            )
    assert guards.missing_guards() == {"gongkai_guard_event_update"}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    guards.create_guards()
    assert guards.missing_guards() == set()
