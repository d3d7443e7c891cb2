"""The end of a paper: who signs it, and the day (GB/T 9704-2012 §7.3.5)."""

import re

from gongkai.documents.importing.inline import lines
from gongkai.documents.importing.numbers import parse_chinese_date
from gongkai.documents.importing.tree import Paragraph

MAX_SIGNERS = 4
_SENTENCE_END = re.compile(r"[。；：，！？;:,!?]$")


def mark_signatures(blocks: list) -> list:
    found: list = []
    for block in blocks:
        found.extend(_parted(block) if isinstance(block, Paragraph) else [block])
    for index, block in enumerate(found):
        if _is_right(block) and parse_chinese_date(block.text):
            _set_kind(block, "date")
            _mark_signers(found, index)
    return found


def _is_right(block) -> bool:
    return isinstance(block, Paragraph) and block.tag == "p" and (block.align == "right" or bool(block.kind))


def _set_kind(paragraph: Paragraph, kind: str):
    paragraph.kind, paragraph.align, paragraph.no_indent = kind, "", False


def _mark_signers(blocks: list, index: int):
    for block in reversed(blocks[max(0, index - MAX_SIGNERS) : index]):
        if not _is_right(block) or block.kind == "date":
            return
        text = block.text
        if not text or len(text) > 60 or "\n" in text or _SENTENCE_END.search(text):
            return
        _set_kind(block, "signature")


def _parted(paragraph: Paragraph) -> list[Paragraph]:
    """Signature and date in one right-aligned paragraph are two lines of one; here each becomes a paragraph."""
    if not _is_right(paragraph) or "\n" not in paragraph.text or len(paragraph.text) > 300:
        return [paragraph]
    if not parse_chinese_date(paragraph.text.rsplit("\n", 1)[1]):
        return [paragraph]
    return [
        Paragraph(paragraph.tag, paragraph.align, paragraph.kind, paragraph.no_indent, content=line)
        for line in lines(paragraph)
        if line
    ]
