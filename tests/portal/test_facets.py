"""Lists that can be narrowed: what is found, what is counted, what is shown, and what nobody should type."""

import csv
import io
import re
from datetime import date

import pytest
from bs4 import BeautifulSoup

from gongkai.core import door
from gongkai.documents.models import Interpretation, News, PublishedPaper
from gongkai.portal.choices import Choices
from gongkai.portal.queries import Listing, column_scope, site_frame
from gongkai.portal.views.downloads import _inert
from gongkai.units.models import UnitName
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db
WATER, MONEY = "城乡建设、环境保护\\环境监测、保护与治理", "财政、金融、审计\\财政"
HOMES = "城乡建设、环境保护\\城乡建设（含住房）"


@pytest.fixture
def shelf(city):
    """Seven papers that differ in everything that can be chosen; their titles are letters."""
    city.below = city.make_column("rules", "规章", parent_column=city.column)
    city.other_unit = UnitFactory(name="某市人民政府")
    future, past = date(2999, 1, 1), date(2020, 1, 1)
    papers = {
        "甲": {"topic": WATER, "written_on": date(2024, 3, 1)},
        "乙": {"topic": WATER, "written_on": date(2025, 3, 1), "genre": "opinion", "effective_on": future},
        "丙": {"topic": HOMES, "written_on": date(2026, 3, 1), "issuer": city.other_unit},
        "丁": {"topic": MONEY, "written_on": date(2026, 5, 1), "column": city.below, "expires_on": past},
        "戊": {"topic": "", "written_on": date(2023, 5, 1), "validity": "amended", "genre": "other"},
    }
    pages = {title: city.draft(title=title, **fields) for title, fields in papers.items()}
    for page in pages.values():
        city.publish(page)
    city.publish(city.draft_of(News, title="己", style="announcement", written_on=date(2026, 1, 1)))
    city.publish(
        city.draft_of(Interpretation, title="庚", written_on=date(2025, 1, 1), interprets=pages["甲"])
    )
    return city


def soup_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content.decode(), "html.parser")


def titles(soup) -> str:
    return "".join(link.get_text() for link in soup.select(".row-title a"))


def options(soup, name) -> dict[str, int]:
    boxes = soup.select(f"input[type=checkbox][name={name}]")
    return {
        box["value"]: int(box.parent.select_one(".option-number").get_text().replace(",", ""))
        for box in boxes
    }


def total(soup) -> int:
    return int(soup.select_one("[data-count] b").get_text())


def test_without_a_choice_everything_is_there_with_its_counts(client, shelf):
    soup = soup_of(client, "/columns/policy/")
    assert titles(soup) == "庚己戊丁丙乙甲"
    assert options(soup, "validity") == {"in_force": 2, "not_yet": 1, "amended": 1, "lapsed": 1}
    assert options(soup, "issuer") == {"某市财政局": 6, "某市人民政府": 1}
    assert options(soup, "topic") == {"城乡建设、环境保护": 3, "财政、金融、审计": 1}
    assert options(soup, "genre") == {
        "notice": 3,
        "other": 1,
        "opinion": 1,
        "bulletin": 1,
        "interpretation": 1,
    }
    assert options(soup, "column") == {}  # one value alone is nothing to choose
    assert total(soup) == 7
    assert not soup.select(".chip")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("validity=in_force", "丙甲"),
        ("validity=lapsed", "丁"),
        ("validity=not_yet&validity=amended", "戊乙"),
        ("topic=城乡建设、环境保护", "丙乙甲"),
        ("topic=城乡建设、环境保护&validity=in_force", "丙甲"),
        ("topic=城乡建设、环境保护&topic=财政、金融、审计", "丁丙乙甲"),
        ("issuer=某市人民政府", "丙"),
        ("genre=bulletin", "己"),
        ("genre=interpretation&genre=opinion", "庚乙"),
        ("genre=other", "戊"),
        ("column=rules", "丁"),
        ("from=2025&to=2025", "庚乙"),
        ("from=2026", "己丁丙"),
        ("to=2024", "戊甲"),
        ("from=2026&to=2025", "庚己丁丙乙"),
        ("sort=-written", "丁丙己乙庚甲戊"),
        ("sort=written", "戊甲庚乙己丙丁"),
        ("sort=published", "甲乙丙丁戊己庚"),
        ("issuer=某市人民政府&genre=opinion", ""),
    ],
)
def test_what_a_choice_finds_and_how_many_it_says(client, shelf, query, found):
    soup = soup_of(client, f"/columns/policy/?{query}")
    assert titles(soup) == found
    assert total(soup) == len(found)


def test_a_facet_counts_as_if_nothing_of_its_own_were_chosen(client, shelf):
    soup = soup_of(client, "/columns/policy/?genre=notice&topic=城乡建设、环境保护")
    assert options(soup, "genre") == {"notice": 2, "opinion": 1}
    assert options(soup, "topic") == {"城乡建设、环境保护": 2, "财政、金融、审计": 1}
    assert options(soup, "issuer") == {"某市财政局": 1, "某市人民政府": 1}
    assert options(soup, "validity") == {}  # both are in force: nothing left to choose
    assert [box["value"] for box in soup.select("input[checked]")] == ["城乡建设、环境保护", "notice"]


