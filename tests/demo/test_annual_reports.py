"""The tables of the annual reports add up, within a year and from one year to the next."""

import re

import pytest

from gongkai.demo.annual_reports import RESULTS
from gongkai.demo.reading import read_papers

HEADINGS = [
    *("一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"),
    *("四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"),
]
REPORTS = {name: paper for name, paper in read_papers().items() if paper["matter"] == "5.3-01"}
CITY = {"161-annual-2023": 2023, "160-annual-2024": 2024, "05-annual-report": 2025}


def html_of(name):
    return "\n".join(block["html"] for block in REPORTS[name]["body"])


def tables(name):
    """The figures of each row of tables two, three and four; the words stand in header cells."""
    found = re.findall(r"<table>.*?</table>", html_of(name), re.S)
    cells = [[re.findall(r"<td[^>]*>([^<]*)</td>", row) for row in table.split("</tr>")] for table in found]
    return [[[float(cell.replace(",", "")) for cell in row] for row in rows if row] for rows in cells]


def test_the_city_reports_three_years_and_three_departments_one():
    assert set(CITY) < set(REPORTS)
    units = sorted(REPORTS[name]["unit"] for name in set(REPORTS) - set(CITY))
    assert units == ["632801003", "632801011", "632801018"]
    assert {paper["column"] for paper in REPORTS.values()} == {"reports"}


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_has_the_six_fixed_sections_and_three_tables(name):
    assert re.findall("<h2>(.*?)</h2>", html_of(name)) == HEADINGS
    proactive, requests, remedies = tables(name)
    assert [len(row) for row in proactive] == [3, 3, 1, 1, 1, 1]
    leaves = sum(len(codes) for _label, _leaves, codes in RESULTS)
    assert leaves == 21
    assert [len(row) for row in requests] == [7] * (2 + leaves + 1 + 1)
    assert [len(row) for row in remedies] == [15]


@pytest.mark.parametrize("name", REPORTS)
def test_what_came_in_is_what_was_answered_or_is_still_open(name):
    """“第一项加第二项之和，等于第三项加第四项之和”, in every column; each row and each outcome has its sum."""
    new, carried, *results, total, left = tables(name)[1]
    for column in range(7):
        assert sum(row[column] for row in results) == total[column]
        assert new[column] + carried[column] == total[column] + left[column]
    assert all(sum(row[:6]) == row[6] for row in tables(name)[1])
    [remedies] = tables(name)[2]
    assert all(sum(remedies[start : start + 4]) == remedies[start + 4] for start in (0, 5, 10))


def test_the_city_goes_on_in_a_year_with_what_the_year_before_left():
    for earlier, later in zip(list(CITY)[:-1], list(CITY)[1:], strict=True):
        assert tables(earlier)[1][-1] == tables(later)[1][1]
        in_force_before, (made, repealed, in_force) = tables(earlier)[0][1][2], tables(later)[0][1]
        assert in_force_before + made - repealed == in_force
