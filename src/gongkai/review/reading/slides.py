"""Presentations (.pptx): slides that show and that hide, notes, comments, tables, charts."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from gongkai.review.reading.blocks import Block, Cell, Fact, Link, Picture, Row, Text
from gongkai.review.reading.markup import attribute, local
from gongkai.review.reading.office import Package
from gongkai.review.reading.sheets import chart_blocks
from gongkai.review.reading.source import Source


def slides_blocks(source: Source) -> Iterator[Block]:
    package = Package(source)
    main = package.main()
    root, relations = package.xml(main), package.relations(main)
    for number, element in enumerate(root.iter("{*}sldId"), 1):
        identifier = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
        name = package.name_of(relations[identifier].target) if identifier in relations else None
        if name is not None and name not in package.read:
            yield from _Slide(package, name, number).blocks()
    yield from package.attributes(root, main)
    for name in [name for name in package.names if "/comments/" in name.lower() and name not in package.read]:
        yield from _comments(package, name, _("批注"))
    yield from package.properties()
    yield from package.rest()


class _Slide:
    def __init__(self, package: Package, name: str, number: int):
        self.package, self.name = package, name
        self.words = _("第 %(number)s 张幻灯片") % {"number": number}
        self.root = package.xml(name)
        self.hidden = attribute(self.root, "show") in ("0", "false")
        self.paragraphs = self.tables = 0

    def blocks(self) -> Iterator[Block]:
        if self.hidden:
            yield Fact("hidden_sheet", self.words, self._place(_("（隐藏）")))
        yield from self._content(self.root)
        yield from self._links()
        yield from self.package.attributes(self.root, self.name)
        for name in self.package.related(self.name, "notesSlide"):
            yield from self._notes(name)
        for name in self.package.related(self.name, "comments"):
            yield from _comments(self.package, name, self.words + _("的批注"))
        for name in self.package.related(self.name, "chart"):
            yield from chart_blocks(self.package, name, self.words + _("的图表"), hidden=self.hidden)

    def _place(self, words: str = "", *, hidden: bool = False):
        return self.package.source.place(self.words + words, self.name, hidden=hidden or self.hidden)

    def _content(self, element) -> Iterator[Block]:
        name = local(element)
        if name == "p":
            yield from self._paragraph(element)
        elif name == "tbl":
            yield from self._table(element)
        else:
            if name == "cNvPr":
                yield from self._shape(element)
            for child in element:
                yield from self._content(child)

    def _paragraph(self, element) -> Iterator[Block]:
        text = text_of(element)
        if text.strip():
            self.paragraphs += 1
            yield Text(text, self._place(_("第 %(number)s 段") % {"number": self.paragraphs}))

    def _table(self, element) -> Iterator[Block]:
        self.tables += 1
        name = _("%(slide)s表 %(number)s") % {"slide": self.words, "number": self.tables}
        rows = [child for child in element if local(child) == "tr"]
        for number, row in enumerate(rows, 1):
            cells = []
            for column, cell in enumerate([child for child in row if local(child) == "tc"], 1):
                words = _("表 %(table)s 第 %(row)s 行第 %(column)s 列") % {
                    "table": self.tables, "row": number, "column": column,
                }  # fmt: skip
                text = "\n".join(text_of(paragraph) for paragraph in cell.iter("{*}p"))
                cells.append(Cell(text.strip(), self._place(words)))
            if any(cell.text for cell in cells):
                yield Row(tuple(cells), name, number)

    def _shape(self, properties) -> Iterator[Block]:
        description = " ".join(filter(None, (attribute(properties, "descr"), attribute(properties, "title"))))
        place = self._place(_("的图片“%(name)s”") % {"name": attribute(properties, "name")})
        hidden = attribute(properties, "hidden") in ("1", "true")
        if description:
            yield Text(description, place, "alt")
        if hidden:
            yield Fact("hidden_text", attribute(properties, "name"), place)
        if local(properties.getparent()) == "nvPicPr":
            decorative = any(
                local(child) == "decorative" and attribute(child, "val") in ("1", "true")
                for child in properties.iter()
            )
            yield Picture(place, bool(description) or decorative)

    def _links(self) -> Iterator[Block]:
        for identifier, relation in self.package.relations(self.name).items():
            if relation.outside and relation.type == "hyperlink":
                self.package.linked.add((self.name, identifier))
                yield Link(relation.target, self._place(_("的链接")))

    def _notes(self, name: str) -> Iterator[Block]:
        root = self.package.xml(name)
        place = self.package.source.place(self.words + _("的备注"), name, hidden=True)
        texts = [text_of(paragraph).strip() for paragraph in root.iter("{*}p")]
        texts = [text for text in texts if text and not text.isdecimal()]
        for text in texts:
            yield Text(text, place, "note")
        if texts:
            yield Fact("comment", "\n".join(texts), place)
        yield from self.package.attributes(root, name)


def text_of(paragraph) -> str:
    """Runs joined; a line break stays one."""
    pieces = []
    for child in paragraph.iter():
        if local(child) == "t":
            pieces.append(child.text or "")
        elif local(child) == "br":
            pieces.append("\n")
    return "".join(pieces)


def _comments(package: Package, name: str, words: str) -> Iterator[Block]:
    """The old way keeps the words in <p:text>, the new one in paragraphs."""
    if name in package.read or not name.endswith(".xml"):
        return
    root = package.xml(name)
    place = package.source.place(words, name, hidden=True)
    texts = [element.text or "" for element in root.iter("{*}text")]
    texts += [text_of(paragraph) for paragraph in root.iter("{*}p")]
    for text in filter(str.strip, texts):
        yield Text(text, place, "comment")
        yield Fact("comment", text, place)
    yield from package.attributes(root, name)
