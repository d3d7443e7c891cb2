"""检查读不了的部分：要有人看过、确认。"""

from django.utils.translation import gettext_lazy

from gongkai.review.checking.finding import BLOCK, Finding
from gongkai.review.reading.blocks import Unreadable

NAME = gettext_lazy("检查读不了")
BLOCKS = (Unreadable,)


def judge(block: Unreadable):
    yield Finding(
        kind="unreadable",
        severity=BLOCK,
        where=block.place.words,
        message=block.reason,
        part=block.place.part,
        hidden=block.place.hidden,
    )
