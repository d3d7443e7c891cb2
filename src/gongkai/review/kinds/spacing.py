"""用空格把字撑开或者排版：“通　　知”会被念成两个字，也搜不到；要居中、对齐，用工具栏。"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.accessibility import FAMILY as FAMILY
from gongkai.review.checking.accessibility import hint
from gongkai.review.reading.blocks import Body

NAME = gettext_lazy("用空格排版")
BLOCKS = (Body,)
_LETTER = r"[\u4e00-\u9fff]"
_SPREAD = re.compile(rf"(?<![^\s。；，：、]){_LETTER}(?:[ \u3000]+{_LETTER})+(?![^\s。；，：、])")
_BLANK = re.compile(r"[ \u3000]+")
_WORDS = frozenset(
    [
        "通知",
        "公告",
        "通告",
        "公报",
        "决定",
        "决议",
        "命令",
        "意见",
        "通报",
        "批复",
        "纪要",
        "请示",
        "报告",
        "目录",
        "摘要",
        "前言",
        "总则",
        "附则",
        "附件",
        "附表",
        "说明",
    ]
)
"""Of two letters only words are meant: 李　强 is a name, written so for ages."""
_PUSHED = re.compile(r"(?<=\S)[ \u3000]{6,}(?=\S)")


def judge(body: Body):
    for piece in body.pieces:
        if piece.tag in ("p", "h2", "h3", "h4", "caption"):
            yield from _in(piece)


def _in(piece):
    if _is_spread(piece):
        yield hint(
            "spacing", piece, _("字中间有空格，会念成一个一个的字，也搜不到。请删去空格，用工具栏居中。")
        )
    elif _PUSHED.search(piece.text):
        yield hint("spacing", piece, _("用一长串空格排版，手机上会乱。请改成两段，或者改成表格。"))


def _is_spread(piece) -> bool:
    """A whole line of single letters; in a heading any part of it. 年 月 日 waits to be filled in."""
    spread = _SPREAD.search(piece.text)
    if not spread or (piece.tag == "p" and spread.group() != piece.text.strip(" \u3000")):
        return False
    letters = _BLANK.sub("", spread.group())
    return letters in _WORDS or (len(letters) > 2 and not set(letters) <= set("年月日时分"))
