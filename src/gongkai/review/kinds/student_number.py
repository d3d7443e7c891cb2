"""学籍号：全国学籍号（G、L、J 加身份证号），或者写明是学籍号的。"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.passages import Hit

NAME = gettext_lazy("学籍号")
TRIGGER = r"[GLJglj](?:[\s\-]{0,2}\d){17}|学籍|学号"

_NATIONAL = re.compile(r"(?<![0-9A-Za-z])[GLJglj](?:[\s\-]{0,2}\d){17}[\s\-]{0,2}[0-9Xx](?![0-9A-Za-z])")
_NAMED = re.compile(
    r"学籍(?:辅)?号(?:码)?[\s:：为是（(]*((?:[A-Za-z]?\d[\s\-]?){8,20}[0-9Xx])(?![0-9A-Za-z])"
)
_WHOLE = re.compile(r"\s*([A-Za-z]?(?:\d[\s\-]?){8,20}[0-9Xx])\s*")

_DATED = re.compile(r".\d{6}(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d")


def find(passage):
    if passage.label and re.search(r"学籍(?:辅)?号|^学籍$", passage.label):
        places = [found.span(1) for found in [_WHOLE.fullmatch(passage.text)] if found]
    else:
        places = []
    places = places or [found.span() for found in _NATIONAL.finditer(passage.text)]
    places = places or [found.span(1) for found in _NAMED.finditer(passage.text)]
    for start, end in places:
        value = re.sub(r"[\s\-]", "", passage.text[start:end]).upper()
        if value[0] in "GLJ" and len(value) == 19 and not _DATED.match(value):
            continue
        yield Hit(start, end, value, _("学籍号。请删去这一列，或者遮盖。"))
