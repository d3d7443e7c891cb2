"""Home, columns, units, changes, the catalogue, errors and the language."""

import re
from datetime import date

import pytest

from gongkai.catalogue.models import Matter
from gongkai.core import door
from gongkai.documents.models import Home
from gongkai.portal.addresses import paper_address
from gongkai.portal.queries import figures, site_frame
from gongkai.units.models import Succession, Unit, UnitName
from tests.factories import MatterFactory, UnitFactory
from tests.portal.titles import without_breaks

pytestmark = pytest.mark.django_db
PUBLIC_PAGES = [
    "/",
    "/columns/policy/",
    "/units/",
    "/changes/",
    "/matters/",
    "/disclosure/",
    "/topics/",
    "/nothing",
]


def read(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return without_breaks(response.content.decode())


def test_an_empty_database_has_a_home_with_a_neutral_name(client, db):
    html = read(client, "/")
    assert "<title>政务公开</title>" in html
    assert '<h1 lang="zh-Hans">政务公开</h1>' in html
    assert "还没有公开的信息" in html
    for block in ("公开情况", "doors", "公开单位", "主办"):
        assert block not in html


@pytest.mark.parametrize("address", ["/units/", "/changes/", "/matters/", "/disclosure/", "/topics/"])
def test_empty_lists_say_so(client, db, address):
    assert 'class="panel none"' in read(client, address)


def test_home_shows_what_the_record_holds(client, city):
    withdrawn, kept = city.publish(), city.publish()
    door.withdraw(
        thing=withdrawn,
        actor=city.office,
        asked_by=city.clerk,
        reason_code="wrong",
        reason="有误",
        request_key="w",
    )
    html = read(client, "/")
    assert "公开为常态，不公开为例外" in html
    assert kept.published.title in html
    assert re.findall(r"<dd><b>(\d+)</b>", html) == ["2", "2", "0", "1"]
    assert "本年 1 件" in html
    assert 'href="/columns/policy/"' in html
    assert "已撤回" in html
    assert ">某市财政局</a>" in html


def test_figures_are_counted_from_the_record(city, correct):
    from django.utils import timezone

    page = city.draft()
    city.publish(page)
    correct(page, title="改过的标题")
    found = figures(timezone.now())
    assert {name: found[name] for name in ("today", "year", "corrected", "withdrawn")} == {
        "today": 1,
        "year": 1,
        "corrected": 1,
        "withdrawn": 0,
    }
    assert found["records"] == 5  # home, column, unit page, the document and its correction


def test_the_footer_shows_only_what_is_filled_in(client, city):
    html = read(client, "/")
    assert '主办：<span lang="zh-Hans">某市人民政府办公室</span>' in html
    for words in ("承办：", "政务公开咨询：", "网站标识码", "SiteIDCode", "我为政府网站找错"):
        assert words not in html


def test_a_change_of_the_site_settings_is_seen_at_once(client, city):
    assert '<h2 lang="zh-Hans">某市人民政府办公室</h2>' in read(client, "/units/")
    from gongkai.review import actions as review

    page = Home.objects.get().get_latest_revision_as_object()
    page.icp_number = "青ICP备1号"
    page.save_revision(user=city.office)
    submission = review.submit(thing=page.thing, author=city.office, reason="补充备案号")
    review.approve(submission=submission, person=city.office2)
    assert "青ICP备1号" in read(client, "/units/")


def test_a_column_lists_its_own_papers_and_those_of_its_children(client, city):
    child = city.make_column("rules", "规章", parent_column=city.column)
    other = city.make_column("other", "别的栏目")
    own, below, elsewhere = (
        city.publish(city.draft(column=column)) for column in (city.column, child, other)
    )
    html = read(client, "/columns/policy/")
    assert own.published.title in html
    assert below.published.title in html
    assert elsewhere.published.title not in html
    assert "共 <b>2</b> 件" in html
    assert site_frame().path("rules")[0].code == "policy"
    assert 'name="ColumnType" content="政策文件"' in html
    assert read(client, "/columns/rules/").count('class="row"') == 1
    assert client.get("/columns/none/").status_code == 404


def test_a_row_says_validity_number_interpretations_and_corrections(client, city, correct):
    page = city.draft(document_number="财发〔2026〕8号")
    thing = city.publish(page)
    correct(page, title="改过一次")
    html = read(client, "/columns/policy/")
    assert '<li class="whole" lang="zh-Hans">财发〔2026〕8号</li>' in html
    assert "badge-ok" in html
    assert f'<a href="{paper_address(thing.index_number)}#history">已更正 1 次</a>' in html


def test_pages_of_a_list(client, city, monkeypatch):
    monkeypatch.setattr("gongkai.portal.views.listed.page_of.__defaults__", (2,))
    titles = [city.publish().published.title for _ in range(3)]
    first, second = read(client, "/columns/policy/"), read(client, "/columns/policy/?page=2")
    assert [title in first for title in titles] == [False, True, True]
    assert [title in second for title in titles] == [True, False, False]
    assert "第 1 页，共 2 页，每页 2 件" in first
    assert '<a href="?page=2" rel="next">下一页</a>' in first
    assert '<a href="?page=1" rel="prev">上一页</a>' in second
    assert titles[0] in read(client, "/columns/policy/?page=99")
    assert titles[2] in read(client, "/columns/policy/?page=x")


def test_units_with_the_dissolved_ones_apart(client, city):
    Unit.objects.filter(pk=city.unit.pk).update(dissolved_on=date(2026, 1, 1))
    new = UnitFactory(name="某市新局")
    Succession.objects.create(predecessor=city.unit, successor=new, kind="merged", on=date(2026, 1, 1))
    city.publish()
    html = read(client, "/units/")
    present, gone = html.split("已撤销的单位")
    assert "某市新局" in present
    assert ">某市财政局</a>" not in present
    assert ">某市财政局</a>" in gone
    assert f'现由 <a href="/units/{new.code}/" lang="zh-Hans">某市新局</a> 承担职责' in gone


def test_a_unit_page(client, city):
    UnitName.objects.create(unit=city.unit, name="某市财政和国资局", since=date(2026, 10, 1))
    old = UnitFactory(name="某市国资委")
    Succession.objects.create(
        predecessor=old, successor=city.unit, kind="merged", on=date(2026, 10, 1), basis="机构改革方案"
    )
    thing = city.publish()
    html = read(client, f"/units/{city.unit.code}/")
    assert '<h1 class="page-title" lang="zh-Hans">某市财政和国资局</h1>' in html
    assert "管理本级财政收支" in html
    assert thing.published.title in html
    assert "2026年10月1日" in html
    assert ">某市国资委</a>" in html
    assert "机构改革方案" in html
    assert "联系方式" not in html
    assert client.get("/units/none/").status_code == 404


def test_changes_list_corrections_withdrawals_and_expiries_with_reasons(client, city, correct):
    page = city.draft(title="改过的件")
    city.publish(page)
    correct(page, reason="漏了一行。", summary="补上一行")
    secret, over = city.publish(city.draft(title="有隐私的件")), city.publish(city.draft(title="过期的件"))
    asked = {"actor": city.office, "asked_by": city.clerk}
    door.withdraw(
        thing=secret, reason_code="privacy", reason="含身份证号。", privacy=True, request_key="w", **asked
    )
    door.expire(thing=over, reason_code="lapsed", reason="期满。", request_key="e", **asked)
    html = read(client, "/changes/")
    rows = re.findall(
        r'<h2 class="row-title"><a [^>]*>(.*?)</a></h2>\s*<p class="row-reason">(.*?)</p>', html
    )
    rows = [tuple(re.sub("<[^>]+>", "", part) for part in row) for row in rows]
    assert rows == [
        ("过期的件", "理由：期满。"),
        (f"索引号 {secret.index_number}（标题不再显示）", "理由：含身份证号。"),
        ("改过的件", "理由：漏了一行。"),
    ]


def test_the_catalogue_leads_to_what_was_published(client, city):
    Matter.objects.filter(pk=city.matter.pk).update(code="2.6-01", title="预算", topic="财政")
    retired = MatterFactory(title="停用的事项", retired_on=date(2020, 1, 1))
    thing = city.publish()
    html = read(client, "/matters/")
    assert '<a href="/matters/2.6-01/" lang="zh-Hans">预算</a>' in html
    assert 'class="number">1</td>' in html
    assert "停用的事项" not in html
    html = read(client, "/matters/2.6-01/")
    for words in (
        "标题",
        "形成或变更之日起20个工作日内",
        "各部门",
        "全社会",
        "主动",
        "县级",
        "政府网站",
    ):
        assert words in html
    assert thing.published.title in html
    assert "停用，已公开的信息仍在这里" in read(client, f"/matters/{retired.code}/")
    assert client.get("/matters/9.9/").status_code == 404


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_pages_carry_no_inline_style_or_script_and_set_no_cookie(client, city, address):
    response = client.get(address)
    html = response.content.decode().replace("http://testserver/", "/")
    data = re.compile(r'<script type="application/ld\+json">[^<]*</script>')  # never executed
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", data.sub("", html))
    assert not response.cookies
    assert html.count("<h1") == 1
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]
    assert not re.search(r"(src|href)=\"(https?:)?//", html)


def test_error_pages_are_chinese_pages_of_the_site(client, city):
    html = read(client, "/nothing", 404)
    assert "没有这个页面" in html
    assert "某市政务公开" in html
    assert client.post("/").status_code == 405


def test_an_error_page_is_shown_even_when_the_site_frame_cannot_be_read(rf, monkeypatch):
    from gongkai.core.views import server_error

    def broken():
        raise RuntimeError("no database")

    monkeypatch.setattr("gongkai.portal.context.site_frame", broken)
    response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert "系统出错" in response.content.decode()


def test_the_language_is_kept_in_a_cookie(client, db):
    response = client.post("/language/", {"language": "en", "next": "/units/"})
    assert (response.status_code, response.url) == (302, "/units/")
    assert response.cookies["django_language"].value == "en"
    assert '<html lang="en">' in read(client, "/")
    client.post("/language/", {"language": "zh-hans", "next": "https://elsewhere.example/"})
    assert '<html lang="zh-Hans">' in read(client, "/")


def test_the_language_never_leads_to_another_site(client, db):
    assert client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"}).url == "/"
    assert client.get("/language/").status_code == 405
