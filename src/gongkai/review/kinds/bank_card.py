"""个人银行卡号、一卡通账号。单位账户不算。"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.passages import Hit
from gongkai.review.checking.people import person_in

NAME = gettext_lazy("银行卡号")
TRIGGER = r"(?<!\d)\d(?:[\s\-]{0,2}\d){14}"

_NUMBER = re.compile(r"(?<![0-9A-Za-z.])[2-9](?:[ \t\-]{0,2}\n?\d){14,18}(?![0-9A-Za-z]|\.\d)")
_CARD = re.compile(
    r"卡号|银行|账号|帐号|账户|社保卡|一卡通|一折通|存折|开户|工资卡|借记卡|信用卡|打卡|储蓄|惠农卡|卡$"
)
_OTHER = re.compile(
    r"身份证|信用代码|档案|项目|编码|代码|学籍|合同|注册号|条码|案号|订单|流水|序列|批次|宗地|许可证|登记证|备案|户号|税号|发票|准考证|文号|索引|编号|ISBN|快递|运单"
)
_UNIT = re.compile(
    r"保证金|对公|基本户|基本存款|收款单位|单位名称|户名[:：]?[^，。；\s]{2,30}?(?:公司|局|中心|单位|委员会|政府|学校|医院|合作社|财政|所|办公室|慈善|协会|红十字|基金会)|缴款|非税|国库|专户|捐款账|企业名称|供应商|投标|中标|公司名称|"
    r"合作社名称|捐赠账|汇款至|预算单位"
)
_STARTS = re.compile(r"62|60|9558|9[45]\d{2}|4\d{15}$|5[1-5]\d{14}$|35[2-8]\d{13}$|6[45]\d")


def find(passage):
    for found in _NUMBER.finditer(passage.text):
        value = re.sub(r"\D", "", found.group())
        if len(value) in range(15, 20) and _is_card(passage, found, value):
            yield Hit(
                found.start(), found.end(), value, _("个人的银行卡号或者账号。请遮盖，或者删去这一列。")
            )


def _is_card(passage, found, value) -> bool:
    before = passage.before(found.start(), 30)
    if _last(_OTHER, before) > _last(_CARD, before) or _is_of_unit(passage, found):
        return False
    named = bool(_CARD.search(before)) or bool(not passage.label and _CARD.search(passage.around.header))
    if len(value) in {16, 17, 18, 19} and _STARTS.match(value) and _luhn(value):
        plain = re.fullmatch(r"\d+|\d{4}(?:[ \-]\d{4}){3}(?:[ \-]?\d{3})?", found.group())
        unlabelled = passage.row and not passage.labels().strip() and person_in(passage.row)
        return (
            named
            or bool(unlabelled)
            or bool(value.startswith("62") and len(value) in {16, 19} and plain and not passage.number)
        )
    person = person_in(passage.row) is not None
    return named and person and bool(passage.label) and (len(value) > 15 or not value.startswith("6"))


def _is_of_unit(passage, found) -> bool:
    if passage.row:
        texts = " ".join(cell.text for cell in passage.row)
        return _near_unit(passage, found) or bool(
            _UNIT.search(passage.labels())
            or re.search(r"(?:公司|合作社|委员会|中心|医院|学校|政府|厂)(?:\s|$)", texts)
        )
    return _near_unit(passage, found)


def _near_unit(passage, found) -> bool:
    near = passage.before(found.start(), 60) + passage.after(found.end(), 60)
    if not passage.label and re.fullmatch(
        r"\W*(?:[一-鿿]{0,2}[账帐][号户]|银行[账帐]号)\W*", passage.text[: found.start()]
    ):
        near = passage.around.recent + near
    return bool(_UNIT.search(near))


def _last(pattern, text) -> int:
    return max((word.end() for word in pattern.finditer(text)), default=-1)


def _luhn(value: str) -> bool:
    from stdnum import luhn

    return luhn.is_valid(value)
