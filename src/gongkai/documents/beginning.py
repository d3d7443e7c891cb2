"""A draft from a Word file or from the clipboard."""

from django.core.files.uploadedfile import UploadedFile
from django.utils.html import escape
from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.documents.drafts import create_draft
from gongkai.documents.models import Document, Paper
from gongkai.documents.models.papers import Genre
from gongkai.documents.uploads import keep_upload


def begin_from_word(
    *, model: type[Paper], unit, author, upload: UploadedFile, keep_original: bool
) -> tuple[Paper, list[str]]:
    """The page and what a person should look at again. The original file is kept, privately, in any case."""
    from gongkai.documents.importing.word import read_docx, read_legacy

    original = keep_upload(upload=upload, unit_id=unit.pk, user=author)
    upload.seek(0)
    read = read_docx if upload.name.lower().endswith(".docx") else read_legacy
    imported = read(upload)
    fields = {
        "title": (imported.title or upload.name.rsplit(".", 1)[0])[:255],
        "written_on": imported.written_on,
        "body": _blocks(imported, unit=unit, author=author),
    }
    if model is Document:
        fields |= {
            "document_number": imported.document_number or "",
            "genre": imported.genre or Genre.NOTICE,
        }
    page = create_draft(
        model=model, unit=unit, author=author, attachments=[original] if keep_original else [], **fields
    )
    return page, list(imported.warnings)


def begin_from_paste(*, model: type[Paper], unit, author, title: str, html: str, text: str) -> Paper:
    from gongkai.documents.importing.clean import clean_html

    body = clean_html(html) if html.strip() else _paragraphs(text)
    if not body.strip():
        raise BadFile(_("粘贴的内容清理后是空的，请改用纯文字粘贴，或者从 Word 文件导入。"))
    return create_draft(model=model, unit=unit, author=author, title=title, body=[("text", body)])


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line.strip())}</p>" for line in text.splitlines() if line.strip())


def _blocks(imported, *, unit, author) -> list:
    return []
