"""What every reader makes of a file, whatever its format: a stream of blocks, each with the place where it stands.

Readers know formats and no rules; checks know rules and no formats.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """`words` for a person: 工作表“名单”C5（隐藏列）. `part` for the writers that mask: the part inside the file.

    `part` of a file within an archive starts with its name and `!/`: `名单.xlsx!/xl/worksheets/sheet1.xml`.
    `hidden`: a reader of the file as it opens would not see it (hidden sheet, row or column, comment, property, markup).
    """

    words: str
    part: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph or another run of words. `role`: body, heading, header, footer, note, comment, deleted, inserted,
    box, property, alt, name (of a file or sheet), code (markup that does not show), ocr, other."""

    text: str
    place: Place
    role: str = "body"


@dataclass(frozen=True, slots=True)
class Cell:
    """`number`: the file keeps it as a number, so a spreadsheet may have rounded it to 15 digits."""

    text: str
    place: Place
    number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table or sheet, empty cells as empty texts so that columns keep their positions. `table` names the
    table within the file; `number` counts from 1 as a person would."""

    cells: tuple[Cell, ...]
    table: str
    number: int


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    place: Place
    text: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """`described`: whether it has an alternative text, or says that it is decoration."""

    place: Place
    described: bool
    size: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something internal that the file carries beside its content.

    `kind`: author, company, comment, change, hidden_sheet, hidden_row, hidden_column, hidden_text, property, place
    (GPS), device, custom_data, embedded, outside_link. `text` may hold a name: it is shown to staff only.
    `strippable`: the public copy can be made without it; otherwise the file is stopped, with advice.
    """

    kind: str
    text: str
    place: Place
    strippable: bool = True


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A part that the checks could not read: a scanned page without OCR, an inner file of an unknown format. `reason` is
    a sentence with its remedy. A person has to confirm it."""

    reason: str
    place: Place


@dataclass(frozen=True, slots=True)
class Square:
    """A cell of a table in a body. `heads`: it is a header cell."""

    text: str
    heads: bool
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a body as a screen reader goes from one to the next. `tag`: p, h2, h3, h4, li, caption, table, image, decoration.

    `text` of a picture is its description. `bold`: all of its words. `links`: words and address of each.
    """

    tag: str
    text: str
    place: Place
    bold: bool = False
    links: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[Square, ...], ...] = ()
    name: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """The whole of a paper's text in its order, for the checks of what cannot be said of one passage alone.

    `language` as the form names it; `graphic`: an interpretation by pictures.
    """

    pieces: tuple[Piece, ...]
    language: str
    graphic: bool = False

    @property
    def words(self) -> int:
        """Characters that stand there as text."""
        return sum(len(piece.text) for piece in self.pieces if piece.tag != "image")


Block = Text | Row | Link | Picture | Fact | Unreadable | Body
