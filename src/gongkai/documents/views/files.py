"""Uploaded files by themselves, for the editor. Those of a revision are the review desk's, public ones the portal's."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from gongkai.core.files import open_blob
from gongkai.documents.models import StoredFile


@require_safe
def file(request, file_id):
    return _answer(get_object_or_404(StoredFile, pk=file_id))


def _answer(stored: StoredFile) -> FileResponse:
    """Pictures are shown, all else is saved; never sniffed, never with scripts of its own."""
    try:
        stream = open_blob(stored.sha256)
    except OSError as error:
        raise Http404 from error
    response = FileResponse(
        stream, as_attachment=not stored.is_image, filename=stored.name, content_type=stored.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