def test_every_count_is_what_choosing_the_value_then_finds(shelf):
    """For every pair of choices: the number beside a value, and the rows of the list when it is chosen too."""
    frame = site_frame()
    scope = column_scope(frame.columns["policy"])
    everything = {facet.name: facet.options for facet in Listing(scope, Choices(), frame.digest).facets}
    compared = 0
    for name, values in everything.items():
        for first in values:
            listing = Listing(scope, Choices({name: (first.value,)}), frame.digest)
            for facet in listing.facets:
                for option in facet.options:
                    chosen = Choices({name: (first.value,)} | {facet.name: (option.value,)})
                    both = Listing(scope, chosen, frame.digest)
                    assert option.number == both.count() == len(both[0:100]) == both.everything().count()
                    compared += 1
    assert compared > 50


def test_the_name_of_the_day_stays_a_value_of_its_own(client, shelf):
    UnitName.objects.create(unit=shelf.unit, name="某市财政和国资局", since=date(2026, 1, 1))
    shelf.publish(shelf.draft(title="辛", written_on=date(2026, 9, 29)))
    soup = soup_of(client, "/columns/policy/")
    assert options(soup, "issuer") == {"某市财政局": 6, "某市人民政府": 1, "某市财政和国资局": 1}


def test_an_expiry_is_seen_in_the_facet_at_once(client, shelf):
    thing = PublishedPaper.objects.get(title="甲").thing
    soup_of(client, "/columns/policy/")
    door.expire(
        thing=thing,
        actor=shelf.office,
        asked_by=shelf.clerk,
        reason_code="repealed",
        reason="废止。",
        request_key="e",
    )
    soup = soup_of(client, "/columns/policy/")
    assert options(soup, "validity") == {
        "in_force": 1,
        "not_yet": 1,
        "amended": 1,
        "repealed": 1,
        "lapsed": 1,
    }
    assert titles(soup_of(client, "/columns/policy/?validity=repealed")) == "甲"


def test_chips_take_away_one_condition_each(client, shelf):
    soup = soup_of(
        client, "/columns/policy/?validity=in_force&topic=城乡建设、环境保护&from=2024&sort=written"
    )
    chips = {re.sub(r"\s+", "", chip.get_text()): chip["href"] for chip in soup.select(".chip")}
    assert list(chips) == [
        "去掉有效性：有效",
        "去掉主题分类：城乡建设、环境保护",
        "去掉成文日期：2024年起",
    ]
    less = soup_of(client, "/columns/policy/" + chips["去掉有效性：有效"])
    assert titles(less) == "甲乙丙"
    assert [box["value"] for box in less.select("input[checked]")] == ["城乡建设、环境保护"]
    assert less.select_one("select[name=from] option[selected]")["value"] == "2024"
    assert less.select_one("select[name=sort] option[selected]")["value"] == "written"
    cleared = soup.find("a", string="全部清除")["href"]
    assert titles(soup_of(client, "/columns/policy/" + cleared)) == "戊甲庚乙己丙丁"


def test_more_than_six_values_stand_behind_a_disclosure_and_checked_ones_before_it(client, city):
    for number in range(9):
        issuer = UnitFactory(name=f"某市第{number}办")
        city.publish(city.draft(issuer=issuer))
    soup = soup_of(client, "/columns/policy/?issuer=某市第8办")
    boxes = soup.select("input[name=issuer]")
    assert [box["value"] for box in boxes][:2] == ["某市第8办", "某市第0办"]
    assert soup.select_one(".rail-more summary").get_text() == "其余 3 类"
    assert len(soup.select(".rail-more input")) == 3


def test_pages_keep_what_was_chosen(client, shelf, monkeypatch):
    monkeypatch.setattr("gongkai.portal.views.listed.page_of.__defaults__", (2,))
    soup = soup_of(client, "/columns/policy/?topic=城乡建设、环境保护&sort=written")
    following = soup.select_one("a[rel=next]")["href"]
    second = soup_of(client, "/columns/policy/" + following)
    assert (titles(soup), titles(second)) == ("甲乙", "丙")
    assert total(second) == 3


@pytest.mark.parametrize(
    "query",
    [
        "page=abc",
        "page=-1",
        "page=" + "9" * 5000,
        "from=99999&to=0000",
        "from=今年",
        "sort=nothing",
        "validity=",
        "colour=red",
        "=&&&&;;",
        "%ff%fe=%c3%28",
        "&".join(f"unknown{n}={n}" for n in range(4_000)),
    ],
)
def test_what_is_not_understood_is_left_out(client, shelf, query):
    assert total(soup_of(client, f"/columns/policy/?{query}")) == 7


