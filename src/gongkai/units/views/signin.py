"""The pages before the back office: password, dynamic code, enrolment."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from gongkai.core import audit
from gongkai.core.errors import Refused
from gongkai.units import codes, signin
from gongkai.units.forms import CodeForm, PasswordForm
from gongkai.units.rules import current_posts

LONGEST_ADDRESS = 500


@never_cache
@sensitive_post_parameters("password")
def password_step(request):
    next_address = safe_next(request)
    if request.method != "POST":
        if current_posts(request.user):
            return redirect(next_address)
        return _page(request, "password", PasswordForm(), next=next_address)
    form = PasswordForm(request.POST)
    if not form.is_valid():
        return _page(request, "password", form, next=next_address, status=400)
    try:
        user = signin.check_password(request=request, **form.cleaned_data)
    except Refused as refusal:
        status = 429 if isinstance(refusal, signin.Locked) else 403
        return _page(request, "password", form, next=next_address, problem=refusal, status=status)
    if codes.needs_code(user):
        signin.wait_for_code(request=request, user=user, next_address=next_address)
        return redirect("signin_code" if codes.device_of(user) else "signin_enrol")
    signin.enter(request=request, user=user)
    return redirect(next_address)


@never_cache
@sensitive_post_parameters("code")
def code_step(request):
    user, next_address = signin.pending(request)
    if user is None:
        return redirect("wagtailadmin_login")
    if codes.device_of(user) is None:
        return redirect("signin_enrol")
    return _with_code(request, user, next_address, page="code", enrolling=False)


@never_cache
@sensitive_post_parameters("code")
def enrol_step(request):
    """The first code of a new device. Also for somebody signed in who wants one (我的账号)."""
    user, next_address = signin.pending(request)
    if user is None and current_posts(request.user):
        user, next_address = request.user, reverse("units:my_code")
    if user is None:
        return redirect("wagtailadmin_login")
    device = codes.enrolling_device(user)
    if device is None or codes.device_of(user) is not None:
        return redirect("wagtailadmin_login")
    shown = {"qr": codes.qr_svg(device), "secret": codes.secret_text(device), "username": user.get_username()}
    return _with_code(request, user, next_address, page="enrol", enrolling=True, **shown)


def _with_code(request, user, next_address, *, page, enrolling, **context):
    if request.method != "POST":
        return _page(request, page, CodeForm(), **context)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, page, form, status=400, **context)
    try:
        device = codes.check_code(user=user, code=form.cleaned_data["code"], enrolling=enrolling)
    except Refused as refusal:
        audit.record(user=user, action="sign_in.code", request=request, outcome="failed")
        return _page(request, page, CodeForm(), problem=refusal, status=403, **context)
    if enrolling:
        audit.record(user=user, action="account.code_bound", request=request)
    signin.enter(request=request, user=user, device=device)
    return redirect(next_address)


def safe_next(request) -> str:
    """The path that was asked for, when it is one of ours and short enough for a redirect."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    here = {request.get_host()}
    is_path = wanted.startswith("/") and len(wanted) <= LONGEST_ADDRESS
    if is_path and url_has_allowed_host_and_scheme(wanted, here, require_https=request.is_secure()):
        return wanted
    return reverse("wagtailadmin_home")


def _page(request, step, form, *, problem=None, status=200, **context):
    context |= {"form": form, "problem": problem, "step": step}
    return render(request, f"units/signin/{step}.html", context, status=status)
