"""未成年人的姓名：处罚、欺凌、孤儿、困境儿童等文书里的孩子。"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.passages import Hit
from gongkai.review.checking.people import HAN_NAME, is_name, is_name_in_column

NAME = gettext_lazy("未成年人姓名")
TRIGGER = r"姓\s*名|名字|儿童|孤儿|学生|对象|孩子|未成年|岁|个月|年生|月生|出生|同学|童|小学|初中|高中|[高初][一二三]"

_CONTEXT = re.compile(
    r"未成年|孤儿|无人抚养|困境儿童|欺凌|霸凌|弃婴|弃养|打架|殴打|打伤|侵害|性侵|猥亵|虐待|童工|溺水|走失|收养|监护|留守儿童|流浪儿童|救助保护|处罚|罚款|违法|辍学|心理危机|涉案"
)
_LISTS = re.compile(
    r"孤儿|无人抚养|困境儿童|弃婴|弃养|欺凌|未成年人?(?:保护|救助|名单)|留守儿童|童工|收养|流浪儿童|受害"
)
_HURT = re.compile(r"殴打|打伤|打架|霸凌|猥亵|侵害|盗窃")
_AGE = r"(?:年仅|现年|今年|时年|当时)?(?<![\d一二三四五六七八九十])(?:[1-9]|1[0-7]|[一二三四五六七八九]|十[一二三四五六七]?)\s?(?:周?岁|个月)"
_LEAD = r"(?:未成年人|小学生|初中生|高中生|学生|同学|儿童|孤儿|女孩|男孩|女童|男童|少年|幼儿|患儿|婴儿|弃婴|[男女]婴|童工|欺凌者|施暴者|行为人|嫌疑人|处罚人|幼童|当事人|受害人|被害人|其[子女]|之[子女]|儿子|女儿|孙子|孙女|[对向与和及将由为是系名打踢骂给让被把叫逼]|认定|拟|安置|收养|救助|抚养|接收|发现|名为)"
_CHILD = re.compile(
    rf"(?:(?<![一-鿿])|{_LEAD}[:：]?)({HAN_NAME})\s?(?:(?:时年|现年|年仅){_AGE}|[（(][^（）()]{{0,24}}?(?:{_AGE}|未成年|(?:小学|初中|高中|中学|[一二三四五六七八九]年级|初[一二三]|高[一二三])[^（）()]{{0,6}}|幼儿园|(?P<paren>20\d\d)\s?年[^（）()]{{0,8}}生)"
    rf"|[，,]\s?(?:[男女][，,]\s?)?(?:[一-鿿]{{1,4}}族[，,]\s?)?(?:{_AGE}|(?P<born>20\d\d)\s?年(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?(?:出)?生)"
    rf"|[，,]?\s?[系为是](?:未成年人|小学生|初中生|高中生|在校学生)(?!的))"
)
_PUPIL = re.compile(
    rf"(?:未成年人|小学生|初中生|高中生|儿童|孤儿|幼童|女童|男童|童工|弃婴|欺凌者|施暴者|[一二三四五六七八九](?:年级|[（(]\d+[）)]班)[^，。；、]{{0,6}}?学生|[一-鿿]班学生|(?:初|高)[一二三][^，。；、]{{0,6}}?学生|取名|起名|被欺凌学生|涉事学生|受害学生|同学|学生)[:：（(]?"
    rf"((?:{HAN_NAME})(?:、(?:{HAN_NAME}))*)(?=[，,。；、（(）)的享已曾给作分对与和及等因在被将向于是均称为系实打殴骂推欺出售购进入上遭受使男女溺死失走坠跳自遇擅遗]|提供|$)"
)
_STARTERS = re.compile(
    r"^(?:对|向|将|与|和|及|由|为|有|系|是|女孩|男孩|女童|男童|少年|儿童|孤儿|学生|同学|当事人|受害人|未成年人)+"
)
_GUARDIAN = re.compile(
    r"监护|家长|父|母|联系人|经办|法定代表|负责人|校长|班主任|教师|执法|领取人|照料|干部|责任人"
)
_NAME_OF_CHILD = re.compile(r"姓\s*名|儿童|孤儿|学生|名字|对象|孩子|被监护人|未成年")


def find(passage):
    if passage.row:
        yield from _in_row(passage)
        if len(passage.text) < 16:
            return
    words = passage.around.words() + passage.text
    if not _CONTEXT.search(words):
        return
    seen = set()
    for start, end in [*_children(passage.text), *_pupils(passage)]:
        if start not in seen:
            seen.add(start)
            yield Hit(start, end, re.sub(r"\s", "", passage.text[start:end]), _message())


def _in_row(passage):
    if not _NAME_OF_CHILD.search(passage.label) or _GUARDIAN.search(passage.label.replace("被监护人", "")):
        return
    if not is_name_in_column(passage.text) or re.search(
        r"学校|班级|类别|类型|编号|人数|关系|电话|证", passage.label
    ):
        return
    titles = passage.around.words()
    listed = bool(_LISTS.search(titles + passage.label))
    young = "姓" in passage.label and _CONTEXT.search(titles) and _is_young(passage.row)
    if listed or young:
        name = passage.text.strip()
        start = passage.text.index(name)
        yield Hit(start, start + len(name), name.replace(" ", ""), _message())


def _is_young(row) -> bool:
    ages = [cell.text.strip() for cell in row if "年龄" in cell.label]
    return any(re.fullmatch(r"(?:[1-9]|1[0-7])(?:岁)?", age) for age in ages)


def _children(text):
    for found in _CHILD.finditer(text):
        born = found.group("paren") or found.group("born")
        if born and int(born) < 2005:
            continue
        start, end = found.span(1)
        start += _led(text[start:end])
        if is_name(text[start:end]):
            yield start, end


def _led(name: str) -> int:
    led = _STARTERS.match(name)
    return led.end() if led and len(name) - led.end() >= 2 else 0


def _pupils(passage):
    around = passage.around.words()
    if not (_LISTS.search(around + passage.text) or "处罚" in around or _HURT.search(passage.text)):
        return
    for found in _PUPIL.finditer(passage.text):
        at = found.start(1)
        for name in found.group(1).split("、"):
            if is_name(name):
                yield at, at + len(name)
            at += len(name) + 1


def _message() -> str:
    return _("未成年人的姓名。请遮盖，或者改为“某未成年人”。")