@pytest.mark.parametrize(
    "query",
    [
        "genre=nothing",
        "genre='; DROP TABLE documents_publishedpaper; --",
        "issuer=" + "长" * 3000,
        "validity=<script>alert(1)</script>",
        "&".join(f"topic={n}" for n in range(4_000)),
    ],
)
def test_what_nothing_has_finds_nothing_and_says_what_was_asked(client, shelf, query):
    soup = soup_of(client, f"/columns/policy/?{query}")
    assert total(soup) == 0
    none = soup.select_one(".listing-rows .none").get_text()
    assert "没有同时符合这些条件的信息" in none
    assert "去掉一个条件再看" in none
    assert not soup.select("script:not([src]):not([type='application/ld+json'])")
    assert 1 <= len(soup.select(".chip")) <= 60
    assert PublishedPaper.objects.count() == 7


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("topic=%00", 400, "请"),
        ("&".join(f"topic={n}" for n in range(10_000)), 413, "一次提交的项目太多"),
    ],
)
def test_what_no_reader_sends_is_refused_in_words(client, shelf, query, status, words):
    answer = client.get(f"/columns/policy/?{query}")
    assert answer.status_code == status
    assert words in answer.content.decode()


@pytest.mark.parametrize("kind", ["units", "matters"])
def test_units_and_matters_have_the_same_list(client, shelf, kind):
    code = shelf.unit.code if kind == "units" else shelf.matter.code
    soup = soup_of(client, f"/{kind}/{code}/?topic=城乡建设、环境保护&validity=in_force")
    assert titles(soup) == "丙甲"
    assert soup.select_one("form[data-filter]")["action"] == f"/{kind}/{code}/#papers"
    assert soup.select_one("a[download]")["href"].startswith(f"/{kind}/{code}/list.csv?")


def read_csv(client, address) -> list[list[str]]:
    answer = client.get(address)
    assert answer.streaming
    text = b"".join(answer).decode("utf-8")
    assert text.startswith("\ufeff标题")
    return list(csv.reader(io.StringIO(text[1:])))


def test_the_list_is_downloaded_whole_as_it_was_narrowed(client, shelf, monkeypatch):
    monkeypatch.setattr("gongkai.portal.views.listed.page_of.__defaults__", (1,))
    heads, *rows = read_csv(client, "/columns/policy/list.csv?topic=城乡建设、环境保护&sort=written")
    assert heads == ["标题", "文号", "机关", "成文日期", "发布日期", "有效性", "索引号", "网址"]
    assert [row[0] for row in rows] == ["甲", "乙", "丙"]
    row = PublishedPaper.objects.get(title="乙")
    number = row.thing.index_number
    assert rows[1] == [
        "乙",
        row.document_number,
        "某市财政局",
        "2025-03-01",
        rows[1][4],
        "尚未施行",
        number,
        f"http://testserver/documents/{number}/",
    ]
    assert len(read_csv(client, "/columns/policy/list.csv")) == 8
    assert len(read_csv(client, "/columns/rules/list.csv")) == 2
    assert read_csv(client, "/columns/policy/list.csv?genre=none") == [heads]
    assert client.get("/columns/none/list.csv").status_code == 404
    assert client.get("/units/none/list.csv").status_code == 404
    assert client.get("/plan/9.9/list.csv").status_code == 404


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =cmd|' /C calc'!A0", "'  =cmd|' /C calc'!A0"),
        ("＝1", "'＝1"),
        ("\t=1", "'\t=1"),
        ("甲\r\n=1", "甲  =1"),
        ("甲\0乙", "甲乙"),
        ("关于2026年=的通知", "关于2026年=的通知"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(title, cell):
    assert _inert(title) == cell


def test_changes_are_narrowed_by_act_unit_and_year(client, city, correct):
    page = city.draft(title="改过的件")
    city.publish(page)
    correct(page, summary="补上一行")
    over = city.publish(city.draft(title="过期的件"))
    gone = city.publish(city.draft(title="撤回的件"))
    asked = {"actor": city.office, "asked_by": city.clerk}
    door.expire(thing=over, reason_code="lapsed", reason="期满。", request_key="e", **asked)
    door.withdraw(thing=gone, reason_code="wrong", reason="有误。", request_key="w", **asked)
    soup = soup_of(client, "/changes/")
    assert total(soup) == 3
    assert options(soup, "act") == {"correct": 1, "expire": 1, "withdraw": 1}
    assert titles(soup_of(client, "/changes/?act=withdraw")) == "撤回的件"
    both = soup_of(client, f"/changes/?act=withdraw&act=correct&unit={city.unit.index_prefix}")
    assert titles(both) == "撤回的件改过的件"
    assert total(both) == 2
    assert [chip.select("span")[1].get_text() for chip in both.select(".chip")] == [
        "已撤回",
        "已更正",
        "某市财政局",
    ]
    assert total(soup_of(client, f"/changes/?year={date.today().year}")) == 3
    assert total(soup_of(client, "/changes/?year=1999")) == 0
    assert total(soup_of(client, "/changes/?unit=9&act=x&from=2020")) == 0
