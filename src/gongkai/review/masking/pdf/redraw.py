"""Pages that hold a value, drawn as pictures with the value painted over, and their other words laid invisibly on top."""

import io
from pathlib import Path

import pikepdf
import pypdfium2
from PIL import Image, ImageDraw

from gongkai.review.masking.needles import Needles
from gongkai.review.masking.pdf.find import Hidden, PageText, hidden_values, page_text
from gongkai.review.masking.pdf.words import invisible_words, lay_font

_DOTS = 200 / 72
_MOST_PIXELS = 16_000_000
_QUALITY = 82
_MARGIN = 0.4
_PAINT = (0, 0, 0)


def redraw_pages(document: pikepdf.Pdf, path: Path, needles: Needles) -> int:
    """How many values were hidden on pages."""
    source = pypdfium2.PdfDocument(path)
    places, font = 0, None
    try:
        for number in range(len(source)):
            page = source[number]
            text_page = page.get_textpage()
            text = page_text(text_page)
            hidden = hidden_values(text, needles)
            if hidden or _speaks(document.pages[number], needles):
                font = font or lay_font(document)
                _replace(document, document.pages[number], page, text, hidden, font)
                places += max(len(hidden), 1)
            text_page.close()
            page.close()
    finally:
        source.close()
    return places


def _speaks(page: pikepdf.Page, needles: Needles) -> bool:
    """Whether a value stands in the marks of the page's content, where it is read aloud but not drawn."""
    for operands, _operator in pikepdf.parse_content_stream(page, "BDC DP"):
        for operand in operands:
            if isinstance(operand, pikepdf.Dictionary):
                for value in operand.values():
                    if isinstance(value, pikepdf.String) and needles.found(str(value)):
                        return True
    return False


def _replace(document, target: pikepdf.Page, page, text: PageText, hidden: list[Hidden], font):
    turned = page.get_rotation()
    if turned:
        page.set_rotation(0)
    left, bottom, right, top = page.get_bbox()
    picture = _painted(page, text, hidden, (left, bottom, right, top))
    image = document.make_stream(
        _jpeg(picture),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    place = f"q {right - left:.3f} 0 0 {top - bottom:.3f} {left:.3f} {bottom:.3f} cm /Im0 Do Q\n"
    target.obj.Contents = document.make_stream(place.encode() + invisible_words(text, hidden))
    target.obj.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(Im0=image), Font=pikepdf.Dictionary(F0=font)
    )
    for key in ("/StructParents", "/Group", "/Tabs", "/Metadata", "/PieceInfo", "/SeparationInfo"):
        if key in target.obj:
            del target.obj[key]
    if turned:
        page.set_rotation(turned)


def _painted(page, text: PageText, hidden: list[Hidden], bounds) -> Image.Image:
    left, bottom, right, top = bounds
    scale = min(_DOTS, (_MOST_PIXELS / max((right - left) * (top - bottom), 1)) ** 0.5)
    picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    brush = ImageDraw.Draw(picture)
    for box in _boxes(text, hidden, bounds):
        x0, y0, x1, y1 = box
        brush.rectangle(
            (
                (x0 - left) * scale,
                (top - y1 - _MARGIN) * scale,
                (x1 - left) * scale,
                (top - y0 + _MARGIN) * scale,
            ),
            fill=_PAINT,
        )
    return picture


def _boxes(text: PageText, hidden: list[Hidden], bounds):
    """A box for each character; where the file does not tell it, the whole line from edge to edge."""
    for one in hidden:
        for index in one.indexes:
            box = text.box(index)
            yield box if box is not None else _line(text, index, bounds)


def _line(text: PageText, index: int, bounds) -> tuple[float, float, float, float]:
    """The height of the nearest characters that have one; the whole page when none has."""
    for distance in range(1, 200):
        for near in (index - distance, index + distance):
            if 0 <= near < len(text.codes) and (box := text.box(near)) is not None:
                return bounds[0], box[1], bounds[2], box[3]
    return bounds


def _jpeg(picture: Image.Image) -> bytes:
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=_QUALITY, subsampling=0, optimize=True)
    return data.getvalue()
