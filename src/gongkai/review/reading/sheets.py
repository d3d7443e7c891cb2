"""Workbooks (.xlsx), streamed row by row: sheets that show and that hide, and whatever lies beside the cells."""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext as _

from gongkai.review.reading import markup
from gongkai.review.reading.blocks import Block, Cell, Fact, Link, Picture, Row, Text
from gongkai.review.reading.blocks import Place as Position
from gongkai.review.reading.markup import attribute, local
from gongkai.review.reading.office import Package
from gongkai.review.reading.sheet_values import SharedStrings, date_of, date_styles, plain_number, text_of
from gongkai.review.reading.source import Source
from gongkai.review.reading.telling import is_telling

_TAGS = (
    "row", "col", "sheetFormatPr", "hyperlink", "dataValidation", "oddHeader", "oddFooter", "evenHeader", "evenFooter",
    "firstHeader", "firstFooter", "formula", "conditionalFormatting", "protectedRange", "tableParts", "sparkline",
)  # fmt: skip
_CODES = re.compile(r'&"[^"]*"|&K[0-9A-Fa-f]{6}|&[LCRPNDTFAGUEXYSBIHO&]|&\d{1,3}(?= |$)')
_WIDEST_GAP = 400
_MOST_NAMED = 8


def workbook_blocks(source: Source) -> Iterator[Block]:
    package = Package(source)
    book = _Book(package)
    for number, sheet in enumerate(book.sheets, 1):
        yield from _Sheet(book, sheet, number).blocks()
    yield from book.beside()
    yield from package.properties()
    yield from package.rest()


class _Book:
    def __init__(self, package: Package):
        self.package, self.part = package, package.main()
        self.root = package.xml(self.part)
        self.relations = package.relations(self.part)
        self.from_1904 = any(
            attribute(found, "date1904") in ("1", "true") for found in self.root.iter("{*}workbookPr")
        )
        styles = package.related(self.part, "styles")
        self.dates = date_styles(package.xml(styles[0]) if styles else None)
        package.read.difference_update(styles)
        names = package.related(self.part, "sharedStrings")
        self.strings = SharedStrings(package.open(names[0])) if names else SharedStrings()
        self.string_part = names[0] if names else ""
        self.sheets = [sheet for sheet in self.root.iter("{*}sheet")]

    def beside(self) -> Iterator[Block]:
        """Names, and the attributes of the workbook itself."""
        place = self.package.source.place
        for name in self.root.iter("{*}definedName"):
            text = f"{attribute(name, 'name')} {name.text or ''} {attribute(name, 'comment')}".strip()
            hidden = attribute(name, "hidden") in ("1", "true")
            yield Text(text, place(_("定义的名称"), self.part, hidden=hidden), "other")
        yield from self.package.attributes(self.root, self.part)
        yield from _pivot_caches(self.package)
        yield from _outside_books(self.package)


