"""The table half of `build.Builder`."""

import re
from dataclasses import dataclass

from gongkai.documents.importing import styles as css
from gongkai.documents.importing.tokens import Start
from gongkai.documents.importing.tree import Cell, Item, Paragraph, Section, Table

MAX_SPAN = 1000
TABLE_PARTS = frozenset(("caption", "thead", "tbody", "tfoot", "tr", "td", "th"))


@dataclass(slots=True)
class Frame:
    """One open element. `blocks` is where its paragraphs go."""

    name: str
    role: str
    blocks: list
    tag: str = "p"
    align: str = ""
    kind: str = ""
    no_indent: bool = False
    indented: bool = False
    word_list: tuple[str, int] | None = None
    preformatted: bool = False
    inline_base: int = 0
    inline_floor: int = 0
    node: object = None


def number(text: str | None, default: int, least: int, most: int) -> int:
    found = re.match(r"\s*(\d{1,6})", text or "")
    return min(max(int(found[1]), least), most) if found else default


class TableReader:
    """At most one table is open at a time: one within another turns the outer one into plain blocks."""

    def start_table(self, token: Start):
        if token.name == "table":
            self.open_table(token)
        elif self.table is None:  # A row without its table: what is copied from gov.cn begins so.
            self.close_paragraphs()
        elif token.name in ("td", "th"):
            self.open_cell(token)
        else:
            self.open_table_part(token)

    def open_table(self, token: Start):
        self.close_paragraphs()
        if self.table is not None:
            if any(frame.role in ("list", "quote", "skip") for frame in self.frames[self.table :]):
                self.start_block(token)
                return
            self.flatten_table()
        depth = len(self.frames)
        blocks = self.item_blocks() if self.top.role == "list" else None
        self.start_block(token, "table", node=Table(), blocks=blocks)
        if len(self.frames) > depth and self.top.role == "table":
            self.top.align = ""
            self.table = depth

    def item_blocks(self) -> list:
        item = Item()
        self.top.node.items.append(item)
        return item.blocks

    def flatten_table(self):
        """A table that holds another one lays out a page: its content goes where it stood."""
        outer = self.frames[self.table]
        table: Table = outer.node
        found = [table.caption] if table.caption else []
        for frame in self.frames[self.table :]:
            if frame.role == "caption":
                found.extend(frame.node.blocks)
        for cell in table.cells:
            found.extend(cell.blocks)
        outer.blocks.extend(found)
        for frame in self.frames[self.table :]:
            frame.blocks, frame.role = outer.blocks, "block"
        self.table = None

    def open_table_part(self, token: Start):
        self.flush()
        self.close_to(self.table + 1)
        table: Table = self.top.node
        if token.name == "caption":
            caption = Cell()
            if table.caption is None:
                table.caption = Paragraph()
                self.start_block(token, "caption", node=caption, blocks=caption.blocks)
            return
        if token.name == "tr":
            styles = css.declarations(token.attributes.get("style", ""))
            if css.is_hidden(token.attributes, styles):
                self.open_hidden("tr")
                return
            self.top.align = css.alignment(token.attributes, styles) or ""
            self.section(table).rows.append([])
            return
        table.sections.append(Section(token.name))

    def section(self, table: Table) -> Section:
        if not table.sections:
            table.sections.append(Section())
        return table.sections[-1]

    def open_cell(self, token: Start):
        self.flush()
        self.close_to(self.table + 1)
        rows = self.section(self.top.node).rows
        if not rows:
            rows.append([])
        scope = token.attributes.get("scope", "").lower()
        cell = Cell(
            token.name == "th",
            number(token.attributes.get("rowspan"), 1, 0, MAX_SPAN),
            number(token.attributes.get("colspan"), 1, 1, MAX_SPAN),
            scope if scope in ("row", "col", "rowgroup", "colgroup") else "",
        )
        rows[-1].append(cell)
        self.start_block(token, "cell", node=cell, blocks=cell.blocks)

    def end_table_part(self, name: str):
        if self.top.role == "skip":
            return
        self.flush()
        self.close_to(self.table + 1)
        table: Table = self.top.node
        if name != "tr" and table.sections and table.sections[-1].rows:
            table.sections.append(Section())
