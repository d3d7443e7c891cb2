"""身份证号：18 位（校验码、出生日期、行政区划）、15 位旧号、被表格软件舍入成 15 位有效数字的。"""

import re
from datetime import date
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.passages import Hit

NAME = gettext_lazy("身份证号")
TRIGGER = r"(?<!\d)[1-9](?:[\s\-]{0,3}\d){14}|[1-9]\.\d{5,16}[Ee]\+?1[47]"

_EIGHTEEN = re.compile(
    r"(?<![0-9A-Za-z.])(?:ID|Id|NO|No)?(?=([1-9](?:[\s\-]{0,3}\d){16}[\s\-]{0,3}[0-9Xx×ХхxX]))\1(?![0-9A-Za-z]|\.\d)"
)
_FIFTEEN = re.compile(r"(?<![0-9A-Za-z.])[1-9](?:[\s\-]{0,2}\d){14}(?![0-9A-Za-z]|\.\d)")
_SCIENTIFIC = re.compile(r"(?<![0-9.])([1-9])\.(\d{5,16})[Ee]\+?(14|17)(?!\d)")
_NAMED = re.compile(
    r"身份证|驾驶证|身份号|居民证|证件号|证件编号|一代证|二代证|公民身份|身份代码|身份识别|证件$|^ID$|id.?card|监护人证|本人证|证号$",
    re.I,
)
_OTHER = re.compile(
    r"信用代码|档案号?|项目|编码|代码|学籍|合同|注册号|账号|帐号|卡号|条码|案号|订单|流水|批次|宗地|许可证|登记证|备案|户号|工商|执照|税号|税务|票号|发票|保单|准考证|"
    r"考号|文号|索引|编号|ISBN|地块|图斑|不动产|机构|网安备|ICP",
    re.I,
)


def find(passage):
    for found in _EIGHTEEN.finditer(passage.text):
        yield from _judge_eighteen(passage, found.start(1), found.end(1))
    for found in _SCIENTIFIC.finditer(passage.text):
        yield from _judge_scientific(passage, found)
    for found in _FIFTEEN.finditer(passage.text):
        yield from _judge_fifteen(passage, found)


def _judge_eighteen(passage, start, end):
    value = re.sub(r"[\s\-]", "", passage.text[start:end]).upper()
    value = value[:17] + ("X" if value[17] in "XХ×" else value[17])
    if passage.number and value.isdigit():
        value = str(round(int(value), -3))  # a spreadsheet shows fifteen digits of what it keeps
    if not _born(value[6:14]):
        return
    named = _is_named(passage, start)
    if named is False:
        return
    known = _is_region(value[:6])
    rounded = passage.number and value.endswith("000") and _people(passage)
    if named or (known and (_checks(value) or rounded)):
        yield Hit(start, end, value, _message())


def _judge_fifteen(passage, found):
    value = re.sub(r"[\s\-]", "", found.group())
    if _born("19" + value[6:12]) and _is_named(passage, found.start()) and value[:2] < "66":
        yield Hit(found.start(), found.end(), value, _message())


def _judge_scientific(passage, found):
    power = int(found.group(3))
    value = (found.group(1) + found.group(2)).ljust(power + 1, "0")[: power + 1]
    birth = value[6:14] if power == 17 else "19" + value[6:12]
    if (
        len(found.group(2)) >= 11
        and _born(birth)
        and _is_named(passage, found.start()) is not False
        and _is_region(value[:6])
    ):
        yield Hit(found.start(), found.end(), value, _message())


def _is_named(passage, start):
    """True: the words before say identity number; False: they say something else; None: they say nothing."""
    if passage.label:
        if _NAMED.search(passage.label):
            return True
        if _OTHER.search(passage.label):
            return False
    before = passage.text[max(0, start - 24) : start] if passage.label else passage.before(start)
    named = max((found.end() for found in _NAMED.finditer(before.rstrip(":： 为是（(号码"))), default=-1)
    named = max(
        named, max((found.end() for found in re.finditer(r"身份证|证件号|公民身份", before)), default=-1)
    )
    other = max((found.end() for found in _OTHER.finditer(before)), default=-1)
    if named > other or (named >= 0 and other <= named + 2):
        return True
    if other >= 0 and not re.search(r"[。；;\n]", before[other:]) and len(before) - other <= 12:
        return False
    return True if _NAMED.search(passage.around.header) and not passage.label else None


def _people(passage) -> bool:
    from gongkai.review.checking.people import person_in

    return person_in(passage.row) is not None or not passage.label


def _born(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return date(1895, 1, 1) <= born <= date.today()


def _checks(value: str) -> bool:
    from stdnum.cn import ric

    return value[17] == ric.calc_check_digit(value)


@cache
def _is_region(code: str) -> bool:
    """Whether the six digits were ever a county; python-stdnum also asks whether it was one in the year of birth, but
    people are numbered anew when they move."""
    from stdnum import numdb

    return bool(code[2:] != "0000" and any(found for _part, found in numdb.get("cn/loc").info(code)))


def _message() -> str:
    return _("身份证号。请遮盖，或者删去这一列。")