class _Sheet:
    """One sheet: its cells in rows, then everything that its part refers to."""

    def __init__(self, book: _Book, element, number: int):
        self.book, self.package, self.number = book, book.package, number
        self.name = attribute(element, "name")
        self.hidden = attribute(element, "state") in ("hidden", "veryHidden")
        self.very_hidden = attribute(element, "state") == "veryHidden"
        identifier = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
        relation = book.relations.get(identifier)
        self.part = self.package.name_of(relation.target) if relation else None
        self.words = _("工作表“%(name)s”") % {"name": self.name}
        self.hidden_columns: dict[int, bool] = {}
        self.hidden_rows: list[int] = []
        self.zero_height, self.last_row = False, 0
        self.before = f"{self.package.source.words}{self.words}"
        self.full_part = self.package.source.part + (self.part or "")
        self.empty = Cell(
            "", Position(self.before, self.full_part, self.hidden or self.package.source.hidden)
        )

    def blocks(self) -> Iterator[Block]:
        place = self._place("")
        yield Text(self.name, place, "name")
        if self.hidden:
            yield Fact("hidden_sheet", self.name, place)
        if self.part is None or self.part in self.package.read:
            return
        with self.package.open(self.part) as stream:
            for element in markup.stream(stream, tags=_TAGS):
                yield from self._element(element)
                if local(element) not in ("formula",):
                    markup.release(element)
        yield from self._hidden_facts()
        for name in self.package.related(self.part, "comments"):
            yield from self._comments(name, "comment")
        for name in self.package.related(self.part, "threadedComment"):
            yield from self._comments(name, "threadedComment")
        for name in self.package.related(self.part, "drawing"):
            yield from drawing_blocks(self.package, name, self.words, hidden=self.hidden)

    def _place(self, words: str, *, hidden: bool = False, part: str | None = None) -> Position:
        part = self.part or "" if part is None else part
        return self.package.source.place(f"{self.words}{words}", part, hidden=hidden or self.hidden)

    def _element(self, element) -> Iterator[Block]:
        name = local(element)
        if name == "row":
            yield from self._row(element)
        elif name == "col":
            self._column(element)
        elif name == "sheetFormatPr":
            self.zero_height = attribute(element, "zeroHeight") in ("1", "true")
        elif name == "hyperlink":
            yield from self._hyperlink(element)
        elif name.endswith(("Header", "Footer")):
            yield from self._header(element)
        else:
            where = self._place(_("的数据有效性、条件格式等设置"), hidden=True)
            for text in markup_texts(element):
                yield Text(text, where, "other")

    def _column(self, element):
        if attribute(element, "hidden") in ("1", "true") or attribute(element, "width") == "0":
            first, last = _number(attribute(element, "min")), _number(attribute(element, "max"))
            for column in range(first, min(last, 16384) + 1):
                self.hidden_columns[column] = False

    # Rows

    def _row(self, element) -> Iterator[Block]:
        number = _number(element.get("r", "")) or self.last_row + 1
        self.last_row = number
        row_hidden = element.get("hidden") in ("1", "true") or element.get("ht") == "0"
        if self.zero_height and element.get("hidden") is None and element.get("ht") is None:
            row_hidden = True
        cells: list[Cell] = []
        formulas: list[Text] = []
        last = 0
        for child in element:
            reference = child.get("r") or f"{letters(last + 1)}{number}"
            column = column_of(reference.rstrip("0123456789")) or last + 1
            if 0 < column - last - 1 <= _WIDEST_GAP:
                cells += [self.empty] * (column - last - 1)
            last = column
            text, is_number = self._value(child, reference, formulas)
            cells.append(Cell(text, self._cell_place(reference, column, row_hidden, text), is_number))
        if any(cell.text for cell in cells):
            if row_hidden:
                self.hidden_rows.append(number)
            yield Row(tuple(cells), self.name, number)
        yield from formulas

    def _cell_place(self, reference: str, column: int, row_hidden: bool, text: str) -> Position:
        if column in self.hidden_columns:
            words = _("（隐藏列）")
            self.hidden_columns[column] |= bool(text)
        elif row_hidden:
            words = _("（隐藏行）")
        elif self.hidden:
            words = _("（隐藏工作表）")
        else:
            return Position(self.before + reference, self.full_part, self.empty.place.hidden)
        return Position(f"{self.before}{reference}{words}", self.full_part, True)

    def _value(self, element, reference: str, formulas: list[Text]) -> tuple[str, bool]:
        kind, value, inline = element.get("t", "n"), "", None
        for child in element:
            tag = child.tag
            if tag.endswith("}v"):
                value = child.text or ""
            elif tag.endswith("}is"):
                inline = text_of(child)
            elif tag.endswith("}f") and child.text and ('"' in child.text or is_telling(child.text)):
                where = self._place(reference + _("（公式）"), hidden=True)
                formulas.append(Text(child.text, where, "code"))
        if inline is not None:
            return inline, False
        if kind == "s":
            number = int(value) if value.isdecimal() else -1
            return (self.book.strings[number] if 0 <= number < len(self.book.strings) else ""), False
        if kind != "n" or not value:
            return value, False
        if element.get("s", "0") in self.book.dates:
            date = date_of(value, from_1904=self.book.from_1904)
            if date:
                return date, False
        return plain_number(value.strip()), True

    def _hidden_facts(self) -> Iterator[Block]:
        if self.hidden_rows:
            shown = "、".join(map(str, self.hidden_rows[:_MOST_NAMED]))
            text = _("第 %(rows)s 行等 %(count)s 行") % {"rows": shown, "count": len(self.hidden_rows)}
            yield Fact("hidden_row", text, self._place(_("隐藏行"), hidden=True))
        columns = [letters(column) for column, used in sorted(self.hidden_columns.items()) if used]
        if columns:
            yield Fact("hidden_column", "、".join(columns), self._place(_("隐藏列"), hidden=True))

    # Beside the cells

    def _hyperlink(self, element) -> Iterator[Block]:
        identifier = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
        place = self._place(f"{attribute(element, 'ref')}" + _("的链接"))
        for text in (
            attribute(element, "display"),
            attribute(element, "tooltip"),
            attribute(element, "location"),
        ):
            if text:
                yield Text(text, place, "other")
        relation = self.package.relations(self.part).get(identifier)
        if relation is not None:
            self.package.linked.add((self.part, identifier))
            yield Link(relation.target, place, attribute(element, "display"))

    def _header(self, element) -> Iterator[Block]:
        text = _CODES.sub(
            lambda code: "\n" if code[0] in ("&L", "&C", "&R") else "", element.text or ""
        ).strip()
        if text:
            footer = local(element).endswith("Footer")
            yield Text(
                text, self._place(_("页脚") if footer else _("页眉")), "footer" if footer else "header"
            )

    def _comments(self, name: str, tag: str) -> Iterator[Block]:
        root = self.package.xml(name)
        for comment in root.iter(f"{{*}}{tag}"):
            text = "".join(text.text or "" for text in comment.iter("{*}t", "{*}text") if text.text).strip()
            place = self._place(f"{attribute(comment, 'ref')}" + _("的批注"), hidden=True, part=name)
            if text:
                yield Text(text, place, "comment")
                yield Fact("comment", text, place)
        for author in root.iter("{*}author"):
            if (author.text or "").strip():
                yield Text(author.text, self._place(_("批注的作者"), hidden=True, part=name), "property")
        yield from self.package.attributes(root, name)


