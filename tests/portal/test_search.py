"""The search page and its suggestions, as a reader meets them."""

import datetime as dt
import json
import time

import pytest
from bs4 import BeautifulSoup

from gongkai.core import outbox
from gongkai.documents.models import Interpretation, News, PublishedPaper
from gongkai.portal.addresses import paper_address
from gongkai.review import actions as review
from gongkai.search import actions
from gongkai.search.models import EmptySearch
from tests.factories import MatterFactory
from tests.shared_data import shared

pytestmark = pytest.mark.django_db
INJECTIONS = [
    "title:供热 OR id:[* TO *]", "供热) OR (1=1", "供热~99", "供热^1e308", "/.*/", "*", "?", "供热 AND NOT 供热",
    '{"match_all":{}}', "'; DROP TABLE core_thing;--", "${jndi:ldap://x}", "(a+)+$", "\\", '"', '"“”', "<script>alert(1)</script>",
]  # fmt: skip


@pytest.fixture
def town(city):
    """Five papers of different kinds, units, columns, years and validities, all in the index."""
    rules = city.make_column("rules", "规章", parent_column=city.column)
    page = city.draft(
        title="城市供热管理办法", column=rules, body=[("text", "<p>供热期内室温不低于十八度。</p>")]
    )
    city.heating = city.publish(page)
    day = dt.date(2024, 5, 1)
    city.water = city.publish(city.draft(title="城市供水管理办法", written_on=day, validity="amended"))
    city.publish(city.draft_of(News, title="供热开始"))
    city.publish(city.draft_of(Interpretation, title="供热管理办法解读", interprets=page))
    index()
    return city


def index():
    while outbox.deliver_pending():
        pass
    actions.index_waiting()


def read(client, query, status=200):
    answer = client.get(f"/search/?{query}")
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "html.parser")


def rows(page):
    return [title.get_text() for title in page.select(".listing-rows .row-title")]


def options(page):
    found = {}
    for box in page.select(".rail fieldset"):
        labels = [label.get_text(" ", strip=True) for label in box.select("label.option")]
        found[box.legend.get_text()] = labels
    return found


def test_a_result_page_is_a_list(client, town):
    page = read(client, "q=供热")
    assert set(rows(page)) == {"城市供热管理办法", "供热开始", "供热管理办法解读"}
    assert page.title.get_text().startswith("搜索：供热")
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex, follow"
    assert sorted(options(page)["类别"]) == sorted(["文件 1", "动态 1", "解读 1"])


def test_words_are_marked_in_title_and_text(client, town):
    page = read(client, "q=供热 室温")
    row = page.select_one(".listing-rows .row")
    assert [mark.get_text() for mark in row.select(".row-title mark")] == ["供热"]
    assert "室温" in [mark.get_text() for mark in row.select(".row-text mark")]


def test_choices_narrow_and_stay_in_every_address(client, town):
    page = read(client, "q=办法&kind=document&validity=amended&sort=oldest")
    assert rows(page) == ["城市供水管理办法"]
    assert [chip.get_text(strip=True) for chip in page.select(".chip")] == [
        "去掉类别：文件",
        "去掉有效性：已修改",
    ]
    for link in page.select(".listing-chips a"):
        assert link["href"].startswith("?q=%E5%8A%9E%E6%B3%95")
    assert page.select_one("#filter input[name=q]")["value"] == "办法"


def test_years_and_columns(client, town):
    assert rows(read(client, "q=办法&year=2024")) == ["城市供水管理办法"]
    assert rows(read(client, "q=供热&column=rules")) == ["城市供热管理办法"]
    assert len(rows(read(client, "q=供热&column=policy"))) == 3  # the column with all below it
    assert options(read(client, "q=供热&column=rules"))["栏目"] == ["规章 1", "政策文件 3"]


def test_search_within_a_unit_and_a_column(client, town):
    for address, name in ((f"/units/{town.unit.code}/", "unit"), ("/columns/rules/", "column")):
        page = BeautifulSoup(client.get(address).content, "html.parser")
        box = page.select_one(".search-within form")
        assert box["action"] == "/search/"
        asked = f"q=供热&{name}={box.find('input', attrs={'type': 'hidden'})['value']}"
        assert "城市供热管理办法" in rows(read(client, asked))


def test_a_choice_that_nothing_has_says_which(client, town):
    page = read(client, "q=供热&year=1999")
    assert "没有同时符合这些条件的信息" in page.select_one(".listing-rows").get_text()
    assert EmptySearch.objects.count() == 0


def test_order_by_date(client, town):
    assert rows(read(client, "q=办法&sort=oldest"))[0] == "城市供水管理办法"
    assert rows(read(client, "q=办法&sort=newest"))[-1] == "城市供水管理办法"


def test_numbers_in_any_brackets(client, town):
    number = "财发（2026）88号"
    town.publish(town.draft(title="有文号的一件", document_number="财发〔2026〕88号"))
    index()
    assert rows(read(client, f"q={number}"))[0] == "有文号的一件"
    assert rows(read(client, f"q={town.water.index_number}")) == ["城市供水管理办法"]


def test_an_empty_result_helps(client, town):
    page = read(client, "q=航天飞机")
    assert "没有找到“航天飞机”" in page.get_text()
    assert [link.get_text() for link in page.select(".search-ways a")] == [
        "政策文件",
        "公开事项",
        "单位",
        "更正与撤回",
    ]
    assert EmptySearch.objects.get().number == 1
    client.head("/search/?q=航天飞机")
    assert EmptySearch.objects.get().number == 1


