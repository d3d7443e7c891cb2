"""PDF files: written anew without what is internal; pages that hold a value become pictures of themselves.

A value is never covered: the page's text is gone, and the words that stay lie invisibly over the picture for search
and for those who listen.
"""

from pathlib import Path

import pikepdf
from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.review.masking.needles import Needles
from gongkai.review.masking.pdf.redraw import redraw_pages
from gongkai.review.masking.pdf.strings import mask_strings
from gongkai.review.masking.pdf.strip import strip_pdf
from gongkai.review.reading.blocks import Fact


def treat_pdf(path: Path, out: Path, needles: Needles) -> tuple[int, list[Fact]]:
    try:
        with pikepdf.open(path) as document:
            facts = strip_pdf(document)
            places = mask_strings(document, needles) if needles else 0
            _save(document, out)
        if needles:
            places += _redraw(out, needles)
    except pikepdf.PasswordError as error:
        raise BadFile(_("PDF 文件设了密码，不能处理。请去掉密码后再上传。")) from error
    except (pikepdf.PdfError, RecursionError) as error:
        raise BadFile(_("PDF 文件已损坏，打不开。请重新导出后再上传。")) from error
    return places, facts


def _redraw(out: Path, needles: Needles) -> int:
    """From the stripped file, so that nothing hidden is drawn."""
    with pikepdf.open(out, allow_overwriting_input=True) as document:
        places = redraw_pages(document, out, needles)
        if places:
            _save(document, out)
    return places


def _save(document: pikepdf.Pdf, out: Path):
    document.remove_unreferenced_resources()
    document.save(
        out,
        deterministic_id=True,
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        encryption=False,
    )
