"""What goes round the door with a batch is refused by the database itself."""

import pytest
from django.db import IntegrityError, connection, transaction

from gongkai.core.models import Event, MemberLeaf, Thing
from gongkai.documents.intake.staging import approve_now, take_in
from gongkai.documents.models import Intake, IntakeItem
from tests.documents.intake.shelf_of import candidate

pytestmark = pytest.mark.django_db


def refused(sql: str, *values) -> str:
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return str(caught.value)


@pytest.fixture
def waiting(city):
    papers = [candidate(city, 1), candidate(city, 2)]
    take_in(candidates=papers, name="旧", source_name="旧站", author=city.clerk)
    return Intake.objects.get()


@pytest.fixture
def public(city, waiting):
    approve_now(name="旧", person=city.office)
    return waiting


def event_row(city, thing, **changes) -> Event:
    item = IntakeItem.objects.filter(thing=thing).first()
    values = {
        "thing": thing,
        "act": "publish",
        "actor": city.office,
        "revision_id": item.revision_id if item else 1,
        "content_hash": item.content_hash if item else "0" * 64,
        "request_key": "forged",
    } | changes
    return Event(**values)


def test_a_member_without_its_batch_is_refused(city, waiting):
    thing = IntakeItem.objects.first().thing
    with pytest.raises(IntegrityError, match=r"审核同意的人数不够|只能是审核完成"), transaction.atomic():
        event_row(city, thing).save()


def test_a_paper_cannot_join_a_batch_that_is_over(city, public):
    batch = Event.objects.get(thing=public.thing)
    other = city.draft().thing
    with (
        pytest.raises(IntegrityError, match=r"只能随这一批公开|这一批里的信息|检查通过的内容"),
        transaction.atomic(),
    ):
        event_row(city, other, part_of=batch).save()


def test_a_public_paper_is_no_batch(city, waiting):
    paper = city.publish()
    member = IntakeItem.objects.first().thing
    with pytest.raises(IntegrityError, match="整批公开"), transaction.atomic():
        event_row(city, member, part_of=paper.newest_event or Event.objects.get(thing=paper)).save()


def test_only_publication_comes_in_batches(city, public):
    batch = Event.objects.get(thing=public.thing)
    with pytest.raises(IntegrityError), transaction.atomic():
        event_row(city, city.draft().thing, part_of=batch, act="withdraw", reason="x").save()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE documents_intakeitem SET content_hash = '0000000000000000000000000000000000000000000000000000000000000000'",
        "UPDATE documents_intakeitem SET form = '{}'",
        "UPDATE documents_intakeitem SET form = ''",
        "UPDATE documents_intakeitem SET revision_id = revision_id + 1",
        "DELETE FROM documents_intakeitem",
    ],
)
def test_what_waits_stands_still(waiting, sql):
    assert "gongkai:" in refused(sql)


def test_nothing_joins_what_waits(city, waiting):
    page = city.draft()
    with pytest.raises(IntegrityError, match="已经送审的批次不能再加"), transaction.atomic():
        IntakeItem.objects.create(
            intake=waiting,
            position=99,
            thing=page.thing,
            revision_id=page.latest_revision_id,
            key="1" * 64,
            digest="1" * 64,
            content_hash="1" * 64,
            form="{}",
            where="x",
            title="x",
        )


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM documents_intakeitem",
        "UPDATE core_memberleaf SET leaf = '{}'",
        "DELETE FROM core_memberleaf",
        "UPDATE core_event SET part_of_id = NULL WHERE part_of_id IS NOT NULL",
        "UPDATE wagtailcore_page SET live = %s WHERE id IN (SELECT object_id FROM core_thing WHERE kind = 'document')",
    ],
)
def test_what_is_public_stands_still(public, sql):
    assert "gongkai:" in refused(sql, *([False] if "%s" in sql else []))


def test_a_leaf_belongs_to_its_batch(city, public):
    thing = city.publish()
    event = Event.objects.get(thing=thing)
    with pytest.raises(IntegrityError, match="整批公开的记录"), transaction.atomic():
        MemberLeaf.objects.create(
            event=event, batch=Event.objects.get(thing=public.thing), position=99, leaf="{}"
        )


def test_the_revision_of_what_waits_cannot_change(waiting):
    revision = IntakeItem.objects.first().revision_id
    message = refused("UPDATE wagtailcore_revision SET content = %s WHERE id = %s", "{}", revision)
    assert "送审过、公开过的修订不能改" in message
    assert Thing.objects.filter(kind="document", state="draft").count() == 2
