"""Statuses as the site shows them: a sign, a word and a colour, so that any two of them may be missing."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongkai.core.models import Act, ThingState
from gongkai.documents.models.papers import Genre, Validity
from gongkai.portal.words import as_day


@dataclass(frozen=True)
class Badge:
    code: str
    sign: str
    tone: str
    word: str


IN_FORCE = Badge("in_force", "tick", "ok", _("有效"))
NOT_YET = Badge("not_yet", "dashed", "mute", _("尚未施行"))
AMENDED = Badge("amended", "half", "late", _("已修改"))
PARTLY = Badge("partly", "half", "late", _("部分失效"))
REPEALED = Badge("repealed", "cross", "mute", _("废止"))
LAPSED = Badge("lapsed", "cross", "mute", _("失效"))

ACTS = {
    Act.CORRECT: Badge("corrected", "half", "late", _("已更正")),
    Act.WITHDRAW: Badge("withdrawn", "cross", "seal", _("已撤回")),
    Act.EXPIRE: Badge("expired", "cross", "mute", _("失效")),
}
ENDINGS = {"repealed": REPEALED, "lapsed": LAPSED}
KIND_TAGS = {
    "interpretation": _("解读"),
    "topic": _("专题"),
    "news": _("动态"),
    "document": pgettext_lazy("one document", "文件"),
}
NEWS_TAGS = {"news": _("动态"), "announcement": _("公告")}


def validity_badge(*, validity: str, effective_on, expires_on, state: str, today: dt.date) -> Badge:
    """What a document is worth today. The last day of its term still counts; an act in the record goes before dates."""
    if validity == Validity.REPEALED:
        return REPEALED
    if validity == Validity.LAPSED or state == ThingState.EXPIRED:
        return LAPSED
    effective, expires = as_day(effective_on), as_day(expires_on)
    if expires and expires < today:
        return LAPSED
    if effective and effective > today:
        return NOT_YET
    return {Validity.AMENDED: AMENDED, Validity.PARTLY: PARTLY}.get(validity, IN_FORCE)


def row_badge(row) -> Badge | None:
    """The validity of a document in a list; None for other kinds."""
    if row.kind != "document":
        return None
    return validity_badge(
        validity=row.validity,
        effective_on=row.effective_on,
        expires_on=row.expires_on,
        state=row.thing.state,
        today=timezone.localdate(),
    )


def act_badge(event) -> Badge:
    """What was done to something public; an end says how it ended, in the same word as the page itself."""
    if event.act == Act.EXPIRE:
        return ENDINGS.get(event.reason_code, ACTS[Act.EXPIRE])
    return ACTS[event.act]


def kind_tag(kind: str, genre: str = "") -> str:
    """The framed word before a title: 通知, 解读, 公告 …"""
    if kind == "document" and genre in Genre.values and genre != Genre.OTHER:
        return Genre(genre).label
    if kind == "news":
        return NEWS_TAGS.get(genre, KIND_TAGS["news"])
    return KIND_TAGS.get(kind, "")
