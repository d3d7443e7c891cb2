"""What each action refuses when it is called by itself, whatever page or menu stood before it."""

import pytest

from gongkai.core.errors import NotAllowed, Refused
from gongkai.core.models import ThingState
from gongkai.documents.actions import create_draft, save_draft
from gongkai.documents.models import Document
from gongkai.review import actions as review
from gongkai.review.models import RemovalRequest, SubmissionState
from gongkai.units.models import Post, Role

pytestmark = pytest.mark.django_db


def correction_of(city, page, **kwargs):
    save_draft(page=page, author=city.clerk, title="改过的标题")
    return city.submit(page, reason="标题有误", **kwargs)


def test_recalling_what_has_ended(city):
    submission = city.approve_all(city.submit(city.draft()))
    with pytest.raises(Refused, match="已经结束，不能撤回"):
        review.recall(submission=submission, author=city.clerk)


@pytest.mark.parametrize(("code", "erases"), [("privacy", True), ("misprint", False)])
def test_only_a_correction_for_privacy_erases_what_was_public(city, code, erases):
    page = city.draft()
    assert city.approve_all(city.submit(page, reason_code=code)).privacy is False
    assert correction_of(city, page, reason_code=code).privacy is erases


def test_the_office_sees_at_once_what_begins_with_it(city):
    save_draft(page=city.column, author=city.office, title="政策文件库")
    submission = review.submit(thing=city.column.thing, author=city.office, reason="改名")
    assert (submission.stage, submission.office_sees) == ("final", True)
    assert city.submit(city.draft()).office_sees is False
    assert city.submit(city.draft(), urgent_reason="突发停水").office_sees is True


def test_what_changed_after_submission_is_neither_approved_nor_published(city):
    submission = city.submit(city.draft(), urgent_reason="突发停水")
    city.matter.title = "改过的事项"
    city.matter.save()
    with pytest.raises(Refused, match="在送审以后有变化"):
        review.approve(submission=submission, person=city.section)
    with pytest.raises(Refused, match="在送审以后有变化"):
        review.publish_urgently(submission=submission, person=city.office, reason="突发停水")
    assert submission.thing.approvals.count() == 0


def test_only_who_reviews_now_returns_and_only_before_publication(city):
    submission = city.submit(city.draft(), urgent_reason="突发停水")
    with pytest.raises(NotAllowed, match="不由您审核"):
        review.return_to_author(submission=submission, person=city.signatory, comment="改")
    submission = review.publish_urgently(submission=submission, person=city.office, reason="突发停水")
    assert submission.state == SubmissionState.LATE_REVIEW
    with pytest.raises(NotAllowed, match="不由您审核"):
        review.return_to_author(submission=submission, person=city.section, comment="改")


def test_urgency_is_for_what_the_office_sees_and_what_is_still_in_review(city):
    urgent = {"person": city.office, "reason": "突发停水"}
    unseen = city.submit(city.draft())
    with pytest.raises(Refused, match="现在不能紧急公开"):
        review.publish_urgently(submission=unseen, **urgent)
    returned = city.submit(city.draft(), urgent_reason="突发停水")
    review.return_to_author(submission=returned, person=city.section, comment="改")
    with pytest.raises(Refused, match="现在不能紧急公开"):
        review.publish_urgently(submission=returned, **urgent)
    save_draft(page=city.column, author=city.office2, title="政策文件库")
    site = review.submit(thing=city.column.thing, author=city.office2, reason="改名")
    with pytest.raises(Refused, match="站点页面只要一次审核"):
        review.publish_urgently(submission=site, **urgent)


def test_the_author_does_not_publish_urgently_even_from_the_office(city):
    Post.objects.create(user=city.office, unit=city.unit, role=Role.CLERK, since="2020-01-01")
    page = create_draft(
        model=Document,
        unit=city.unit,
        author=city.office,
        title="停水通知",
        column=city.column,
        matter=city.matter,
        written_on="2026-09-29",
        body=[("text", "<p>停水。</p>")],
    )
    submission = city.submit(page, urgent_reason="突发停水")
    with pytest.raises(NotAllowed, match="不能审核自己写的内容"):
        review.publish_urgently(submission=submission, person=city.office, reason="突发停水")


def test_a_request_for_removal_names_a_known_reason_and_act(city):
    asked = {"thing": city.publish(), "person": city.clerk}
    for act, code in (("withdraw", "whatever"), ("publish", "wrong")):
        with pytest.raises(Refused, match="请选择理由"):
            review.request_removal(act=act, reason_code=code, reason="误", **asked)
    with pytest.raises(Refused, match="请写明理由"):
        review.request_removal(act="withdraw", reason_code="wrong", reason="  ", **asked)


@pytest.fixture
def removal(city):
    """Asked for by the office itself, for a thing whose correction is in review."""
    page = city.draft()
    thing = city.publish(page)
    correction_of(city, page)
    return review.request_removal(
        thing=thing, person=city.office, act="withdraw", reason_code="wrong", reason="误"
    )


def test_whoever_asked_decides_nothing_and_a_no_says_why(city, removal):
    for decide in (review.confirm_removal, review.refuse_removal):
        comment = {"comment": "不撤"} if decide is review.refuse_removal else {}
        with pytest.raises(NotAllowed, match="另一个人"):
            decide(removal=removal, person=city.office, **comment)
    with pytest.raises(Refused, match="不同意要写明意见"):
        review.refuse_removal(removal=removal, person=city.office2, comment="  ")


def test_a_confirmed_removal_ends_what_was_in_review(city, removal):
    review.confirm_removal(removal=removal, person=city.office2)
    removal.refresh_from_db()
    thing = removal.thing
    thing.refresh_from_db()
    assert (removal.state, removal.decided_by) == (RemovalRequest.State.CONFIRMED, city.office2)
    assert thing.state == ThingState.WITHDRAWN
    assert thing.submissions.latest("id").state == SubmissionState.SUPERSEDED


def test_a_withdrawal_at_once_ends_what_was_in_review_and_what_was_asked(city, removal):
    review.withdraw_at_once(thing=removal.thing, person=city.office2, reason_code="wrong", reason="误")
    removal.refresh_from_db()
    assert (removal.state, removal.decided_by) == (RemovalRequest.State.CONFIRMED, city.office2)
    assert removal.thing.submissions.latest("id").state == SubmissionState.SUPERSEDED


def test_a_withdrawal_at_once_is_the_offices_with_a_known_reason(city):
    thing = city.publish()
    for person, of in ((city.clerk, thing), (city.office, city.draft().thing)):
        with pytest.raises(NotAllowed, match="立即撤回由政务公开办决定"):
            review.withdraw_at_once(thing=of, person=person, reason_code="wrong", reason="误")
    for code, reason in (("whatever", "误"), ("wrong", "  ")):
        with pytest.raises(Refused, match="请选择理由并写明情况"):
            review.withdraw_at_once(thing=thing, person=city.office, reason_code=code, reason=reason)


def test_a_request_for_removal_tells_the_public_title_and_no_newer_draft(city):
    page = city.draft(title="公开的标题")
    thing = city.publish(page)
    page.refresh_from_db()
    page.title = "没有送审的标题"
    page.save_revision(user=city.clerk)
    removal = review.request_removal(
        thing=thing, person=city.office, act="withdraw", reason_code="wrong", reason="有误"
    )
    assert removal.title == "公开的标题"
