"""话都在图上：图解、长图、海报没有文字版，看不见的人、搜索和翻译都读不到。"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.accessibility import FAMILY as FAMILY
from gongkai.review.checking.accessibility import hint
from gongkai.review.reading.blocks import Body

NAME = gettext_lazy("只有图没有字")
BLOCKS = (Body,)
ENOUGH = 60
"""Characters of text and descriptions, below which pictures cannot be said to be told in words."""


def judge(body: Body):
    pictures = [piece for piece in body.pieces if piece.tag == "image"]
    said = body.words + sum(len(piece.text) for piece in pictures)
    if pictures and said < ENOUGH * (2 if body.graphic else 1):
        yield hint(
            "picture_only",
            pictures[0],
            _("内容只在图上。请把图上的话写进正文，或者写全文字说明，看不见图的人才读得到。"),
        )
