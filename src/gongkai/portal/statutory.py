"""法定主动公开内容: what articles 20 and 21 of 《政府信息公开条例》 (2019) list, and which matters answer to each item.

A matter says so itself, in its basis: "《中华人民共和国政府信息公开条例》（国务院令第711号）第二十条第（七）项、第（九）项".
Article 21 has no numbered items; there a matter that names the article falls under the subject its own words name.
"""

import re
from dataclasses import dataclass, field

from gongkai.catalogue.models import Matter


@dataclass(frozen=True)
class Item:
    article: int
    number: str  # 七 in 第（七）项; empty in article 21
    title: str
    words: tuple[str, ...] = ()


@dataclass
class Answer:
    """One item with the matters that answer to it, and how many papers are public under them."""

    item: Item
    matters: list[tuple[Matter, int]] = field(default_factory=list)

    @property
    def papers(self) -> int:
        return sum(number for _matter, number in self.matters)


ARTICLE_20 = (
    Item(20, "一", "行政法规、规章和规范性文件"),
    Item(20, "二", "机关职能、机构设置、办公地址、办公时间、联系方式、负责人姓名"),
    Item(20, "三", "国民经济和社会发展规划、专项规划、区域规划及相关政策"),
    Item(20, "四", "国民经济和社会发展统计信息"),
    Item(20, "五", "办理行政许可和其他对外管理服务事项的依据、条件、程序以及办理结果"),
    Item(
        20, "六", "实施行政处罚、行政强制的依据、条件、程序以及本行政机关认为具有一定社会影响的行政处罚决定"
    ),
    Item(20, "七", "财政预算、决算信息"),
    Item(20, "八", "行政事业性收费项目及其依据、标准"),
    Item(20, "九", "政府集中采购项目的目录、标准及实施情况"),
    Item(20, "十", "重大建设项目的批准和实施情况"),
    Item(20, "十一", "扶贫、教育、医疗、社会保障、促进就业等方面的政策、措施及其实施情况"),
    Item(20, "十二", "突发公共事件的应急预案、预警信息及应对情况"),
    Item(20, "十三", "环境保护、公共卫生、安全生产、食品药品、产品质量的监督检查情况"),
    Item(20, "十四", "公务员招考的职位、名额、报考条件等事项以及录用结果"),
    Item(20, "十五", "法律、法规、规章和国家有关规定规定应当主动公开的其他政府信息"),
)
ARTICLE_21 = (
    Item(21, "", "市政建设", ("市政", "城市基础设施")),
    Item(21, "", "公共服务", ("公共服务", "公用", "供水", "供气", "供热", "公共企事业")),
    Item(21, "", "公益事业", ("公益",)),
    Item(21, "", "土地征收", ("土地征收", "征收土地", "征地")),
    Item(21, "", "房屋征收", ("房屋征收",)),
    Item(21, "", "治安管理", ("治安",)),
    Item(21, "", "社会救助", ("社会救助", "救助", "低保", "特困")),
)
OTHER_21 = Item(21, "", "第二十一条的其他内容")

_REGULATION = re.compile(r"政府信息公开条例》(?:（[^（）]*）)?(?P<articles>.*)")
_ARTICLE = re.compile(
    r"第(?P<article>[一二三四五六七八九十百]+)条(?P<items>(?:[、和]?第[（(][一二三四五六七八九十]+[）)]项)*)"
)
_ITEM = re.compile(r"第[（(]([一二三四五六七八九十]+)[）)]项")


def items_of(matter: Matter) -> set[Item]:
    """The items of both articles that the matter's basis names."""
    found: set[Item] = set()
    for line in matter.basis_list:
        if regulation := _REGULATION.search(line):
            for article in _ARTICLE.finditer(regulation["articles"]):
                found |= _items(article, matter)
    return found


def _items(article: re.Match, matter: Matter) -> set[Item]:
    if article["article"] == "二十":
        named = set(_ITEM.findall(article["items"]))
        return {item for item in ARTICLE_20 if item.number in named}
    if article["article"] != "二十一":
        return set()
    words = f"{matter.topic} {matter.title}"
    by_words = {item for item in ARTICLE_21 if any(word in words for word in item.words)}
    return by_words or {OTHER_21}


def answers(matters: list[Matter], papers: dict[int, int]) -> tuple[list[Answer], list[Answer]]:
    """Both articles, every item in the law's order; `papers` counts by the matter's id. What no item of article 21
    names stands last, and only if there is any."""
    found = {item: Answer(item) for item in (*ARTICLE_20, *ARTICLE_21, OTHER_21)}
    for matter in matters:
        for item in items_of(matter):
            found[item].matters.append((matter, papers.get(matter.pk, 0)))
    second = [found[item] for item in ARTICLE_21] + ([found[OTHER_21]] if found[OTHER_21].matters else [])
    return [found[item] for item in ARTICLE_20], second
