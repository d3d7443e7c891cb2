"""Invented people, places and numbers that nobody owns, and a paper made of them."""

from dataclasses import dataclass, field
from random import Random

from stdnum import luhn
from stdnum.cn import ric

SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何林罗郑韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文祁喇妥冶"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华建国玉兰秀珍海燕志红梅春生成福贵德才玲云飞鹏雪峰晓东文博嘉怡宇轩子涵思远"
TIBETAN = [
    "扎西才让",
    "卓玛措",
    "仁青多杰",
    "更登当周",
    "索南旺杰",
    "拉毛吉",
    "桑杰加",
    "达娃央宗",
    "尕玛才仁",
    "多杰东主",
]
TOWNS = [
    "河东镇",
    "郭勒木德镇",
    "唐古拉山镇",
    "大格勒乡",
    "察尔汗街道",
    "八宝镇",
    "三角城镇",
    "恰卜恰镇",
    "结古街道",
    "川口镇",
]
VILLAGES = [
    "新华村",
    "宝库村",
    "上滩村",
    "团结村",
    "红旗村",
    "东沟村",
    "永丰村",
    "和平社区",
    "昆仑社区",
    "金峰路社区",
]
ROADS = ["江源路", "昆仑中路", "柴达木路", "八一路", "建设街", "民主路", "滨河东路", "黄河路"]
ESTATES = ["格水家园", "金鱼花苑", "盐湖小区", "滨河佳苑", "雪山花园"]
COUNTIES = [
    "632801",
    "632802",
    "630121",
    "630222",
    "632521",
    "632701",
    "620123",
    "510623",
    "411281",
    "653101",
    "610103",
    "370102",
]
ILLS = [
    "胃癌",
    "尿毒症",
    "脑梗死",
    "重症肌无力",
    "精神分裂症",
    "系统性红斑狼疮",
    "先天性心脏病",
    "肝硬化",
    "白血病",
    "股骨头坏死",
    "慢性肾功能衰竭",
    "双相情感障碍",
    "乳腺癌",
    "帕金森病",
]
FULL = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@dataclass
class Paper:
    """`parts`: a paragraph (text), a table (list of rows), ("note", text) for a comment, ("hidden", rows)."""

    title: str
    parts: list
    planted: list = field(default_factory=list)


class Maker:
    """Invented people and their numbers."""

    def __init__(self, random: Random):
        self.random = random

    def pick(self, choices):
        return self.random.choice(choices)

    def digits(self, count):
        return "".join(self.pick("0123456789") for _digit in range(count))

    def name(self):
        if self.random.random() < 0.15:
            return self.pick(TIBETAN)
        return self.pick(SURNAMES) + "".join(self.random.sample(GIVEN, self.pick([1, 2, 2, 2])))

    def identity(self, first=1945, last=2003):
        born = f"{self.random.randint(first, last)}{self.random.randint(1, 12):02}{self.random.randint(1, 28):02}"
        body = f"{self.pick(COUNTIES)}{born}{self.random.randint(1, 998):03}"
        return body + ric.calc_check_digit(body + "0")

    def old_identity(self):
        return f"{self.pick(COUNTIES)}{self.random.randint(35, 79)}{self.random.randint(1, 12):02}{self.random.randint(1, 28):02}{self.digits(3)}"

    def mobile(self):
        return self.pick(
            ["135", "138", "139", "150", "151", "159", "182", "187", "189", "199", "177", "166", "133"]
        ) + self.digits(8)

    def card(self, length=19):
        body = self.pick(["621799", "622848", "621700", "622202", "621226", "623059"]) + self.digits(
            length - 7
        )
        return body + luhn.calc_check_digit(body)

    def plate(self):
        return f"青{self.pick('ABCDEFGH')}{self.pick('ABCDEFGHJKLMNPQRSTUVWXYZ0123456789')}{self.digits(4)}"

    def passport(self):
        return f"E{self.pick('ABCDEFGHJ')}{self.digits(7)}"

    def home(self):
        shape = self.pick([1, 2, 3])
        if shape == 1:
            return f"格尔木市{self.pick(ROADS)}{self.random.randint(1, 90)}号{self.pick(ESTATES)}{self.random.randint(1, 20)}号楼{self.random.randint(1, 5)}单元{self.random.randint(101, 1802)}室"
        if shape == 2:
            return f"青海省格尔木市{self.pick(TOWNS)}{self.pick(VILLAGES[:7])}{self.random.randint(1, 9)}社{self.random.randint(1, 150)}号"
        return f"{self.pick(TOWNS)}{self.pick(VILLAGES[:7])}{self.random.randint(10, 250)}号"

    def email(self):
        return f"{self.pick(['li', 'zhang', 'cao', 'xue', 'ma'])}{self.pick(['_', '.', ''])}{self.digits(4)}@{self.pick(['qq.com', '163.com', '126.com', 'sina.com', '139.com'])}"

    def credit_code(self):
        return f"91{self.pick(COUNTIES)}MA7{self.pick('0123456789ABCDEFGH')}{self.digits(3)}{self.pick('ABCDEFGHJK')}{self.digits(1)}{self.pick('0123456789ABCDXY')}"

    def landline(self):
        return f"{self.pick(['0979', '0971', '0974', '0970'])}-8{self.digits(6)}"

    def day(self):
        return (
            f"20{self.random.randint(18, 25)}年{self.random.randint(1, 12)}月{self.random.randint(1, 28)}日"
        )


def written(maker, value):
    """As people type numbers."""
    how = maker.pick(["plain", "plain", "plain", "full", "spaced", "dashed"])
    if how == "full":
        return value.translate(FULL)
    mark = " " if how == "spaced" else "-"
    if how == "plain":
        return value
    if len(value) == 11:
        return mark.join((value[:3], value[3:7], value[7:]))
    if len(value) == 18:
        return mark.join((value[:6], value[6:14], value[14:]))
    return mark.join(value[at : at + 4] for at in range(0, len(value), 4))
