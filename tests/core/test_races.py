"""Two people at once, on real connections: every act happens once, and the record agrees with the desk afterwards."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from gongkai.core import outbox
from gongkai.core.errors import GongkaiError
from gongkai.core.models import Act, Approval, Delivery, Event, Thing, ThingState
from gongkai.core.verify import verify_record
from gongkai.documents.models import Document, PublishedPaper
from gongkai.review import actions as review
from gongkai.review.actions import opening
from gongkai.review.models import RemovalRequest, Submission, SubmissionState
from gongkai.units.models import Role, User
from tests.factories import City, make_user

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


@pytest.fixture
def town():
    return City()


def together(*acts) -> list:
    """What each returned or raised. Nothing but a refusal in words may be raised."""
    barrier, came = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        try:
            barrier.wait(10)
            came[number] = act()
        except Exception as error:
            came[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    unexpected = [each for each in came if isinstance(each, Exception) and not isinstance(each, GongkaiError)]
    assert unexpected == []
    return came


def refusals(came) -> int:
    return sum(isinstance(each, GongkaiError) for each in came)


def someone(person) -> User:
    return User.objects.get(pk=person.pk)


def before_the_last_yes(town, **fields) -> Submission:
    submission = town.submit(town.draft(**fields))
    for person in (town.section, town.signatory):
        submission = review.approve(submission=submission, person=person)
    return submission


def check_agreement(*things) -> None:
    assert verify_record().problems == []
    for thing in things:
        public = thing.is_public
        assert PublishedPaper.objects.filter(thing=thing).exists() == public
        assert Document.objects.get(pk=thing.object_id).live == public


def test_two_of_the_office_say_the_last_yes(town):
    for _ in range(ROUNDS):
        submission = before_the_last_yes(town)
        came = together(
            lambda s=submission: review.approve(submission=s, person=someone(town.office)),
            lambda s=submission: review.approve(submission=s, person=someone(town.office2)),
        )
        assert refusals(came) == 1
        assert Approval.objects.filter(thing=submission.thing, stage="final").count() == 1
        assert Event.objects.filter(thing=submission.thing).count() == 1
        check_agreement(Thing.objects.get(pk=submission.thing_id))


def test_one_person_submits_twice_and_approves_twice(town):
    page = town.draft()
    came = together(*[lambda: review.submit(thing=page.thing, author=someone(town.clerk)) for _ in range(3)])
    assert refusals(came) == 2
    submission = Submission.objects.get(thing=page.thing)
    came = together(
        *[lambda: review.approve(submission=submission, person=someone(town.section)) for _ in range(3)]
    )
    assert refusals(came) == 2
    assert Approval.objects.filter(thing=page.thing).count() == 1


def test_the_last_yes_and_a_recall(town):
    """Either it is public and the recall came too late, or it is not and the yes came too late."""
    outcomes = Counter()
    for _ in range(ROUNDS):
        submission = before_the_last_yes(town)
        together(
            lambda s=submission: review.approve(submission=s, person=someone(town.office)),
            lambda s=submission: review.recall(submission=s, author=someone(town.clerk)),
        )
        submission.refresh_from_db()
        thing = Thing.objects.get(pk=submission.thing_id)
        outcomes[(submission.state, thing.state)] += 1
        check_agreement(thing)
    assert set(outcomes) <= {("published", "public"), ("recalled", "draft")}


def test_what_was_recalled_while_the_files_were_read_is_not_published(town, monkeypatch):
    """The recall comes between the last yes, which is kept, and the door."""
    submission = before_the_last_yes(town)
    read_files = opening.door.read_files

    def recalled_meanwhile(**kwargs):
        review.recall(submission=submission, author=someone(town.clerk))
        return read_files(**kwargs)

    monkeypatch.setattr(opening.door, "read_files", recalled_meanwhile)
    assert review.approve(submission=submission, person=town.office).state == SubmissionState.RECALLED
    assert Event.objects.filter(thing=submission.thing).count() == 0


def test_a_correction_and_a_withdrawal(town):
    for _ in range(ROUNDS):
        page = town.draft()
        thing = town.publish(page)
        page.refresh_from_db()
        page.title = "更正后的标题"
        page.save_revision(user=town.clerk)
        submission = town.submit(page, reason="标题有误", reason_code="misprint")
        for person in (town.section, town.signatory):
            submission = review.approve(submission=submission, person=person)
        together(
            lambda s=submission: review.approve(submission=s, person=someone(town.office)),
            lambda t=thing: review.withdraw_at_once(
                thing=t, person=someone(town.office2), reason_code="wrong", reason="内容有误"
            ),
        )
        thing.refresh_from_db()
        submission.refresh_from_db()
        acts = [event.act for event in thing.events.order_by("id")]
        assert thing.state == ThingState.WITHDRAWN
        assert (acts, submission.state) in [
            ([Act.PUBLISH, Act.CORRECT, Act.WITHDRAW], "published"),
            ([Act.PUBLISH, Act.WITHDRAW], "superseded"),
        ]
        check_agreement(thing)


def test_a_withdrawal_confirmed_twice_and_at_once(town):
    third = make_user(Role.OFFICE, town.office_unit)
    for _ in range(ROUNDS):
        thing = town.publish()
        removal = review.request_removal(
            thing=thing, person=town.clerk, act="withdraw", reason_code="wrong", reason="有误"
        )
        came = together(
            lambda r=removal: review.confirm_removal(removal=r, person=someone(town.office)),
            lambda r=removal: review.confirm_removal(removal=r, person=someone(town.office2)),
            lambda t=thing: review.withdraw_at_once(
                thing=t, person=someone(third), reason_code="wrong", reason="有误"
            ),
        )
        assert refusals(came) == 2
        assert Event.objects.filter(thing=thing, act=Act.WITHDRAW).count() == 1
        removal.refresh_from_db()
        assert removal.state == RemovalRequest.State.CONFIRMED
        check_agreement(Thing.objects.get(pk=thing.pk))


def test_clerks_begin_drafts_at_once(town):
    """Every number once, none left out, no two pages in one place of the tree."""
    came = together(*[lambda: town.draft() for _ in range(6)])
    numbers = sorted(page.thing.index_number.rsplit("-", 1)[1] for page in came)
    assert numbers == [f"{number:05d}" for number in range(1, 7)]
    assert len({page.path for page in came}) == 6
    town.unit_home.refresh_from_db()
    assert town.unit_home.numchild == 6


def test_two_workers(town, monkeypatch):
    """What is due opens the door once, and each side effect is made once."""
    told = Counter()
    monkeypatch.setitem(outbox._handlers, "tell_staff", lambda event: told.update([event.pk]))
    later = timezone.now() + timedelta(hours=1)
    things = []
    for _ in range(3):
        page = town.draft()
        town.approve_all(town.submit(page, publish_at=later))
        things.append(page.thing)
    Submission.objects.filter(state="approved").update(publish_at=timezone.now())
    together(review.publish_due, review.publish_due)
    assert [Event.objects.filter(thing=thing).count() for thing in things] == [1, 1, 1]
    together(*[lambda: outbox.deliver_pending(limit=500)] * 3)
    assert Delivery.objects.filter(done_at=None).count() == 0
    assert set(told.values()) == {1}
