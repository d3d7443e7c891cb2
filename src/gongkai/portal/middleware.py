"""Public pages go over the wire compressed."""

from django.middleware.gzip import GZipMiddleware

from gongkai.units.gate import BACK_OFFICE

COMPRESSED = (
    "text/html",
    "text/plain",
    "text/csv",
    "application/atom+xml",
    "application/xml",
    "application/json",
)


def compress_public(get_response):
    """Text of public addresses only. A compressed page tells by its length what stands in it (BREACH): public pages
    carry no secret and no token for a form, while those of the back office do and stay as they are."""
    compress = GZipMiddleware(get_response).process_response

    def middleware(request):
        response = get_response(request)
        if request.path_info.lstrip("/").startswith(BACK_OFFICE):
            return response
        media_type = response.get("Content-Type", "").partition(";")[0]
        return compress(request, response) if media_type in COMPRESSED else response

    return middleware
