"""What an uploaded file really is. The content decides; a name that says something else is refused."""

import logging
import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from pypdf import PdfReader

from gongkai.core.errors import BadFile
from gongkai.documents.importing.archives import EXECUTABLE_NAMES, zip_kind
from gongkai.documents.importing.names import extension_of, safe_name
from gongkai.review.masking.pictures import EXTENSIONS, inspect_picture, without_metadata
from gongkai.review.reading import ole

OOXML = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES = {
    "docx": f"{OOXML}wordprocessingml.document",
    "xlsx": f"{OOXML}spreadsheetml.sheet",
    "pptx": f"{OOXML}presentationml.presentation",
    "pdf": "application/pdf",
    "ofd": "application/ofd",
    "zip": "application/zip",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "txt": "text/plain",
    "csv": "text/csv",
    **{extension: media_type for media_type, extension in EXTENSIONS.items()},
}
NAMES_OF = {"jpg": ("jpg", "jpeg"), "doc": ("doc", "wps"), "xls": ("xls", "et"), "txt": ("txt", "csv")}
ACCEPTED = tuple(sorted({*MEDIA_TYPES, "jpeg", "wps", "et"}))
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
_EXECUTABLES = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"#!",
    b"\x4c\x00\x00\x00\x01\x14\x02",
)
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF")
STARTING = {"/JavaScript", "/Launch", "/ImportData"}
SENDING = {"/SubmitForm"}
LONGEST_CHAIN = 100
_OTHER_PICTURES = (b"BM", b"II*\0", b"MM\0*", b"\0\0\x01\0", b"8BPS")
_MARKUP = re.compile(r"<(?:[a-z]|!doctype|!--|\?)", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class FileFacts:
    media_type: str
    extension: str
    safe_name: str
    size: int
    width: int | None = None
    height: int | None = None


def inspect_file(stream, name: str) -> FileFacts:
    """The facts of an acceptable file; `BadFile` says in Chinese what is wrong with any other."""
    size = _size(stream)
    written = extension_of(name)
    if written in EXECUTABLE_NAMES:
        raise BadFile(
            _("不收程序、脚本、网页和带宏的文件（.%(extension)s）。请另存为 .docx、.xlsx 或 .pdf 再上传。")
            % {"extension": written}
        )
    stream.seek(0)
    head = stream.read(1024)
    picture = None
    if head.startswith(PICTURES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        picture = inspect_picture(stream)
        extension = EXTENSIONS[picture.media_type]
    else:
        extension = _kind(stream, head)
    extension = _agreed(extension, written)
    stream.seek(0)
    return FileFacts(
        media_type=MEDIA_TYPES[{"wps": "doc", "et": "xls"}.get(extension, extension)],
        extension=extension,
        safe_name=safe_name(name, extension),
        size=size,
        width=picture and picture.width,
        height=picture and picture.height,
    )


def public_copy(stream, facts: FileFacts) -> bytes | None:
    """The picture without place, time, device and comments; None when the original may be public as it is."""
    if not facts.media_type.startswith("image/"):
        return None
    stream.seek(0)
    return without_metadata(stream.read(), facts.media_type)


def _size(stream) -> int:
    size = stream.seek(0, 2)
    if size == 0:
        raise BadFile(_("文件是空的，请检查后重新上传。"))
    if size > settings.MAX_UPLOAD_BYTES:
        most = settings.MAX_UPLOAD_BYTES // (1024 * 1024)
        raise BadFile(_("文件太大，最大 %(most)s MB。请压缩或拆分后再上传。") % {"most": most})
    return size


def _kind(stream, head: bytes) -> str:
    if head.startswith(b"%PDF-"):
        _check_pdf(stream)
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return zip_kind(stream)
    if head.startswith(ole.SIGNATURE):
        return ole.kind_of(stream)
    _refuse_known(head)
    return _text_kind(stream)


def _agreed(extension: str, written: str) -> str:
    """Some contents have two names: .doc and .wps, .txt and .csv. The name chooses between them."""
    names = NAMES_OF.get(extension, (extension,))
    if not written:
        return extension
    if written not in names:
        raise BadFile(
            _("文件名写的是 .%(written)s，内容其实是 .%(real)s。请把文件名改对，或者检查是不是拿错了文件。")
            % {"written": written, "real": extension}
        )
    return "jpg" if written == "jpeg" else written


def _refuse_known(head: bytes):
    if head.startswith(_EXECUTABLES):
        raise BadFile(_("这是程序或脚本，不能接收。"))
    if head.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        raise BadFile(_("压缩包是空的或者分了卷，不能接收。"))
    if head.startswith(_ARCHIVES):
        raise BadFile(_("只收 .zip 压缩包。请改用 .zip，或者逐个上传其中的文件。"))
    if head.startswith(_OTHER_PICTURES) or head[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        raise BadFile(_("不收这种图片，请另存为 .jpg 或 .png 再上传。"))
    if head.startswith(b"{\\rtf"):
        raise BadFile(_("不收 RTF 文件，请另存为 .docx 再上传。"))


def _text_kind(stream) -> str:
    stream.seek(0)
    data = stream.read()
    text = _decoded(data)
    if text is None:
        raise BadFile(
            _("看不出这是什么文件，不能接收。可以上传 %(accepted)s。") % {"accepted": "、".join(ACCEPTED)}
        )
    if _MARKUP.match(text[:2000].lstrip("\ufeff \t\r\n")):
        raise BadFile(_("这是网页、图形代码或脚本，不能接收。请另存为 .docx 或 .pdf 再上传。"))
    return "txt"


def _decoded(data: bytes) -> str | None:
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROLS.search(text) else text
    return None


def _check_pdf(stream):
    try:
        stream.seek(0)
        reader = PdfReader(stream)
        locked = reader.is_encrypted
        pages = 1 if locked else len(reader.pages)
        active = False if locked else _is_active(reader)
        carries = False if locked else "/EmbeddedFiles" in _entry(reader.trailer["/Root"], "/Names", {})
        if pages and not locked:
            reader.pages[0].mediabox  # noqa: B018 - the page tree is read, not only announced.
    except Exception as error:  # Damaged files make pypdf raise anything, RecursionError included.
        raise BadFile(_("PDF 文件已损坏，打不开。请重新导出后再上传。")) from error
    if locked:
        raise BadFile(_("PDF 文件设了密码或限制，不能接收。请去掉密码和限制后再上传。"))
    if not pages:
        raise BadFile(_("PDF 文件里没有页面，请检查后重新上传。"))
    if active:
        raise BadFile(_("PDF 文件里有脚本，不能接收。请用“打印为 PDF”重新生成后再上传。"))
    if carries:
        raise BadFile(
            _("PDF 文件里夹带了别的文件，不能接收。请用“打印为 PDF”重新生成，夹带的文件另作附件上传。")
        )


def _is_active(reader: PdfReader) -> bool:
    """Whether the document, a page, a link or a form field would start a script or a program, or send data at once."""
    root = reader.trailer["/Root"]
    if "/JavaScript" in _entry(root, "/Names", {}):
        return True
    if _starts(_entry(root, "/OpenAction"), STARTING | SENDING):
        return True
    holders = [root]
    for page in reader.pages:
        found = [each.get_object() for each in _entry(page, "/Annots", [])]
        holders += [page, *(each for each in found if isinstance(each, dict))]
    actions = [_entry(holder, "/A") for holder in holders]
    actions += [action for holder in holders for action in _entry(holder, "/AA", {}).values()]
    return any(_starts(action, STARTING) for action in actions)


def _starts(action, kinds: set[str]) -> bool:
    """Also what follows after it. An action may stand by itself, behind a reference, or in a list."""
    waiting, seen = [action], 0
    while waiting and seen < LONGEST_CHAIN:
        action, seen = waiting.pop(), seen + 1
        action = action.get_object() if action is not None else None
        if isinstance(action, dict):
            if action.get("/S") in kinds:
                return True
            following = _entry(action, "/Next")
            waiting += following if isinstance(following, list) else [following]
    return seen >= LONGEST_CHAIN


def _entry(holder, name: str, otherwise=None):
    value = holder.get(name)
    value = value.get_object() if value is not None else None
    return otherwise if value is None else value
