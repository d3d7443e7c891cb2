"""The tree as HTML of the body vocabulary, each thing in one form only."""

from html import escape

from gongkai.documents.importing.tree import (
    MARKS,
    Break,
    Cell,
    Item,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Run,
    Section,
    Table,
)

# nh3 takes quadratic time over rows of character references. So escaped characters go through it as noncharacters
# (`inline.plain` lets none into a text), and become references after it.
STAND_INS = {"&": "\ufdd0", "<": "\ufdd1", ">": "\ufdd2"}
_HIDE = str.maketrans(STAND_INS)
_SHOW = str.maketrans({STAND_INS["&"]: "&amp;", STAND_INS["<"]: "&lt;", STAND_INS[">"]: "&gt;"})


def show_references(html: str) -> str:
    return html.translate(_SHOW)


def render(blocks: list) -> str:
    return "".join(render_block(block) for block in blocks)


def render_block(block) -> str:
    if isinstance(block, Paragraph):
        return f"<{block.tag}{_classes(block)}>{render_inline(block.content)}</{block.tag}>"
    if isinstance(block, Listing):
        tag = "ol" if block.ordered else "ul"
        start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
        return f"<{tag}{start}>{''.join(_item(item) for item in block.items)}</{tag}>"
    if isinstance(block, Table):
        caption = block.caption.content if block.caption else []
        head = f"<caption>{render_inline(caption)}</caption>" if caption else ""
        return f"<table>{head}{''.join(_section(section) for section in block.sections)}</table>"
    if isinstance(block, Quote):
        return f"<blockquote>{render(block.blocks)}</blockquote>"
    if isinstance(block, Rule):
        return "<hr>"
    raise TypeError(block)


def _classes(paragraph: Paragraph) -> str:
    names = [paragraph.kind] if paragraph.kind else []
    if not paragraph.kind:
        names = [f"align-{paragraph.align}"] if paragraph.align else []
        names += ["no-indent"] if paragraph.no_indent else []
    return f' class="{" ".join(names)}"' if names else ""


def _item(item: Item) -> str:
    """The first paragraph of an item stands bare unless others follow it or it says more than text."""
    texts = [block for block in item.blocks if isinstance(block, Paragraph)]
    first = item.blocks[0]
    if len(texts) == 1 and first is texts[0] and first.is_plain:
        return f"<li>{render_inline(first.content)}{render(item.blocks[1:])}</li>"
    return f"<li>{render(item.blocks)}</li>"


def _section(section: Section) -> str:
    rows = "".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in section.rows)
    return f"<{section.tag}>{rows}</{section.tag}>"


def _cell(cell: Cell) -> str:
    tag = "th" if cell.header else "td"
    written = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    written += f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    written += f' scope="{cell.scope}"' if cell.scope else ""
    alignment, content = _cell_content(cell.blocks)
    written += f' class="align-{alignment}"' if alignment else ""
    return f"<{tag}{written}>{content}</{tag}>"


def _cell_content(blocks: list) -> tuple[str, str]:
    """What all paragraphs of a cell say alike, the cell says once."""
    if not blocks or not all(isinstance(block, Paragraph) for block in blocks):
        return "", render(blocks)
    alignments = {block.align for block in blocks}
    alignment = alignments.pop() if len(alignments) == 1 else ""
    if len(blocks) == 1:
        return alignment, render_inline(blocks[0].content)
    if not alignment:
        return "", render(blocks)
    return alignment, "".join(f"<p>{render_inline(block.content)}</p>" for block in blocks)


def render_inline(content: list) -> str:
    """Marks always nest in one order, a link outermost."""
    written: list[str] = []
    open_tags: list[str] = []
    for item in content:
        wanted = _tags(item)
        keep = 0
        while keep < min(len(open_tags), len(wanted)) and open_tags[keep] == wanted[keep]:
            keep += 1
        written.extend(f"</{tag.split(' ')[0]}>" for tag in reversed(open_tags[keep:]))
        written.extend(f"<{tag}>" for tag in wanted[keep:])
        open_tags = wanted
        written.append("<br>" if isinstance(item, Break) else item.text.translate(_HIDE))
    written.extend(f"</{tag.split(' ')[0]}>" for tag in reversed(open_tags))
    return "".join(written)


def _tags(item) -> list[str]:
    if not isinstance(item, Run):
        return []
    link = [f'a href="{escape(item.href)}"'] if item.href else []
    return link + [mark for mark in MARKS if mark in item.marks]
