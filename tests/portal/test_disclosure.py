"""政府信息公开专栏, the items of the regulation, topics, and what stands on the first page."""

import re
from datetime import date

import pytest
from bs4 import BeautifulSoup

from gongkai.catalogue.models import Matter
from gongkai.documents.models import Interpretation, News, Topic
from gongkai.portal.addresses import paper_address
from gongkai.portal.queries import fixed_blocks, site_frame
from gongkai.portal.statutory import ARTICLE_20, ARTICLE_21, OTHER_21, answers, items_of
from tests.factories import MatterFactory

REGULATION = "《中华人民共和国政府信息公开条例》（国务院令第711号）"


def soup_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content.decode(), "html.parser")


@pytest.mark.parametrize(
    ("basis", "title", "named"),
    [
        (f"{REGULATION}第二十条第（七）项", "预算", ["七"]),
        (f"{REGULATION}第二十条第（七）项、第（九）项", "预算", ["七", "九"]),
        (f"{REGULATION}第二十条第（二）项、第（五）项、第（六）项", "清单", ["二", "五", "六"]),
        ("《政府信息公开条例》第二十条第(十三)项", "监督", ["十三"]),
        ("《政府信息公开条例》第二十条第（十一）项、第二十一条", "社会救助对象", ["十一", "社会救助"]),
        (f"{REGULATION}第二十一条、第五十五条", "供水供热", ["公共服务"]),
        (f"{REGULATION}第二十一条", "村务公开", ["第二十一条的其他内容"]),
        (f"{REGULATION}第十九条、第二十六条", "决策", []),
        ("《中华人民共和国预算法》第二十条第（七）项", "预算", []),
        ("《社会救助暂行办法》第二十一条", "社会救助", []),
        (f"《预算法》第十四条\n{REGULATION}第二十条第（三）项", "规划", ["三"]),
    ],
)
def test_a_matter_says_in_its_basis_which_items_it_answers(basis, title, named):
    found = items_of(Matter(title=title, topic="", basis=basis))
    assert sorted(item.number or item.title for item in found) == sorted(named)


def test_answers_stand_in_the_order_of_the_law_with_their_counts():
    budget = Matter(pk=1, title="预算", basis=f"{REGULATION}第二十条第（七）项")
    relief = Matter(pk=2, title="社会救助", basis=f"{REGULATION}第二十条第（十一）项、第二十一条")
    first, second = answers([budget, relief], {1: 3, 2: 4})
    assert [answer.item for answer in first] == list(ARTICLE_20)
    assert [answer.item for answer in second] == list(ARTICLE_21)
    assert {a.item.number: a.papers for a in first if a.papers} == {"七": 3, "十一": 4}
    assert {a.item.title: a.papers for a in second if a.papers} == {"社会救助": 4}
    _first, second = answers([Matter(pk=3, title="村务", basis=f"{REGULATION}第二十一条")], {})
    assert second[-1].item is OTHER_21


@pytest.mark.django_db
def test_the_four_blocks_are_found_by_name_then_by_type_then_by_code(city):
    assert {block.column for block in fixed_blocks(site_frame()).values()} == {None}
    city.make_column("reports", "某栏目")
    city.make_column("zhinan", "公开指南", column_type="信息公开指南")
    city.make_column("a1", "政府信息公开制度", column_type="信息公开目录")
    found = {code: block.column and block.column.code for code, block in fixed_blocks(site_frame()).items()}
    assert found == {"guide": "zhinan", "rules": "a1", "statutory": None, "reports": "reports"}
    city.make_column("nb", "政府信息公开年报")
    assert fixed_blocks(site_frame())["reports"].column.code == "nb"


