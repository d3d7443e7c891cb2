"""The gate and the audit trail, around every back-office request."""

import logging

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found

from gongkai.core import audit
from gongkai.core.views import wants_json
from gongkai.units import signin
from gongkai.units.gate import BACK_OFFICE, SAFE_METHODS, anybody, rule_for

log = logging.getLogger(__name__)

MUST_CHANGE_PASSWORD_MAY = ("units:password", "wagtailadmin_logout", "wagtailadmin_javascript_catalog")
NOT_A_SIGN_OF_LIFE = ("wagtailadmin_editing_sessions:ping",)
CHANGES_NOTHING = (
    *NOT_A_SIGN_OF_LIFE,
    "wagtailadmin_pages:preview_on_edit",
    "desk:check_draft",
    "desk:draft_page",
)


def back_office_gate(get_response):
    """Runs before any view below /admin/, whatever the method. What is refused does not exist (404)."""

    def middleware(request):
        return get_response(request)

    def process_view(request, view, args, kwargs):
        match = request.resolver_match
        if not _is_back_office(request, match):
            return None
        view_name = match.view_name if match.url_name else None
        return _turned_away(request, view_name, kwargs)

    middleware.process_view = process_view
    return middleware


def _is_back_office(request, match) -> bool:
    return request.path_info.lstrip("/").startswith(BACK_OFFICE) or match.route.startswith(BACK_OFFICE)


def _turned_away(request, view_name, kwargs):
    """The answer instead of the view, or None when the person may enter."""
    rule = rule_for(view_name)
    if rule is anybody:
        return None
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    if reason := signin.reason_to_leave(request):
        signin.leave(request=request, reason=reason)
        messages.warning(request, reason)
        return _to_sign_in(request)
    if request.user.must_change_password and view_name not in MUST_CHANGE_PASSWORD_MAY:
        return redirect("units:password")
    if rule is None or not rule(request.user, kwargs, request):
        return not_there(request)
    if view_name not in NOT_A_SIGN_OF_LIFE:
        signin.note_activity(request)
    return None


def _to_sign_in(request):
    if wants_json(request):
        return JsonResponse({"error": _("登录已失效，请重新登录。")}, status=401)
    wanted = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("wagtailadmin_home")
    response = redirect_to_login(wanted, reverse("wagtailadmin_login"))
    add_never_cache_headers(response)
    return response


def not_there(request):
    """Exactly what the back office answers for an address that does not exist."""
    if wants_json(request):
        response = JsonResponse({"error": _("没有这个页面。")}, status=404)
    else:
        response = page_not_found(request, "", template_name="wagtailadmin/404.html")
    add_never_cache_headers(response)
    return response


def audit_trail(get_response):
    """Keeps who changed or downloaded what in the back office, with the status that came of it; never what was sent."""

    def middleware(request):
        if not request.path_info.lstrip("/").startswith(BACK_OFFICE):
            return get_response(request)
        with audit.seen_from(audit.client_address(request)):
            user = request.user if request.user.is_authenticated else None
            response = get_response(request)
            if user is not None and _worth_keeping(request, response):
                _keep(request, response, user)
        return response

    return middleware


def _worth_keeping(request, response) -> bool:
    match = request.resolver_match
    if match is not None and match.view_name in CHANGES_NOTHING:
        return False
    return (
        request.method not in SAFE_METHODS or response.streaming or response.has_header("Content-Disposition")
    )


def _keep(request, response, user):
    match = request.resolver_match
    try:
        audit.record(
            user=user,
            action=match.view_name if match is not None else "-",
            target=request.path,
            detail=request.method,
            outcome=str(response.status_code),
        )
    except DatabaseError:
        log.exception(
            "The audit entry of a finished request could not be kept: %s %s", request.method, request.path
        )
