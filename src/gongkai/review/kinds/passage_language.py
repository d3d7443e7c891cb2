"""文字种类和“文字”一栏不一致：读屏软件按它选语音，网页按它选字体和方向。夹在里面的另一种文字，网页自己标明。"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.core.text import CHINESE, LETTERS, MONGOLIAN, TIBETAN, language_of
from gongkai.review.checking.accessibility import FAMILY as FAMILY
from gongkai.review.checking.accessibility import hint
from gongkai.review.reading.blocks import Body

NAME = gettext_lazy("文字种类")
BLOCKS = (Body,)
FEWEST = 10
"""Letters of another script below which it is a name, a seal, a term."""


def judge(body: Body):
    if body.language not in LETTERS:
        return
    found = language_of("".join(piece.text for piece in body.pieces), default=body.language)
    letters = re.compile(f"[{LETTERS[found]}]")
    if found == body.language or sum(len(letters.findall(piece.text)) for piece in body.pieces) < FEWEST:
        return
    names = {TIBETAN: _("藏文"), MONGOLIAN: _("蒙古文"), CHINESE: _("中文")}
    first = next(piece for piece in body.pieces if letters.search(piece.text))
    yield hint(
        "passage_language",
        first,
        _("正文多是%(found)s，“文字”一栏选的是%(named)s，读屏软件会念错。请改选%(found)s。")
        % {"found": names[found], "named": names[body.language]},
    )
