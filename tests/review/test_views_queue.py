"""The lists: who finds what in which, the words of each line, and that long lists ask no more queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gongkai.review import actions
from gongkai.review.models import Submission
from gongkai.review.summary import jobs_for
from tests.review.desk import menu, words

pytestmark = pytest.mark.django_db


def listed(desk, person, tab, **query):
    response = desk.get(person, "queue", tab=tab, **query)
    assert response.status_code == 200
    return [row.item.title for row in response.context["rows"]]


def counts(desk, person):
    return {tab.name: count for tab, count in desk.get(person, "queue").context["tabs"]}


def test_each_person_has_their_own_tabs(desk, city):
    assert list(counts(desk, city.clerk)) == ["to_correct", "running", "finished", "removals", "liftings"]
    assert list(counts(desk, city.section)) == [
        "waiting",
        "returned",
        "running",
        "finished",
        "removals",
        "liftings",
    ]
    assert list(counts(desk, city.office)) == [
        "waiting",
        "returned",
        "to_correct",
        "running",
        "finished",
        "removals",
        "liftings",
    ]
    assert list(counts(desk, city.auditor)) == ["running", "finished", "removals", "liftings"]


def test_a_thing_moves_from_list_to_list(desk, city, other):
    page = city.draft(title="供水办法")
    submission = city.submit(page)
    assert listed(desk, city.section, "waiting") == ["供水办法"]
    assert listed(desk, city.signatory, "waiting") == []
    assert listed(desk, city.office, "waiting") == []
    assert listed(desk, city.office, "running") == []
    assert listed(desk, city.auditor, "running") == ["供水办法"]
    assert listed(desk, other["section_reviewer"], "waiting") == []
    assert listed(desk, other["section_reviewer"], "running") == []
    actions.approve(submission=submission, person=city.section)
    assert listed(desk, city.section, "waiting") == []
    assert listed(desk, city.section, "running") == ["供水办法"]
    actions.approve(submission=submission, person=city.signatory)
    assert listed(desk, city.office, "waiting") == ["供水办法"]
    actions.return_to_author(submission=submission, person=city.office, comment="缺附件")
    assert listed(desk, city.office, "returned") == ["供水办法"]
    assert listed(desk, city.clerk, "to_correct") == ["供水办法"]
    assert listed(desk, other["clerk"], "to_correct") == []
    actions.submit(thing=page.thing, author=city.clerk)
    assert listed(desk, city.clerk, "to_correct") == []
    assert counts(desk, city.clerk) == {
        "to_correct": 0,
        "running": 1,
        "finished": 2,
        "removals": 0,
        "liftings": 0,
    }
    assert listed(desk, city.clerk, "finished") == ["供水办法", city.unit_home.title]


def test_a_line_says_stage_and_time(desk, city):
    page = city.draft(title="供水办法")
    submission = city.submit(page)
    Submission.objects.filter(pk=submission.pk).update(
        stage_since=timezone.now() - timedelta(days=3, hours=2)
    )
    response = desk.get(city.section, "queue")
    row = response.context["rows"][0]
    assert (row.dots, row.word, row.waited) == (["current", "todo", "todo"], "待初审", "已等 3 天")
    shown = words(response)
    assert f"供水办法 公文/公开信息 某市财政局 {page.thing.index_number}" in shown
    actions.approve(submission=submission, person=city.section)
    row = desk.get(city.signatory, "queue").context["rows"][0]
    assert (row.dots, row.word, row.waited) == (["done", "current", "todo"], "待复审", "已等 0 分钟")


def test_urgent_work_stands_first(desk, city):
    old, asked, late = city.draft(title="旧的"), city.draft(title="申请紧急"), city.draft(title="补审")
    city.submit(old)
    city.submit(asked, urgent_reason="洪水")
    actions.publish_urgently(
        submission=city.submit(late, urgent_reason="洪水"), person=city.office, reason="洪水"
    )
    assert listed(desk, city.section, "waiting") == ["补审", "申请紧急", "旧的"]


def test_search(desk, city):
    city.submit(city.draft(title="供水办法"))
    page = city.draft(title="供气办法")
    city.submit(page)
    assert listed(desk, city.section, "waiting", q="供水") == ["供水办法"]
    assert listed(desk, city.section, "waiting", q=page.thing.index_number) == ["供气办法"]
    nothing = desk.get(city.section, "queue", tab="waiting", q="<script>没有")
    assert "没有找到与“<script>没有”相符的信息" in words(nothing)
    assert "<script>没有" not in nothing.content.decode()


def test_queries_do_not_grow_with_the_list(desk, city):
    def queries(person, tab):
        desk.get(person, "queue", tab=tab)
        with CaptureQueriesContext(connection) as captured:
            desk.get(person, "queue", tab=tab)
        return len(captured)

    city.submit(city.draft())
    city.publish()
    actions.request_removal(
        thing=city.publish(), person=city.clerk, act="withdraw", reason_code="wrong", reason="误"
    )
    tabs = [
        (city.section, "waiting"),
        (city.auditor, "running"),
        (city.clerk, "finished"),
        (city.office, "removals"),
    ]
    before = [queries(*tab) for tab in tabs]
    for _number in range(12):
        city.submit(city.draft(), urgent_reason="急")
        thing = city.publish()
        actions.request_removal(
            thing=thing, person=city.clerk, act="withdraw", reason_code="wrong", reason="误"
        )
    assert [queries(*tab) for tab in tabs] == before
    assert len(listed(desk, city.section, "waiting")) == 13


def test_paging(desk, city):
    template = city.submit(city.draft())
    things = [city.draft().thing for _number in range(21)]
    Submission.objects.bulk_create(
        Submission(
            thing=thing,
            unit=city.unit,
            title=f"第 {number} 件",
            revision_id=1,
            round=1,
            content_hash=f"{number:064x}",
            stage="initial",
            submitted_by=city.clerk,
            stage_since=template.stage_since + timedelta(seconds=number + 1),
        )
        for number, thing in enumerate(things)
    )
    first, second = listed(desk, city.section, "waiting"), listed(desk, city.section, "waiting", page=2)
    assert (len(first), second) == (20, ["第 19 件", "第 20 件"])
    assert "第 2 页，共 2 页，22 项" in words(desk.get(city.section, "queue", tab="waiting", page=2))
    for page in ("0", "99", "abc", "-1", "9" * 40):
        assert desk.get(city.section, "queue", tab="waiting", page=page).status_code == 200
    assert desk.get(city.section, "queue", tab="不存在").status_code == 200


def test_menu_counts_what_waits(desk, city):
    city.submit(city.draft())
    city.submit(city.draft())
    assert menu(desk.get(city.section, "queue"))["desk-queue"] == "审核（2）"
    assert menu(desk.get(city.clerk, "queue"))["desk-queue"] == "审核"
    assert "desk-delegations" in menu(desk.get(city.section, "queue"))
    assert "desk-delegations" not in menu(desk.get(city.clerk, "queue"))


def jobs(person):
    return {job.label: job.count for job in jobs_for(type(person).objects.get(pk=person.pk))}


def test_todays_work_of_each_role(desk, city):
    city.draft()
    returned = city.submit(city.draft())
    actions.return_to_author(submission=returned, person=city.section, comment="改")
    city.submit(city.draft(), publish_at=timezone.now() + timedelta(seconds=30))
    late = actions.publish_urgently(
        submission=city.submit(city.draft(), urgent_reason="急"), person=city.office, reason="急"
    )
    Submission.objects.filter(pk=late.pk).update(late_review_due=timezone.now())
    actions.request_removal(
        thing=late.thing, person=city.clerk, act="withdraw", reason_code="wrong", reason="误"
    )
    assert jobs(city.clerk) == {"退回待改": 1, "我的草稿": 1, "今日定时公开": 1, "今日到期的补审": 1}
    assert jobs(city.section) == {"待我审": 2, "今日定时公开": 1, "今日到期的补审": 1}
    assert jobs(city.office) == {
        "待我审": 0,
        "退回待改": 0,
        "我的草稿": 0,
        "今日定时公开": 0,
        "今日到期的补审": 1,
        "待确认的撤回与失效": 1,
    }
    home = desk.client(city.office).get(reverse("wagtailadmin_home"))
    assert home.status_code == 200
    assert "1 待确认的撤回与失效" in words(home)
    log = desk.client(city.auditor).get(reverse("wagtailadmin_home"))
    assert reverse("units:log") in log.content.decode()


def test_summary_addresses_open(desk, city):
    for person in (city.clerk, city.section, city.office, city.auditor):
        for job in jobs_for(person):
            assert desk.client(person).get(job.address).status_code == 200
