"""我的账号: posts, appearance and language, password, dynamic code. Names and posts are the security administrator's."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from wagtail.users.models import UserProfile

from gongkai.core.errors import Refused
from gongkai.units import actions, codes, signin
from gongkai.units.forms import AppearanceForm, ChangePasswordForm, DropCodeForm
from gongkai.units.rules import current_posts
from gongkai.units.views.common import act_and_return, page

WRONG_PASSWORDS = "wrong_passwords"
WRONG_PASSWORDS_ALLOWED = 5


def account(request):
    profile = UserProfile.get_for_user(request.user)
    form = AppearanceForm(request.POST or None, instance=profile)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("账号设置已保存。"))
        return redirect("wagtailadmin_account")
    posts = current_posts(request.user)
    return page(request, "account/account.html", title=_("我的账号"), icon="user", form=form, posts=posts)


@sensitive_post_parameters()
def change_password(request):
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            actions.change_password(user=request.user, old=data["old"], new=data["new"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
            if _too_many_wrong(request):
                return _signed_out(request, _("口令连续填错，已退出登录。"))
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, _("口令已修改。别处的登录已失效。"))
            return redirect("wagtailadmin_home")
    must = request.user.must_change_password
    return page(request, "account/password.html", title=_("修改口令"), icon="password", form=form, must=must)


@sensitive_post_parameters()
def my_code(request):
    user = request.user
    form = DropCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.drop_own_code(user=user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            if _too_many_wrong(request):
                return _signed_out(request, _("口令连续填错，已退出登录。"))
        else:
            if codes.must_have_code(user):
                return _signed_out(request, _("原动态口令已解除。请重新登录，绑定新的手机。"))
            messages.success(request, _("动态口令已停用。"))
            return redirect("units:my_code")
    context = {"form": form, "device": codes.device_of(user), "must": codes.must_have_code(user)}
    return page(request, "account/code.html", title=_("动态口令"), icon="key", **context)


@require_POST
def begin_code(request):
    if codes.device_of(request.user) is None:
        codes.begin_enrolment(user=request.user)
        return redirect("signin_enrol")
    return act_and_return(request, lambda: None, _("动态口令已经绑定。"), "units:my_code")


def _too_many_wrong(request) -> bool:
    """A session left open must not be a place to guess the password."""
    wrong = request.session.get(WRONG_PASSWORDS, 0) + 1
    request.session[WRONG_PASSWORDS] = wrong
    return wrong >= WRONG_PASSWORDS_ALLOWED


def _signed_out(request, reason):
    signin.leave(request=request, reason=reason)
    messages.warning(request, reason)
    return redirect("wagtailadmin_login")
