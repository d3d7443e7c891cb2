from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from gongkai.core import door, outbox
from gongkai.core.errors import NotAllowed, Refused
from gongkai.core.files import blob_path
from gongkai.core.models import ThingState
from gongkai.documents.actions import save_draft
from gongkai.documents.models import Document, PublishablePage
from gongkai.review import actions as review
from gongkai.review import rules
from gongkai.review.models import Notice, Submission, SubmissionState
from gongkai.review.queries import returned_by, visible_submissions, waiting_for
from gongkai.units.models import Role
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_stages_follow_in_order_and_move_the_queue(city):
    submission = city.submit(city.draft())
    assert list(waiting_for(city.section)) == [submission]
    assert list(waiting_for(city.signatory)) == []
    with pytest.raises(NotAllowed, match="不由您审核"):
        review.approve(submission=submission, person=city.signatory)
    submission = review.approve(submission=submission, person=city.section)
    assert (submission.stage, submission.office_sees) == ("second", False)
    assert list(waiting_for(city.signatory)) == [submission]
    submission = review.approve(submission=submission, person=city.signatory)
    assert (submission.stage, submission.office_sees) == ("final", True)
    assert submission in list(waiting_for(city.office))
    submission = review.approve(submission=submission, person=city.office)
    assert submission.state == SubmissionState.PUBLISHED


def test_office_sees_only_what_came_to_it(city):
    page = city.draft()
    submission = city.submit(page)
    assert not rules.may_see(city.office, page.thing)
    assert submission not in visible_submissions(city.office)
    review.approve(submission=submission, person=city.section)
    review.approve(submission=submission, person=city.signatory)
    assert rules.may_see(city.office, page.thing)


def test_other_unit_sees_nothing(city):
    page = city.draft()
    city.submit(page)
    for role in (Role.CLERK, Role.SECTION_REVIEWER, Role.UNIT_SIGNATORY):
        stranger = make_user(role)
        assert not rules.may_see(stranger, page.thing)
        assert not rules.may_write(stranger, page.thing)
        assert list(visible_submissions(stranger)) == []
    assert rules.may_see(city.auditor, page.thing)
    assert not rules.may_write(city.auditor, page.thing)


def test_two_posts_are_still_one_person(city):
    from gongkai.units.models import Post

    Post.objects.create(user=city.section, unit=city.unit, role=Role.UNIT_SIGNATORY)
    city.section.__dict__.pop("_current_posts", None)
    submission = review.approve(submission=city.submit(city.draft()), person=city.section)
    with pytest.raises(Refused, match="已经审过这一稿的其他环节"):
        review.approve(submission=submission, person=city.section)


def test_return_says_what_to_change_and_starts_again(city):
    page = city.draft()
    submission = review.approve(submission=city.submit(page), person=city.section)
    with pytest.raises(Refused, match="退回要写明意见"):
        review.return_to_author(submission=submission, person=city.signatory, comment=" ")
    submission = review.return_to_author(submission=submission, person=city.signatory, comment="标题要写全称")
    assert (submission.state, submission.comment) == (SubmissionState.RETURNED, "标题要写全称")
    assert list(returned_by(city.signatory)) == [submission]
    save_draft(page=page, author=city.clerk, title="写全了的标题")
    assert city.submit(page).stage == "initial"


def test_file_changed_on_disk_keeps_the_door_shut(city):
    from io import BytesIO

    from gongkai.core.files import store_bytes
    from gongkai.documents.actions import create_draft
    from gongkai.documents.models import StoredFile

    blob = store_bytes(BytesIO(b"approved bytes"))
    stored = StoredFile.objects.create(
        unit=city.unit,
        name="a.txt",
        media_type="text/plain",
        size=blob.size,
        sha256=blob.sha256,
        original_sha256=blob.sha256,
        uploaded_by=city.clerk,
    )
    page = create_draft(
        model=Document,
        unit=city.unit,
        author=city.clerk,
        title="带附件",
        column=city.column,
        matter=city.matter,
        written_on="2026-09-01",
        attachments=[stored],
    )
    submission = city.submit(page)
    path = blob_path(blob.sha256)
    path.chmod(0o600)
    path.write_bytes(b"other bytes, same name")
    submission = city.approve_all(submission)
    assert submission.state == SubmissionState.RETURNED
    assert "附件文件与审核时不一致" in submission.comment
    assert page.thing.state == ThingState.DRAFT


