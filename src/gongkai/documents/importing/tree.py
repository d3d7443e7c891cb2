"""What a body is made of, between reading and writing."""

from dataclasses import dataclass, field

MARKS = ("strong", "em", "u", "s", "sub", "sup")


@dataclass(slots=True)
class Run:
    """Text with its marks. `marker` is text that Word wrote as the number of a list paragraph."""

    text: str
    marks: frozenset[str] = frozenset()
    href: str = ""
    marker: bool = False


@dataclass(slots=True)
class Break:
    pass


@dataclass(slots=True)
class Picture:
    source: str
    alt: str = ""


Inline = Run | Break | Picture


@dataclass(slots=True)
class Paragraph:
    tag: str = "p"
    align: str = ""
    kind: str = ""  # "signature", "date"
    no_indent: bool = False
    indented: bool = False
    word_list: tuple[str, int] | None = None  # Word's list and level
    content: list[Inline] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(item.text if isinstance(item, Run) else "\n" for item in self.content)

    @property
    def is_plain(self) -> bool:
        return self.tag == "p" and not (self.align or self.kind or self.no_indent)


@dataclass(slots=True)
class Item:
    blocks: list = field(default_factory=list)


@dataclass(slots=True)
class Listing:
    ordered: bool
    start: int = 1
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Cell:
    header: bool = False
    rowspan: int = 1
    colspan: int = 1
    scope: str = ""
    blocks: list = field(default_factory=list)


@dataclass(slots=True)
class Section:
    tag: str = "tbody"
    rows: list[list[Cell]] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    caption: Paragraph | None = None
    sections: list[Section] = field(default_factory=list)

    @property
    def cells(self):
        return [cell for section in self.sections for row in section.rows for cell in row]


@dataclass(slots=True)
class Quote:
    blocks: list = field(default_factory=list)


@dataclass(slots=True)
class Rule:
    pass
