"""A body (docs/public-form.md) as a screen reader meets it: headings, paragraphs, list items, tables, pictures in order."""

import re
from collections.abc import Iterator

from lxml import html

from gongkai.review.reading.blocks import Body, Piece, Place, Square
from gongkai.review.reading.forms import field_words

_BLANKS = re.compile(r"[ \t\r\n\f]+")
_LEAVES = frozenset(("p", "h2", "h3", "h4", "li", "caption"))


def body_structure(form: dict) -> Iterator[Body]:
    """One block for the whole body; none where there is nothing."""
    pieces = [
        piece for number, block in enumerate(form.get("body") or []) for piece in _pieces(block, number)
    ]
    if pieces:
        graphic = (form.get("interpretation") or {}).get("style") == "graphic"
        yield Body(tuple(pieces), str(form.get("language") or ""), graphic)


def _pieces(block: dict, number: int) -> Iterator[Piece]:
    part = f"body[{number}]"
    place = Place(field_words(part, "body"), part)
    if block.get("type") == "image":
        yield _picture(block, place)
    elif block.get("html"):
        root = html.fragment_fromstring(block["html"], create_parent="div")
        for element in root:
            yield from _element_pieces(element, place)


def _picture(block: dict, place: Place) -> Piece:
    """`tag` says decoration where the writer said so: nothing is asked of that."""
    return Piece(
        tag="decoration" if block.get("decorative") else "image",
        text=(block.get("alt") or "").strip(),
        place=Place(place.words, f"{place.part}.alt"),
        name=block.get("name") or "",
        caption=(block.get("caption") or "").strip(),
    )


def _element_pieces(element, place: Place) -> Iterator[Piece]:
    if element.tag == "table":
        yield from _table_pieces(element, place)
    elif element.tag in _LEAVES and not _holds_pieces(element):
        yield _leaf(element, place)
    elif isinstance(element.tag, str):
        for child in element:
            yield from _element_pieces(child, place)


def _holds_pieces(element) -> bool:
    return any(child.tag in ("p", "ul", "ol", "table", "blockquote") for child in element)


def _leaf(element, place: Place) -> Piece:
    text = _text(element)
    return Piece(
        tag=element.tag,
        text=text,
        place=place,
        bold=bool(text) and _is_bold(element),
        links=_links(element),
    )


def _table_pieces(table, place: Place) -> Iterator[Piece]:
    for caption in table.iter("caption"):
        yield _leaf(caption, place)
    rows = tuple(tuple(_square(cell) for cell in row if cell.tag in ("td", "th")) for row in table.iter("tr"))
    yield Piece("table", _text(table), place, links=_links(table), rows=tuple(row for row in rows if row))


def _square(cell) -> Square:
    return Square(_text(cell), cell.tag == "th", _number(cell.get("colspan")), _number(cell.get("rowspan")))


def _number(value: str | None) -> int:
    return min(max(int(value), 1), 1000) if value and value.isdecimal() and len(value) < 5 else 1


def _links(element) -> tuple[tuple[str, str], ...]:
    return tuple((_text(link), link.get("href")) for link in element.iter("a") if link.get("href"))


def _text(element) -> str:
    """Ideographic blanks stay: they are what is asked about."""
    words = [text for text in element.itertext() if isinstance(text, str)]
    return _BLANKS.sub(" ", "".join(words)).strip(" ")


def _is_bold(element) -> bool:
    """Whether nothing stands outside of bold type."""
    return all(
        any(parent.tag == "strong" for parent in (owner, *owner.iterancestors()))
        for owner, text in _texts(element)
        if text.strip()
    )


def _texts(element):
    for each in element.iter():
        if each.text:
            yield each, each.text
        if each is not element and each.tail:
            yield each.getparent(), each.tail
