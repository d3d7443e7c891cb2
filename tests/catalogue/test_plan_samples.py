"""Plans of two invented cities, one clean and one damaged in other ways; both texts were written for these tests."""

import datetime as dt
from pathlib import Path

import pytest

from gongkai.catalogue.plan import as_text, read_plan
from gongkai.catalogue.plan.numerals import numeral_of, value_of

PLANS = Path(__file__).parent / "plans"


def sample(name):
    return read_plan((PLANS / f"{name}.txt").read_text(encoding="utf-8"))


def units(plan):
    return [(clause.number, clause.title, clause.lead, clause.supporting) for clause in plan.clauses]


def test_a_clean_plan_with_heads_of_its_own_and_units_in_brackets():
    plan = sample("clean")
    assert (plan.title, plan.date, plan.document_number) == (
        "青岭市推进政务公开工作实施方案",
        dt.date(2021, 4, 9),
        "青政办发〔2021〕14号",
    )
    assert plan.citations == [
        "《中华人民共和国政府信息公开条例》",
        "《全省政务公开年度要点》（岭政办发〔2021〕3号）",
    ]
    assert units(plan) == [
        ("2.1", "规范决策公开", ["市财政局"], ["各县（区）人民政府"]),
        ("2.2", "做好政策解读", ["市政府办公室", "市司法局"], []),
        ("2.3", "用好“12345”热线", ["市政务服务局"], ["市直有关部门"]),
        ("3.1", "压实责任", ["各部门"], []),
    ]
    assert [(limit.clause, limit.text) for limit in plan.limits] == [
        ("2.1", "不少于30日"),
        ("2.1", "二十个工作日内"),
        ("2.1", "每季度公布1次"),
        ("2.3", "自受理之日起3个工作日内"),
        ("3.1", "2022年6月底前"),
    ]
    assert plan.repairs == []
    assert [doubt.raw for doubt in plan.unsure] == ["市司法局等部门"]
    assert [clause.text for clause in plan.clauses][-1].endswith("制定《青岭市政务公开考核办法》。")


def test_a_plan_damaged_in_other_ways():
    plan = sample("damaged")
    assert (plan.title, plan.date, plan.document_number) == (
        "松泉县政务公开工作方案",
        dt.date(2019, 12, 31),
        "泉政办〔2019〕8号",
    )
    assert plan.citations == ["《松泉县深化改革要点》（泉委发〔2018〕5号）"]
    assert units(plan) == [
        ("2.1", "公开权责清单", ["县司法局", "县委编办", "北乡人民政府", "南乡人民政府"], []),
        ("2.2", "公开办事指南", ["县行政审批局"], []),
        ("2.3", "公开监督电话", ["各乡镇"], []),
        ("3.1", "加强领导", [], []),
    ]
    assert [(limit.clause, limit.text) for limit in plan.limits] == [
        ("2.1", "2020年3月底前"),
        ("2.1", "10日内"),
        ("2.2", "2个工作日内"),
        ("2.3", "每年至少公布一次"),
    ]
    assert [(repair.raw, repair.repaired) for repair in plan.repairs] == [
        ("泉政办[2019]8号", "泉政办〔2019〕8号"),
        ("20191231", "2019-12-31"),
        ("泉委发20185号", "泉委发〔2018〕5号"),
        ("《松泉县深化改革要点", "《松泉县深化改革要点》"),
        ("20203月", "2020年3月"),
        ("二主要任务", "二、主要任务"),
        ("责任单位县司法局、县委编", "责任单位：县司法局、县委编"),
        ("北乡、南乡人民政府", "北乡人民政府、南乡人民政府"),
        ("10日内更新", "10日内更新。"),
        ("(二 公开办事指南", "（二）公开办事指南"),
        ("三)公开监督电话", "（三）公开监督电话"),
        (")", "）"),
        (",", "，"),
        (".", "。"),
        ("(", "（"),
        (":", "："),
    ]
    assert [doubt.why for doubt in plan.unsure] == [
        "前一行没有结束，看作同一段，接在一起",
        "没有写责任单位",
    ]


@pytest.mark.parametrize("name", ["clean", "damaged"])
def test_the_repaired_text_reads_the_same(name):
    plan = sample(name)
    again = read_plan(as_text(plan))
    assert again.repairs == []
    assert (again.title, again.date, again.document_number) == (plan.title, plan.date, plan.document_number)
    assert (again.citations, again.chapters, again.limits) == (plan.citations, plan.chapters, plan.limits)


BODY = """一、要求
讲明白。
二、任务
（一）公开预算。按时公布。
责任单位：市财政局
（二）公开决算。按时公布。
责任单位：市财政局
（三）公开清单。按时公布。
责任单位：市司法局
"""


def reading(*head, body=BODY):
    return read_plan("\n".join(["某市政务公开工作方案", *head, body]))


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2016715", dt.date(2016, 7, 15)),
        ("20161231", dt.date(2016, 12, 31)),
        ("20161", None),
        ("2016111", None),  # 11 January or 1 November
        ("2016732", None),
        ("2020年02月30日", None),
        ("2020．3．4", dt.date(2020, 3, 4)),
        ("2020-03-04", dt.date(2020, 3, 4)),
    ],
)
def test_dates_are_read_only_when_there_is_one_reading(line, day):
    assert reading(line).date == day


def test_a_date_with_two_readings_is_a_doubt():
    assert ("2016111", "像是日期，但有不止一种读法，没有当作日期") in [
        (doubt.raw, doubt.why) for doubt in reading("2016111").unsure
    ]


def test_a_missing_clause_is_told():
    plan = reading("2020年3月4日", body=BODY.replace("（二）", "（四）").replace("（三）", "（五）"))
    assert [clause.number for clause in plan.clauses] == ["2.1", "2.4", "2.5"]
    assert [doubt.why for doubt in plan.unsure if doubt.raw == "（四）公开决算。按时公布。"] == [
        "前面应当还有（二），没有找到"
    ]


def test_what_merely_resembles_a_head_is_text():
    body = BODY.replace(
        "按时公布。\n责任单位：市财政局\n（二）",
        "按时公布。\n一是抓早。\n（一）抓小。\n责任单位：市财政局\n（二）",
        1,
    )
    clause = reading(body=body).clauses[0]
    assert clause.paragraphs == ["按时公布。", "一是抓早。", "（一）抓小。"]
    assert clause.lead == ["市财政局"]


def test_a_field_of_data_is_mended_only_among_fields_of_data():
    fields = "信用、交通、医疗、卫生、就业、社保、地理、文化、教育、科级"
    plan = reading(body=BODY.replace("讲明白。", f"开放{fields}的数据，任命科级、处级干部。"))
    assert plan.chapters[0].text == f"开放{fields.replace('科级', '科技')}的数据，任命科级、处级干部。"


def test_an_english_time_keeps_its_marks():
    plan = reading(body=BODY.replace("讲明白。", "9:30, A(1)和3.5%不动,其余要改."))
    assert plan.chapters[0].text == "9:30, A(1)和3.5%不动，其余要改。"


def test_numerals():
    assert [value_of(text) for text in ("一", "十", "十二", "二十", "九十九", "十十", "一二", "二十十")] == [
        *(1, 10, 12, 20, 99),
        *(None, None, None),
    ]
    assert all(value_of(numeral_of(number)) == number for number in range(1, 100))
