"""标题的层次：不跳级，从一级标题开始。读屏软件靠标题在长文里走动，网页的“本页目录”也由它而来。"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.accessibility import FAMILY as FAMILY
from gongkai.review.checking.accessibility import hint
from gongkai.review.reading.blocks import Body

NAME = gettext_lazy("标题层次")
BLOCKS = (Body,)
_LEVELS = {"h2": 1, "h3": 2, "h4": 3}


def judge(body: Body):
    before = 0
    for piece in body.pieces:
        level = _LEVELS.get(piece.tag, 0)
        if not level:
            continue
        if not piece.text:
            yield hint("heading", piece, _("这里有一个没有字的标题。请写上字，或者删去。"))
        elif level > before + 1:
            names = {1: _("一级标题"), 2: _("二级标题"), 3: _("三级标题")}
            said = {"level": names[level], "wanted": names[before + 1]}
            yield hint("heading", piece, _("标题跳了级：这里用了%(level)s，应该用%(wanted)s。") % said)
        before = level
