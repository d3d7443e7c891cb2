"""Public pages go over the wire compressed and are only read; those that a reader has set for himself are kept by nobody
else."""

from django.http import HttpResponseNotAllowed
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_cache_control, patch_vary_headers

from gongkai.portal.display import COOKIE
from gongkai.portal.publication.pages import TAKE_FORMS
from gongkai.units.gate import BACK_OFFICE

READING = ("GET", "HEAD")

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


def as_displayed(get_response):
    """A page that was asked for with a reader's display settings is his alone."""

    def middleware(request):
        response = get_response(request)
        if COOKIE in request.COOKIES and response.get("Content-Type", "").startswith("text/html"):
            patch_cache_control(response, private=True, no_cache=True)
            patch_vary_headers(response, ["Cookie"])
        return response

    return middleware


def only_read(get_response):
    """Whoever sends something to a page that takes nothing is told so, before he is asked for the token of a form."""

    def middleware(request):
        return get_response(request)

    def process_view(request, view, args, kwargs):
        match = request.resolver_match
        if request.method in READING or match.route.startswith(BACK_OFFICE) or match.url_name in TAKE_FORMS:
            return None
        return HttpResponseNotAllowed(READING)

    middleware.process_view = process_view
    return middleware
