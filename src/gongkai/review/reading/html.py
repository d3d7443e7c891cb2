"""HTML as a reader sees it, and what it holds beside that: comments, hidden elements, attributes, scripts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote

from django.utils.translation import gettext as _

from gongkai.review.reading.blocks import Block, Cell, Fact, Link, Picture, Place, Row, Text, Unreadable
from gongkai.review.reading.encodings import decode
from gongkai.review.reading.plain import unescaped
from gongkai.review.reading.source import MEGABYTE, Source
from gongkai.review.reading.telling import is_telling

MAX_HTML = 60 * MEGABYTE
MAX_DEPTH = 2000
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "template",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
        "textarea",
        "button",
        "noscript",
    ]
)
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
_CODE = frozenset(("script", "style"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "title", "caption", "legend"))
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])|mso-hide\s*:\s*all",
    re.IGNORECASE,
)
_ADDRESSES = frozenset(("href", "src", "action", "cite", "data", "poster", "background", "formaction"))
_SILENT = frozenset(("class", "id", "style", "rel", "type", "lang", "dir", "width", "height", *_ADDRESSES))
_COMMON_SPACE = re.compile(r"[ \t\r\n\f]+")
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([a-zA-Z0-9_\-]+)", re.IGNORECASE)


def html_blocks(html: str, *, words: str = "", part: str = "", hidden: bool = False) -> Iterator[Block]:
    """`words` stands before the place within: 正文 gives 正文第 3 段."""
    reader = _Reader(words, part, hidden)
    for start in range(0, len(html), MEGABYTE):
        reader.feed(html[start : start + MEGABYTE])
        yield from reader.taken()
    if html.rfind("<!--") > html.rfind("-->") or html.rfind("<") > html.rfind(">"):
        reader.feed("-->")  # Over what nobody closed the parser would go again and again.
    reader.close()
    yield from reader.taken()


def page_blocks(source: Source) -> Iterator[Block]:
    """An .html file: its encoding is the mark's, the one it names, or the one that fits."""
    source.stream.seek(0)
    data = source.stream.read(MAX_HTML + 1)
    yield from html_blocks(
        _decoded(data[:MAX_HTML]), words=source.words, part=source.part, hidden=source.hidden
    )
    if len(data) > MAX_HTML:
        yield Unreadable(_("网页太大，后面的部分检查没有读。请拆分后再上传。"), source.place())


def _decoded(data: bytes) -> str:
    named = _CHARSET.search(data[:4096])
    if named and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        encoding = named[1].decode().lower()
        encoding = "gb18030" if encoding in ("gbk", "gb2312", "gb-2312") else encoding
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeError):
            pass
    return decode(data) or data.decode("utf-8", "replace")


@dataclass
class _Open:
    tag: str
    hidden: bool


@dataclass
class _Table:
    name: str
    rows: int = 0
    cells: list[Cell] | None = None
    opened_at: int | None = None
    text: list[str] = field(default_factory=list)
    spans: dict[int, int] = field(default_factory=dict)