def test_scheduled_publishes_only_when_due_and_only_what_was_approved(city):
    page = city.draft()
    later = timezone.now() + timedelta(hours=2)
    submission = city.approve_all(city.submit(page, publish_at=later))
    assert (submission.state, page.thing.state) == (SubmissionState.APPROVED, ThingState.DRAFT)
    assert review.publish_due() == 0
    with pytest.raises(PermissionDenied, match="送审中"):
        save_draft(page=page, author=city.clerk, title="批准以后悄悄改的标题")
    draft = page.get_latest_revision_as_object()
    draft.title = "批准以后悄悄改的标题"
    super(PublishablePage, draft).save_revision(user=city.clerk)  # past the desk's own refusal
    Submission.objects.filter(pk=submission.pk).update(publish_at=timezone.now())
    assert review.publish_due() == 1
    thing = page.thing
    assert (thing.state, thing.revision_id) == (ThingState.PUBLIC, submission.revision_id)
    assert "悄悄改" not in thing.newest_event.version.form


def test_time_in_the_past_is_refused(city):
    with pytest.raises(Refused, match="时间已经过去"):
        city.submit(city.draft(), publish_at=timezone.now() - timedelta(minutes=1))


def test_same_document_number_twice_comes_back_to_the_clerk(city):
    first, second = city.draft(), city.draft()
    one = city.submit(first)
    save_draft(page=second, author=city.clerk, document_number=first.document_number)
    two = city.submit(second)
    city.approve_all(one)
    two = city.approve_all(two)
    assert two.state == SubmissionState.RETURNED
    assert "发文字号" in two.comment


def test_incomplete_paper_is_told_everything_at_once(city):
    page = city.draft(column=None, matter=None, written_on=None, body=[])
    with pytest.raises(Refused) as refusal:
        city.submit(page)
    assert str(refusal.value).splitlines() == [
        "选择栏目：这件信息放在网站的哪一栏。",
        "选择公开事项：这件信息按哪一项公开。",
        "填写成文日期。",
        "正文是空的，也没有附件。",
    ]


def test_delegate_acts_for_the_giver_until_the_day(city):
    colleague = make_user(Role.CLERK, city.unit)
    today = timezone.localdate()
    delegation = review.delegate(
        giver=city.section,
        taker=colleague,
        role=Role.SECTION_REVIEWER,
        unit=city.unit,
        since=today,
        until=today,
        reason="出差",
    )
    submission = review.approve(submission=city.submit(city.draft()), person=colleague)
    approval = submission.thing.approvals.get()
    assert (approval.person, approval.on_behalf_of) == (colleague, city.section)
    review.end_delegation(delegation=delegation, person=city.section)
    colleague.__dict__.pop("_active_delegations")
    with pytest.raises(NotAllowed):
        review.approve(submission=city.submit(city.draft()), person=colleague)


def test_delegation_is_for_colleagues_and_ends(city):
    today = timezone.localdate()
    common = {
        "giver": city.section,
        "role": Role.SECTION_REVIEWER,
        "unit": city.unit,
        "since": today,
        "reason": "出差",
    }
    with pytest.raises(Refused, match="本单位在岗"):
        review.delegate(taker=make_user(Role.CLERK), until=today, **common)
    with pytest.raises(Refused, match="90 天"):
        review.delegate(taker=city.clerk, until=today + timedelta(days=91), **common)
    with pytest.raises(NotAllowed, match="自己担任"):
        review.delegate(taker=city.clerk, until=today, **(common | {"role": Role.OFFICE}))


def test_author_cannot_review_by_delegation(city):
    today = timezone.localdate()
    review.delegate(
        giver=city.section,
        taker=city.clerk,
        role=Role.SECTION_REVIEWER,
        unit=city.unit,
        since=today,
        until=today,
        reason="出差",
    )
    with pytest.raises(NotAllowed, match="不能审核自己写的"):
        review.approve(submission=city.submit(city.draft()), person=city.clerk)


def test_urgent_needs_a_reason_and_the_office(city):
    submission = city.submit(city.draft(), urgent_reason="停水")
    with pytest.raises(NotAllowed):
        review.publish_urgently(submission=submission, person=city.signatory, reason="停水")
    with pytest.raises(Refused, match="必须写明理由"):
        review.publish_urgently(submission=submission, person=city.office, reason="  ")


