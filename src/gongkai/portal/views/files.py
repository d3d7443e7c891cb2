"""The files of public versions. The bytes come from the private store; only the record says which may leave it."""

from urllib.parse import quote

from django.http import FileResponse, Http404
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongkai.core.files import open_blob
from gongkai.core.queries import file_was_withdrawn
from gongkai.core.queries import public_file as find_public_file
from gongkai.core.views import error_answer

SHOWN_IN_THE_BROWSER = ("image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf")
SEALED = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox"


@require_safe
def public_file(request, sha_prefix, name):
    """Inline for pictures and PDF, a download for the rest; sandboxed, so that no uploaded file can act as our page."""
    found = find_public_file(sha_prefix, name) if len(sha_prefix) == 16 else None
    if found is None:
        return _absent(request, sha_prefix, name)
    etag = f'"{found.sha256}"'
    response = get_conditional_response(request, etag=etag) or FileResponse(open_blob(found.sha256))
    response["Content-Type"] = found.media_type
    how = "inline" if found.media_type in SHOWN_IN_THE_BROWSER else "attachment"
    response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(found.name)}"
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    response["Content-Security-Policy"] = SEALED
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _absent(request, sha_prefix, name):
    if len(sha_prefix) == 16 and file_was_withdrawn(sha_prefix, name):
        return error_answer(
            request,
            status=410,
            title=_("文件已撤回"),
            message=_("这个文件所属的信息已经撤回，文件不再提供。撤回的日期和理由见“更正与撤回”。"),
        )
    raise Http404
