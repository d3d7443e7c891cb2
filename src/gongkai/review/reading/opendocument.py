"""OpenDocument (.odt, .ods, .odp): paragraphs, rows, notes, changes; hidden tables and rows."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from gongkai.review.reading.blocks import Block, Cell, Fact, Link, Row, Text
from gongkai.review.reading.markup import attribute, joined, local
from gongkai.review.reading.packed import Parts
from gongkai.review.reading.sheets import letters
from gongkai.review.reading.source import Source

_WIDEST = 400
_ROLES = {"annotation": "comment", "note-body": "note", "tracked-changes": "deleted"}


def opendocument_blocks(source: Source) -> Iterator[Block]:
    parts = Parts(source)
    reader = _Reader(parts)
    for name in ("content.xml", "styles.xml"):
        if name in parts.names:
            root = parts.xml(name)
            reader.unseen |= _unseen_tables(root)
            reader.name, reader.role = name, "body" if name == "content.xml" else "header"
            yield from reader.blocks(root, hidden=False)
            yield from parts.attributes(root, name)
    if "meta.xml" in parts.names:
        yield from _properties(parts)
    yield from parts.rest()


def _unseen_tables(root) -> set[str]:
    """Styles of tables that do not show."""
    return {
        attribute(style, "name")
        for style in root.iter("{*}style")
        for properties in style.iter("{*}table-properties")
        if attribute(properties, "display") == "false"
    }


def _properties(parts: Parts) -> Iterator[Block]:
    root = parts.xml("meta.xml")
    for element in root.iter("{*}*"):
        text, name = (element.text or "").strip(), local(element)
        if text and name not in ("creation-date", "date", "editing-duration", "editing-cycles", "generator"):
            place = parts.place(_("文件属性“%(name)s”") % {"name": name}, "meta.xml", hidden=True)
            yield Text(text, place, "property")
            kind = "author" if name in ("initial-creator", "creator") else "property"
            yield Fact(kind, text, place, strippable=False)


class _Reader:
    def __init__(self, parts: Parts):
        self.parts, self.name, self.role = parts, "content.xml", "body"
        self.paragraphs = self.tables = 0
        self.unseen: set[str] = set()

    def _place(self, words: str, *, hidden: bool):
        return self.parts.place(words, self.name, hidden=hidden)

    def blocks(self, element, *, hidden: bool) -> Iterator[Block]:
        for child in element:
            name = local(child)
            if name in ("p", "h"):
                yield from self._paragraph(child, hidden)
            elif name == "table":
                yield from self._table(child, hidden)
            elif name in _ROLES:
                yield from self._beside(child, name)
            else:
                yield from self.blocks(child, hidden=hidden or name == "hidden-paragraph")

    def _paragraph(self, element, hidden: bool) -> Iterator[Block]:
        for beside in element.iter("{*}annotation", "{*}note-body"):
            yield from self._beside(beside, local(beside))
        for link in element.iter("{*}a"):
            yield Link(attribute(link, "href"), self._place(_("链接"), hidden=hidden), joined(link))
        text = _text(element)
        if text.strip():
            self.paragraphs += 1
            words = _("第 %(number)s 段") % {"number": self.paragraphs}
            role = "heading" if local(element) == "h" and self.role == "body" else self.role
            yield Text(text, self._place(words, hidden=hidden), role)

    def _beside(self, element, name: str) -> Iterator[Block]:
        words = {"annotation": _("批注"), "note-body": _("脚注"), "tracked-changes": _("修订")}[name]
        hidden = name != "note-body"
        place = self._place(words, hidden=hidden)
        text = "\n".join(joined(part) for part in element.iter("{*}p", "{*}h", "{*}creator")) or joined(
            element
        )
        if text.strip():
            yield Text(text, place, _ROLES[name])
            if hidden:
                kind = "comment" if name == "annotation" else "change"
                yield Fact(kind, text, place, strippable=False)

    def _table(self, table, hidden: bool) -> Iterator[Block]:
        self.tables += 1
        name = attribute(table, "name") or _("表 %(number)s") % {"number": self.tables}
        if attribute(table, "style-name") in self.unseen:
            hidden = True
            yield Fact("hidden_sheet", name, self._place(name, hidden=True), strippable=False)
        number = 0
        for row in table.iter("{*}table-row"):
            number += 1
            is_unseen = attribute(row, "visibility") in ("collapse", "filter")
            cells = self._cells(row, name, number, hidden or is_unseen)
            if any(cell.text for cell in cells):
                if is_unseen:
                    yield Fact("hidden_row", str(number), self._place(name, hidden=True), strippable=False)
                yield Row(tuple(cells), name, number)
            number += min(_count(row, "number-rows-repeated"), 10_000_000) - 1
        for beside in table.iter("{*}annotation"):
            yield from self._beside(beside, "annotation")

    def _cells(self, row, name: str, number: int, hidden: bool) -> list[Cell]:
        cells: list[Cell] = []
        for cell in row:
            if local(cell) not in ("table-cell", "covered-table-cell"):
                continue
            text = "\n".join(_text(part) for part in cell.iter("{*}p", "{*}h")).strip()
            value = attribute(cell, "value") if attribute(cell, "value-type") == "float" else ""
            for _copy in range(min(_count(cell, "number-columns-repeated"), _WIDEST)):
                words = f"{_('工作表“%(name)s”') % {'name': name}}{letters(len(cells) + 1)}{number}"
                cells.append(Cell(value or text, self._place(words, hidden=hidden), number=bool(value)))
        return cells


def _count(element, name: str) -> int:
    value = attribute(element, name)
    return max(int(value), 1) if value.isdecimal() and len(value) < 9 else 1


def _text(element) -> str:
    """The words of a paragraph without its notes; blanks and tabs are elements."""
    pieces = [element.text or ""]
    for child in element:
        name = local(child)
        if name in ("tab", "s"):
            pieces.append("\t" if name == "tab" else " " * min(_count(child, "c"), 100))
        elif name == "line-break":
            pieces.append("\n")
        elif name not in ("annotation", "note"):
            pieces.append(_text(child))
        pieces.append(child.tail or "")
    return "".join(pieces)
