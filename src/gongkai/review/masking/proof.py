"""Whether a masked copy may go out: unpacked and searched, and read again by the readers that the checks use."""

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.review.checking.finding import Finding
from gongkai.review.masking.leftovers import leftovers
from gongkai.review.masking.needles import Needles
from gongkai.review.reading import read_blocks
from gongkai.review.reading.blocks import Block, Fact, Link, Place, Row, Text, Unreadable

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".emf", ".wmf")


def prove(copy: Path, name: str, needles: Needles, findings: list[Finding]):
    """BadFile when anything is left, or when what should have been masked was never met and cannot be read."""
    if left := leftovers(copy, needles):
        part = left[0].partition("!/")[2] or name
        raise BadFile(_left_words() % {"where": needles.mask(part)})
    missed = any(one.masked and not one.hidden and not needles.was_met(one) for one in findings)
    for block in read_blocks(copy, needles.mask(name)):
        if isinstance(block, Unreadable):
            if missed:
                raise BadFile(_unreadable_words() % {"where": needles.mask(block.place.words)})
            continue
        for place, text in _texts(block):
            if needles.found(text):
                words = _picture_words() if _is_picture(block, place) else _left_words()
                raise BadFile(words % {"where": needles.mask(place.words)})


def _texts(block: Block) -> Iterator[tuple[Place, str]]:
    if isinstance(block, Row):
        for cell in block.cells:
            yield cell.place, cell.text
    elif isinstance(block, Text | Fact):
        yield block.place, block.text
    elif isinstance(block, Link):
        yield from ((block.place, block.url), (block.place, block.text))


def _is_picture(block: Block, place: Place) -> bool:
    return getattr(block, "role", "") == "ocr" or place.part.lower().endswith(_PICTURES)


def _left_words() -> str:
    return _(
        "%(where)s：个人信息去不干净，没有生成公开副本。请在原文件里改好后重新上传，或另存为 PDF 后再上传。"
    )


def _picture_words() -> str:
    return _("%(where)s：个人信息在图片上，不能自动脱敏。请在图片上涂掉或换一张图片，再重新上传。")


def _unreadable_words() -> str:
    return _("%(where)s：检查读不了，没有找到的个人信息可能在里面，没有生成公开副本。请人工改好后重新上传。")
