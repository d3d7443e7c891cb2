"""What is written down of the demo city holds together before anything is loaded."""

import re

import pytest

from gongkai.catalogue.actions import read_starter
from gongkai.catalogue.plan import read_plan
from gongkai.demo.accounts import ACCOUNTS
from gongkai.demo.reading import read_columns, read_papers, read_plan_text, read_units
from gongkai.documents.importing.clean import clean_html
from gongkai.documents.importing.numbers import document_number_problem
from tests.shared_data import real_plan

PAPERS = read_papers()
UNITS = {row["code"]: row for row in read_units()}
# Units of the plan that are units of the city; the branch of the People's Bank is not.
PLAN_UNITS = [
    *("格尔木市人民政府办公室", "格尔木市发展和改革委员会", "格尔木市审计局", "格尔木市机构编制管理办公室"),
    *("格尔木市公安局", "格尔木市司法局", "格尔木市人民政府法制办公室", "格尔木市民政局"),
    *("格尔木市农牧和扶贫开发局", "格尔木市东城区行政委员会", "格尔木市西城区行政委员会"),
    *("格尔木市行政服务和公共资源交易中心", "格尔木市财政局", "格尔木市住房和城乡建设局", "格尔木市教育局"),
    *("格尔木市卫生和计划生育局", "格尔木市环境保护局", "格尔木市经济商务科技和信息化委员会"),
    *("格尔木市市场监督管理局", "格尔木日报社", "格尔木广播电视台", "格尔木市人力资源和社会保障局"),
]


def all_html(paper):
    return "".join(block.get("html", "") for block in paper["body"])


def published(paper):
    return paper.get("state", "published") in ("published", "urgent_done", "urgent_open")


def test_every_unit_of_the_plan_is_there_under_its_name_of_2016():
    first_names = {row["names"][0]["name"] for row in UNITS.values()}
    assert set(PLAN_UNITS) - first_names == set()


def test_what_was_dissolved_handed_over_to_a_unit_that_lives():
    gone = [row for row in UNITS.values() if "dissolved_on" in row]
    assert len(gone) == 5
    assert all("dissolved_on" not in UNITS[row["succession"]["to"]] for row in gone)


def test_codes_are_our_own_numbering_and_no_credit_code():
    assert all(re.fullmatch(r"632801\d{3}", code) for code in UNITS)


def test_there_is_an_account_for_every_role():
    posts = [account["post"] for account in ACCOUNTS]
    assert set(posts) == {
        *("clerk", "section_reviewer", "unit_signatory", "office"),
        *("system_admin", "security_admin", "auditor"),
    }
    assert posts.count("office") == 2
    assert len({account["unit_code"] for account in ACCOUNTS if account["post"] == "clerk"}) == 2
    assert all(UNITS[account["unit_code"]]["names"][-1]["name"] == account["unit"] for account in ACCOUNTS)


def test_every_column_holds_something_public():
    filled = {
        paper["column"]
        for paper in PAPERS.values()
        if published(paper) and paper.get("removal", {}).get("act") != "withdraw"
    }
    assert {row["code"] for row in read_columns()} == filled


def test_a_column_comes_after_its_parent():
    codes = [row["code"] for row in read_columns()]
    parents = [(row["code"], row["parent"]) for row in read_columns() if "parent" in row]
    assert len(parents) == 11
    assert all(codes.index(parent) < codes.index(code) for code, parent in parents)


def test_at_least_four_tables_have_merged_cells_and_two_papers_a_picture():
    assert sum("rowspan" in all_html(paper) or "colspan" in all_html(paper) for paper in PAPERS.values()) >= 4
    assert sum(any("bars" in block for block in paper["body"]) for paper in PAPERS.values()) == 2


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_names_what_exists(name):
    paper = PAPERS[name]
    assert paper["unit"] in UNITS
    assert paper.get("issuer", paper["unit"]) in UNITS
    assert paper["column"] in {row["code"] for row in read_columns()}
    assert paper["matter"] in {row["code"] for row in read_starter()}
    if "number" in paper:
        assert document_number_problem(paper["number"]) is None
    if "interprets" in paper:
        assert PAPERS[paper["interprets"]]["kind"] == "document"
        assert list(PAPERS).index(paper["interprets"]) < list(PAPERS).index(name)


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_written_in_the_vocabulary_of_the_desk(name):
    html = all_html(PAPERS[name])
    kept = clean_html(html)
    assert sorted(re.findall(r"[\w-]+=\"[^\"]*\"|</?\w+", kept)) == sorted(
        re.findall(r"[\w-]+=\"[^\"]*\"|</?\w+", html)
    )
    assert "".join(re.sub("<[^>]+>", "", kept).split()) == "".join(re.sub("<[^>]+>", "", html).split())


@pytest.mark.parametrize("name", [name for name, paper in PAPERS.items() if "corrections" in paper])
def test_a_correction_changes_the_text_at_exactly_one_place(name):
    html = all_html(PAPERS[name])
    for correction in PAPERS[name]["corrections"]:
        for old, new in correction["replace"]:
            assert html.count(old) == 1
            html = html.replace(old, new)


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_holds_no_telephone_number_identity_number_or_credit_code(name):
    text = re.sub("<[^>]+>", " ", all_html(PAPERS[name]))
    assert not re.search(r"1[3-9]\d{9}|0\d{2,3}[-－]?\d{7,8}|\d{17}[\dXx]|[0-9A-Z]{18}", text)


def test_the_demo_plan_has_the_units_and_limits_of_the_real_one():
    """Names and terms are facts; the wording is the demo's own."""
    demo, real = read_plan(read_plan_text()), read_plan(real_plan())
    assert [(each.number, each.title, each.lead, each.supporting) for each in demo.clauses] == [
        (each.number, each.title, each.lead, each.supporting) for each in real.clauses
    ]
    assert [(limit.clause, limit.text) for limit in demo.limits] == [
        (limit.clause, limit.text) for limit in real.limits
    ]
    texts = {clause.text for clause in real.clauses}
    assert not texts & {clause.text for clause in demo.clauses}
