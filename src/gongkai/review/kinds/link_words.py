"""链接的话：单独听到也要知道去哪里。读屏软件可以把一页的链接列出来念。"""

import re
from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.accessibility import FAMILY as FAMILY
from gongkai.review.checking.accessibility import hint
from gongkai.review.reading.blocks import Body

NAME = gettext_lazy("链接的话")
BLOCKS = (Body,)
LONGEST_ADDRESS = 30
_EMPTY = re.compile(
    r"(?:请)?(?:点击|点|单击|按)?(?:这里|这儿|此处|此|链接|进入|查看|下载|打开)+(?:查看|下载|进入|链接|浏览|阅读|了解)*(?:详情|全文|原文|更多)?"
    r"|(?:点击|查看|阅读|了解|浏览|下载)(?:详情|全文|原文|更多|附件)?(?:内容|信息)?|详见|详情|详细|更多(?:信息|内容)?|全文|原文|网址|地址|连接"
    r"|(?:click\s*)?here|(?:read\s*)?more|details?|link|download",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_AROUND = " \u3000[]【】（）()《》<>>>→：:。.!！…"


def judge(body: Body):
    targets = defaultdict(set)
    for piece in body.pieces:
        for words, address in piece.links:
            bare = words.strip(_AROUND)
            message = _judgement(bare, words)
            if not message and len(targets[bare] | {address}) > 1 and address not in targets[bare]:
                message = _("有两个链接话一样，去的地方不一样。请写得能分清。")
            targets[bare].add(address)
            if message:
                yield hint("link_words", piece, message, words=words)


def _judgement(bare: str, words: str) -> str:
    if not bare:
        return _("链接没有字，听不出去哪里。请写上对方的名称，或者删去。")
    if _EMPTY.fullmatch(bare):
        return _("链接的话说不出去哪里。请写成要看的内容，如“城市更新办法全文”。")
    if _ADDRESS.fullmatch(bare) and len(bare) > LONGEST_ADDRESS:
        return _("链接的话是一长串网址，读屏软件会一个字母一个字母地念。请换成对方的名称。")
    return ""
