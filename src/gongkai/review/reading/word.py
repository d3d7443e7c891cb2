"""Word files (.docx): everything that a reader, a reviewer or a tool could find in one."""

import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from gongkai.review.reading import markup
from gongkai.review.reading.blocks import Block, Cell, Fact, Link, Picture, Row, Text
from gongkai.review.reading.markup import attribute, local
from gongkai.review.reading.office import Package
from gongkai.review.reading.source import Source

SHOWN, DELETED, UNSEEN = "shown", "deleted", "unseen"
_THROUGH = frozenset((
    "sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "dir", "bdo", "ruby", "rubyBase", "rt", "body",
))  # fmt: skip
_CHANGES = frozenset(
    ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "tblPrChange", "sectPrChange")
)
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_HYPERLINK = re.compile(r'HYPERLINK\s+(?:\\\w\s+)*"([^"]+)"|HYPERLINK\s+(\S+)', re.IGNORECASE)
_PIXEL = 9525
_WORD_CHARACTER = re.compile(r"[0-9A-Za-z\uff10-\uff19]")


def word_blocks(source: Source) -> Iterator[Block]:
    package = Package(source)
    main = package.main()
    reader = _Story(package, main, hidden_styles=_hidden_styles(package, main))
    yield from reader.part(main, "", "body")
    for kind, words, role in (
        ("header", _("页眉"), "header"),
        ("footer", _("页脚"), "footer"),
        ("footnotes", _("脚注"), "note"),
        ("endnotes", _("尾注"), "note"),
        ("comments", _("批注"), "comment"),
    ):
        for name in package.related(main, kind):
            story = _Story(package, name, hidden_styles=reader.hidden_styles)
            yield from story.comments(name) if kind == "comments" else story.part(name, words, role)
    yield from package.properties()
    yield from package.rest()


def _hidden_styles(package: Package, main: str) -> set[str]:
    """Styles that hide their text, by themselves or by the style that they are based on."""
    names = package.related(main, "styles")
    if not names or b"vanish" not in package.data(names[0]):
        package.read.difference_update(names)
        return set()
    root = package.xml(names[0])
    package.read.discard(names[0])
    hidden, based = set(), {}
    for style in root.iter("{*}style"):
        identifier = attribute(style, "styleId")
        base = style.find("{*}basedOn")
        based[identifier] = attribute(base, "val") if base is not None else ""
        if _vanishes(style.find("{*}rPr")):
            hidden.add(identifier)
    for _round in range(10):
        hidden |= {style for style, base in based.items() if base in hidden}
    return hidden


def _vanishes(properties) -> bool:
    if properties is None:
        return False
    found = [child for child in properties if local(child) == "vanish"]
    return any(attribute(child, "val") not in ("0", "false", "off") for child in found)


class _Line:
    """The pieces of one paragraph, each shown, deleted or unseen."""

    def __init__(self):
        self.pieces: list[tuple[str, str]] = []
        self.code: list[str] = []
        self.links: list[tuple[str, int, int]] = []
        self.boxes: list = []

    def text(self, *states: str) -> str:
        return "".join(text for text, state in self.pieces if state in states)

    def runs_of(self, state: str) -> list[str]:
        """What is deleted or unseen, with the rest of a number that reaches out of it."""
        text, spans = "", []
        for piece, found in self.pieces:
            if found == state:
                if spans and spans[-1][1] == len(text):
                    spans[-1][1] += len(piece)
                else:
                    spans.append([len(text), len(text) + len(piece)])
            text += piece
        return [_widened(text, *span) for span in spans if text[span[0] : span[1]].strip()]


def _widened(text: str, start: int, end: int) -> str:
    while start > 0 and _WORD_CHARACTER.match(text[start - 1]) and _WORD_CHARACTER.match(text[start]):
        start -= 1
    while end < len(text) and _WORD_CHARACTER.match(text[end]) and _WORD_CHARACTER.match(text[end - 1]):
        end += 1
    return text[start:end]


