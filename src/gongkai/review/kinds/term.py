"""词表：密级标志和内部资料标志拦下，规范写法和已经改名的机构提醒。"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.passages import Hit

NAME = gettext_lazy("词表")
TRIGGER = r""

_ABOUT_SECRETS = re.compile(r"保密|保守国家秘密|定密|密级|国家秘密")


def find(passage):
    if passage.terms is None or passage.role == "code":
        return
    for start, end, term in passage.terms.find(passage.text):
        if term.shape == "mark" and _is_spoken_of(passage):
            continue
        yield Hit(start, end, term.text, _message(term), term.severity)


def _is_spoken_of(passage) -> bool:
    """A law on secrets, or a column that lists levels, names marks without bearing one."""
    return bool(passage.label or _ABOUT_SECRETS.search(passage.around.title))


def _message(term) -> str:
    if term.instead:
        return _("“%(term)s”：%(reason)s。可以写“%(instead)s”。") % {
            "term": term.text,
            "reason": term.reason.rstrip("。"),
            "instead": term.instead,
        }
    return _("“%(term)s”：%(reason)s。") % {"term": term.text, "reason": term.reason.rstrip("。")}
