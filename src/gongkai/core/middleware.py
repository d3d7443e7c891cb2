"""Errors that a person may meet become plain Chinese answers here."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, OperationalError
from django.http import UnreadablePostError
from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile, GongkaiError, NotAllowed
from gongkai.core.views import bad_request, error_answer, not_that_way

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
GUARD_MARK = "gongkai:"


def clear_errors(get_response):
    """What is too big to take and NUL bytes are refused at the door (SQLite keeps them, PostgreSQL breaks on them); known errors get their page."""

    def middleware(request):
        if _length(request) > settings.MAX_REQUEST_BYTES:
            return bad_request(request, RequestDataTooBig())
        if _has_nul(request.path_info, request.META.get("QUERY_STRING", ""), *request.COOKIES.values()):
            return bad_request(request)
        if any(_has_nul(key, *values) for key, values in request.GET.lists()):
            return bad_request(request)
        response = get_response(request)
        return not_that_way(request, response) if _is_bare_refusal(response) else response

    def process_view(request, view, args, kwargs):
        if request.method == "POST" and request.content_type in FORMS:
            if any(_has_nul(key, *values) for key, values in request.POST.lists()):
                return bad_request(request)
            if any(_has_nul(file.name or "") for _key, files in request.FILES.lists() for file in files):
                return bad_request(request)
        return None

    middleware.process_view = process_view
    middleware.process_exception = clear_answer
    return middleware


def clear_answer(request, exception):
    """The answer for an exception that reached the edge, or None when it is nobody's business but the log's."""
    if isinstance(exception, GongkaiError):
        return _refusal(request, exception, str(exception))
    if isinstance(exception, (SuspiciousOperation, UnreadablePostError)):
        return bad_request(request, exception)
    if _is_about_nul(exception):
        return bad_request(request)
    if isinstance(exception, DatabaseError):
        return _database_answer(request, exception)
    return None


def _refusal(request, exception, message):
    status, title = 409, _("现在不能这样办")
    if isinstance(exception, NotAllowed):
        status, title = 403, _("不能办理")
    elif isinstance(exception, BadFile):
        status, title = 400, _("文件不能接收")
    return error_answer(request, status=status, title=title, message=message)


def _database_answer(request, exception):
    text = str(exception)
    if GUARD_MARK in text:
        sentence = text.split(GUARD_MARK, 1)[1].strip().splitlines()[0].strip()
        return _refusal(request, exception, sentence or _("公开记录的守卫拒绝了这次改动，记录没有变。"))
    if isinstance(exception, OperationalError) and "locked" in text:
        return error_answer(
            request, status=503, title=_("系统正忙"), message=_("数据库正忙，这次没有办成。请过一分钟再试。")
        )
    return None


def _length(request) -> int:
    """What the request says it brings, asked before a byte of it is written to disk."""
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdecimal() and len(text) < 16 else 0


def _is_bare_refusal(response) -> bool:
    return response.status_code == 405 and not response.streaming and not response.content


def _is_about_nul(exception) -> bool:
    return isinstance(exception, (DatabaseError, ValueError)) and "NUL (0x00)" in str(exception)


def _has_nul(*texts: str) -> bool:
    return any("\0" in text for text in texts)
