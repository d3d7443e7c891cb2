"""私人的车牌号。单位的车辆不算。"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.passages import Hit
from gongkai.review.checking.people import person_in

NAME = gettext_lazy("车牌号")
TRIGGER = r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]\s?[A-HJ-Za-hj-z][·.\-\s]?[0-9A-Za-z]{3}"

_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]\s?[A-HJ-Za-hj-z][·.\-\s]?"
    r"(?=([0-9A-HJ-NP-Za-hj-np-z]{4}[0-9A-HJ-NP-Za-hj-np-z挂学警港澳]{1,2}))\1(?![0-9A-Za-z])"
)
_UNIT = re.compile(
    r"公务用车|公务车|公车|执法车|执法执勤|救护车|警车|消防车|洒水车|垃圾清运|环卫车|校车|产权单位|所属单位|使用单位|单位车辆|车属单位|公交车|班车|车辆处置|报废车辆|资产处置|应急保障车|机要通信|"
    r"国有资产|拍卖标的|清运车|采购人|编制数|调度平台"
)
_PERSON = re.compile(
    r"驾驶|车主|司机|被执行人|名下|当事人|被处罚|网约车|姓名|本人|违停|违法停车|醉|酒驾|肇事|事故"
)
_COMPANY = re.compile(r"单位|公司|企业|业户|部门")


def find(passage):
    for found in _PLATE.finditer(passage.text):
        letters = found.group(1).upper()
        official = letters.endswith("警") or found.group()[1:].lstrip()[:1] in "Oo"
        if sum(letter.isdigit() for letter in letters) < 2 or official:
            continue
        if (severity := _severity(passage, found)) is not None:
            value = re.sub(r"[·.\-\s]", "", found.group()).upper()
            yield Hit(found.start(), found.end(), value, _message(severity), severity)


def _severity(passage, found) -> str | None:
    near = passage.before(found.start(), 50) + passage.after(found.end(), 25)
    if passage.row:
        labels = passage.labels()
        if person_in(passage.row) is not None and not _UNIT.search(passage.context()):
            return "warn" if re.search("所属公司|所属企业|单位名称|企业名称|业户", labels) else "block"
        if _UNIT.search(passage.context()) or _COMPANY.search(labels):
            return None
        return "block"
    person = _PERSON.search(near)
    if _UNIT.search(near) and not person:
        return None
    if _UNIT.search(passage.around.title) and not person:
        return None
    if _COMPANY.search(near) and not person:
        return "warn"
    return "block"


def _message(severity: str) -> str:
    if severity == "warn":
        return _("车牌号。单位的车可以保留，个人的车请遮盖。")
    return _("个人的车牌号。请遮盖。")
