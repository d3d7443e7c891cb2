"""What a PDF loses: who made it and how, comments, attachments, scripts, layers that are switched off, earlier states."""

from collections import Counter

import pikepdf
from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.review.masking.office import fact
from gongkai.review.masking.pdf.layers import drop_hidden_layers
from gongkai.review.masking.pictures import without_metadata
from gongkai.review.reading.blocks import Fact

_SHOWN = {"/Stamp", "/Watermark", "/Widget", "/FreeText", "/PrinterMark", "/TrapNet"}
_SCRIPTED = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/ResetForm", "/Rendition", "/Sound", "/Movie",
             "/GoToE", "/RichMediaExecute", "/SetOCGState", "/Hide"}  # fmt: skip
_PRIVATE_KEYS = ("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/Thumb")
_HIDDEN, _NO_VIEW = 2, 32


def strip_pdf(document: pikepdf.Pdf) -> list[Fact]:
    gone: Counter = Counter()
    root = document.Root
    if root.get("/Collection") is not None:
        raise BadFile(_("PDF 文件包里装的是别的文件。请把里面的文件逐个上传。"))
    _drop_properties(document, gone)
    _drop_attachments(root, gone)
    _drop_scripts(root, gone)
    for page in document.pages:
        _strip_page(page, gone)
    _flatten(document, gone)
    gone["hidden_text", _("关闭的图层")] += drop_hidden_layers(document)
    for item in document.objects:
        _strip_object(item, gone)
    return [fact(kind, text) for (kind, text), count in gone.items() if count]


def _drop_properties(document: pikepdf.Pdf, gone: Counter):
    if "/Info" in document.trailer:
        gone["author", _("文档属性（作者、制作软件、日期等）")] += 1
        del document.trailer["/Info"]
    for key in ("/Metadata", "/PieceInfo", "/SpiderInfo", "/Threads", "/LastModified", "/Extensions"):
        if key in document.Root:
            gone["author", _("文档属性（作者、制作软件、日期等）")] += 1
            del document.Root[key]


def _drop_attachments(root, gone: Counter):
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and "/EmbeddedFiles" in names:
        gone["embedded", _("PDF 里的附件")] += 1
        del names["/EmbeddedFiles"]
    if "/AF" in root:
        gone["embedded", _("PDF 里的附件")] += 1
        del root["/AF"]


def _drop_scripts(root, gone: Counter):
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and "/JavaScript" in names:
        gone["custom_data", _("脚本和自动动作")] += 1
        del names["/JavaScript"]
    if "/AA" in root or _is_scripted(root.get("/OpenAction")):
        gone["custom_data", _("脚本和自动动作")] += 1
    for key in ("/AA", "/OpenAction", "/URI"):
        if key in root and (key != "/OpenAction" or _is_scripted(root[key])):
            del root[key]


def _is_scripted(action) -> bool:
    if not isinstance(action, pikepdf.Dictionary):
        return False
    return str(action.get("/S", "")) in _SCRIPTED or "/Next" in action


def _strip_page(page: pikepdf.Page, gone: Counter):
    for key in ("/AA", "/PieceInfo", "/LastModified", "/Metadata", "/Thumb", "/B"):
        if key in page.obj:
            del page.obj[key]
    annotations = page.obj.get("/Annots")
    if annotations is None:
        return
    kept = [one for one in annotations if isinstance(one, pikepdf.Dictionary) and _stays(one, gone)]
    if kept:
        page.obj.Annots = pikepdf.Array(kept)
    else:
        del page.obj["/Annots"]


def _stays(annotation, gone: Counter) -> bool:
    kind, flags = str(annotation.get("/Subtype", "")), int(annotation.get("/F", 0))
    if kind == "/Redact":
        raise BadFile(_("PDF 里有标了还没有执行的涂黑（密文），底下的内容仍在。请执行涂黑后再上传。"))
    if kind == "/Link":
        for key in ("/Contents", "/AA", "/PA", "/T", "/M", "/NM"):
            annotation.pop(key, None) if key in annotation else None
        return not _is_scripted(annotation.get("/A"))
    if kind in _SHOWN and not flags & (_HIDDEN | _NO_VIEW):
        for key in ("/AA", "/A"):
            if key in annotation:
                del annotation[key]
        return True
    if kind != "/Popup":
        gone["embedded" if kind == "/FileAttachment" else "comment", _annotation_words(kind)] += 1
    return False


def _annotation_words(kind: str) -> str:
    return _("PDF 里的附件") if kind == "/FileAttachment" else _("批注和隐藏的表单域")


def _flatten(document: pikepdf.Pdf, gone: Counter):
    """What forms and stamps show becomes part of the page. A signature is only its picture after that."""
    form = document.Root.get("/AcroForm")
    if form is not None:
        if "/XFA" in form and not any("/Annots" in page.obj for page in document.pages):
            raise BadFile(_("这是动态表单（XFA）的 PDF，不能处理。请打印成普通 PDF 后再上传。"))
        if _is_signed(form.get("/Fields", ()), 0):
            gone["property", _("电子签名（公开副本里只留签章的图样）")] += 1
        if "/XFA" in form:
            del form["/XFA"]
        gone["custom_data", _("表单域（填写的内容保留在页面上）")] += 1
        document.generate_appearance_streams()
    document.flatten_annotations("screen")
    for key in ("/AcroForm", "/Perms", "/DSS", "/Legal"):
        if key in document.Root:
            del document.Root[key]


def _is_signed(fields, depth: int) -> bool:
    return depth < 20 and any(
        isinstance(one, pikepdf.Dictionary)
        and (
            (str(one.get("/FT", "")) == "/Sig" and "/V" in one) or _is_signed(one.get("/Kids", ()), depth + 1)
        )
        for one in fields
    )


def _strip_object(item, gone: Counter):
    """Metadata of single pictures, fonts and drawings."""
    if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        return
    for key in _PRIVATE_KEYS:
        if key in item:
            del item[key]
    if isinstance(item, pikepdf.Stream) and str(item.get("/Filter", "")) == "/DCTDecode":
        data = item.read_raw_bytes()
        try:
            copy = without_metadata(data, "image/jpeg")
        except BadFile:
            return
        if copy is not None:
            gone["place", _("图片中的拍摄信息")] += 1
            item.write(copy, filter=item.get("/Filter"), decode_parms=item.get("/DecodeParms"))
