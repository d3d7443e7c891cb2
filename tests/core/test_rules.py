"""The door asks for everything itself, whatever a workflow above it let pass: approvals are put straight before it."""

import pytest

from gongkai.core import door
from gongkai.core.actions import record_approval
from gongkai.core.errors import Refused
from gongkai.core.hashes import review_hash
from gongkai.core.kinds import kind_of
from gongkai.core.models import Event, Mode, PublicFile, Thing, ThingState
from gongkai.documents.actions import save_draft
from tests.standing_aside import put_aside

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_guards_of_the_way_here(city):
    """The database asks for a submission too (tests/review/test_guards.py); here the door alone is tried."""
    put_aside(
        "approval_insert",
        "approval_of_own_writing",
        "event_submission",
        "event_clearance",
        "paper_lapses_on_its_day",
    )


class Before:
    """A draft with the yeses that are given to it, and a hand on the door."""

    def __init__(self, page, reason=""):
        self.thing = Thing.objects.get(pk=page.thing.pk)
        self.reason = reason
        kind = kind_of(self.thing)
        self.revision_id = kind.newest_revision_id(self.thing)
        form = kind.form(kind.load(self.thing.object_id, self.revision_id))
        self.content_hash = review_hash(form, round_number=1, reason=reason)

    def yes(self, **people):
        for stage, person in people.items():
            record_approval(thing=self.thing, stage=stage, content_hash=self.content_hash, person=person)
        return self

    def publish(self, actor, **kwargs):
        values = {"reason": self.reason, "request_key": f"test-{self.content_hash}"} | kwargs
        return door.publish(
            thing=self.thing, revision_id=self.revision_id, actor=actor, round_number=1, **values
        )


def test_three_yeses_open_it(city):
    before = Before(city.draft()).yes(initial=city.section, second=city.signatory, final=city.office)
    assert before.publish(city.office).act == "publish"


@pytest.mark.parametrize("missing", ["initial", "second", "final"])
def test_each_stage_is_asked_for(city, missing):
    people = {"initial": city.section, "second": city.signatory, "final": city.office}
    people["other"] = people.pop(missing)
    with pytest.raises(Refused, match="还缺审核"):
        Before(city.draft()).yes(**people).publish(city.office)


def test_a_yes_of_the_author_does_not_count(city):
    before = Before(city.draft()).yes(initial=city.clerk, second=city.signatory, final=city.office)
    with pytest.raises(Refused, match="不能是本件的撰稿人：人员"):
        before.publish(city.office)


def test_urgent_publication_needs_one_yes_and_not_the_authors(city):
    urgent = {"mode": Mode.URGENT, "urgent_reason": "突发停水"}
    before = Before(city.draft())
    with pytest.raises(Refused, match="紧急公开也要有一人审核同意"):
        before.publish(city.office, **urgent)
    before.yes(final=city.office)
    with pytest.raises(Refused, match="不能由撰稿人自己决定"):
        before.publish(city.clerk, **urgent)
    event = before.publish(city.office, **urgent)
    assert (event.mode, event.reason) == (Mode.URGENT, "突发停水")


def test_what_is_public_already_is_no_correction(city):
    before = Before(city.draft()).yes(initial=city.section, second=city.signatory, final=city.office)
    before.publish(city.office)
    before.thing.refresh_from_db()
    with pytest.raises(Refused, match="没有新的内容"):
        before.publish(city.office, request_key="again", reason="再来")


def test_a_correction_without_a_reason_is_refused(city):
    page = city.draft()
    city.publish(page)
    save_draft(page=page, author=city.clerk, title="改过的标题")
    before = Before(page, reason="  ").yes(initial=city.section, second=city.signatory, final=city.office)
    with pytest.raises(Refused, match="必须写明理由"):
        before.publish(city.office)


def test_what_was_withdrawn_does_not_come_back(city):
    page = city.draft()
    thing = city.publish(page)
    common = {
        "thing": thing,
        "actor": city.office,
        "asked_by": city.clerk,
        "reason": "误",
        "reason_code": "wrong",
    }
    door.withdraw(**common, request_key="withdraw")
    save_draft(page=page, author=city.clerk, title="改过的标题")
    before = Before(page, reason="更正").yes(initial=city.section, second=city.signatory, final=city.office)
    with pytest.raises(Refused, match="已经撤回，不能在原索引号下重新公开"):
        before.publish(city.office)


@pytest.mark.parametrize("act", [door.withdraw, door.expire])
def test_every_change_asks_for_a_public_thing_and_a_reason_and_happens_once(city, act):
    common = {"actor": city.office, "asked_by": city.clerk, "reason_code": "wrong"}
    with pytest.raises(Refused, match="不在公开状态"):
        act(thing=city.draft().thing, reason="误", request_key="draft", **common)
    thing = city.publish()
    with pytest.raises(Refused, match="必须写明理由"):
        act(thing=thing, reason="  ", request_key="blank", **common)
    event = act(thing=thing, reason="误", request_key="once", **common)
    assert act(thing=thing, reason="误", request_key="once", **common) == event
    assert Event.objects.filter(request_key="once").count() == 1


def test_what_has_expired_does_not_expire_again(city):
    common = {"thing": city.publish(), "actor": city.office, "reason_code": "lapsed", "reason": "期满"}
    door.expire(**common, request_key="first")
    with pytest.raises(Refused, match="已经标明失效"):
        door.expire(**common, request_key="second")


def test_late_reviews_are_of_urgent_publications_once_and_whole(city):
    with pytest.raises(Refused, match="不是紧急公开的"):
        door.complete_late_review(thing=city.publish(), actor=city.office, request_key="calm")
    before = Before(city.draft()).yes(final=city.office)
    before.publish(city.office, mode=Mode.URGENT, urgent_reason="突发停水")
    with pytest.raises(Refused, match="还缺审核：初审、复审"):
        door.complete_late_review(thing=before.thing, actor=city.section, request_key="late")
    before.yes(initial=city.section, second=city.signatory)
    event = door.complete_late_review(thing=before.thing, actor=city.section, request_key="late")
    again = door.complete_late_review(thing=before.thing, actor=city.section, request_key="late")
    assert (again, event.thing.state) == (event, ThingState.PUBLIC)


def test_files_are_public_with_their_version_and_gone_with_it(city):
    thing = city.publish(city.draft(attachments=[city.store_file()]))
    versions = PublicFile.objects.filter(version__thing=thing)
    assert versions.count() > 0
    common = {"thing": thing, "actor": city.office, "asked_by": city.clerk, "reason": "含个人信息"}
    door.withdraw(**common, reason_code="privacy", request_key="privacy", privacy=True)
    assert versions.count() == 0
