"""The words of a redrawn page, invisible over its picture: for search, for copying, for those who listen."""

import pikepdf

from gongkai.review.masking.pdf.find import Hidden, PageText

_ASCII_WIDTH, _WIDTH = 500, 1000


def lay_font(document: pikepdf.Pdf):
    """A font that every viewer knows by name; nothing is drawn with it, so nothing is embedded."""
    descendant = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.CIDFontType0,
        BaseFont=pikepdf.Name("/STSong-Light"),
        CIDSystemInfo=pikepdf.Dictionary(
            Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("GB1"), Supplement=2
        ),
        FontDescriptor=document.make_indirect(_descriptor()),
        DW=_WIDTH,
        W=pikepdf.Array([1, 95, _ASCII_WIDTH]),
    )
    return document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type0,
            BaseFont=pikepdf.Name("/STSong-Light-UniGB-UTF16-H"),
            Encoding=pikepdf.Name("/UniGB-UTF16-H"),
            DescendantFonts=pikepdf.Array([document.make_indirect(descendant)]),
            ToUnicode=document.make_stream(_to_unicode()),
        )
    )


def _descriptor() -> pikepdf.Dictionary:
    return pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor,
        FontName=pikepdf.Name("/STSong-Light"),
        Flags=4,
        FontBBox=pikepdf.Array([-25, -254, 1000, 880]),
        ItalicAngle=0,
        Ascent=880,
        Descent=-120,
        CapHeight=880,
        StemV=93,
    )


def _to_unicode() -> bytes:
    """A code is its own character; a range may not cross the first byte, and a block has at most 100 lines."""
    ranges = [f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>" for high in range(256)]
    blocks = [ranges[start : start + 100] for start in range(0, 256, 100)]
    body = "\n".join(f"{len(block)} beginbfrange\n" + "\n".join(block) + "\nendbfrange" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{body}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()


def invisible_words(text: PageText, hidden: list[Hidden]) -> bytes:
    lines = ["BT", "3 Tr"]
    for words, box in _runs(text, hidden):
        left, bottom, right, top = box
        size = max(top - bottom, 1.0)
        natural = sum(_ASCII_WIDTH if character < "\x7f" else _WIDTH for character in words) * size / 1000
        stretch = min(max(100 * (right - left) / natural, 1), 1000) if natural else 100
        code = words.encode("utf-16-be", "ignore").hex().upper()
        lines += [
            f"/F0 {size:.2f} Tf {stretch:.2f} Tz",
            f"1 0 0 1 {left:.2f} {bottom + 0.12 * size:.2f} Tm <{code}> Tj",
        ]
    return "\n".join([*lines, "ET"]).encode()


def _runs(text: PageText, hidden: list[Hidden]):
    """Lines of the page as they were, with masks in place of values, each with the room that it took."""
    starts = {one.start: one for one in hidden}
    index, words, boxes = 0, [], []
    while index < len(text.codes):
        one = starts.get(index)
        character = text.codes[index]
        if one is not None:
            words.append(one.mask)
            boxes += [text.box(place) for place in range(one.start, one.end)]
            if "\n" in text.codes[one.start : one.end]:
                yield from _run(words, boxes[: len(boxes) - (one.end - one.start)] + _first_line(text, one))
                words, boxes = [], []
            index = one.end
            continue
        if character in "\r\n":
            yield from _run(words, boxes)
            words, boxes = [], []
        elif ord(character) < 0x10000:
            words.append(character)
            boxes.append(text.box(index))
        index += 1
    yield from _run(words, boxes)


def _first_line(text: PageText, one: Hidden) -> list:
    end = text.codes.index("\n", one.start)
    return [text.box(place) for place in range(one.start, min(end, one.end))]


def _run(words: list[str], boxes: list):
    told, known = "".join(words), [box for box in boxes if box is not None]
    if told.strip() and known:
        yield (
            told,
            (
                min(box[0] for box in known),
                min(box[1] for box in known),
                max(box[2] for box in known),
                max(box[3] for box in known),
            ),
        )
