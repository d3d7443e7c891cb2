"""Texts, tables of text and web pages: out in the encoding in which they came."""

import codecs
import io
import re
from pathlib import Path

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.review.masking.needles import Needles
from gongkai.review.masking.office import fact
from gongkai.review.masking.text import masked_html
from gongkai.review.reading.blocks import Fact
from gongkai.review.reading.encodings import find_encoding

_LIMIT = 100 * 1024 * 1024
_MARKUP = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta)\b", re.I | re.S
)
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def treat_text(path: Path, name: str, out: Path, needles: Needles) -> tuple[int, list[Fact]]:
    if path.stat().st_size > _LIMIT:
        raise BadFile(_("文件过大，不能处理。请拆分后再上传。"))
    data = path.read_bytes()
    mark, encoding = _encoding(data)
    text = data[len(mark) :].decode(encoding, "surrogateescape")
    facts: list[Fact] = []
    if is_page(name, text):
        masked, places = masked_html(text, needles, strip=True)
        if masked_html(text, Needles(()), strip=True)[0] != text:
            facts.append(fact("property", _("网页里的注释和编写工具信息")))
    else:
        masked, places = needles.mask(text), len(needles.spans(text))
    out.write_bytes(mark + masked.encode(encoding, "surrogateescape"))
    return places, facts


def is_page(name: str, text: str) -> bool:
    ending = name.rpartition(".")[2].lower()
    return ending in ("html", "htm", "xhtml", "xml", "svg") or bool(_MARKUP.match(text[:4096]))


def _encoding(data: bytes) -> tuple[bytes, str]:
    """The mark at the start, and the encoding of what follows; broken bytes come out as they went in."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return mark, encoding
    found = find_encoding(io.BytesIO(data))
    if found is None:
        raise BadFile(_("不认识这种文件，去不掉其中的内部信息。请另存为 .docx、.xlsx 或 PDF 后再上传。"))
    return b"", found.rstrip("?")
