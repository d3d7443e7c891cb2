"""护照号和往来港澳台通行证号：只在说到证件的地方。"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.passages import Hit

NAME = gettext_lazy("护照和通行证号")
TRIGGER = r"(?<![A-Za-z])[A-Za-z]{1,2}(?:\s?\d){7}|(?<!\d)1[45]\d{7}(?!\d)|台胞证"

_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?:[EeGg]\s?\d{8}|[EeGg]\d\s\d{7}|[EeGg]\s?\d{4}\s\d{4}|[Ee][A-HJ-NP-Za-hj-np-z]\s?\d{7}|[DdSsPp][Ee]?\s?\d{7,8}|[CcWw][A-Za-z]?\s?\d{7,8}|[HhMmTtLl]\s?\d{8}(?:\d{2})?|1[45]\d{7})(?![0-9A-Za-z])"
)
_NAMED = re.compile(r"护照|通行证|回乡证|台胞证|passport|旅行证|出入境证件|因私证照", re.I)
_OTHER = re.compile(r"信用代码|附件|清单|项目|编码|代码|合同|设备|型号|物料|批次|案号|标准|车牌|编号|文号")


def find(passage):
    for found in _NUMBER.finditer(passage.text):
        if _is_named(passage, found):
            value = re.sub(r"\s", "", found.group()).upper()
            yield Hit(found.start(), found.end(), value, _("护照号或者通行证号。请遮盖，或者删去。"))


def _is_named(passage, found) -> bool:
    before = passage.before(found.start(), 30)
    if passage.label:
        own = f"{passage.label} {passage.text[: found.start()]}"
        if _NAMED.search(own):
            return True
        return bool(re.search("证件|证号", own)) and not found.group().isdigit()
    named = max((word.end() for word in _NAMED.finditer(before)), default=-1)
    other = max((word.end() for word in _OTHER.finditer(before)), default=-1)
    return (named >= 0 and named >= other - 3) or bool(other < 0 and _NAMED.search(passage.around.header))