class _Story:
    """One part with paragraphs: the body, a header, the notes."""

    def __init__(self, package: Package, part: str, *, hidden_styles: set[str]):
        self.package, self.name, self.hidden_styles = package, part, hidden_styles
        self.relations = package.relations(part)
        self.words, self.role, self.hidden = "", "body", False
        self.paragraphs = self.tables = 0

    def part(self, name: str, words: str, role: str) -> Iterator[Block]:
        root = self.package.xml(name)
        self.words, self.role = words, role
        yield from self._blocks(root, deleted=False)
        yield from self._changes(root)
        yield from self.package.attributes(root, name)

    def comments(self, name: str) -> Iterator[Block]:
        root = self.package.xml(name)
        self.role, self.hidden = "comment", True
        for number, comment in enumerate(root.iter("{*}comment"), 1):
            self.words = _("批注 %(number)s") % {"number": number}
            text = "\n".join(markup.joined(paragraph) for paragraph in comment.iter("{*}p"))
            who = attribute(comment, "author")
            yield Fact("comment", f"{who}：{text}" if who else text, self._place())
            yield from self._blocks(comment, deleted=False)
        yield from self.package.attributes(root, name)

    def _place(self, words: str = "", *, hidden: bool = False):
        return self.package.source.place(f"{self.words}{words}", self.name, hidden=hidden or self.hidden)

    def _changes(self, root) -> Iterator[Block]:
        found = [
            element for element in root.iter("{*}*") if local(element) in _CHANGES and "}" in element.tag
        ]
        if found:
            who = Counter(attribute(element, "author") for element in found)
            names = "、".join(name for name in who if name)
            text = _("%(count)s 处修订（%(who)s）") % {"count": len(found), "who": names}
            yield Fact("change", text, self._place(_("修订"), hidden=True))

    def _blocks(self, element, *, deleted: bool) -> Iterator[Block]:
        for child in element:
            name = local(child)
            if name == "p":
                yield from self._paragraph(child, deleted)
            elif name == "tbl":
                yield from self._table(child, deleted)
            elif name in ("del", "moveFrom"):
                yield from self._blocks(child, deleted=True)
            elif name == "AlternateContent":
                yield from self._box(child)
            elif name not in ("pPr", "tblPr", "sectPr", "sdtPr", "rPr"):
                yield from self._blocks(child, deleted=deleted)

    # Paragraphs

    def _paragraph(self, element, deleted: bool) -> Iterator[Block]:
        line = self._line(element, deleted)
        if line.pieces:
            self.paragraphs += 1
        where = "" if self.role == "comment" else _("第 %(number)s 段") % {"number": self.paragraphs}
        role = "heading" if self.role == "body" and self._is_heading(element) else self.role
        text = line.text(SHOWN)
        if text.strip():
            yield Text(text, self._place(where), role)
        yield from self._beside(line, where)

    def _beside(self, line: _Line, where: str) -> Iterator[Block]:
        """What a paragraph holds besides the text that shows."""
        for text in line.runs_of(DELETED):
            yield Text(
                text, self._place(_("%(where)s（已删除的修订）") % {"where": where}, hidden=True), "deleted"
            )
        unseen = line.runs_of(UNSEEN)
        for text in unseen:
            place = self._place(_("%(where)s（隐藏文字）") % {"where": where}, hidden=True)
            yield Text(text, place, self.role)
            yield Fact("hidden_text", text[:80], place)
        if line.code:
            code = "".join(line.code)
            yield Text(code, self._place(_("%(where)s（域代码）") % {"where": where}, hidden=True), "code")
            for found in _HYPERLINK.finditer(code):
                yield Link(found[1] or found[2], self._place(where))
        for target, start, end in line.links:
            text = "".join(piece for piece, _state in line.pieces[start:end])
            yield Link(target, self._place(_("%(where)s的链接") % {"where": where}), text)
        for box in line.boxes:
            yield from self._box(box)

    def _is_heading(self, paragraph) -> bool:
        style = paragraph.find("{*}pPr/{*}pStyle")
        return style is not None and bool(re.match(r"(?i)heading|title|[1-6]$", attribute(style, "val")))

    def _line(self, paragraph, deleted: bool) -> _Line:
        line = _Line()
        style = paragraph.find("{*}pPr/{*}pStyle")
        unseen = style is not None and attribute(style, "val") in self.hidden_styles
        self._inline(paragraph, line, DELETED if deleted else UNSEEN if unseen else SHOWN)
        return line

    def _inline(self, element, line: _Line, state: str):
        for child in element:
            name = local(child)
            if name == "r":
                self._run(child, line, state)
            elif name in ("del", "moveFrom"):
                self._inline(child, line, DELETED)
            elif name == "hyperlink":
                start = len(line.pieces)
                self._inline(child, line, state)
                self._hyperlink(child, line, start)
            elif name == "fldSimple":
                line.code.append(attribute(child, "instr"))
                self._inline(child, line, state)
            elif name in ("oMath", "oMathPara"):
                line.pieces.append(("".join(text.text or "" for text in child.iter("{*}t")), state))
            elif name in ("AlternateContent", "drawing", "pict", "object"):
                line.boxes.append(child)
            elif name in _THROUGH or name == "p":
                self._inline(child, line, state)

    def _run(self, run, line: _Line, state: str):
        properties = run.find("{*}rPr")
        if state == SHOWN and properties is not None and self._run_hides(properties):
            state = UNSEEN
        for child in run:
            name = local(child)
            if name == "t":
                line.pieces.append((child.text or "", state))
            elif name == "delText":
                line.pieces.append((child.text or "", DELETED))
            elif name in _SIGNS:
                line.pieces.append((_SIGNS[name], state))
            elif name in ("instrText", "delInstrText"):
                line.code.append(child.text or "")
            elif name in ("AlternateContent", "drawing", "pict", "object"):
                line.boxes.append(child)
            elif name == "ruby":
                self._inline(child, line, state)

    def _run_hides(self, properties) -> bool:
        if _vanishes(properties):
            return True
        style = properties.find("{*}rStyle")
        return style is not None and attribute(style, "val") in self.hidden_styles

    def _hyperlink(self, element, line: _Line, start: int):
        identifier = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
        relation = self.relations.get(identifier)
        if relation is not None and relation.outside:
            self.package.linked.add((self.name, identifier))
            anchor = attribute(element, "anchor")
            line.links.append((relation.target + (f"#{anchor}" if anchor else ""), start, len(line.pieces)))

    # Tables

    def _table(self, table, deleted: bool) -> Iterator[Block]:
        self.tables += 1
        name = _("%(words)s表 %(number)s") % {"words": self.words, "number": self.tables}
        for number, row in enumerate(self._rows(table), 1):
            yield from self._row(row, name, self.tables, number, deleted)

    def _rows(self, element):
        for child in element:
            name = local(child)
            if name == "tr":
                yield child
            elif name in ("sdt", "sdtContent", "customXml", "ins", "del", "moveFrom", "moveTo"):
                yield from self._rows(child)

    def _cells(self, element):
        for child in element:
            name = local(child)
            if name == "tc":
                yield child
            elif name in ("sdt", "sdtContent", "customXml", "ins", "del"):
                yield from self._cells(child)

    def _row(self, row, name: str, table: int, number: int, deleted: bool) -> Iterator[Block]:
        marks = row.find("{*}trPr")
        deleted = deleted or (marks is not None and marks.find("{*}del") is not None)
        before = marks.find("{*}gridBefore") if marks is not None else None
        cells = [self._empty(name)] * (_small(attribute(before, "val")) if before is not None else 0)
        beside: list[Block] = []
        for cell in self._cells(row):
            where = _("表 %(table)s 第 %(row)s 行第 %(column)s 列") % {
                "table": table, "row": number, "column": len(cells) + 1,
            }  # fmt: skip
            text = self._cell_text(cell, where, deleted, beside)
            cells.append(Cell(text, self._place(where, hidden=deleted)))
            cells += [self._empty(name)] * (_span(cell) - 1)
        if any(cell.text for cell in cells):
            yield Row(tuple(cells), name, number)
        yield from beside

    def _empty(self, name: str) -> Cell:
        return Cell("", self.package.source.place(name, self.name, hidden=self.hidden))

    def _cell_text(self, cell, where: str, deleted: bool, beside: list[Block]) -> str:
        texts = []
        for child in self._paragraphs(cell):
            if local(child) == "tbl":
                beside += self._table(child, deleted)
                continue
            line = self._line(child, deleted=False)
            texts.append(line.text(SHOWN))
            beside += self._beside(line, where)
        return "\n".join(texts).strip()

    def _paragraphs(self, element):
        for child in element:
            name = local(child)
            if name in ("p", "tbl"):
                yield child
            elif name not in ("tcPr", "sdtPr"):
                yield from self._paragraphs(child)

    # Drawings

    def _box(self, element) -> Iterator[Block]:
        """Text boxes and pictures. The fallback repeats what newer programs show; only what differs is told."""
        if local(element) == "AlternateContent":
            blocks = [block for child in element if local(child) == "Choice" for block in self._box(child)]
            yield from blocks
            shown = {getattr(block, "text", None) for block in blocks}
            for child in element:
                if local(child) == "Fallback":
                    yield from _others(list(self._box(child)), shown)
            return
        if local(element) == "txbxContent":
            yield from self._text_box(element)
            return
        if local(element) in ("docPr", "cNvPr"):
            yield from self._alternative(element)
        if local(element) == "imagedata" or (local(element) == "shape" and attribute(element, "alt")):
            yield from self._old_picture(element)
        if local(element) == "p" and "drawingml" in element.tag:
            text = "".join(child.text or "" for child in element.iter("{*}t"))
            if text.strip():
                yield Text(text, self._place(_("图形")), "box")
            return
        for child in element:
            yield from self._box(child)

    def _text_box(self, element) -> Iterator[Block]:
        words, role, paragraphs = self.words, self.role, self.paragraphs
        self.words, self.role, self.paragraphs = f"{words}" + _("文本框"), "box", 0
        yield from self._blocks(element, deleted=False)
        self.words, self.role, self.paragraphs = words, role, paragraphs

    def _alternative(self, element) -> Iterator[Block]:
        holder = element.getparent()
        description = " ".join(filter(None, (attribute(element, "descr"), attribute(element, "title"))))
        pictured = any(local(child) == "blip" for child in holder.iter())
        nested = local(element) == "cNvPr" and local(holder) == "nvPicPr"
        place = self._place(_("图片“%(name)s”") % {"name": attribute(element, "name")})
        if description:
            yield Text(description, place, "alt")
        if pictured and not nested:
            decorative = any(
                local(child) == "decorative" and attribute(child, "val") in ("1", "true")
                for child in element.iter()
            )
            extent = holder.find("{*}extent")
            size = (0, 0) if extent is None else (_pixels(extent, "cx"), _pixels(extent, "cy"))
            yield Picture(place, bool(description) or decorative, size)

    def _old_picture(self, element) -> Iterator[Block]:
        description = attribute(element, "alt") or attribute(element, "title")
        place = self._place(_("图片"))
        if local(element) == "imagedata":
            shape = element.getparent()
            described = bool(description or (shape is not None and attribute(shape, "alt")))
            yield Picture(place, described)
        if description:
            yield Text(description, place, "alt")


def _others(blocks: list[Block], shown: set) -> Iterator[Block]:
    return (block for block in blocks if isinstance(block, Text) and block.text not in shown)


def _pixels(extent, name: str) -> int:
    return min(_small(extent.get(name, "0"), 2**40) // _PIXEL, 1_000_000)


def _small(value: str, most: int = 64) -> int:
    return min(int(value), most) if value.isdecimal() else 0


def _span(cell) -> int:
    span = cell.find("{*}tcPr/{*}gridSpan")
    return max(_small(attribute(span, "val")), 1) if span is not None else 1
