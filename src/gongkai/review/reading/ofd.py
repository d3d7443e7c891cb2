"""OFD, the national format of fixed pages: the text of its pages line by line, and everything beside."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from gongkai.review.reading.blocks import Block, Fact, Text
from gongkai.review.reading.markup import attribute, local
from gongkai.review.reading.packed import Parts
from gongkai.review.reading.pdf_text import Line, paragraphs
from gongkai.review.reading.source import Source

_INFO = {
    "Author": "author",
    "Title": "property",
    "Subject": "property",
    "Abstract": "property",
    "CustomData": "property",
}


def ofd_blocks(source: Source) -> Iterator[Block]:
    parts = Parts(source)
    yield from _info(parts)
    pages = [
        name
        for name in parts.names
        if re.search(r"/Pages/[^/]+/Content\.xml$|/Tpls/[^/]+/Content\.xml$", name)
    ]
    for number, name in enumerate(sorted(pages, key=_number), 1):
        yield from _page(parts, name, number)
    yield from parts.rest()


def _number(name: str) -> tuple:
    return ["/Pages/" not in name, *(int(digits) for digits in re.findall(r"\d+", name))]


def _info(parts: Parts) -> Iterator[Block]:
    root = parts.xml("OFD.xml")
    for element in root.iter(
        "{*}Author", "{*}Title", "{*}Subject", "{*}Abstract", "{*}CustomData", "{*}Keyword"
    ):
        text = (element.text or "").strip()
        if text:
            place = parts.place(_("文件属性“%(name)s”") % {"name": local(element)}, "OFD.xml", hidden=True)
            yield Text(text, place, "property")
            yield Fact(_INFO.get(local(element), "property"), text, place, strippable=False)
    yield from parts.attributes(root, "OFD.xml")


def _page(parts: Parts, name: str, number: int) -> Iterator[Block]:
    root = parts.xml(name)
    where = _("第 %(number)s 页") % {"number": number}
    for line, text in paragraphs(_lines(root)):
        yield Text(text, parts.place(where + _("第 %(number)s 行") % {"number": line.number}, name))
    yield from parts.attributes(root, name)


def _lines(root) -> list[Line]:
    """Text objects on one height are one line; OFD measures from the top."""
    pieces = []
    for found in root.iter("{*}TextObject"):
        text = "".join(code.text or "" for code in found.iter("{*}TextCode"))
        box = _numbers(attribute(found, "Boundary"))
        if text.strip():
            size = _numbers(attribute(found, "Size"))
            pieces.append(
                (box if len(box) == 4 else [0, len(pieces) * 10, 10, 5], size[0] if size else 4.0, text)
            )
    lines: list[list] = []
    for piece in sorted(pieces, key=lambda piece: (piece[0][1], piece[0][0])):
        if lines and abs(lines[-1][0][0][1] - piece[0][1]) < 0.5 * lines[-1][0][1]:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [_line(found, number) for number, found in enumerate(lines, 1)]


def _line(pieces: list, number: int) -> Line:
    text, before = "", None
    for (left, _top, width, _height), size, piece in sorted(pieces, key=lambda piece: piece[0][0]):
        text += ("\t" if before is not None and left > before + size else "") + piece
        before = left + width
    (left, top, _width, _height), size, _text = pieces[0]
    return Line(number, text, 0, len(text), left, before, -top - size, -top)


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split()]
    except ValueError:
        return []
