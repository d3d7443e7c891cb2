"""What a browser sends from the editor, and small files to send with it."""

import struct
import zlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as Docx
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def paper_data(*, body=(), attachments=(), initial=0, **fields) -> dict:
    data = {
        "title": "关于编辑的通知",
        "genre": "notice",
        "language": "zh-Hans",
        "disclosure": "proactive",
        "validity": "in_force",
        "body": streamfield(list(body)),
        "attachments": inline_formset(list(attachments), initial=initial),
    }
    return nested_form_data(data | fields)


def edit_address(page) -> str:
    return f"/admin/pages/{page.pk}/edit/"


def docx_bytes(*paragraphs: str) -> bytes:
    document, stream = Docx(), BytesIO()
    for text in paragraphs or ("附件正文",):
        document.add_paragraph(text)
    document.save(stream)
    return stream.getvalue()


def docx_upload(name="附件.docx", *paragraphs) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, docx_bytes(*paragraphs), content_type=DOCX)


def png_bytes(width=8, height=6) -> bytes:
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x20\x80\xa0" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def png_upload(name="图.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png_bytes(), content_type="image/png")
