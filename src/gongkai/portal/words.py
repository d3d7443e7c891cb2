"""Dates, sizes and digests as the site writes them (2026年9月29日, 48 KB, 7c39 7a09 …)."""

import datetime as dt

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def as_day(value) -> dt.date | None:
    """A date from a date, a moment or the ISO text of a form."""
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if isinstance(value, str):
        return dt.date.fromisoformat(value) if value else None
    return value


def day(value) -> str:
    found = as_day(value)
    if not found:
        return "—"
    return date_format(found, _("Y年n月j日"))


def day_in_list(value) -> str:
    """Month and day within this year, the whole date before it."""
    found = as_day(value)
    if not found or found.year != timezone.localdate().year:
        return day(found)
    return date_format(found, _("n月j日"))


def moment(value: dt.datetime) -> str:
    local = timezone.localtime(value)
    return f"{day(local)} {local:%H:%M}"


def inner_marks(title: str) -> str:
    """A title to be set in 《》: marks inside it become 〈〉 (GB/T 15834)."""
    return title.replace("《", "〈").replace("》", "〉")


def weekday(value: dt.date) -> str:
    names = (_("星期一"), _("星期二"), _("星期三"), _("星期四"), _("星期五"), _("星期六"), _("星期日"))
    return names[value.weekday()]


def file_size(size: int) -> str:
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{round(size / 1024)} KB"
    return f"{size / 1024 / 1024:.1f} MB"


def file_format(name: str) -> str:
    return name.rsplit(".", 1)[1].upper()[:5] if "." in name else pgettext("format", "文件")


def fours(digest: str) -> str:
    """The first 32 hex digits of a digest in groups of four."""
    return " ".join(digest[at : at + 4] for at in range(0, 32, 4))


def all_fours(digest: str) -> str:
    """A whole digest in groups of four."""
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))
