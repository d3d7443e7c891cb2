from datetime import date

import pytest

from gongkai.core.models import Event
from gongkai.portal import badges

TODAY = date(2026, 11, 20)
YESTERDAY, TOMORROW = date(2026, 11, 19), date(2026, 11, 21)


@pytest.mark.parametrize(
    ("validity", "effective_on", "expires_on", "state", "word"),
    [
        ("in_force", None, None, "public", "有效"),
        ("in_force", TODAY, None, "public", "有效"),
        ("in_force", TOMORROW, None, "public", "尚未施行"),
        ("in_force", None, TODAY, "public", "有效"),
        ("in_force", None, YESTERDAY, "public", "失效"),
        ("in_force", "2026-11-21", "2031-11-20", "public", "尚未施行"),
        ("in_force", None, None, "expired", "失效"),
        ("amended", None, None, "public", "已修改"),
        ("amended", TOMORROW, None, "public", "尚未施行"),
        ("partly", None, None, "public", "部分失效"),
        ("repealed", TOMORROW, None, "public", "废止"),
        ("repealed", None, None, "expired", "废止"),
        ("lapsed", None, None, "public", "失效"),
        ("amended", None, None, "expired", "失效"),
    ],
)
def test_validity_of_today(validity, effective_on, expires_on, state, word):
    badge = badges.validity_badge(
        validity=validity, effective_on=effective_on, expires_on=expires_on, state=state, today=TODAY
    )
    assert badge.word == word


@pytest.mark.parametrize(
    ("kind", "genre", "word"),
    [
        ("document", "notice", "通知"),
        ("document", "other", "文件"),
        ("interpretation", "graphic", "解读"),
        ("news", "announcement", "公告"),
        ("news", "news", "动态"),
        ("topic", "", "专题"),
    ],
)
def test_kind_tags(kind, genre, word):
    assert badges.kind_tag(kind, genre) == word


@pytest.mark.parametrize(
    ("act", "reason_code", "word"),
    [("expire", "repealed", "废止"), ("expire", "lapsed", "失效"), ("correct", "content", "已更正")],
)
def test_what_was_done_has_the_word_of_the_page_itself(act, reason_code, word):
    assert badges.act_badge(Event(act=act, reason_code=reason_code)).word == word