def markup_texts(element) -> Iterator[str]:
    """Every telling attribute and text of one element and what it holds."""
    for child in element.iter():
        for text in (*child.attrib.values(), child.text or ""):
            if text.strip() and (is_telling(text) or '"' in text):
                yield text


def drawing_blocks(package: Package, name: str, words: str, *, hidden: bool) -> Iterator[Block]:
    """Text boxes, pictures and, through relations, charts of a drawing."""
    if name in package.read:
        return
    root = package.xml(name)
    place = package.source.place(words + _("的文本框"), name, hidden=hidden)
    for paragraph in root.iter("{*}p"):
        text = "".join(child.text or "" for child in paragraph.iter("{*}t"))
        if text.strip():
            yield Text(text, place, "box")
    for properties in root.iter("{*}cNvPr"):
        yield from _shape(package, properties, name, words, hidden)
    yield from package.attributes(root, name)
    for chart in (*package.related(name, "chart"), *package.related(name, "chartEx")):
        yield from chart_blocks(package, chart, words + _("的图表"), hidden=hidden)


def _shape(package: Package, properties, name: str, words: str, hidden: bool) -> Iterator[Block]:
    description = " ".join(filter(None, (attribute(properties, "descr"), attribute(properties, "title"))))
    shown = _("%(words)s的图片“%(name)s”") % {"words": words, "name": attribute(properties, "name")}
    place = package.source.place(shown, name, hidden=hidden)
    if description:
        yield Text(description, place, "alt")
    if local(properties.getparent()) == "nvPicPr":
        decorative = any(
            local(child) == "decorative" and attribute(child, "val") in ("1", "true")
            for child in properties.iter()
        )
        yield Picture(place, bool(description) or decorative)


