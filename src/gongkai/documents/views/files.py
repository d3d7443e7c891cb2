"""Files of drafts, to those who may see them. The public ones are the portal's."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from gongkai.core.files import open_blob
from gongkai.core.models import Thing
from gongkai.documents.models import StoredFile
from gongkai.documents.queries import file_of_thing


@require_safe
def file(request, file_id):
    return _answer(get_object_or_404(StoredFile, pk=file_id))


@require_safe
def preview_file(request, thing_id, sha_prefix, name):
    thing = get_object_or_404(Thing, pk=thing_id)
    stored = file_of_thing(user=request.user, thing=thing, sha_prefix=sha_prefix, name=name)
    if stored is None:
        raise Http404
    return _answer(stored)


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