def test_did_you_mean(client, town):
    page = read(client, "q=城市供热管里办法")
    link = page.select_one(".search-meant a")
    assert link.get_text() == "城市供热管理办法"
    assert rows(read(client, link["href"].partition("?")[2]))[0] == "城市供热管理办法"


def test_where_no_paper_has_all_words_some_will_do(client, town):
    page = read(client, "q=供热 航天飞机")
    assert "没有同时含有全部词的信息" in page.get_text()
    assert len(rows(page)) == 3


def test_units_and_matters_are_shown_directly(client, town):
    links = read(client, "q=财政局").select(".search-direct a")
    assert [(link.get_text(), link["href"]) for link in links] == [
        ("某市财政局", f"/units/{town.unit.code}/")
    ]
    assert read(client, f"q=财政局&unit={town.unit.code}").select(".search-direct") == []


def test_before_anything_is_asked_the_page_shows_the_ways(client, town):
    page = read(client, "")
    assert page.select_one("#main-search")["value"] == ""
    assert page.select(".search-ways a")
    assert "没有可以查找的字" in read(client, "q=(((").get_text()


def test_a_withdrawn_paper_is_gone_from_page_and_suggestions_at_once(client, town):
    review.withdraw_at_once(thing=town.heating, person=town.office, reason_code="privacy", reason="有隐私")
    assert "城市供热管理办法" not in read(client, "q=供热").get_text()
    assert suggested(client, "供热管理") == ["供热管理办法解读"]
    assert rows(read(client, f"q={town.heating.index_number}")) == []


def test_a_withdrawn_paper_is_gone_from_what_is_alike_at_once(client, town):
    address = f"{paper_address(town.water.index_number)}alike/"
    town.publish(town.draft(title="城市供水供热管理细则", matter=MatterFactory()))
    index()

    def alike():
        page = BeautifulSoup(client.get(address).content, "html.parser")
        return [link.get_text() for link in page.select("[data-filling] a")]

    assert "城市供水供热管理细则" in alike()
    thing = PublishedPaper.objects.get(title="城市供水供热管理细则").thing
    review.withdraw_at_once(thing=thing, person=town.office, reason_code="privacy", reason="有隐私")
    assert "城市供水供热管理细则" not in alike()


def suggested(client, words):
    answer = client.get("/search/suggest", {"q": words})
    assert answer.status_code == 200
    return [each["text"] for each in answer.json()["suggestions"]]


def test_suggestions(client, town):
    answer = client.get("/search/suggest", {"q": "城市供熱"}).json()
    assert answer == {
        "suggestions": [
            {"text": "城市供热管理办法", "kind": "信息", "address": paper_address(town.heating.index_number)}
        ]
    }
    assert suggested(client, "财政") == ["某市财政局"]
    assert suggested(client, town.matter.title[:4])[0].startswith("重点领域信息公开 · 规范性文件")
    for words in ("", "供", "(((", "航天飞机"):
        assert suggested(client, words) == []


def test_papers_like_this_one_stand_beside_it(client, town):
    address = paper_address(town.water.index_number)
    page = BeautifulSoup(client.get(address).content, "html.parser")
    related = {link.get_text() for link in page.select("#related .panel-list a")}
    assert page.select_one("#alike")["data-fill"] == f"{address}alike/"
    page = BeautifulSoup(client.get(f"{address}alike/").content, "html.parser")
    alike = {link.get_text() for link in page.select("[data-filling] a")}
    assert not related & alike
    assert "城市供热管理办法" in related | alike


def test_without_an_index_the_page_says_so(client, city):
    city.publish()
    page = read(client, "q=通知", status=503)
    assert "搜索暂时不能用" in page.get_text()
    assert page.select(".search-ways a")
    assert suggested(client, "通知") == []


def test_a_search_that_cannot_be_counted_is_answered(client, town, monkeypatch):
    from django.db import OperationalError

    def locked(words):
        raise OperationalError

    monkeypatch.setattr("gongkai.portal.views.search.note_empty", locked)
    read(client, "q=航天飞机")


def test_queries_of_any_length_take_bounded_time(client, town):
    for words in (
        "供热" * 5000,
        "供 热 " * 2500,
        "“供热" * 3000,
        "。" * 10_000,
        "\u0301" * 10_000,
        "9" * 10_000,
    ):
        started = time.process_time()
        answer = client.get("/search/", {"q": words})
        assert answer.status_code == 200
        assert time.process_time() - started < 20
    assert "只按前 120 个字查找" in read(client, "q=" + "供热" * 200).get_text()


@pytest.mark.parametrize("words", INJECTIONS)
def test_there_is_no_query_language(client, town, words):
    answer = client.get("/search/", {"q": words})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content
    assert client.get("/search/suggest", {"q": words}).status_code == 200


@pytest.mark.parametrize("number", ["0", "-1", "2", "99999999", "1e9", "x", "9" * 400])
def test_a_page_that_does_not_exist_answers_with_the_nearest(client, town, number):
    assert len(rows(read(client, f"q=供热&page={number}"))) == 3


def test_every_naughty_string(client, town):
    for text in json.loads((shared("conformance", "naughty-strings") / "blns.json").read_text("utf-8")):
        for address in ("/search/", "/search/suggest"):
            assert client.get(address, {"q": text}).status_code == 200, text
        assert (
            client.get("/search/", {"q": "供热", "unit": text, "year": text, "sort": text}).status_code == 200
        ), text