def chart_blocks(package: Package, name: str, words: str, *, hidden: bool) -> Iterator[Block]:
    """Titles, and the copies of the cells that a chart shows."""
    if name in package.read:
        return
    root = package.xml(name)
    place = package.source.place(words, name, hidden=hidden)
    for paragraph in root.iter("{*}p"):
        text = "".join(child.text or "" for child in paragraph.iter("{*}t"))
        if text.strip():
            yield Text(text, place, "box")
    for value in root.iter("{*}v"):
        if (value.text or "").strip():
            yield Text(plain_number(value.text.strip()), place, "other")
    yield from package.attributes(root, name)


def _pivot_caches(package: Package) -> Iterator[Block]:
    """Copies of the rows that a pivot table was made of, often of a sheet that is gone."""
    for name in [name for name in package.names if "/pivotCacheDefinition" in name and name.endswith(".xml")]:
        place = package.source.place(_("数据透视表的缓存"), name, hidden=True)
        root = package.xml(name)
        fields = list(root.iter("{*}cacheField"))
        shared = [[attribute(item, "v") for item in field.iter("{*}s", "{*}n", "{*}d")] for field in fields]
        header = tuple(Cell(attribute(field, "name"), place) for field in fields)
        yield Fact("custom_data", _("数据透视表的缓存"), place)
        yield Row(header, name, 1)
        for column in zip(*_padded(shared), strict=True):
            yield Row(tuple(Cell(plain_number(value), place) for value in column), name, 1)
        for records in package.related(name, "pivotCacheRecords"):
            yield from _records(package, records, header, shared)


def _padded(columns: list[list[str]]) -> list[list[str]]:
    """Shared items stand in no rows; they are told side by side, which keeps each under its own name."""
    height = max(map(len, columns), default=0)
    return [column + [""] * (height - len(column)) for column in columns]


def _records(package: Package, name: str, header: tuple, shared: list[list[str]]) -> Iterator[Block]:
    place = package.source.place(_("数据透视表的缓存"), name, hidden=True)
    yield Row(header, name, 1)
    with package.open(name) as stream:
        for number, record in enumerate(markup.stream(stream, tags=("r",)), 2):
            cells = []
            for column, item in enumerate(record):
                value = attribute(item, "v")
                if local(item) == "x" and value.isdecimal() and column < len(shared):
                    values = shared[column]
                    value = values[int(value)] if int(value) < len(values) else ""
                cells.append(Cell(plain_number(value), place, number=local(item) == "n"))
            if any(cell.text for cell in cells):
                yield Row(tuple(cells), name, number)
            markup.release(record)


def _outside_books(package: Package) -> Iterator[Block]:
    for name in [name for name in package.names if "/externalLinks/" in name and name.endswith(".xml")]:
        place = package.source.place(_("外部工作簿的缓存"), name, hidden=True)
        root = package.xml(name)
        for value in root.iter("{*}v"):
            if (value.text or "").strip():
                yield Text(plain_number(value.text.strip()), place, "other")
        yield from package.attributes(root, name)


@lru_cache(maxsize=20_000)
def letters(column: int) -> str:
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


@lru_cache(maxsize=20_000)
def column_of(name: str) -> int:
    """A is 1; 0 for what names no column."""
    column = 0
    for character in name[:4]:
        if not "A" <= character <= "Z":
            return 0
        column = column * 26 + ord(character) - 64
    return column if column <= 16384 else 0


def _number(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 9 else 0
