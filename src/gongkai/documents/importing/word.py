"""Word files to an import: .docx by mammoth, older formats by LibreOffice where the city has it."""

import re

import mammoth
from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.documents.importing.archives import zip_kind
from gongkai.documents.importing.body import MAX_IMAGES, Body, Imported, read_image
from gongkai.documents.importing.clean import read_blocks
from gongkai.documents.importing.guess import complete, lone_heading
from gongkai.documents.importing.names import extension_of
from gongkai.documents.importing.tidy import all_paragraphs, tidy
from gongkai.documents.importing.tree import Run
from gongkai.documents.importing.word_parts import MARK, STYLE_MAP, Prepared, prepare
from gongkai.review.reading.legacy import convert_to_docx
from gongkai.review.reading.ole import SIGNATURE, kind_of

_MARKED = re.compile(f"^{MARK}([^|{MARK}]*)\\|(\\d+)\\|([^{MARK}]*){MARK}")
_BACK_LINK = re.compile(r'\s*<a href="#[^"]*note-ref-[^"]*">↑</a>')


def read_docx(stream) -> Imported:
    """The paper in a .docx. Nothing is fetched, no entity expanded; what cannot be taken is named in `warnings`."""
    _check_docx(stream)
    prepared = prepare(stream)
    sources: dict = {}
    html = _BACK_LINK.sub("", _convert(prepared, sources))
    tree, dropped = read_blocks(html)
    _restore_numbers(tree)
    title = prepared.title or lone_heading(tree)
    body = Body(sources=sources, dropped=dropped)
    dropped["hidden"] += prepared.seen["hidden"]
    return complete(tidy(tree), body, title, _warnings(prepared))


def read_legacy(stream, name: str) -> Imported:
    """.doc and .wps through LibreOffice; the others with advice what to do instead."""
    extension = extension_of(name)
    if extension == "ofd":
        raise BadFile(_("OFD 文件不能导入为正文。可以把它作为附件上传，或者改用 .docx、.pdf 文件。"))
    if extension not in ("doc", "wps"):
        raise BadFile(_("只能从 .docx、.doc、.wps 文件导入正文。请另存为 .docx 再导入。"))
    stream.seek(0)
    if stream.read(4) == b"PK\x03\x04":  # A new file under an old name.
        return read_docx(stream)
    if kind_of(stream) != "doc":
        raise BadFile(_("这是表格，不是文字文件。请作为附件上传，或者另存为 .docx 再导入。"))
    stream.seek(0)
    imported = read_docx(convert_to_docx(stream.read()))
    imported.warnings.insert(0, _("旧格式文件是经转换导入的，版式可能有出入，请逐段核对。"))
    return imported


def _check_docx(stream):
    stream.seek(0)
    head = stream.read(8)
    if not head:
        raise BadFile(_("文件是空的，请检查后重新上传。"))
    if head == SIGNATURE:
        kind_of(stream)  # Says when it is locked or carries macros.
        raise BadFile(_("这是旧版 .doc 或 .wps 文件，请把文件名改对，或者另存为 .docx 再导入。"))
    if not head.startswith(b"PK\x03\x04") or zip_kind(stream) != "docx":
        raise BadFile(_("这不是 .docx 文件。请用 WPS 或 Word 另存为 .docx 再导入。"))


def _convert(prepared: Prepared, sources: dict) -> str:
    @mammoth.images.img_element
    def keep(image):
        source = f"word-image:{len(sources)}"
        if len(sources) >= MAX_IMAGES:
            return {"src": source}
        try:
            with image.open() as opened:
                found = read_image(opened.read(), image.alt_text or "", len(sources) + 1)
        except (ValueError, KeyError, OSError):  # A picture that lies outside the file; it stays there.
            found = None
        if found is None:
            return {"src": "data:,"}
        sources[source] = found
        return {"src": source}

    try:
        result = mammoth.convert_to_html(
            prepared.package,
            style_map=STYLE_MAP,
            include_embedded_style_map=False,
            external_file_access=False,
            convert_image=keep,
            id_prefix="",
        )
    except RecursionError as error:
        raise BadFile(_("文件内部的层次过深，不能导入。请把内容复制到新文件后再导入。")) from error
    except Exception as error:  # mammoth raises whatever a damaged file makes it meet.
        raise BadFile(_("文件已损坏，读不出正文。请重新保存后再导入。")) from error
    return result.value


def _restore_numbers(tree: list):
    """The counted numbers travel through mammoth as marked text at the beginning of their paragraph."""
    for paragraph in all_paragraphs(tree):
        first = next((item for item in paragraph.content if isinstance(item, Run)), None)
        found = _MARKED.match(first.text) if first else None
        if not found:
            continue
        number, level, label = found.groups()
        first.text = first.text[found.end() :]
        gap = "\u3000" if re.match("第.+[编章节条款]$", label) else ""
        paragraph.content.insert(0, Run(label + gap, marker=True))
        paragraph.word_list = (number, min(int(level), 5))


def _warnings(prepared: Prepared) -> list[str]:
    sentences = {
        "tracked": _(
            "原文件有修订痕迹，按接受全部修订后的文字导入。原文件里仍看得到修改过程，不要作为附件公开。"
        ),
        "comments": _("原文件有批注，没有导入。原文件里仍看得到批注，不要作为附件公开。"),
        "boxes": _("原文件有文本框，其中的文字放在所在段落之后，请核对位置。"),
        "formulas": _("原文件有公式，只导入了其中的文字，请核对。"),
        "objects": _("原文件有图表、图形或嵌入对象，没有导入，请另存为图片后自行插入。"),
        "margins": _("页眉和页脚没有导入。"),
    }
    return [sentence for name, sentence in sentences.items() if prepared.seen[name]]
