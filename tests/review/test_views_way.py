"""The whole way of a thing through the pages: every button as a person presses it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gongkai.core.models import Event, ThingState
from gongkai.documents.actions import save_draft
from gongkai.review import actions
from gongkai.review.models import RemovalRequest, Submission
from tests.factories import make_user
from tests.review.desk import menu, words

pytestmark = pytest.mark.django_db


def test_submit_three_yeses_public(desk, city):
    page = city.draft(title="关于供水的通知")
    thing = page.thing
    assert desk.post(city.clerk, "submit", thing.pk).status_code == 302
    assert "已送审，等待初审" in desk.said(city.clerk)
    submission = Submission.objects.get(thing=thing)
    for person, sentence in (
        (city.section, "已同意，转到复审。"),
        (city.signatory, "已同意，转到终审。"),
        (city.office, "已同意。审核完成，已经公开。"),
    ):
        before = words(desk.get(person, "thing", thing.pk))
        assert submission.content_hash[:16] in before
        assert "含 0 个附件和图片" in before
        assert desk.post(person, "approve", submission.pk, comment="可以公开").status_code == 302
        assert sentence in desk.said(person)
    thing.refresh_from_db()
    assert thing.state == ThingState.PUBLIC
    after = words(desk.get(city.clerk, "thing", thing.pk))
    assert "公开记录第" in after
    assert after.count("可以公开") == 3
    assert "看公开页面" in after


def test_only_the_last_yes_says_that_it_publishes(desk, city):
    page = city.draft()
    submission = city.submit(page)
    assert "同意后立即公开" not in words(desk.get(city.section, "thing", page.thing.pk))
    actions.approve(submission=submission, person=city.section)
    actions.approve(submission=submission, person=city.signatory)
    assert "这是最后一审。同意后立即公开。" in words(desk.get(city.office, "thing", page.thing.pk))


def test_return_needs_a_comment_and_reaches_the_clerk(desk, city):
    page = city.draft()
    submission = city.submit(page)
    refused = desk.post(city.section, "send_back", submission.pk, comment="  ")
    assert refused.status_code == 400
    assert "请填写：退回意见。" in words(refused)
    assert desk.post(city.section, "send_back", submission.pk, comment="落款日期不对").status_code == 302
    shown = words(desk.get(city.clerk, "thing", page.thing.pk))
    assert "已退回" in shown
    assert "落款日期不对" in shown
    assert page.title in words(desk.get(city.clerk, "queue", tab="to_correct"))
    assert page.title in words(desk.get(city.section, "queue", tab="returned"))


def test_unchanged_content_starts_again_after_a_return(desk, city):
    """A yes belongs to its round: what was sent back is read by all three again, and they can say yes again."""
    page = city.draft()
    submission = city.submit(page)
    actions.approve(submission=submission, person=city.section)
    actions.return_to_author(submission=submission, person=city.signatory, comment="请再核对")
    assert desk.post(city.clerk, "submit", page.thing.pk).status_code == 302
    again = Submission.objects.filter(thing=page.thing).first()
    assert (again.round, again.stage) == (2, "initial")
    for person in (city.section, city.signatory, city.office):
        assert desk.post(person, "approve", again.pk).status_code == 302
    again.refresh_from_db()
    assert again.state == "published"


def test_old_yeses_do_not_bring_back_an_old_content(desk, city):
    page = city.draft(title="原来的标题")
    thing = city.publish(page)
    save_draft(page=page, author=city.clerk, title="更正后的标题")
    city.approve_all(city.submit(page, reason="标题有误", reason_code="misprint"))
    save_draft(page=page, author=city.clerk, title="原来的标题")
    assert desk.post(city.clerk, "submit", thing.pk, reason_code="misprint", reason="改回").status_code == 302
    assert Submission.objects.filter(thing=thing).first().stage == "initial"
    assert Event.objects.filter(thing=thing).count() == 2


def test_recall(desk, city):
    page = city.draft()
    submission = city.submit(page)
    assert "去改" not in words(desk.get(city.clerk, "thing", page.thing.pk))
    assert desk.post(city.clerk, "recall", submission.pk).status_code == 302
    submission.refresh_from_db()
    assert submission.state == "recalled"
    assert "去改" in words(desk.get(city.clerk, "thing", page.thing.pk))
    late = desk.post(city.section, "approve", submission.pk, comment="我已经看完，同意")
    assert late.status_code == 403
    assert "我已经看完，同意" in words(late)
    assert page.thing.approvals.count() == 0


def test_pressing_twice_does_nothing_twice(desk, city):
    page = city.draft()
    thing = page.thing
    for _press in range(2):
        assert desk.post(city.clerk, "submit", thing.pk).status_code == 302
    submission = Submission.objects.get(thing=thing)
    for person in (city.section, city.signatory, city.office):
        for _press in range(2):
            assert desk.post(person, "approve", submission.pk).status_code == 302
        assert "没有重复办理" in desk.said(person)
    assert (Event.objects.filter(thing=thing).count(), thing.approvals.count()) == (1, 3)
    for _press in range(2):
        asked = desk.post(city.clerk, "ask_withdrawal", thing.pk, reason_code="wrong", reason="数字有误")
        assert asked.status_code == 302
    removal = RemovalRequest.objects.get(thing=thing)
    for _press in range(2):
        assert desk.post(city.office, "confirm_removal", removal.pk).status_code == 302
    assert Event.objects.filter(thing=thing, act="withdraw").count() == 1


def test_problems_are_shown_with_the_way_to_the_editor(desk, city):
    page = city.draft(matter=None, written_on=None)
    response = desk.get(city.clerk, "thing", page.thing.pk)
    shown = words(response)
    assert "送审前还要改 2 处" in shown
    assert "填写成文日期。" in shown
    assert f"/admin/pages/{page.pk}/edit/" in response.content.decode()
    refused = desk.post(city.clerk, "submit", page.thing.pk)
    assert refused.status_code == 409
    assert "填写成文日期。" in words(refused)
    assert not Submission.objects.filter(thing=page.thing).exists()


def test_scheduled(desk, city):
    page = city.draft()
    thing = page.thing
    past = desk.post(city.clerk, "submit", thing.pk, publish_at="2020-01-01T08:00")
    assert past.status_code == 409
    assert "2020-01-01T08:00" in past.content.decode()
    assert "定时发布的时间已经过去" in words(past)
    wrong = desk.post(city.clerk, "submit", thing.pk, publish_at="明天")
    assert (wrong.status_code, "时间写成" in words(wrong)) == (400, True)
    when = timezone.localtime() + timedelta(days=2)
    assert desk.post(city.clerk, "submit", thing.pk, publish_at=f"{when:%Y-%m-%dT%H:%M}").status_code == 302
    submission = Submission.objects.get(thing=thing)
    assert submission.publish_at == when.replace(second=0, microsecond=0)
    for person in (city.section, city.signatory, city.office):
        desk.post(person, "approve", submission.pk)
    said = f"定于 {when.year}年{when.month}月{when.day}日 {when:%H:%M} 公开"
    assert said in desk.said(city.office)
    thing.refresh_from_db()
    assert thing.state == ThingState.DRAFT
    assert said in words(desk.get(city.office, "thing", thing.pk))
    Submission.objects.filter(pk=submission.pk).update(publish_at=timezone.now() - timedelta(minutes=1))
    actions.publish_due()
    thing.refresh_from_db()
    assert thing.state == ThingState.PUBLIC


def test_urgent_publication_and_late_review(desk, city):
    page = city.draft(title="洪水红色预警")
    thing = page.thing
    desk.post(city.clerk, "submit", thing.pk, urgent_reason="洪峰将到")
    submission = Submission.objects.get(thing=thing)
    queue = words(desk.get(city.office, "queue"))
    assert "洪水红色预警" in queue
    assert "申请紧急公开" in queue
    empty = desk.post(city.office, "publish_urgently", submission.pk, reason="")
    assert empty.status_code == 400
    assert desk.post(city.office, "publish_urgently", submission.pk, reason="洪峰今晚到达").status_code == 302
    assert "已紧急公开。须在" in desk.said(city.office)
    thing.refresh_from_db()
    assert (thing.state, thing.newest_event.mode) == (ThingState.PUBLIC, "urgent")
    waiting = words(desk.get(city.section, "queue"))
    assert "补审 剩 23 小时" in waiting
    Submission.objects.filter(pk=submission.pk).update(
        late_review_due=timezone.now() - timedelta(hours=3, minutes=1)
    )
    assert "补审 已逾 3 小时" in words(desk.get(city.section, "queue"))
    shown = desk.get(city.section, "thing", thing.pk)
    assert "现在补审" in words(shown)
    assert f"/submissions/{submission.pk}/return/" not in shown.content.decode()
    assert desk.post(city.section, "approve", submission.pk).status_code == 302
    assert "补审意见已记下，还差复审。" in desk.said(city.section)
    assert desk.post(city.signatory, "approve", submission.pk).status_code == 302
    assert "补审完成，各环节都已同意。" in desk.said(city.signatory)
    submission.refresh_from_db()
    assert submission.state == "published"
    assert list(thing.events.values_list("act", flat=True)) == ["publish", "late_review"]


def test_withdrawal_takes_two_people(desk, city):
    thing = city.publish()
    missing = desk.post(city.clerk, "ask_withdrawal", thing.pk, reason="第三页有身份证号码")
    assert missing.status_code == 400
    assert "请选择理由。" in words(missing)
    assert "第三页有身份证号码" in missing.content.decode()
    desk.post(city.office, "ask_withdrawal", thing.pk, reason_code="privacy", reason="含个人信息")
    removal = RemovalRequest.objects.get(thing=thing)
    own = desk.post(city.office, "confirm_removal", removal.pk)
    assert own.status_code == 403
    shown = words(desk.get(city.office2, "thing", thing.pk))
    assert "个人信息保护法" in shown
    assert "确认后清除各版本的标题、正文和附件，不能恢复。" in shown
    assert words(desk.get(city.office2, "queue", tab="removals")).count("待确认") == 1
    assert desk.post(city.clerk, "confirm_removal", removal.pk).status_code == 403
    assert desk.post(city.office2, "confirm_removal", removal.pk).status_code == 302
    thing.refresh_from_db()
    assert thing.state == ThingState.WITHDRAWN
    event = thing.newest_event
    assert (event.asked_by, event.actor, event.reason_code) == (city.office, city.office2, "privacy")
    assert thing.versions.filter(form__isnull=False).count() == 0


def test_a_refused_removal_says_why(desk, city):
    thing = city.publish()
    desk.post(city.clerk, "ask_expiry", thing.pk, reason_code="repealed", reason="新办法已施行")
    removal = RemovalRequest.objects.get(thing=thing)
    assert desk.post(city.office, "refuse_removal", removal.pk, comment="").status_code == 400
    assert desk.post(city.office, "refuse_removal", removal.pk, comment="新办法还没施行").status_code == 302
    thing.refresh_from_db()
    assert thing.state == ThingState.PUBLIC
    assert "新办法还没施行" in words(desk.get(city.clerk, "thing", thing.pk))


def test_expiry(desk, city):
    thing = city.publish()
    desk.post(city.clerk, "ask_expiry", thing.pk, reason_code="repealed", reason="新办法已施行")
    desk.post(city.office, "confirm_removal", RemovalRequest.objects.get(thing=thing).pk)
    thing.refresh_from_db()
    assert (thing.state, thing.newest_event.act) == (ThingState.EXPIRED, "expire")
    assert "已标明失效" in desk.said(city.office)


def test_withdrawal_at_once_by_the_office(desk, city):
    thing = city.publish()
    data = {"reason_code": "privacy", "reason": "含个人信息，不能等"}
    assert desk.post(city.office, "withdraw_at_once", thing.pk, **data).status_code == 302
    assert desk.post(city.office, "withdraw_at_once", thing.pk, **data).status_code == 302
    thing.refresh_from_db()
    assert (thing.state, thing.newest_event.mode) == (ThingState.WITHDRAWN, "urgent")
    assert thing.events.count() == 2


def test_the_front_page_is_never_withdrawn(desk, city):
    home = city.home.thing
    assert "立即撤回" not in words(desk.get(city.office, "thing", home.pk))
    for name in ("ask_withdrawal", "withdraw_at_once"):
        response = desk.post(city.office, name, home.pk, reason_code="wrong", reason="误")
        assert response.status_code == 403
        assert "首页与站点设置不能撤回" in words(response)
    home.refresh_from_db()
    assert home.state == ThingState.PUBLIC


def test_a_correction_shows_what_changed_and_needs_its_reason(desk, city):
    page = city.draft(body=[("text", "<p>第一段。</p><p>补贴 100 元。</p><p>第三段。</p>")])
    thing = city.publish(page)
    assert "没有要更正的内容" in words(desk.get(city.clerk, "thing", thing.pk))
    save_draft(
        page=page, author=city.clerk, body=[("text", "<p>第一段。</p><p>补贴 200 元。</p><p>第三段。</p>")]
    )
    response = desk.get(city.clerk, "thing", thing.pk)
    assert "<del>补贴 100 元。</del>" in response.content.decode()
    assert "<ins>补贴 200 元。</ins>" in response.content.decode()
    refused = desk.post(city.clerk, "submit", thing.pk)
    assert refused.status_code == 400
    assert "请填写：更正理由。" in words(refused)
    done = desk.post(city.clerk, "submit", thing.pk, reason_code="misprint", reason="金额录错")
    assert done.status_code == 302
    shown = words(desk.get(city.section, "thing", thing.pk))
    assert "更正理由：录入、排版有误 金额录错" in shown
    assert "与已公开的版本相比" in shown
    city.approve_all(Submission.objects.filter(thing=thing).first())
    assert [(event.act, event.reason) for event in thing.events.all()] == [
        ("publish", ""),
        ("correct", "金额录错"),
    ]


def test_a_correction_for_privacy_warns_that_it_erases(desk, city):
    page = city.draft()
    thing = city.publish(page)
    save_draft(page=page, author=city.clerk, summary="不含姓名的概述")
    desk.post(city.clerk, "submit", thing.pk, reason_code="privacy", reason="原文含姓名")
    assert "清除以前各版本的标题、正文和附件，不能恢复。" in words(desk.get(city.section, "thing", thing.pk))


def test_why_a_reviewer_may_not_decide(desk, city):
    page = city.draft()
    submission = city.submit(page)
    assert "现在是初审，由科室审核办理" in words(desk.get(city.signatory, "thing", page.thing.pk))
    actions.approve(submission=submission, person=city.section)
    assert "您已经审过这一稿（初审）" in words(desk.get(city.section, "thing", page.thing.pk))
    author = make_user("section_reviewer", city.unit)
    other = city.draft()
    save_draft(page=other, author=author, summary="我写的")
    city.submit(other)
    shown = words(desk.get(author, "thing", other.thing.pk))
    assert "这一稿有您写的内容，或者由您送审，您不能审核" in shown
    assert "退回经办" not in shown


def test_the_sites_own_pages_need_one_yes_of_another_in_the_office(desk, city):
    save_draft(page=city.column, author=city.office, description="新的说明")
    thing = city.column.thing
    shown = desk.get(city.office, "thing", thing.pk)
    assert 'name="urgent_reason"' not in shown.content.decode()
    assert (
        desk.post(city.office, "submit", thing.pk, reason_code="content", reason="说明更新").status_code
        == 302
    )
    submission = Submission.objects.filter(thing=thing).first()
    assert submission.stage == "final"
    assert desk.post(city.office, "approve", submission.pk).status_code == 403
    assert "这是最后一审" in words(desk.get(city.office2, "thing", thing.pk))
    assert desk.post(city.office2, "approve", submission.pk).status_code == 302
    submission.refresh_from_db()
    assert submission.state == "published"


def test_delegation(desk, city):
    colleague = make_user("clerk", city.unit)
    stranger = make_user("clerk")
    post = city.section.posts.get()
    today = timezone.localdate()
    typed = {
        "post": post.pk,
        "taker": colleague.pk,
        "since": today,
        "until": today + timedelta(days=5),
        "reason": "出差",
    }
    assert desk.post(city.section, "delegations", **typed | {"taker": stranger.pk}).status_code == 400
    assert (
        desk.post(city.section, "delegations", **typed | {"post": city.signatory.posts.get().pk}).status_code
        == 400
    )
    long = desk.post(city.section, "delegations", **typed | {"until": today + timedelta(days=91)})
    assert (long.status_code, "最长 90 天" in words(long), 'value="出差"' in long.content.decode()) == (
        409,
        True,
        True,
    )
    assert desk.post(city.section, "delegations", **typed).status_code == 302
    page = city.draft()
    submission = city.submit(page)
    assert page.title in words(desk.get(colleague, "queue", tab="waiting"))
    assert f"您代 {city.section} 审核" in words(desk.get(colleague, "thing", page.thing.pk))
    assert desk.post(colleague, "approve", submission.pk).status_code == 302
    approval = page.thing.approvals.get()
    assert (approval.person, approval.on_behalf_of, approval.stage) == (colleague, city.section, "initial")
    assert f"（代 {city.section}）" in words(desk.get(city.clerk, "thing", page.thing.pk))
    delegation = city.section.delegations_given.get()
    assert desk.post(colleague, "end_delegation", delegation.pk).status_code == 404
    assert desk.post(city.section, "end_delegation", delegation.pk).status_code == 302
    assert desk.get(colleague, "delegations").status_code == 404
    second = city.draft()
    city.submit(second)
    assert desk.post(colleague, "approve", Submission.objects.get(thing=second.thing).pk).status_code == 403


def test_notices_are_ones_own(desk, city):
    from gongkai.core.outbox import deliver_pending

    page = city.draft(title="供水通知")
    city.publish(page)
    deliver_pending(limit=100)
    assert "《供水通知》已公开。" in words(desk.get(city.clerk, "notices"))
    assert menu(desk.get(city.clerk, "notices"))["desk-notices"] == "通知（1）"
    notice = city.clerk.notices.get()
    assert desk.post(city.section, "read_notice", notice.pk).status_code == 302
    notice.refresh_from_db()
    assert notice.read_at is None
    assert desk.post(city.clerk, "read_notice", notice.pk).status_code == 302
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert menu(desk.get(city.clerk, "notices"))["desk-notices"] == "通知"
    city.publish()
    deliver_pending(limit=100)
    assert desk.post(city.clerk, "read_all_notices").status_code == 302
    assert city.clerk.notices.filter(read_at=None).count() == 0
