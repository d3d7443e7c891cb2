"""表格没有表头：读屏软件念到一格，说不出它属于哪一列、哪一行。"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.accessibility import FAMILY as FAMILY
from gongkai.review.checking.accessibility import hint
from gongkai.review.reading.blocks import Body, Piece

NAME = gettext_lazy("表头")
BLOCKS = (Body,)


def judge(body: Body):
    for piece in body.pieces:
        if piece.tag != "table":
            continue
        if not _heads(piece) and _is_grid(piece):
            yield hint(
                "table_header",
                piece,
                _(
                    "表格没有表头。请把光标放在写列名的那一行，按工具栏的“表头行”；行名在第一列的，按“表头列”。"
                ),
                words=_first_words(piece),
            )
        elif any(not square.text for square in _heads(piece)[1:]):
            yield hint(
                "table_header", piece, _("表头里有空格子。请写上这一列是什么。"), words=_first_words(piece)
            )


def _heads(piece: Piece) -> list:
    """The corner above names of rows and columns may be empty."""
    return [square for row in piece.rows for square in row if square.heads]


def _is_grid(piece: Piece) -> bool:
    return len(piece.rows) > 1 and sum(len(row) > 1 for row in piece.rows) > 1


def _first_words(piece: Piece) -> str:
    return next((square.text for row in piece.rows for square in row if square.text), "")
