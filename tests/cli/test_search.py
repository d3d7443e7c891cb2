"""`gongkai search`: what a person and a program read."""

import json

import pytest

from gongkai.cli import entry
from gongkai.search.actions import rebuild

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys):
    def call(*arguments):
        code = entry.run(["search", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def paper(city):
    city.publish(city.draft(title="供水的事", body=[("text", "<p>说到供热。</p>")]))
    thing = city.publish(city.draft(title="供热办法"))
    rebuild()
    return thing


def test_hits_for_a_program_in_rank_order(run, paper, settings):
    settings.BASE_URL = "https://www.example.gov.cn"
    code, said, wrong = run("供热", "办法", "--json")
    number = paper.index_number
    assert (code, wrong) == (0, "")
    assert json.loads(said) == [
        {
            "index_number": number,
            "title": "供热办法",
            "unit": "某市财政局",
            "date": "2026-09-29",
            "url": f"https://www.example.gov.cn/documents/{number}/",
        }
    ]
    titles = [hit["title"] for hit in json.loads(run("供热", "--json")[1])]
    assert titles == ["供热办法", "供水的事"]
    assert len(json.loads(run("供热", "--json", "--limit", "1")[1])) == 1


def test_hits_for_a_person(run, paper):
    assert run("供热办法")[1] == f"2026-09-29  供热办法  某市财政局  /documents/{paper.index_number}/\n"


def test_nothing_found(run, paper):
    assert run("航天飞机") == (0, "没有找到。请少写一个词，或者换一个说法。\n", "")
    assert run("航天飞机", "--json") == (0, "[]\n", "")
    assert run("(((") == (0, "没有找到。请少写一个词，或者换一个说法。\n", "")


def test_rebuild(run, city):
    city.publish(city.draft(title="供热办法"))
    assert run("供热") == (1, "", "索引还没有建立，或者搜索服务连不上。请先运行 gongkai search rebuild。\n")
    assert run("rebuild") == (0, "索引已重建，共 1 件。\n", "")
    assert "供热办法" in run("供热")[1]


def test_a_cluster_that_does_not_answer(run, city, settings):
    settings.SEARCH_URL = "http://127.0.0.1:9/x"
    assert run("rebuild") == (1, "", "搜索服务连不上。请核对 SEARCH_URL 和搜索服务后重试。\n")


def test_wrong_calls(run):
    assert run()[0] == 2
    assert run("x", "--limit", "0")[0] == 2
