"""What is written down of the demo city holds together before anything is loaded."""

import re
from decimal import Decimal

import pytest

from gongkai.catalogue.actions import read_starter
from gongkai.catalogue.plan import read_plan
from gongkai.demo.accounts import ACCOUNTS
from gongkai.demo.made_files import MAKERS
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


def tables_of(html):
    """Each table as rows of the texts of their cells."""
    tables = re.findall(r"<table>.*?</table>", html, re.S)
    rows = [re.findall(r"<tr>.*?</tr>", table, re.S) for table in tables]
    cell = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.S)
    return [[[re.sub("<[^>]+>", "", text) for text in cell.findall(row)] for row in table] for table in rows]


def number(text):
    plain = text.replace(",", "")
    return Decimal(plain) if re.fullmatch(r"-?\d+(\.\d+)?", plain) else None


def rows_of(name):
    [table] = tables_of(all_html(PAPERS[name]))
    return [
        [number(cell) for cell in row[1:]] for row in table if len(row) == 12 and number(row[1]) is not None
    ]


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


def test_the_tree_of_columns_is_the_five_open_things_and_three_more():
    columns = read_columns()
    codes = [row["code"] for row in columns]
    parents = {row["code"]: row.get("parent") for row in columns}
    assert [code for code, parent in parents.items() if parent is None] == [
        *("decisions", "execution", "management", "services", "results", "policy", "news", "disclosure"),
    ]
    assert all(codes.index(parent) < codes.index(code) for code, parent in parents.items() if parent)
    for top in (code for code, parent in parents.items() if parent is None):
        assert 2 <= sum(parent == top for parent in parents.values()) <= 5


def test_the_disclosure_column_has_exactly_the_four_fixed_blocks():
    """国办公开办函〔2019〕61号。"""
    blocks = [row["title"] for row in read_columns() if row.get("parent") == "disclosure"]
    assert blocks == ["政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报"]


def test_pictures_tables_long_texts_and_files_of_every_type_occur():
    every = PAPERS.values()
    assert sum("rowspan" in all_html(paper) or "colspan" in all_html(paper) for paper in every) >= 10
    assert sum("bars" in block for paper in every for block in paper["body"]) >= 8
    assert max(len(re.sub(r"<[^>]+>|\s", "", all_html(paper))) for paper in every) > 8000
    assert {file["make"] for paper in every for file in paper.get("files", [])} == set(MAKERS)


def test_two_tables_have_twelve_columns_and_their_sums_are_right():
    for name in ("125-three-expenses", "77-enforcement-data"):
        *parts, total = rows_of(name)
        assert [sum(column) for column in zip(*parts, strict=True)] == total
    for row in rows_of("125-three-expenses"):
        assert (row[0], row[5], row[10]) == (sum(row[1:5]), sum(row[6:10]), row[5] - row[0])


@pytest.mark.parametrize("name", PAPERS)
def test_a_sum_at_the_foot_of_a_table_is_the_sum_of_its_column(name):
    """Columns of whole numbers or amounts only; a foot that says nothing is no sum."""
    for table in tables_of(all_html(PAPERS[name])):
        foot = next((row for row in table if row[0] == "合计"), None)
        rows = [row for row in table[: table.index(foot)] if len(row) == len(foot)] if foot else []
        for place in range(1, len(foot or [])):
            cells = [number(row[place]) for row in rows]
            values = [value for value in cells if value is not None]
            if number(foot[place]) is not None and len(values) > 1:
                assert sum(values) == number(foot[place]), (name, place)


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


def test_a_link_names_a_paper_that_is_public_before():
    names, links = list(PAPERS), 0
    for position, name in enumerate(names):
        for other in re.findall(r'href="/papers/([\w-]+)"', all_html(PAPERS[name])):
            assert published(PAPERS[other]), (name, other)
            assert names.index(other) < position, (name, other)
            links += 1
        assert all_html(PAPERS[name]).count("href=") == len(
            re.findall('href="/papers/', all_html(PAPERS[name]))
        )
    assert links >= 15


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
        assert correction.get("replace") or correction.get("set")
        for old, new in correction.get("replace", []):
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
