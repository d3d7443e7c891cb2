"""个人的微信号和 QQ 号：只在写明是谁的联系方式时。"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.passages import Hit
from gongkai.review.checking.people import person_in

NAME = gettext_lazy("微信号和 QQ 号")
TRIGGER = r"微信|QQ|qq|WeChat|wechat"

_ACCOUNT = re.compile(
    r"(?:(?P<wechat>微信号?(?:码)?|[Ww]e[Cc]hat)|QQ号?(?:码)?|qq号?)\s*[(（]?[:：为是]\s*(?P<account>[A-Za-z][A-Za-z0-9_\-]{5,19}|[1-9]\d{4,10})(?![0-9A-Za-z@])"
)
_UNIT = re.compile(r"公众|群|官方|服务号|订阅|单位|公司|咨询|客服|小程序|报名|中心|局|办公室|招标|采购")
_WHOLE = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9_\-]{5,19}|[1-9]\d{4,10})\s*")


def find(passage):
    if passage.row and re.search(r"微信|QQ", passage.label, re.I) and not _UNIT.search(passage.label):
        if _WHOLE.fullmatch(passage.text) and person_in(passage.row) is not None:
            yield Hit(0, len(passage.text), passage.text.strip(), _message())
        return
    for found in _ACCOUNT.finditer(passage.text):
        near = passage.text[max(0, found.start() - 40) : found.start()]
        if not _UNIT.search(near) and not re.fullmatch(r"1[3-9]\d{9}", found.group("account")):
            yield Hit(
                found.start("account"), found.end("account"), found.group("account"), _message(), "warn"
            )


def _message() -> str:
    return _("个人的微信号或者 QQ 号。请删去。")
