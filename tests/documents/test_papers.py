"""The list of papers, the office's site pages, the first page and the menu."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.documents.actions import create_draft
from gongkai.documents.models import Column, News, UnitHome
from gongkai.review import actions as review
from gongkai.units.models import Role
from tests.factories import UnitFactory, make_user
from tests.units.entering import enter

pytestmark = pytest.mark.django_db
PAPERS, SITE = "/admin/gongkai/papers/", "/admin/gongkai/site/"


def titles(response) -> list[str]:
    return [row.page.draft_title for row in response.context["rows"]]


@pytest.fixture
def papers(city):
    """One paper in each state, named by it."""
    city.draft(title="草稿")
    city.submit(city.draft(title="审核中"))
    returned = city.submit(city.draft(title="已退回"))
    review.return_to_author(submission=returned, person=city.section, comment="改")
    city.publish(city.draft(title="已公开"))
    withdrawn = city.publish(city.draft(title="已撤回"))
    review.withdraw_at_once(thing=withdrawn, person=city.office, reason_code="wrong", reason="内容有误")
    lapsed = city.publish(city.draft(title="已失效"))
    asked = review.request_removal(
        thing=lapsed, person=city.clerk, act="expire", reason_code="lapsed", reason="到期"
    )
    review.confirm_removal(removal=asked, person=city.office)
    return city


@pytest.mark.parametrize(
    ("state", "title"),
    [
        ("draft", "草稿"),
        ("in_review", "审核中"),
        ("returned", "已退回"),
        ("public", "已公开"),
        ("withdrawn", "已撤回"),
        ("expired", "已失效"),
    ],
)
def test_each_state_has_its_tab(papers, state, title):
    response = enter(papers.clerk).get(PAPERS, {"state": state})
    assert titles(response) == [title]
    assert [row.state_label for row in response.context["rows"]] == [title]
    assert {code: count for code, _label, count in response.context["states"]} == {
        "draft": 1,
        "in_review": 1,
        "returned": 1,
        "approved": 0,
        "public": 1,
        "withdrawn": 1,
        "expired": 1,
    }


def test_waiting_for_its_time_is_a_state_of_its_own(city):
    from datetime import timedelta

    from django.utils import timezone

    city.approve_all(city.submit(city.draft(title="定时"), publish_at=timezone.now() + timedelta(days=1)))
    assert titles(enter(city.clerk).get(PAPERS, {"state": "approved"})) == ["定时"]


def test_a_correction_on_its_way_is_in_review_and_then_public_again(city):
    from gongkai.documents.actions import save_draft
    from gongkai.documents.models import Document

    thing = city.publish(city.draft(title="要更正"))
    page = save_draft(page=Document.objects.get(pk=thing.object_id), author=city.clerk, title="更正后")
    submission = city.submit(page, reason="有误")
    client = enter(city.clerk)
    assert titles(client.get(PAPERS, {"state": "in_review"})) == ["更正后"]
    city.approve_all(submission)
    assert titles(client.get(PAPERS, {"state": "public"})) == ["更正后"]
    assert titles(client.get(PAPERS, {"state": "in_review"})) == []


def test_filters_by_words_and_kind(city):
    city.draft(title="预算公开的通知")
    create_draft(model=News, unit=city.unit, author=city.clerk, title="预算培训")
    client = enter(city.clerk)
    assert set(titles(client.get(PAPERS, {"q": "预算"}))) == {"预算公开的通知", "预算培训"}
    assert titles(client.get(PAPERS, {"q": "预算", "kind": "news"})) == ["预算培训"]
    assert titles(client.get(PAPERS, {"q": "没有"})) == []
    for wrong in ({"kind": "x"}, {"state": "x"}, {"page": "x"}, {"page": "999"}, {"q": "x" * 500}):
        assert client.get(PAPERS, wrong).status_code == 200


def test_only_the_own_unit_is_listed_and_the_auditor_sees_all(city):
    city.draft(title="财政的草稿")
    outsider = make_user(Role.CLERK, UnitFactory())
    assert titles(enter(outsider).get(PAPERS)) == []
    assert titles(enter(city.office).get(PAPERS)) == []
    assert titles(enter(city.auditor).get(PAPERS)) == ["财政的草稿"]
    assert titles(enter(city.section).get(PAPERS)) == ["财政的草稿"]


def test_buttons_are_for_those_who_may_press_them(papers):
    def buttons(person):
        text = enter(person).get(PAPERS).content.decode()
        return len(re.findall(">修改</a>", text)), len(re.findall(">删除</a>", text)), "papers/new/" in text

    assert buttons(papers.clerk) == (4, 2, True)
    assert buttons(papers.section) == (0, 0, False)
    assert buttons(papers.auditor) == (0, 0, False)


def test_a_longer_list_asks_no_more(city):
    client = enter(city.clerk)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(PAPERS).status_code == 200
        return len(captured)

    city.draft()
    client.get(PAPERS)
    few = queries()
    for _ in range(6):
        city.draft()
    city.submit(city.draft())
    assert queries() == few


def test_pages_of_the_list(city, monkeypatch):
    monkeypatch.setattr("gongkai.documents.views.papers.PER_PAGE", 2)
    for number in range(3):
        city.draft(title=f"第{number}件")
    client = enter(city.clerk)
    first, second = client.get(PAPERS), client.get(PAPERS, {"page": 2})
    assert (titles(first), titles(second)) == (["第2件", "第1件"], ["第0件"])
    assert "第 1 页，共 2 页，3 件" in first.content.decode()


def test_the_office_finds_the_sites_own_pages(city):
    response = enter(city.office).get(SITE)
    groups = {
        str(label): [row.page.draft_title for row in rows] for label, rows in response.context["groups"]
    }
    assert groups == {"首页与站点设置": ["某市政务公开"], "栏目": ["政策文件"], "单位主页": ["某市财政局"]}
    assert enter(city.clerk).get(SITE).status_code == 404


def test_the_office_begins_a_column_and_a_unit_page(city):
    client = enter(city.office)
    unit = UnitFactory(name="某市水务局")
    data = {"title": "公告", "code": "notices", "column_type": "公告", "description": "d", "keywords": "k"}
    client.post(f"{SITE}new-column/", data)
    column = Column.objects.get(code="notices")
    assert (column.unit, column.live, column.thing.state) == (city.office_unit, False, "draft")
    assert client.post(f"{SITE}new-column/", data).status_code == 422
    client.post(f"{SITE}new-unit-home/", {"unit": unit.pk, "duties": "管水"})
    assert UnitHome.objects.get(unit=unit).title == "某市水务局"
    assert client.post(f"{SITE}new-unit-home/", {"unit": unit.pk, "duties": "再来"}).status_code == 422


def menu_of(client) -> set[str]:
    text = client.get("/admin/").content.decode()
    props = re.search(
        r'<script id="wagtail-sidebar-props" type="application/json">(.*?)</script>', text, re.S
    )
    return set(re.findall(r'"name": "([\w-]+)", "label"', props[1])) - {"account", "logout"}


def test_the_menu_holds_only_ours(city):
    clerk = {"desk-queue", "desk-papers", "desk-notices", "desk-intakes", "desk_matters"}
    assert menu_of(enter(city.clerk)) == clerk
    assert menu_of(enter(city.office)) == clerk | {
        *(
            "desk-site",
            "desk-delegations",
            "desk_plans",
            "desk-patrol",
            "desk-rule_lists",
            "desk_search",
            "desk_log",
        )
    }


def test_a_superuser_with_a_post_has_no_menu_of_wagtails(city):
    clerk = make_user(Role.CLERK, city.unit, is_superuser=True, is_staff=True)
    assert menu_of(enter(clerk)) == menu_of(enter(city.clerk))


def test_the_first_page_is_todays_work(city):
    city.draft(title="刚写的")
    text = enter(city.clerk).get("/admin/").content.decode()
    assert "我的待办" in text
    assert "刚写的" in text
    assert "Wagtail" not in re.sub(
        r"<noscript.*?</noscript>|<script.*?</script>|wagtail\S*", "", text, flags=re.S
    )


def test_scripts_stay_our_own_at_the_desk_and_styles_may_stand_on_elements_only_there(city):
    policy = enter(city.clerk).get("/admin/").headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["script-src"] == "'self'"
    assert rules["style-src"] == "'self'"
    assert rules["style-src-attr"] == "'unsafe-inline'"
    assert "style-src-attr" not in enter(city.clerk).get("/").headers["Content-Security-Policy"]


def test_the_words_of_the_framework_are_chinese(city):
    catalogue = enter(city.clerk).get("/admin/jsi18n/").content.decode()
    assert json.dumps("插入一块")[1:-1] in catalogue or "插入一块" in catalogue
