"""方案落实 in public: only what came through the door, with what answers to it today."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.catalogue.actions import import_plan
from gongkai.catalogue.models import Matter
from gongkai.review import actions as review
from gongkai.units.models import Succession, Unit, UnitName
from tests.factories import MatterFactory, UnitFactory
from tests.portal.titles import without_breaks

pytestmark = pytest.mark.django_db
TEXT = """某市推进政务公开实施方案
某政办〔2026〕3号
2026年3月2日
一、要求
公开为常态。
二、任务
（一）公开预算。批复后20日内公开。
责任单位：市财政局、各行委
配合单位：市政府各部门
（二）公开政策。2026年底前全面公开。
责任单位：市老局、市别的局
（三）公开结果。如实公开。
"""


@pytest.fixture
def town(city):
    Matter.objects.filter(pk=city.matter.pk).update(clause="2.1")
    UnitName.objects.create(unit=city.unit, name="某市财政和国资局", since=date(2026, 10, 1))
    city.old, city.new = UnitFactory(name="某市老局", parent=city.office_unit), UnitFactory(name="某市新局")
    Unit.objects.filter(pk=city.old.pk).update(dissolved_on=date(2026, 5, 1))
    Succession.objects.create(predecessor=city.old, successor=city.new, kind="merged", on=date(2026, 5, 1))
    UnitFactory(name="某市东区行政委员会")
    return city


def take_in(town, text=TEXT):
    return import_plan(text=text, source_name="plan.txt").reading.plan.thing


def make_public(town, text=TEXT, **reasons):
    thing = take_in(town, text)
    review.approve(submission=review.submit(thing=thing, author=town.office, **reasons), person=town.office2)
    thing.refresh_from_db()
    return thing


def read(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return without_breaks(response.content.decode())


def plain(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html[html.index("<main") :]).split())


def test_what_is_not_approved_is_not_there(client, town):
    take_in(town)
    assert client.get("/plan/").status_code == 404
    assert client.get("/plan/2.1/").status_code == 404
    assert "方案落实" not in read(client, "/")


def test_the_board(client, town):
    town.publish()
    make_public(town)
    html = read(client, "/plan/")
    text = plain(html)
    assert "《某市推进政务公开实施方案》 共 3 条。" in text
    assert "条款 3 公开事项 1 已公开（件） 1 已有公开信息的条款 1" in text
    assert (
        "二、任务 2.1 公开预算 市财政局、各行委 20日内 1 1 2.2 公开政策 市老局、市别的局 2026年底前 0 0"
        in text
    )
    assert "2.3 公开结果 — — 0 0 合计 1 1" in text
    assert "成文日期 2026年3月2日 发文字号 某政办〔2026〕3号" in text
    assert "要求 公开为常态。" in text
    assert '<a href="/plan/" aria-current="true">方案落实</a>' in html
    assert 'href="/plan/2.1/"' in html


def test_a_clause_with_its_units_of_today(client, town):
    thing = town.publish()
    make_public(town)
    html = read(client, "/plan/2.1/")
    text = plain(html)
    assert "2.1 公开预算 《某市推进政务公开实施方案》" in text
    assert "条文 批复后20日内公开。" in text
    assert "市财政局 职责现在归 某市财政和国资局" in text
    assert "各行委 现有 1 家 某市东区行政委员会" in text
    assert "市政府各部门 现有 3 家" in text
    assert "时限 20日内 批复后20日内公开。" in text
    assert f'<a href="/matters/{town.matter.code}/">' in html
    assert thing.published.title in html
    assert "下一条 2.2 公开政策" in text
    text = plain(read(client, "/plan/2.2/"))
    assert "市老局 职责现在归 某市新局 市别的局 时限" in text
    assert "这一条下还没有公开的信息。" in text
    assert "责任单位 方案没有写明。" in plain(read(client, "/plan/2.3/"))


@pytest.mark.parametrize("number", ["1.1", "2.9", "x", "二"])
def test_a_clause_that_does_not_exist(client, town, number):
    make_public(town)
    assert client.get(f"/plan/{number}/").status_code == 404


def test_a_matter_leads_to_its_clause_once_the_plan_is_public(client, town):
    address = f"/matters/{town.matter.code}/"
    assert 'href="/plan/2.1/"' not in read(client, address)
    make_public(town)
    assert '<a href="/plan/2.1/">2.1</a>' in read(client, address)


def test_a_draft_paper_does_not_count(client, town):
    town.submit(town.draft())
    make_public(town)
    assert "已公开（件） 0" in plain(read(client, "/plan/"))


def test_a_correction_is_seen_with_its_reason(client, town):
    make_public(town)
    make_public(town, TEXT.replace("20日内", "15日内"), reason="时限录错。", reason_code="misprint")
    text = plain(read(client, "/plan/"))
    assert "15日内" in text
    assert "20日内" not in text
    assert re.search("更正 理由： 时限录错。 公开记录第 [0-9]+ 条 .* 首次公开", text)


def test_repairs_and_doubts_are_public(client, town):
    make_public(town, TEXT.replace("某政办〔2026〕3号", "某政办20263号"))
    text = plain(read(client, "/plan/"))
    assert "改正 1 处 某政办20263号 某政办〔2026〕3号 发文字号补上六角括号" in text
    assert "没有把握 1 处 2.3 没有写责任单位" in text


def test_a_withdrawn_plan_leaves_its_reason(client, town):
    thing = make_public(town)
    review.withdraw_at_once(thing=thing, person=town.office, reason_code="wrong", reason="文本不是定稿。")
    text = plain(read(client, "/plan/", 410))
    assert "文本不是定稿。" in text
    assert "公开预算" not in text
    assert client.get("/plan/2.1/").status_code == 404
    assert "方案落实" not in read(client, "/")


def test_the_newest_plan_is_the_one_that_is_shown(client, town):
    make_public(town)
    make_public(town, TEXT.replace("某市推进", "某市深化"))
    assert "《某市深化政务公开实施方案》" in plain(read(client, "/plan/"))


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_number_of_queries_does_not_grow(client, town):
    make_public(town)
    counts = []
    for _ in range(2):
        for _paper in range(3):
            town.publish()
        MatterFactory(clause="2.1")
        UnitFactory(name=f"某市第{Unit.objects.count()}行政委员会")
        counts.append([queries_of(client, address) for address in ("/plan/", "/plan/2.1/", "/plan/2.2/")])
    assert counts[0] == counts[1] == [4, 9, 7]
