"""A draft from a Word file or from the clipboard. What was recognised is a proposal; the clerk sees it in the editor."""

from django.core.files.uploadedfile import UploadedFile
from django.utils.html import escape
from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.core.text import language_of
from gongkai.documents.actions.drafts import create_draft
from gongkai.documents.importing.body import Imported
from gongkai.documents.importing.pasted import read_html
from gongkai.documents.importing.word import read_docx, read_legacy
from gongkai.documents.models import Document, Paper
from gongkai.documents.models.papers import Genre
from gongkai.documents.queries import possible_issuers
from gongkai.documents.uploads import keep_image, keep_upload


def begin_from_word(
    *, model: type[Paper], unit, author, upload: UploadedFile, keep_original: bool
) -> tuple[Paper, list[str]]:
    """The page, and what a person should look at again. The original file is kept, privately, in any case."""
    upload.seek(0)
    docx = upload.name.lower().endswith(".docx")
    imported = read_docx(upload) if docx else read_legacy(upload, upload.name)
    upload.seek(0)
    original = keep_upload(upload=upload, unit_id=unit.pk, user=author)
    title = imported.title or upload.name.rsplit(".", 1)[0]
    page = _create(
        imported,
        model=model,
        unit=unit,
        author=author,
        title=title,
        attachments=[original] if keep_original else [],
    )
    return page, imported.warnings


def begin_from_paste(
    *, model: type[Paper], unit, author, title: str, html: str, text: str
) -> tuple[Paper, list[str]]:
    """A title that was typed counts more than one that was recognised."""
    imported = read_html(html if html.strip() else _paragraphs(text))
    if not imported.blocks:
        raise BadFile(_("粘贴的内容里没有正文，请改用纯文字粘贴，或者从 Word 文件导入。"))
    title = title or imported.title
    if not title:
        raise BadFile(_("没有认出标题，请在“标题”里填写。"))
    return _create(imported, model=model, unit=unit, author=author, title=title), imported.warnings


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line.strip())}</p>" for line in text.splitlines() if line.strip())


def _create(imported: Imported, *, model, unit, author, title, attachments=()) -> Paper:
    words = [title, *(block["html"] for block in imported.blocks if block["type"] == "text")]
    fields = {
        "title": title[:255],
        "written_on": imported.written_on,
        "language": language_of(" ".join(words)),
    }
    if model is Document:
        fields |= {
            "document_number": imported.document_number[:64],
            "genre": imported.genre or Genre.NOTICE,
            "issuer": _issuer(imported.issuer_text, unit),
        }
    body = _body(imported, unit=unit, author=author)
    return create_draft(model=model, unit=unit, author=author, attachments=attachments, body=body, **fields)


def _issuer(name: str, unit):
    """The unit whose name, today's or an earlier one, stands in the file; None for the clerk's own."""
    for issuer in possible_issuers(unit):
        if issuer != unit and name in {row.name for row in issuer.names.all()}:
            return issuer
    return None


def _body(imported: Imported, *, unit, author) -> list[tuple]:
    stored = {
        image.sha256: keep_image(image=image, unit_id=unit.pk, user=author) for image in imported.images
    }
    return [
        ("text", block["html"]) if block["type"] == "text" else ("image", _image(block, stored))
        for block in imported.blocks
    ]


def _image(block: dict, stored: dict) -> dict:
    return {
        "file": stored[block["sha256"]],
        "alt": block["alt"][:200],
        "caption": block["caption"][:200],
        "decorative": False,
    }
