"""不可能有的日期和时刻，前后颠倒的起止日期。"""

import re
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.passages import Hit

NAME = gettext_lazy("日期")
TRIGGER = r"[月时点]|\d[-/]\d"

_DAY = r"(?:(\d{4})\s?年\s?)?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]"
_WRITTEN = re.compile(rf"(?<![\d.]){_DAY}")
_MONTH = re.compile(r"(?<!\d)(\d{4})\s?年\s?(\d{1,2})\s?月(?!\s?\d|[份]?共|以上)")
_ISO = re.compile(r"(?<![\d\-/.A-Za-z])((?:19|20)\d{2})([-/])(\d{1,2})\2(\d{2})(?![\d\-/.])")
_CLOCK = re.compile(
    r"(?:日|[上下]午|晚|早|[周星期][一二三四五六日天])\s?(\d{1,2})\s?(?:时|点)(?:\s?(\d{1,2})\s?分)?(?!间)"
)
_RANGE = re.compile(
    r"(?<!\d)(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日\s?(?:起?\s?至|到|-{1,2}|~|～)\s?(?:(\d{4})\s?年\s?)?(\d{1,2})\s?月\s?(\d{1,2})\s?日"
)


def find(passage):
    if passage.role == "code":
        return
    text = passage.text
    for found in _WRITTEN.finditer(text):
        if not _exists(found.group(1), found.group(2), found.group(3)):
            yield _hit(found, _("没有这一天。请核对日期。"))
    for found in _MONTH.finditer(text):
        if not 1 <= int(found.group(2)) <= 12:
            yield _hit(found, _("没有这个月份。请核对日期。"))
    for found in _ISO.finditer(text):
        if not _exists(found.group(1), found.group(3), found.group(4)):
            yield _hit(found, _("没有这一天。请核对日期。"))
    for found in _CLOCK.finditer(text):
        if int(found.group(1)) > 24 or int(found.group(2) or 0) > 59:
            yield _hit(found, _("没有这个时刻。请核对时间。"))
    for found in _RANGE.finditer(text):
        if _is_reversed(found):
            yield _hit(found, _("结束日期早于开始日期。请核对。"))


def _exists(year: str | None, month: str, day: str) -> bool:
    try:
        date(int(year or 2000), int(month), int(day))
    except ValueError:
        return False
    return True


def _is_reversed(found) -> bool:
    year, month, day, last_year, last_month, last_day = found.groups()
    if not (_exists(year, month, day) and _exists(last_year or year, last_month, last_day)):
        return False
    first = date(int(year), int(month), int(day))
    return date(int(last_year or year), int(last_month), int(last_day)) < first and bool(
        last_year or int(month) - int(last_month) < 6
    )


def _hit(found, message) -> Hit:
    return Hit(found.start(), found.end(), re.sub(r"\s", "", found.group()), message, "warn")
