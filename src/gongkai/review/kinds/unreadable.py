"""检查读不了的部分：要有人看过、确认。"""

from gongkai.review.checking.finding import BLOCK, Finding
from gongkai.review.reading.blocks import Unreadable

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
