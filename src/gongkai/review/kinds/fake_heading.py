"""看上去是标题、其实是普通段落的：整段加粗，或者“一、”“二、”各成一行。"""

import re
from itertools import dropwhile, pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.accessibility import FAMILY as FAMILY
from gongkai.review.checking.accessibility import hint
from gongkai.review.reading.blocks import Body, Piece

NAME = gettext_lazy("当作标题的段落")
BLOCKS = (Body,)
LONGEST, LONG_TEXT = 40, 1000
_ENDS = re.compile(r"[。；，：！？;,:!?.…]$")
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}、\S")
_UNDER_TEXT = re.compile(r"^[（(【\[]|日$|电$|^附(?:件|表|录)?[：:\d]|^[附图表]\s?\d")


def judge(body: Body):
    yield from (
        hint("fake_heading", piece, _("整段加粗不是标题，读屏软件听不出来。请选中它，在“段落”里选标题级别。"))
        for piece in _bold_lines(body)
    )
    yield from (
        hint("fake_heading", piece, _("长文没有标题，也就没有目录。请选中这一行，在“段落”里选“一级标题”。"))
        for piece in _numbered_lines(body)
    )


def _bold_lines(body: Body) -> list[Piece]:
    """A short bold line of its own above text that is not bold. Bold lines at the very top are the title once more."""
    pieces = list(dropwhile(_is_line, body.pieces))
    return [piece for piece, below in pairwise(pieces) if piece.bold and _is_line(piece) and not below.bold]


def _numbered_lines(body: Body) -> list[Piece]:
    if body.words < LONG_TEXT or any(piece.tag in ("h2", "h3", "h4") for piece in body.pieces):
        return []
    lines = [piece for piece in body.pieces if not piece.bold and _is_line(piece)]
    numbered = [piece for piece in lines if _NUMBERED.match(piece.text)]
    return numbered if len(numbered) > 1 else []


def _is_line(piece: Piece) -> bool:
    short = piece.tag == "p" and 1 < len(piece.text) <= LONGEST
    return short and not _ENDS.search(piece.text) and not _UNDER_TEXT.search(piece.text)
