"""图片的文字说明写得不成话：文件名、“图片”两个字、和图注一样。没有说明的由 alt 提示。"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.accessibility import FAMILY as FAMILY
from gongkai.review.checking.accessibility import hint
from gongkai.review.reading.blocks import Body, Piece

NAME = gettext_lazy("图片的文字说明")
BLOCKS = (Body,)
_FILE = re.compile(
    r".*\.(?:jpe?g|png|gif|bmp|webp|tiff?|svg|avif|heic)|(?:img|dsc|dscn|image|pic|photo|mmexport|wx|screenshot)[_\-\s]?\d*"
    r"|(?:微信)?(?:图片|截图|照片|截屏)[_\-\s]?\d+|[\d_\-]{4,}|[0-9a-f]{16,}|未(?:标题|命名)[\-_\d]*",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"(?:这是|一张|的|插|配|附|示意|展示)*(?:图|图片|照片|图像|图解|图示|图表|截图|海报|封面|二维码|logo|image|photo|picture)\d*",
    re.IGNORECASE,
)


def judge(body: Body):
    for piece in body.pieces:
        message = _judgement(piece) if piece.tag == "image" and piece.text else ""
        if message:
            yield hint("alt_words", piece, message)


def _judgement(piece: Piece) -> str:
    words = piece.text.strip(" 。.")
    if _FILE.fullmatch(words) or (words == piece.name.rpartition(".")[0] and words.isascii()):
        return _("文字说明是文件名。请写图上是什么；图解要写全文要点。")
    if _NOTHING.fullmatch(words):
        return _("文字说明只说了这是图，没有说图上是什么。请写出来；只作装饰的，勾选“只作装饰”。")
    if words == piece.caption.strip(" 。."):
        return _("文字说明和图注一样，会念两遍。请在文字说明里写图上看得见的内容。")
    return ""
