"""文字种类和“文字”一栏不一致：读屏软件按它选语音，网页按它选字体和方向。"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.accessibility import FAMILY as FAMILY
from gongkai.review.checking.accessibility import hint
from gongkai.review.reading.blocks import Body

NAME = gettext_lazy("文字种类")
BLOCKS = (Body,)
_SCRIPTS = {
    "bo": re.compile(r"[\u0f00-\u0fff]+"),
    "mn-Mong": re.compile(r"[\u1800-\u18af]+"),
    "zh-Hans": re.compile(r"[\u4e00-\u9fff]+"),
}
FEWEST = 10
"""Letters of another script below which it is a name, a seal, a term."""


def judge(body: Body):
    if body.language not in _SCRIPTS:
        return
    counts = {language: _letters(body, script) for language, script in _SCRIPTS.items()}
    most = max(counts, key=counts.get)
    names = {"bo": _("藏文"), "mn-Mong": _("蒙古文"), "zh-Hans": _("中文")}
    said = {"found": names[most], "named": names[body.language]}
    if most != body.language and counts[most] >= FEWEST:
        first = next(piece for piece in body.pieces if _SCRIPTS[most].search(piece.text))
        yield hint(
            "passage_language",
            first,
            _("正文多是%(found)s，“文字”一栏选的是%(named)s，读屏软件会念错。请改选%(found)s。") % said,
        )
        return
    yield from _strange_passages(body, names)


def _strange_passages(body: Body, names: dict):
    for piece in body.pieces:
        for language in ("bo", "mn-Mong"):
            letters = sum(map(len, _SCRIPTS[language].findall(piece.text)))
            if language != body.language and letters >= FEWEST:
                yield hint(
                    "passage_language",
                    piece,
                    _(
                        "这里是%(found)s，夹在另一种文字里，读屏软件念不出来。请另发一件“文字”是%(found)s的，互相链接。"
                    )
                    % {"found": names[language]},
                )


def _letters(body: Body, script: re.Pattern) -> int:
    return sum(len(run) for piece in body.pieces for run in script.findall(piece.text))