@pytest.mark.django_db
def test_the_disclosure_page_has_its_four_parts(client, city):
    above = city.make_column("disclosure", "政府信息公开")
    columns = {
        code: city.make_column(code, title, parent_column=above)
        for code, title in (
            ("guide", "政府信息公开指南"),
            ("rules", "政府信息公开制度"),
            ("statutory", "法定主动公开内容"),
            ("reports", "政府信息公开年报"),
            ("budget", "财政预决算"),
        )
    }
    budget = MatterFactory(title="部门预算", basis=f"{REGULATION}第二十条第（七）项")
    old = city.publish(city.draft(title="旧指南", column=columns["guide"]))
    new = city.publish(city.draft(title="新指南", column=columns["guide"], matter=budget))
    city.publish(city.draft(title="审查制度", column=columns["rules"]))
    for year in (2024, 2025):
        title = f"某市财政局{year}年政府信息公开工作年度报告"
        city.publish(city.draft(title=title, column=columns["reports"], written_on=date(year + 1, 1, 20)))
    soup = soup_of(client, "/disclosure/")
    names = [link.get_text() for link in soup.select(".four b")]
    assert names == ["政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报"]
    guide = soup.select_one("#guide .guide a")
    assert (guide.get_text(), guide["href"]) == ("新指南", paper_address(new.index_number))
    assert paper_address(old.index_number) not in str(soup.select_one("#guide"))
    assert [link.get_text() for link in soup.select("#rules .panel-list a")] == ["审查制度"]
    assert [head.get_text() for head in soup.select("#reports dt")] == ["2025年度", "2024年度"]
    seventh = soup.select(".statutory")[0].select("tbody tr")[6]
    assert "（七）财政预算、决算信息" in seventh.get_text()
    assert seventh.select_one("a")["href"] == f"/matters/{budget.code}/"
    assert seventh.select_one("td.number").get_text() == "1"
    assert len(soup.select(".statutory tbody tr")) == 22
    links = [link["href"] for link in soup_of(client, "/").select(".navigation a")]
    assert "/disclosure/" in links
    assert "/columns/disclosure/" not in links


@pytest.mark.django_db
def test_the_guide_of_the_government_stands_before_those_of_its_departments(client, city):
    column = city.make_column("guide", "政府信息公开指南")
    own = city.publish(city.draft(title="市政府信息公开指南", column=column, issuer=city.office_unit))
    city.publish(city.draft(title="市财政局旧指南", column=column))
    city.publish(city.draft(title="市财政局信息公开指南", column=column))
    guide = soup_of(client, "/disclosure/").select_one("#guide")
    assert guide.select_one(".guide a")["href"] == paper_address(own.index_number)
    assert [link.get_text() for link in guide.select(".guide-others a")] == ["市财政局信息公开指南"]


@pytest.mark.django_db
def test_a_topic_collects_by_matter_and_kind(client, city):
    document = city.draft(title="文件甲")
    city.publish(document)
    city.publish(city.draft_of(Interpretation, title="解读甲", interprets=document))
    for number in range(7):
        city.publish(city.draft_of(News, title=f"动态{number}"))
    city.publish(city.draft(title="别的事", matter=MatterFactory()))
    topic = city.publish(city.draft_of(Topic, title="专题甲"))
    city.publish(city.draft_of(Topic, title="专题空", matter=MatterFactory()))
    soup = soup_of(client, paper_address(topic.index_number))
    groups = {
        section.h3.get_text(): [link.get_text() for link in section.select(".row-title a")]
        for section in soup.select(".collected")
    }
    assert groups == {
        "文件": ["文件甲"],
        "解读": ["解读甲"],
        "动态": ["动态6", "动态5", "动态4", "动态3", "动态2"],
    }
    heads = [re.sub(r"\s", "", p.get_text()) for p in soup.select(".collected-head p")]
    assert heads == ["共1件", "共1件", "共7件，最新5件"]
    topics = soup_of(client, "/topics/")
    newest = {
        item.h2.get_text(): [link.get_text() for link in item.select(".topic-newest a")]
        for item in topics.select(".topic")
    }
    assert newest == {"专题空": [], "专题甲": ["动态6", "动态5", "动态4"]}


@pytest.mark.django_db
def test_home_shows_the_newest_of_one_kind_and_what_was_interpreted(client, city):
    document = city.draft(title="文件甲", document_number="财发〔2026〕8号")
    thing = city.publish(document)
    city.publish(city.draft_of(Interpretation, title="解读甲", interprets=document))

    def newest(address):
        return [link.get_text() for link in soup_of(client, address).select(".newest a")]

    assert newest("/") == ["解读甲", "文件甲"]
    assert newest("/?kind=document") == ["文件甲"]
    assert newest("/?kind=nothing") == newest("/?kind=topic") == ["解读甲", "文件甲"]
    soup = soup_of(client, "/?kind=interpretation")
    assert [tab.get_text() for tab in soup.select(".tabs a")] == ["全部", "文件", "解读"]
    assert soup.select_one(".tabs a[aria-current]").get_text() == "解读"
    beside = soup.select("section[aria-labelledby=interpretations-head] a")
    assert [(link.get_text(), link["href"]) for link in beside][1] == (
        "财发〔2026〕8号",
        paper_address(thing.index_number),
    )
    assert not soup.select(".cells")  # no plan is public
