"""The plan as a city put it on its site: every clause, unit, limit, repair and doubt, exactly."""

import datetime as dt

import pytest

from gongkai.catalogue.plan import as_text, read_plan
from tests.shared_data import real_plan

DEPARTMENTS = "市政府各有关部门"
REFORM, STAFFING = "市发展和改革委员会", "市机构编制管理办公室"
SERVICE, LEGAL = "市行政服务和公共资源交易中心", "市政府法制办公室"
INDUSTRY = "市经济商务科技和信息化委员会"
MEDIA = ["格尔木日报社", "格尔木广播电视台", "市政府办公室信息技术科"]
CLAUSES = [
    ("2.1", "推进决策公开", [DEPARTMENTS, "各行委"], []),
    ("2.2", "推进执行公开", [REFORM, "市审计局"], [DEPARTMENTS]),
    (
        "2.3",
        "推动管理公开",
        [
            *(STAFFING, "市公安局", "市司法局", LEGAL, "市民政局", "市农牧和扶贫开发局"),
            *("东城区行委", "西城区行委"),
        ],
        [DEPARTMENTS],
    ),
    ("2.4", "推进服务公开", [SERVICE, STAFFING, REFORM, "各行委"], [DEPARTMENTS]),
    ("2.5", "推进结果公开", [DEPARTMENTS], []),
    (
        "2.6",
        "推进重点领域信息公开",
        [
            *("市财政局", REFORM, "市住房和城乡建设局", "市教育局", "市卫生和计划生育局"),
            *("市环境保护局", SERVICE, LEGAL),
        ],
        [DEPARTMENTS],
    ),
    ("3.1", "推动政府数据开放", [REFORM, INDUSTRY, "市市场监督管理局"], [DEPARTMENTS]),
    ("3.2", "加强政策解读", [DEPARTMENTS], []),
    ("3.3", "扩大公众参与", [DEPARTMENTS], []),
    ("3.4", "回应社会关切", MEDIA, [DEPARTMENTS]),
    ("3.5", "发挥媒体作用", MEDIA, [DEPARTMENTS]),
    ("4.1", "建立政务公开负面清单", [STAFFING, REFORM], [DEPARTMENTS]),
    ("4.2", "提高信息化水平", [REFORM, INDUSTRY, "人民银行格尔木支行"], [DEPARTMENTS]),
    ("4.3", "加强政府门户网站建设", ["市政府办信息技术科"], [DEPARTMENTS]),
    ("4.4", "抓好教育培训", ["市人力资源和社会保障局"], [DEPARTMENTS]),
    ("5.1", "加强组织领导", [], []),
    ("5.2", "建立工作机制", [], []),
    ("5.3", "加强考核监督", [], []),
]


@pytest.fixture(scope="module")
def plan():
    return read_plan(real_plan())


def test_head(plan):
    assert plan.title == "格尔木市全面推进政务公开实施方案"
    assert plan.date == dt.date(2016, 7, 15)
    assert plan.document_number == ""
    assert plan.citations == [
        "《青海省全面推进政务公开工作的实施方案》（青办发〔2016〕26号）",
        "《青海省运用大数据加强对市场主体服务和监管的实施方案》",
        "《国务院关于实行市场准入负面清单制度的意见》",
    ]
    assert [line[:8] for line in plan.preamble] == ["《格尔木市全面推", "为深入贯彻落实《"]


def test_every_clause_with_its_units(plan):
    assert [(each.number, each.title, each.lead, each.supporting) for each in plan.clauses] == CLAUSES


def test_chapters(plan):
    assert [(chapter.number, chapter.title, len(chapter.clauses)) for chapter in plan.chapters] == [
        (1, "总体要求", 0),
        (2, "推进政务阳光透明", 6),
        (3, "扩大政务开放参与", 5),
        (4, "提升政府公开能力", 4),
        (5, "强化保障措施", 3),
    ]
    assert [paragraph[:5] for paragraph in plan.chapters[0].paragraphs] == ["全面贯彻落", "2020年"]


def test_limits(plan):
    assert [(limit.clause, limit.text) for limit in plan.limits] == [
        ("2.3", "2016年全面完成"),
        ("3.1", "自作出行政决定之日起7个工作日内"),
        ("3.1", "2020年底前"),
        ("3.4", "24小时内"),
        ("4.4", "3年内"),
        ("5.1", "每年至少听取一次"),
    ]
    assert (
        plan.limits[3].sentence
        == "特别重大突发事件，应在24小时内举行新闻发布会，确保在应对重大突发事件时不失声、不缺位。"
    )


def test_repairs(plan):
    assert [(repair.raw, repair.repaired) for repair in plan.repairs] == [
        ("《格尔木市全面推进政务公开实施方案", "《格尔木市全面推进政务公开实施方案》"),
        ("2016715", "2016-07-15"),
        ("20167月)", "（2016年7月）"),
        ("青办发201626号", "青办发〔2016〕26号"),
        ("科级", "科技"),
        ("东城区、西城区行委", "东城区行委、西城区行委"),
        ("打通联系服务群众最后一公里", "打通联系服务群众最后一公里。"),
        (":", "："),
        (",", "，"),
        ("(", "（"),
        (")", "）"),
        (";", "；"),
    ]
    assert [repair.why for repair in plan.repairs if repair.raw in ":,();"] == [
        f"半角改为全角，共 {count} 处" for count in (29, 159, 21, 21, 7)
    ]


def test_doubts(plan):
    assert [doubt.raw for doubt in plan.unsure] == [
        "2018-07-27 浏览: 850",
        "",
        "政府信息公开条例",
        "2020年,",
        "国务院促进大数据发展行动纲要",
        "、违法失信、投诉举报和企业依法依规有明确规定以外",
        "线下服务线结合",
        "导向工作",
        "5.1、5.2、5.3",
    ]
    assert plan.unsure[1].why == "没有找到方案自己的发文字号"


def test_what_is_quoted_stands_in_the_file(plan):
    text = real_plan()
    quoted = [repair.raw for repair in plan.repairs] + [doubt.raw for doubt in plan.unsure[:-1]]
    assert [raw for raw in quoted if raw not in text] == []


def test_the_text_keeps_what_was_unsure_and_has_what_was_certain(plan):
    clauses = {clause.number: clause.text for clause in plan.clauses}
    assert "文化、教育、科技、资源、农业、环保、安监" in clauses["3.1"]
    assert clauses["4.3"].endswith("切实发挥绩效考评的导向工作。")
    assert clauses["2.4"].endswith("打通联系服务群众最后一公里。")
    assert not any(mark in text for text in clauses.values() for mark in ",;:()")


def test_the_repaired_text_reads_the_same_and_needs_no_repair(plan):
    again = read_plan(as_text(plan))
    assert again.repairs == []
    assert (again.title, again.date, again.citations) == (plan.title, plan.date, plan.citations)
    assert (again.preamble, again.chapters, again.limits) == (plan.preamble, plan.chapters, plan.limits)
