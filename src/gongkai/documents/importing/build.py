"""Tokens to tree. Every step costs a bounded amount of work, whatever comes in."""

from collections import Counter
from dataclasses import dataclass, field

from gongkai.documents.importing import styles as css
from gongkai.documents.importing.build_tables import TABLE_PARTS, Frame, TableReader, number
from gongkai.documents.importing.inline import safe_address
from gongkai.documents.importing.tokens import RAW_TEXT, VOID, End, Start, Text, tokens, words
from gongkai.documents.importing.tree import (
    Break,
    Item,
    Listing,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Run,
    Table,
)

MAX_FRAMES = 150
MAX_INLINE = 60
MAX_NESTING = 6

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
BLOCKS = HEADINGS | words(
    "address article aside body center dd details dialog div dl dt fieldset figcaption figure footer form header "
    "hgroup html legend main nav p pre search section summary"
)
LISTS = frozenset(("ul", "ol", "menu", "dir"))
WITHOUT_CONTENT = words("svg math object applet select button datalist canvas audio video template map")
EMBEDDED = frozenset(("iframe", "object", "embed", "applet", "audio", "video"))
FORM_CONTROLS = frozenset(("input", "select", "textarea", "button"))
INLINE_MARKS = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em", "dfn": "em", "var": "em", "u": "u",
    "ins": "u", "s": "s", "strike": "s", "del": "s", "sub": "sub", "sup": "sup",
}  # fmt: skip
PLAIN_INLINE = words("a span font abbr big small tt kbd samp code mark bdi bdo ruby rb q label acronym time")


@dataclass(slots=True)
class Inlined:
    name: str
    marks: frozenset[str]
    href: str = ""
    hidden: bool = False
    marker: bool = False
    ended: bool = False


