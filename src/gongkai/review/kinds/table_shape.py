"""各行格数不齐的表格：看得见的人看版面，读屏软件会把格子念到别的列下面。"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.accessibility import FAMILY as FAMILY
from gongkai.review.checking.accessibility import hint
from gongkai.review.reading.blocks import Body, Piece

NAME = gettext_lazy("表格格数")
BLOCKS = (Body,)


def judge(body: Body):
    for piece in body.pieces:
        row = _uneven_row(piece) if piece.tag == "table" else 0
        if row:
            yield hint(
                "table_shape",
                piece,
                _("表格第 %(row)d 行和上一行的格数不一样。请补齐格子，或者把合并的格子合并好。")
                % {"row": row},
                words=next((square.text for square in piece.rows[row - 1] if square.text), ""),
            )


def _uneven_row(piece: Piece) -> int:
    """The first row that is not as wide as the one above, counting what reaches down into it; 0 for none."""
    reaching: dict[int, int] = {}
    width = 0
    for number, row in enumerate(piece.rows, 1):
        column = 0
        for square in row:
            column = _next_free(reaching, column)
            for offset in range(square.columns):
                reaching[column + offset] = square.rows
            column += square.columns
        here = max(reaching, default=-1) + 1
        if width and here != width:
            return number
        width = here
        reaching = {column: rows - 1 for column, rows in reaching.items() if rows > 1}
    return 0


def _next_free(reaching: dict[int, int], column: int) -> int:
    while column in reaching:
        column += 1
    return column
