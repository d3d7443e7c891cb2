"""A tree as it was read to a tree as it is written. Running it twice changes nothing more."""

from gongkai.documents.importing.inline import lines, merge, starts_indented, tidy_line
from gongkai.documents.importing.signatures import mark_signatures
from gongkai.documents.importing.tree import (
    Break,
    Item,
    Listing,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Run,
    Section,
    Table,
)
from gongkai.documents.importing.word_lists import make_word_lists

HEADING_LEVELS = ("h1", "h2", "h3", "h4", "h5", "h6")


def tidy(blocks: list) -> list:
    blocks = tidy_blocks(make_word_lists(blocks))
    while blocks and isinstance(blocks[0], Rule):
        blocks.pop(0)
    while blocks and isinstance(blocks[-1], Rule):
        blocks.pop()
    blocks = mark_signatures(blocks)
    shift_headings(blocks)
    mark_unindented(blocks)
    return blocks


def tidy_blocks(blocks: list) -> list:
    found: list = []
    for block in blocks:
        if isinstance(block, Paragraph):
            found.extend(tidy_paragraph(block))
        elif isinstance(block, Rule):
            if not (found and isinstance(found[-1], Rule)):
                found.append(block)
        elif isinstance(block, Table):
            found.extend(tidy_table(block))
        elif isinstance(block, Quote):
            block.blocks = tidy_blocks(block.blocks)
            found.extend([block] if block.blocks else [])
        elif isinstance(block, Listing):
            for item in block.items:
                item.blocks = tidy_blocks(item.blocks)
                demote(item.blocks)
            block.items = [item for item in block.items if item.blocks]
            found.extend([block] if block.items else [])
    return found


def tidy_paragraph(paragraph: Paragraph) -> list[Paragraph]:
    """One paragraph, or several where two breaks or a break and an indentation stood for a new one."""
    groups: list[list[list]] = []
    fresh = True
    indented = paragraph.indented
    for line in lines(paragraph):
        indent = starts_indented(line)
        tidied = tidy_line(line)
        if not tidied:
            fresh = True
            continue
        if fresh or indent:
            groups.append([])
        indented = indented or indent
        groups[-1].append(tidied)
        fresh = False
    return [_paragraph(paragraph, group, indented) for group in groups]


def _paragraph(like: Paragraph, group: list[list], indented: bool) -> Paragraph:
    content: list = []
    for line in group:
        content.extend([Break()] if content else [])
        content.extend(line)
    kind = like.kind if like.tag == "p" else ""
    align = "" if kind else like.align
    if like.tag != "p":
        content = _without_strong(content)
    return Paragraph(like.tag, align, kind, like.no_indent and not kind, indented, None, content)


def _without_strong(content: list) -> list:
    """A heading is bold already."""
    plain = (
        Run(item.text, item.marks - {"strong"}, item.href) if isinstance(item, Run) else item
        for item in content
    )
    return merge(plain)


def tidy_table(table: Table) -> list:
    for cell in table.cells:
        cell.blocks = tidy_blocks(cell.blocks)
    caption = Paragraph(content=_caption(table.caption)) if table.caption else None
    table.caption = caption if caption and caption.content else None
    for section in table.sections:
        section.rows = [row for row in section.rows if row]
    table.sections = [section for section in table.sections if section.rows]
    filled = [cell for cell in table.cells if cell.blocks]
    if not filled or len(table.cells) == 1 or (len(filled) == 1 and len(filled[0].blocks) > 2):
        return _unwrapped(table)
    _order_sections(table)
    for section in table.sections:
        _tidy_section(section)
    for cell in table.cells:
        demote(cell.blocks)
    return [table]


def _unwrapped(table: Table) -> list:
    """A table with one cell of text is a frame around it, not a table."""
    found: list = [table.caption] if table.caption else []
    for cell in table.cells:
        found.extend(cell.blocks)
    return found


def demote(blocks: list):
    """Inside tables and lists there are no headings and no signatures."""
    for paragraph in paragraphs(blocks):
        paragraph.tag, paragraph.no_indent = "p", False
        paragraph.align, paragraph.kind = paragraph.align or ("right" if paragraph.kind else ""), ""


def _caption(caption: Paragraph) -> list:
    found: list = []
    for line in lines(caption):
        tidied = tidy_line(line)
        if tidied:
            found.extend([Break()] if found else [])
            found.extend(tidied)
    return found


def _order_sections(table: Table):
    """One head at the top, one foot at the bottom; any other stands among the bodies."""
    heads = [section for section in table.sections if section.tag == "thead"]
    feet = [section for section in table.sections if section.tag == "tfoot"]
    for section in heads[1:] + feet[1:]:
        section.tag = "tbody"
    rest = [section for section in table.sections if section.tag == "tbody"]
    table.sections = heads[:1] + rest + feet[:1]


def _tidy_section(section: Section):
    """No span reaches beyond its section; head cells are headers of their columns."""
    for index, row in enumerate(section.rows):
        left = len(section.rows) - index
        for cell in row:
            cell.rowspan = min(cell.rowspan or left, left)
            if section.tag == "thead":
                cell.header = True
                cell.scope = cell.scope or "col"
            if not cell.header:
                cell.scope = ""


def paragraphs(blocks: list):
    """The paragraphs of the body itself: not those in tables and lists."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        elif isinstance(block, Quote):
            yield from paragraphs(block.blocks)


def shift_headings(blocks: list):
    """The title of the page is its h1. When the text brings one of its own, all its headings move down."""
    found = [paragraph for paragraph in paragraphs(blocks) if paragraph.tag != "p"]
    shift = 1 if any(paragraph.tag == "h1" for paragraph in found) else 0
    for paragraph in found:
        level = HEADING_LEVELS.index(paragraph.tag) + 1 + shift
        paragraph.tag = f"h{min(max(level, 2), 4)}"


def mark_unindented(blocks: list):
    """Where paragraphs are indented by hand, the addressee's line (it ends with a colon) is not."""
    found = [paragraph for paragraph in paragraphs(blocks) if paragraph.tag == "p"]
    if not any(paragraph.indented for paragraph in found):
        return
    for paragraph in found:
        if not (paragraph.indented or paragraph.align or paragraph.kind) and paragraph.text.endswith(
            ("：", ":")
        ):
            paragraph.no_indent = True


def without_pictures(blocks: list) -> list:
    """For a text that can hold none."""
    for block in all_paragraphs(blocks):
        block.content = [item for item in block.content if not isinstance(item, Picture)]
    return blocks


def all_paragraphs(blocks: list):
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        elif isinstance(block, Quote | Item):
            yield from all_paragraphs(block.blocks)
        elif isinstance(block, Listing):
            yield from all_paragraphs(block.items)
        elif isinstance(block, Table):
            yield from [block.caption] if block.caption else []
            yield from all_paragraphs([Item(cell.blocks) for cell in block.cells])
