"""只用颜色或者位置说话：“标红的”“右图”。公开的页面不保留字体颜色，看不见颜色的人也分不出来。"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.accessibility import FAMILY as FAMILY
from gongkai.review.checking.accessibility import hint
from gongkai.review.reading.blocks import Body

NAME = gettext_lazy("靠颜色说明")
BLOCKS = (Body,)
_COLOUR = r"[红黄蓝绿橙紫灰黑粉]"
_SAID = re.compile(
    rf"(?<![目指])标{_COLOUR}(?:色)?(?:的|部分|处|字|内容|项|单位|者|为|表示)"
    rf"|{_COLOUR}色?(?:字体|字样|底纹|填充|高亮|标注|标记|标识)(?:的|部分|处|为|表示|者|单位)"
    rf"|{_COLOUR}色(?:字|框|线框)(?:内|中|的|部分|表示|为)"
    rf"|(?:用|以){_COLOUR}色(?:字|字体|部分)?(?:表示|标出|标明|标示)"
)


def judge(body: Body):
    for piece in body.pieces:
        found = _SAID.search(piece.text)
        if found:
            yield hint(
                "colour_words",
                piece,
                _("这里靠颜色说明，页面上不留字体颜色，有人也看不见。请用文字写明是哪些。"),
                words=found.group(),
            )
