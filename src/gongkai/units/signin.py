"""Signing in and staying signed in. Two steps: password, then a dynamic code for those who need one."""

import math
import time
from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate, get_user_model, login, logout
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django_otp import login as verified_login

from gongkai.core import audit
from gongkai.core.errors import Refused
from gongkai.units import codes
from gongkai.units.rules import current_posts

BACKEND = "gongkai.units.auth.PostBackend"
PENDING = "signin_pending"
PENDING_SECONDS = 600
ENTERED, SEEN = "entered_at", "seen_at"
SEEN_STEP_SECONDS = 30


class Locked(Refused):
    """Too many failures; the message says how long to wait."""


def check_password(*, request, username: str, password: str):
    """The user that these belong to, or Refused. Unknown name and wrong password are told apart nowhere."""
    known = get_user_model().objects.filter(username=username).first()
    _refuse_locked(request, username, known)
    user = authenticate(request, username=username, password=password)
    if user is None:
        detail = "" if known else "没有这个用户名"
        audit.record(user=known, action="sign_in", detail=detail, request=request, outcome="failed")
        _refuse_locked(request, username, known)
        raise Refused(_("用户名或口令不对。请检查大小写；忘记口令请找安全管理员重置。"))
    if not current_posts(user):
        audit.record(user=user, action="sign_in", detail="没有岗位", request=request, outcome="refused")
        raise Refused(_("您现在没有岗位，不能进入。请与安全管理员联系。"))
    return user


def _refuse_locked(request, username, known):
    minutes = lockout_minutes(username=username, address=audit.client_address(request))
    if minutes:
        audit.record(user=known, action="sign_in", request=request, outcome="locked")
        raise Locked(
            _("连续输错次数过多，已暂停登录。请过 %(minutes)d 分钟再试，或请安全管理员解除锁定。")
            % {"minutes": minutes}
        )


def lockout_minutes(*, username: str, address: str | None) -> int:
    """Minutes until this name may try again: 5 failures from one address, or 20 from all addresses together."""
    attempts = AccessAttempt.objects.filter(username=username)
    return max(
        _minutes_left(attempts.filter(ip_address=address), settings.AXES_FAILURE_LIMIT),
        _minutes_left(attempts, settings.SIGNIN_FAILURES_PER_NAME),
    )


def _minutes_left(attempts, limit: int) -> int:
    now, failures = timezone.now(), 0
    cool_off = timedelta(hours=settings.AXES_COOLOFF_TIME)
    for at, count in (
        attempts.filter(attempt_time__gt=now - cool_off)
        .order_by("-attempt_time")
        .values_list("attempt_time", "failures_since_start")
    ):
        failures += count
        if failures >= limit:
            return max(1, math.ceil((at + cool_off - now).total_seconds() / 60))
    return 0


def locked_names(usernames) -> set[str]:
    """Which of these names are locked from at least one address."""
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    recent = AccessAttempt.objects.filter(username__in=list(usernames), attempt_time__gt=since)
    pairs = set(recent.values_list("username", "ip_address"))
    return {name for name, address in pairs if lockout_minutes(username=name, address=address)}


def wait_for_code(*, request, user, next_address: str) -> None:
    """Remember who gave the right password. Nobody is signed in yet, and the session gets a new key."""
    request.session.flush()
    request.session[PENDING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": int(time.time()),
        "next": next_address,
    }
    if codes.device_of(user) is None:
        codes.begin_enrolment(user=user)


def pending(request):
    """(user, next address) of a first step that still holds, or (None, "")."""
    kept = request.session.get(PENDING)
    if not kept or time.time() - kept["at"] > PENDING_SECONDS:
        return None, ""
    user = get_user_model().objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or not constant_time_compare(kept["hash"], user.get_session_auth_hash()):
        return None, ""
    if (user.is_demo and not settings.DEMO) or not current_posts(user):
        return None, ""
    return user, kept["next"]


def enter(*, request, user, device=None) -> None:
    """Sign in for good; `device` is what accepted the code. The session key changes, so a planted one is worthless."""
    request.session.pop(PENDING, None)
    login(request, user, backend=BACKEND)
    if device is not None:
        verified_login(request, device)
    request.session[ENTERED] = request.session[SEEN] = int(time.time())
    audit.record(user=user, action="sign_in", detail="动态口令" if device else "口令", request=request)


def leave(*, request, reason: str) -> None:
    audit.record(user=request.user, action="sign_out", detail=reason, request=request)
    logout(request)


def reason_to_leave(request) -> str:
    """Why this session may not go on, asked on every request; empty while it may."""
    user, now = request.user, time.time()
    entered, seen = request.session.get(ENTERED, now), request.session.get(SEEN, now)
    if not current_posts(user):
        return _("您现在没有岗位，已退出登录。请与安全管理员联系。")
    if now - seen > settings.SESSION_IDLE_SECONDS:
        return _("较长时间没有操作，已退出登录。请重新登录。")
    if now - entered > settings.SESSION_COOKIE_AGE:
        return _("登录已满 %(hours)d 小时，请重新登录。") % {"hours": settings.SESSION_COOKIE_AGE // 3600}
    if codes.must_have_code(user) and not user.is_verified():
        return _("您的岗位要求动态口令。请重新登录。")
    return ""


def note_activity(request) -> None:
    now = int(time.time())
    request.session.setdefault(ENTERED, now)
    if now - request.session.get(SEEN, 0) >= SEEN_STEP_SECONDS:
        request.session[SEEN] = now