class _Reader(HTMLParser):
    CDATA_CONTENT_ELEMENTS = ("script", "style")

    def __init__(self, words: str, part: str, hidden: bool):
        super().__init__(convert_charrefs=True)
        self.words, self.part = words, part
        self.open = [_Open("", hidden)]
        self.tables: list[_Table] = []
        self.blocks: list[Block] = []
        self.line: list[str] = []
        self.paragraphs = self.table_count = 0
        self.link: tuple[str, list[str]] | None = None

    def taken(self) -> list[Block]:
        blocks, self.blocks = self.blocks, []
        return blocks

    def close(self):
        super().close()
        self._end_line()
        while self.tables:
            self._end_row()
            self.tables.pop()

    # What the parser finds

    def handle_starttag(self, tag: str, attrs: list):
        attributes = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS and not self._in_cell():
            self._end_line()
        self._start_table_part(tag, attributes)
        hidden = self._hidden() or _is_hidden(tag, attributes)
        if tag not in _VOID and len(self.open) < MAX_DEPTH:
            self.open.append(_Open(tag, hidden))
        if tag == "br" or (tag in _BLOCKS and self._in_cell() and tag not in ("td", "th")):
            self._add("\n")
        self._attributes(tag, attributes, hidden)

    def handle_startendtag(self, tag: str, attrs: list):
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str):
        if tag == "a":
            self._end_link()
        if not any(opened.tag == tag for opened in self.open[-50:]):
            return
        if tag in _BLOCKS and not self._in_cell():
            self._end_line()
        if tag in ("td", "th") and self._in_cell():
            self._end_cell()
            return
        if tag == "tr":
            self._end_row()
        elif tag == "table" and self.tables:
            self._end_row()
            self.tables.pop()
        elif self._in_cell() and tag in _BLOCKS:
            self._add("\n")
        while len(self.open) > 1 and self.open.pop().tag != tag:
            pass

    def handle_data(self, data: str):
        tag = self.open[-1].tag
        if tag in _CODE:
            if data.strip():
                where = _("脚本") if tag == "script" else _("样式")
                self._emit(Text(unescaped(data), self._place(where, hidden=True), "code"))
            return
        if self.link:
            self.link[1].append(data)
        self._add(data)

    def handle_comment(self, data: str):
        text = data.strip()
        if not text:
            return
        place = self._place(_("网页注释"), hidden=True)
        if "<" in text and ">" in text:
            shown = re.sub(r"^\[if[^\]]*\]>|<!\[endif\]$", "", text)
            inner = _Reader(place.words, self.part, hidden=True)
            inner.feed(shown.replace("<!--", ""))
            inner.close()
            self.blocks += inner.taken()
        else:
            self._emit(Text(text, place, "comment"))
        self._emit(Fact("comment", text, place))

    def unknown_decl(self, data: str):
        self._emit(Text(data, self._place(_("网页注释"), hidden=True), "comment"))

    handle_pi = handle_decl = lambda self, data: is_telling(data) and self.unknown_decl(data)

    # Lines and tables

    def _hidden(self) -> bool:
        return self.open[-1].hidden

    def _in_cell(self) -> bool:
        return bool(self.tables) and self.tables[-1].opened_at is not None

    def _add(self, data: str):
        if self._in_cell():
            self.tables[-1].text.append(data if data == "\n" else _COMMON_SPACE.sub(" ", data))
            return
        if self.line and self.line_hidden != self._hidden():
            self._end_line(same=True)
        self.line_hidden = self._hidden()
        self.line.append(data if data == "\n" else _COMMON_SPACE.sub(" ", data))

    def _end_line(self, *, same: bool = False):
        text = "".join(self.line).strip(" \n")
        self.line = []
        if not text:
            return
        self.paragraphs += 1
        heading = any(opened.tag in _HEADINGS for opened in self.open[-4:])
        place = self._place(_("第 %(number)s 段") % {"number": self.paragraphs}, hidden=self.line_hidden)
        self._emit(Text(text, place, "heading" if heading else "body"))
        if self.line_hidden and not self.open[0].hidden:
            self._emit(Fact("hidden_text", text[:80], place))

    def _start_table_part(self, tag: str, attributes: dict):
        if tag == "table":
            self.table_count += 1
            self.tables.append(_Table(_("表 %(number)s") % {"number": self.table_count}))
        elif tag == "tr" and self.tables:
            self._end_row()
            self.tables[-1].cells = []
        elif tag in ("td", "th") and self.tables:
            self._end_cell()
            if self.tables[-1].cells is None:
                self.tables[-1].cells = []
            self.tables[-1].opened_at = len(self.open)
            self.span = (_number(attributes.get("colspan")), _number(attributes.get("rowspan")))

    span = (1, 1)
    line_hidden = False

    def _end_cell(self):
        if not self._in_cell():
            return
        table = self.tables[-1]
        self._skip_spanned(table)
        words = _("%(table)s 第 %(row)s 行第 %(column)s 列") % {
            "table": table.name, "row": table.rows + 1, "column": len(table.cells) + 1,
        }  # fmt: skip
        text = re.sub(r"\n{2,}", "\n", "".join(table.text)).strip(" \n")
        place = self._place(words, hidden=self._hidden())
        columns, rows = self.span
        for column in range(columns):
            if rows > 1:
                table.spans[len(table.cells)] = rows - 1
            table.cells.append(Cell("" if column else text, place))
        del self.open[table.opened_at :]
        table.text, table.opened_at, self.span = [], None, (1, 1)

    def _skip_spanned(self, table: _Table):
        """Cells that a cell further up reaches down into."""
        while table.spans.get(len(table.cells), 0):
            table.spans[len(table.cells)] -= 1
            table.cells.append(Cell("", self._place(table.name)))

    def _end_row(self):
        if not self.tables or self.tables[-1].cells is None:
            return
        self._end_cell()
        table = self.tables[-1]
        self._skip_spanned(table)
        table.rows += 1
        if any(cell.text for cell in table.cells):
            self._emit(Row(tuple(table.cells), table.name, table.rows))
        table.cells = None

    # What stands in tags

    def _attributes(self, tag: str, attributes: dict, hidden: bool):
        place = self._place(_("<%(tag)s> 的属性") % {"tag": tag}, hidden=True)
        if tag == "meta":
            if attributes.get("content"):
                self._emit(Text(attributes["content"], self._place(_("网页信息"), hidden=True), "property"))
            return
        if tag == "a" and "href" in attributes:
            self._end_link()
            self.link = (attributes.pop("href"), [])
        if tag == "img":
            self._image(attributes)
        for name, value in attributes.items():
            if name in _ADDRESSES and not value.startswith("data:"):
                self._link(value, "")
            elif name in ("alt", "title") and value:
                self._emit(Text(value, self._place(_("替代文字或提示"), hidden=hidden), "alt"))
            elif name not in _SILENT and is_telling(value):
                self._emit(Text(unescaped(value), place, "code"))

    def _image(self, attributes: dict):
        described = bool(attributes.get("alt", "").strip()) or attributes.get("role") == "presentation"
        size = (_number(attributes.get("width"), 0), _number(attributes.get("height"), 0))
        name = unquote(attributes.get("src", "").rpartition("/")[2])[:60] if "src" in attributes else ""
        if not name or attributes.get("src", "").startswith("data:"):
            name = _("图片")
        self._emit(Picture(self._place(_("图片“%(name)s”") % {"name": name}), described, size))

    def _end_link(self):
        if self.link:
            self._link(self.link[0], "".join(self.link[1]).strip())
            self.link = None

    def _link(self, url: str, text: str):
        if url.strip():
            words = _("链接“%(text)s”") % {"text": text[:30]} if text else _("链接")
            self._emit(Link(url.strip(), self._place(words, hidden=self._hidden()), text))

    def _place(self, words: str, *, hidden: bool = False) -> Place:
        return Place(self.words + words, self.part, hidden or self.open[0].hidden)

    def _emit(self, block: Block):
        self.blocks.append(block)


def _is_hidden(tag: str, attributes: dict) -> bool:
    return (
        "hidden" in attributes
        or tag == "template"
        or (tag == "input" and attributes.get("type", "").lower() == "hidden")
        or bool(_UNSEEN.search(attributes.get("style", "")))
    )


def _number(value: str | None, otherwise: int = 1) -> int:
    digits = re.match(r"\s*(\d{1,4})", value or "")
    return min(int(digits[1]), 1000) if digits else otherwise
