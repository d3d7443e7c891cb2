"""Lists as Word writes them: paragraphs that carry `mso-list` and their number as text."""

import re

from gongkai.documents.importing.tree import Cell, Item, Listing, Paragraph, Quote, Run, Table

_BULLET = re.compile("^[·•●○◆◇■□▪▫➢➤►✓✔\u2013\u2014\\-*o§Øüvnlqu\uf000-\uf0ff]$")
_NUMBER = re.compile(r"^(\d{1,4})\.$")


def make_word_lists(blocks: list) -> list:
    """Only at the top and in tables there: elsewhere lists would nest deeper than they may."""
    found: list = []
    waiting: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph) and block.tag == "p" and block.word_list and _marker(block):
            if waiting and waiting[0].word_list[0] != block.word_list[0]:
                found.extend(_lists(waiting))
                waiting = []
            waiting.append(block)
            continue
        found.extend(_lists(waiting))
        waiting = []
        if isinstance(block, Table):
            for cell in block.cells:
                cell.blocks = make_word_lists(cell.blocks)
        else:
            _write_markers(block)
        found.append(block)
    return found + _lists(waiting)


def _write_markers(block):
    if isinstance(block, Paragraph):
        _write_marker(block)
    elif isinstance(block, Table):
        for cell in block.cells:
            _write_markers(cell)
    elif isinstance(block, Listing):
        for item in block.items:
            _write_markers(item)
    elif isinstance(block, Quote | Item | Cell):
        for inner in block.blocks:
            _write_markers(inner)


def _marker(paragraph: Paragraph) -> str:
    text = "".join(item.text for item in paragraph.content if isinstance(item, Run) and item.marker)
    return text.replace("\xa0", " ").strip()


def _write_marker(paragraph: Paragraph):
    """A number such as 一、 or 第一条 is text of the paper and stays."""
    for item in paragraph.content:
        if isinstance(item, Run) and item.marker:
            item.marker = False
            item.text = item.text.rstrip(" \xa0\t\n\r")


def _lists(paragraphs: list[Paragraph]) -> list:
    if not paragraphs:
        return []
    if not _is_clear(paragraphs):
        for paragraph in paragraphs:
            _write_marker(paragraph)
        return paragraphs
    top: list = []
    open_lists: list[tuple[int, Listing]] = []
    for paragraph in paragraphs:
        level, marker = paragraph.word_list[1], _marker(paragraph)
        number = _NUMBER.match(marker)
        while open_lists and open_lists[-1][0] > level:
            open_lists.pop()
        if open_lists and open_lists[-1][0] == level and open_lists[-1][1].ordered != bool(number):
            open_lists.pop()
        if not open_lists or open_lists[-1][0] < level:
            listing = Listing(bool(number), int(number[1]) if number else 1)
            (open_lists[-1][1].items[-1].blocks if open_lists else top).append(listing)
            open_lists.append((level, listing))
        paragraph.content = [
            item for item in paragraph.content if not (isinstance(item, Run) and item.marker)
        ]
        paragraph.align, paragraph.tag = "", "p"
        open_lists[-1][1].items.append(Item([paragraph]))
    return top


def _is_clear(paragraphs: list[Paragraph]) -> bool:
    """Bullets, or numbers that count up by one on each level: a list would say the same as the text."""
    expected: dict[int, int] = {}
    for paragraph in paragraphs:
        level, marker = paragraph.word_list[1], _marker(paragraph)
        for deeper in [key for key in expected if key > level]:
            del expected[deeper]
        number = _NUMBER.match(marker)
        if number:
            if expected.get(level, int(number[1])) != int(number[1]):
                return False
            expected[level] = int(number[1]) + 1
        elif _BULLET.match(marker):
            expected.pop(level, None)
        else:
            return False
    return True