@dataclass
class Builder(TableReader):
    blocks: list = field(default_factory=list)
    dropped: Counter = field(default_factory=Counter)

    def __post_init__(self):
        self.frames = [Frame("", "root", self.blocks)]
        self.inline: list[Inlined] = []
        self.counts: Counter = Counter()
        self.open_names: Counter = Counter()
        self.table: int | None = None
        self.nesting = 0
        self.paragraph: Paragraph | None = None

    def read(self, raw: str) -> list:
        for token in tokens(raw):
            if isinstance(token, Text):
                self.text(token.text)
            elif isinstance(token, Start):
                self.start(token)
            elif isinstance(token, End):
                self.end(token.name)
        self.close_to(1)
        self.flush()
        return self.blocks

    @property
    def top(self) -> Frame:
        return self.frames[-1]

    # Text and inline elements

    def text(self, text: str):
        if self.counts["hidden"] or self.top.role == "skip":
            if text.strip() and self.counts["hidden"]:
                self.dropped["hidden"] += 1
            return
        if self.paragraph is None and not text.strip(" \t\n\r\f"):
            return
        if not self.top.preformatted:
            self.add(self.run(text))
            return
        for index, line in enumerate(text.replace("\r\n", "\n").split("\n")):
            if index:
                self.add(Break())
            self.add(self.run(line))

    def run(self, text: str) -> Run:
        marks = frozenset(mark for mark in ("strong", "em", "u", "s", "sub", "sup") if self.counts[mark])
        href = (
            next((entry.href for entry in reversed(self.inline) if entry.href), "")
            if self.counts["href"]
            else ""
        )
        return Run(text, marks, href, bool(self.counts["marker"]))

    def add(self, item):
        if self.paragraph is None:
            top = self.top
            self.paragraph = Paragraph(
                top.tag, top.align, top.kind, top.no_indent, top.indented, top.word_list
            )
        self.paragraph.content.append(item)

    def flush(self):
        if self.paragraph is not None and self.paragraph.content:
            self.top.blocks.append(self.paragraph)
        self.paragraph = None

    def open_inline(self, token: Start):
        if token.name == "a":
            self.close_inline("a")
        if len(self.inline) >= MAX_INLINE:
            return
        styles = css.declarations(token.attributes.get("style", ""))
        marks = css.marks(styles)
        if token.name in INLINE_MARKS and styles.get("font-weight") not in ("normal", "400"):
            marks |= {INLINE_MARKS[token.name]}
        address = token.attributes.get("href", "") if token.name == "a" else ""
        href = safe_address(address)
        self.dropped["links"] += bool(address.strip()) and not href and not address.strip().startswith("#")
        entry = Inlined(
            token.name,
            marks,
            href,
            css.is_hidden(token.attributes, styles),
            "ignore" in styles.get("mso-list", ""),
        )
        self.inline.append(entry)
        self.count(entry, 1)

    def count(self, entry: Inlined, by: int):
        if entry.ended:
            return
        for mark in entry.marks:
            self.counts[mark] += by
        for name in ("href", "hidden", "marker"):
            if getattr(entry, name):
                self.counts[name] += by

    def close_inline(self, name: str):
        """`<b><p>bold</b>plain</p>`: what was opened outside this block ends too, but not from within a table cell."""
        for index in range(len(self.inline) - 1, self.top.inline_floor - 1, -1):
            entry = self.inline[index]
            if entry.name == name and not entry.ended:
                self.count(entry, -1)
                entry.ended = True
                if index >= self.top.inline_base:
                    self.inline.pop(index)
                return

    # Elements

    def start(self, token: Start):
        name = token.name
        if name in EMBEDDED:
            self.dropped["embedded"] += 1
        elif name in FORM_CONTROLS and token.attributes.get("type") != "hidden":
            self.dropped["form"] += 1
        if self.top.role == "skip":
            if not (
                token.closed
                or name in VOID
                or name in RAW_TEXT
                or name in PLAIN_INLINE
                or name in INLINE_MARKS
            ):
                self.push(Frame(name, "skip", self.top.blocks))
        elif name in WITHOUT_CONTENT:
            if not token.closed:
                self.push(Frame(name, "skip", self.top.blocks))
        elif name in VOID or name in RAW_TEXT:
            self.void(token)
        elif name in PLAIN_INLINE or name in INLINE_MARKS:
            self.open_inline(token)
        elif name in LISTS or name == "li":
            self.start_list(token)
        elif name == "table" or name in TABLE_PARTS:
            self.start_table(token)
        elif name == "blockquote":
            self.start_quote(token)
        elif name in BLOCKS:
            self.start_block(token)

    def void(self, token: Start):
        if self.counts["hidden"]:
            return
        if token.name == "br":
            self.add(Break())
        elif token.name == "hr":
            self.close_paragraphs()
            self.top.blocks.append(Rule())
        elif token.name == "img":
            styles = css.declarations(token.attributes.get("style", ""))
            if not css.is_hidden(token.attributes, styles):
                self.add(
                    Picture(token.attributes.get("src", "").strip(), token.attributes.get("alt", "").strip())
                )

    def push(self, frame: Frame):
        if len(self.frames) >= MAX_FRAMES:
            return False
        frame.inline_base = len(self.inline)
        frame.inline_floor = frame.inline_base if frame.role == "cell" else self.top.inline_floor
        self.frames.append(frame)
        self.open_names[frame.name] += 1
        return True

    def close_paragraphs(self, names=frozenset(("p",))):
        self.flush()
        while self.top.name in names:
            self.pop()

    def start_block(self, token: Start, role: str = "block", node=None, blocks=None):
        """Opens an element in a frame of its own, with what it inherits and what its styles say."""
        self.close_paragraphs(HEADINGS | {"p"} if token.name in HEADINGS else frozenset(("p",)))
        parent, attributes = self.top, token.attributes
        styles = css.declarations(attributes.get("style", ""))
        if css.is_hidden(attributes, styles):
            self.open_hidden(token.name)
            return
        words = attributes.get("class", "").split()
        align = css.alignment(attributes, styles)
        inherits = parent.tag if role == "block" else "p"
        frame = Frame(
            token.name,
            role,
            parent.blocks if blocks is None else blocks,
            tag=token.name if token.name in HEADINGS else inherits,
            align=("center" if token.name == "center" else parent.align) if align is None else align,
            indented=css.is_indented(styles),
            word_list=css.word_list(styles),
            preformatted=parent.preformatted or token.name == "pre",
            node=node,
        )
        if token.name == "p":
            frame.kind = next((word for word in words if word in ("date", "signature")), "")
        frame.no_indent = "no-indent" in words
        self.push(frame)

    def open_hidden(self, name: str):
        self.dropped["hidden"] += 1
        self.push(Frame(name, "skip", self.top.blocks))

    def start_list(self, token: Start):
        if token.name == "li":
            self.start_item(token)
            return
        if self.nesting >= MAX_NESTING:
            self.start_block(token)
            return
        self.close_paragraphs()
        listing = Listing(token.name == "ol", number(token.attributes.get("start"), 1, 0, 9999))
        if self.top.role == "list":  # A list right inside a list belongs to the item before it.
            items = self.top.node.items
            if not items:
                items.append(Item())
            items[-1].blocks.append(listing)
        else:
            self.top.blocks.append(listing)
        blocks = self.top.blocks
        if self.push(Frame(token.name, "list", blocks, node=listing)):
            self.nesting += 1

    def start_item(self, token: Start):
        self.flush()
        for index in range(len(self.frames) - 1, 0, -1):
            if self.frames[index].role in ("list", "cell", "caption", "quote"):
                break
            if self.frames[index].role == "item":
                self.close_to(index)
                break
        if self.top.role != "list":
            self.close_paragraphs()
        if self.top.role != "list":
            self.start_block(token)
            return
        item = Item()
        self.top.node.items.append(item)
        self.start_block(token, "item", node=item, blocks=item.blocks)

    def start_quote(self, token: Start):
        if self.nesting >= MAX_NESTING:
            self.start_block(token)
            return
        self.close_paragraphs()
        quote, depth = Quote(), len(self.frames)
        self.top.blocks.append(quote)
        self.start_block(token, "quote", node=quote, blocks=quote.blocks)
        if len(self.frames) > depth and self.top.role == "quote":
            self.nesting += 1

    # Ends

    def end(self, name: str):
        if name in INLINE_MARKS or name in PLAIN_INLINE:
            self.close_inline(name)
            return
        if name == "br":
            self.add(Break())
            return
        if name in ("thead", "tfoot", "tbody", "tr") and self.table is not None and not self.open_names[name]:
            self.end_table_part(name)
            return
        if not self.open_names[name]:
            if name in BLOCKS:
                self.flush()
            return
        structural = name == "table" or name in TABLE_PARTS
        for index in range(len(self.frames) - 1, 0, -1):
            frame = self.frames[index]
            if frame.name == name:
                self.close_to(index)
                return
            if frame.role == "table" or (frame.role in ("cell", "caption") and not structural):
                return

    def close_to(self, index: int):
        while len(self.frames) > index:
            self.pop()

    def pop(self):
        self.flush()
        frame = self.frames.pop()
        self.open_names[frame.name] -= 1
        while len(self.inline) > frame.inline_base:
            self.count(self.inline.pop(), -1)
        if frame.role in ("list", "quote"):
            self.nesting -= 1
        elif frame.role == "table":
            self.table = None
            frame.blocks.append(frame.node)
        elif frame.role == "caption":
            table: Table = self.frames[self.table].node
            table.caption.content = _joined(frame.node.blocks)


def _joined(blocks: list) -> list:
    content = []
    for block in blocks:
        if isinstance(block, Paragraph):
            content.extend([Break()] if content else [])
            content.extend(block.content)
    return content