def test_correction_takes_the_place_of_late_reviews(city):
    page = city.draft()
    review.publish_urgently(
        submission=city.submit(page, urgent_reason="停水"), person=city.office, reason="停水"
    )
    save_draft(page=page, author=city.clerk, title="更正的标题")
    city.publish(page, reason="补充")
    states = list(page.thing.submissions.order_by("id").values_list("state", flat=True))
    assert states == [SubmissionState.SUPERSEDED, SubmissionState.PUBLISHED]


def test_refused_removal_leaves_it_public(city):
    thing = city.publish()
    removal = review.request_removal(
        thing=thing, person=city.clerk, act="withdraw", reason_code="wrong", reason="有误"
    )
    with pytest.raises(Refused, match="已有一件待确认"):
        review.request_removal(
            thing=thing, person=city.clerk, act="withdraw", reason_code="wrong", reason="有误"
        )
    review.refuse_removal(removal=removal, person=city.office, comment="没有误，说明理由")
    thing.refresh_from_db()
    assert thing.state == ThingState.PUBLIC


def test_clerk_of_another_unit_cannot_ask_for_removal(city):
    thing = city.publish()
    with pytest.raises(NotAllowed):
        review.request_removal(
            thing=thing, person=make_user(Role.CLERK), act="withdraw", reason_code="wrong", reason="有误"
        )


def test_author_is_told_once_however_often_delivered(city):
    thing = city.publish()
    outbox.deliver_pending()
    before = Notice.objects.count()
    thing.newest_event.deliveries.update(done_at=None)
    outbox.deliver_pending()
    assert Notice.objects.count() == before
    assert Notice.objects.get(event=thing.newest_event).user == city.clerk


def test_one_approval_of_the_office_for_the_sites_own_pages(city):
    column = city.make_column("news", "政务动态")
    assert column.thing.state == ThingState.PUBLIC
    save_draft(page=column, author=city.office, title="动态")
    submission = review.submit(thing=column.thing, author=city.office, reason="改名")
    with pytest.raises(NotAllowed, match="不能审核自己写的"):
        review.approve(submission=submission, person=city.office)
    assert review.approve(submission=submission, person=city.office2).state == SubmissionState.PUBLISHED


def test_one_that_cannot_be_opened_holds_up_no_other(city, monkeypatch):
    later = timezone.now() + timedelta(hours=1)
    broken, sound = city.draft(), city.draft()
    for page in (broken, sound):
        city.approve_all(city.submit(page, publish_at=later))
    Submission.objects.update(publish_at=timezone.now() - timedelta(minutes=1))
    publish = door.publish

    def fail_for_one(*, thing, **kwargs):
        if thing.pk == broken.thing.pk:
            raise RuntimeError("broken")
        return publish(thing=thing, **kwargs)

    monkeypatch.setattr(door, "publish", fail_for_one)
    with pytest.raises(RuntimeError, match="broken"):
        review.publish_due()
    assert (broken.thing.state, sound.thing.state) == (ThingState.DRAFT, ThingState.PUBLIC)


def test_pages_of_the_site_do_not_expire_and_the_home_stays(city):
    asked = {"person": city.office, "reason_code": "lapsed", "reason": "不再需要"}
    site = ((city.column, "expire"), (city.home, "expire"), (city.home, "withdraw"))
    for page, act in site:
        with pytest.raises(NotAllowed, match=r"网站自己的页面|首页与站点设置"):
            review.request_removal(thing=page.thing, act=act, **asked)
    with pytest.raises(NotAllowed, match="首页与站点设置"):
        review.withdraw_at_once(thing=city.home.thing, **asked)
    assert review.request_removal(thing=city.column.thing, act="withdraw", **asked).act == "withdraw"


def test_a_correction_says_why_and_changes_something(city):
    page = city.draft()
    city.publish(page)
    with pytest.raises(Refused, match="与已公开的版本完全一样"):
        city.submit(page, reason="误")
    save_draft(page=page, author=city.clerk, title="改过的标题")
    with pytest.raises(Refused, match="必须写明理由"):
        city.submit(page, reason="  ")
    assert city.submit(page, reason="标题有误").state == SubmissionState.IN_REVIEW


def test_what_was_withdrawn_is_not_submitted_again(city):
    page = city.draft()
    thing = city.publish(page)
    review.withdraw_at_once(thing=thing, person=city.office, reason_code="wrong", reason="误")
    save_draft(page=page, author=city.clerk, title="改过的标题")
    with pytest.raises(Refused, match="已经撤回，不能在原索引号下重新公开"):
        city.submit(page, reason="再来")
