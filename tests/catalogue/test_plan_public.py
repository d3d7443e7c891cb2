"""The plan goes through the door like everything else; the office works on it, two people of it."""

import json

import pytest
from django.urls import reverse

from gongkai.catalogue.actions import import_plan
from gongkai.catalogue.models import PlanClause
from gongkai.core.errors import NotAllowed, Refused
from gongkai.core.kinds import kind_of
from gongkai.core.models import ThingState, Version
from gongkai.demo.people import load_units
from gongkai.demo.reading import read_plan_text, read_units
from gongkai.review import actions as review
from gongkai.review.models import SubmissionState
from gongkai.review.summary import jobs_for
from gongkai.units.models import Role
from tests.factories import make_user
from tests.review.desk import Desk, words
from tests.units.entering import enter

pytestmark = pytest.mark.django_db


class Town:
    def __init__(self):
        units = load_units(read_units())
        self.office, self.office2 = (make_user(Role.OFFICE, units["632801001"]) for _ in range(2))
        self.clerk = make_user(Role.CLERK, units["632801003"])
        self.auditor = make_user(Role.AUDITOR, units["632801001"])

    def take_in(self, text=None, actor=None):
        return import_plan(
            text=text or read_plan_text(), source_name="plan.txt", actor=actor
        ).reading.plan.thing


@pytest.fixture
def town():
    return Town()


def test_one_submits_another_approves_and_the_form_is_public(town):
    thing = town.take_in()
    submission = review.submit(thing=thing, author=town.office)
    with pytest.raises(NotAllowed, match="不能审核自己写的内容。"):
        review.approve(submission=submission, person=town.office)
    assert review.approve(submission=submission, person=town.office2).state == SubmissionState.PUBLISHED
    form = json.loads(Version.objects.get(thing=thing).form)
    assert (form["kind"], form["title"], form["written_on"]) == (
        "plan",
        "格尔木市全面推进政务公开实施方案（演示文本）",
        "2016-07-15",
    )
    clauses = [clause for chapter in form["chapters"] for clause in chapter["clauses"]]
    assert [clause["number"] for clause in clauses][:3] == ["2.1", "2.2", "2.3"]
    assert clauses[0]["lead"] == [
        {"name": "市政府各有关部门", "unit": None, "class": "departments"},
        {"name": "各行委", "unit": None, "class": "committees"},
    ]
    assert clauses[12]["lead"][2] == {"name": "人民银行格尔木支行", "unit": None, "class": None}
    assert clauses[6]["limits"][1]["text"] == "2020年底前"


def test_who_imported_does_not_approve(town):
    thing = town.take_in(actor=town.office2)
    submission = review.submit(thing=thing, author=town.office)
    with pytest.raises(NotAllowed, match="不能审核自己写的内容。"):
        review.approve(submission=submission, person=town.office2)


def test_only_the_office_submits(town):
    with pytest.raises(NotAllowed):
        review.submit(thing=town.take_in(), author=town.clerk)


def test_a_changed_row_is_refused_before_the_door(town):
    thing = town.take_in()
    submission = review.submit(thing=thing, author=town.office)
    PlanClause.objects.filter(number="2.1").update(text="改过的条文")
    with pytest.raises(Refused, match="在送审以后有变化"):
        review.approve(submission=submission, person=town.office2)
    thing.refresh_from_db()
    assert thing.state == ThingState.DRAFT


def test_the_next_reading_is_a_correction_with_its_reason(town):
    thing = town.take_in()
    review.approve(submission=review.submit(thing=thing, author=town.office), person=town.office2)
    with pytest.raises(Refused, match="与已公开的版本完全一样"):
        review.submit(thing=thing, author=town.office)
    assert town.take_in(read_plan_text().replace("3年内", "5年内")) == thing
    with pytest.raises(Refused, match="必须写明理由"):
        review.submit(thing=thing, author=town.office)
    submission = review.submit(thing=thing, author=town.office, reason="时限录错。", reason_code="misprint")
    review.approve(submission=submission, person=town.office2)
    assert [version.number for version in Version.objects.filter(thing=thing)] == [1, 2]


def test_without_a_date_it_is_not_submitted(town):
    thing = town.take_in(read_plan_text().replace("2016年7月15日\n", ""))
    with pytest.raises(Refused, match="没有读到成文日期"):
        review.submit(thing=thing, author=town.office)


def test_a_withdrawn_plan_comes_back_as_another_one(town):
    thing = town.take_in()
    review.approve(submission=review.submit(thing=thing, author=town.office), person=town.office2)
    thing.refresh_from_db()
    review.withdraw_at_once(thing=thing, person=town.office, reason_code="wrong", reason="文字有误。")
    assert town.take_in() != thing


def test_the_form_has_one_text_whatever_language_the_reviewer_reads(town):
    from django.utils import translation

    kind, thing = kind_of(town.take_in()), town.take_in()
    with translation.override("en"):
        english = kind.form(kind.load(thing.object_id, None))
    assert english == kind.form(kind.load(thing.object_id, None))


def test_the_desk_shows_repairs_doubts_and_names_to_check(town):
    plan_id = town.take_in().object_id
    page = words(enter(town.office).get(reverse("desk_plans")))
    assert "格尔木市全面推进政务公开实施方案（演示文本） 2016年7月15日 未公开" in page
    page = words(enter(town.auditor).get(reverse("desk_plan", args=[plan_id])))
    for text in (
        "没有找到方案自己的发文字号",
        "人民银行格尔木支行 — 单位名录里没有这个单位",
        "各行委 格尔木市东城区行政委员会、格尔木市西城区行政委员会、格尔木市察尔汗行政委员会",
        "3.4 回应社会关切 格尔木日报社、格尔木广播电视台、市政府办公室信息技术科 市政府各有关部门 24小时内",
        "1 plan.txt",
        "命令行",
    ):
        assert text in page
    assert enter(town.clerk).get(reverse("desk_plans")).status_code == 404
    assert enter(town.office).get(reverse("desk_plan", args=[plan_id + 1])).status_code == 404


def test_an_empty_desk_says_how_to_begin(town):
    assert "运行 gongkai plan import 文件" in words(enter(town.office).get(reverse("desk_plans")))


def test_the_way_over_the_desk(town):
    desk, thing = Desk(), town.take_in()
    page = desk.get(town.office, "thing", thing.pk)
    assert page.status_code == 200
    assert "去改" not in words(page)
    assert desk.post(town.office, "submit", thing.pk, reason="").status_code == 302
    preview = words(desk.get(town.office2, "preview", thing.pk, kind_of(thing).newest_revision_id(thing)))
    for text in (
        "2.2 推进执行公开",
        "责任单位：市发展和改革委员会（632801002）、市审计局（632801017）",
        "配合单位：市政府各有关部门（departments）",
        "时限：24小时内",
    ):
        assert text in preview
    submission = thing.submissions.get()
    assert desk.post(town.office2, "approve", submission.pk).status_code == 302
    thing.refresh_from_db()
    assert thing.state == ThingState.PUBLIC


def test_a_plan_is_nobodys_draft_paper(town):
    """Its number may be that of a page; the first page of the back office counts pages only."""
    town.take_in()
    counts = {job.label: job.count for job in jobs_for(town.office)}
    assert counts["我的草稿"] == 0
