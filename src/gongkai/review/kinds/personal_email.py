"""个人的电子邮箱。政府邮箱和单位自己域名的邮箱不算；单位用公共邮箱收信的，提醒。"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.passages import Hit
from gongkai.review.checking.people import person_in

NAME = gettext_lazy("个人邮箱")
TRIGGER = r"@|#\w|[(（\[【]\s?at\s?[)）\]】]"

_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9._%+\-])([A-Za-z0-9][A-Za-z0-9._%+\-]{1,63})\s?(@|#|[(（\[【]\s?at\s?[)）\]】])\s?"
    r"([A-Za-z0-9][A-Za-z0-9\-]*(?:(?:\.|[(（\[【]dot[)）\]】])[A-Za-z0-9\-]+)*(?:\.|[(（\[【]dot[)）\]】])[A-Za-z]{2,10})(?![A-Za-z0-9])"
)
_DOT = re.compile(r"[(（\[【]dot[)）\]】]")
_PROVIDERS = re.compile(
    r"(?:^|\.)(?:qq|foxmail|163|126|yeah|188|sina|sohu|tom|21cn|139|189|wo|aliyun|gmail|googlemail|hotmail|outlook|live|msn|icloud|me|yahoo|ymail|263|eyou|proton|protonmail|vip)\."
    r"(?:com|cn|net|com\.cn|com\.hk|me|net\.cn)$",
    re.I,
)
_UNIT = re.compile(
    r"征求|征集|意见|反馈|报名|咨询|举报|监督|投诉|采购|招标|投标|代理|公司|单位|办公室|[局委厅处科]|中心|传真|报送|发送至|发至|联系人|联系方式|邮寄|提交|申报|指挥部|线索|热线|捐赠|专用|0\d{2,3}-\d{7,8}"
)


def find(passage):
    for found in _ADDRESS.finditer(passage.text):
        name, domain = found.group(1).lower(), _DOT.sub(".", found.group(3).lower())
        if re.search(r"(?:^|\.)gov\.cn$|\.(?:png|jpg|gif|js|css)$", domain):
            continue
        if _PROVIDERS.search("." + domain):
            yield Hit(found.start(), found.end(), f"{name}@{domain}", *_judgement(passage, found))
        elif (
            found.group(2) == "@"
            and passage.row
            and person_in(passage.row) is not None
            and re.search("邮箱|邮件|mail", passage.label, re.I)
        ):
            yield Hit(found.start(), found.end(), f"{name}@{domain}", _unsure(), "warn")


def _judgement(passage, found) -> tuple[str, str]:
    if passage.row:
        unit = re.search("企业|公司|单位|机构|部门", passage.labels()) and person_in(passage.row) is None
    else:
        near = passage.before(found.start(), 60) + passage.after(found.end(), 20)
        unit = not re.search("申请人|来信|投诉人|本人|我的|身份证|住址", near) and _UNIT.search(
            near + passage.around.title[-30:]
        )
    if unit and not passage.place.hidden:
        return _unsure(), "warn"
    return _("个人的电子邮箱。请遮盖，或者改为单位邮箱。"), "block"


def _unsure() -> str:
    return _("公共邮箱。如果是单位收信用的可以保留，是个人的请遮盖。")
