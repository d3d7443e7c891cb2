"""我的账号: appearance and language (the platform's own panels), password, dynamic code."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from wagtail.admin.views import account as platform

from gongkai.core.errors import Refused
from gongkai.units import actions, codes, signin
from gongkai.units.forms import ChangePasswordForm, DropCodeForm
from gongkai.units.views.common import act_and_return, page

WRONG_PASSWORDS = "wrong_passwords"
WRONG_PASSWORDS_ALLOWED = 5


class AccountView(platform.AccountView):
    """Name and address are the security administrator's to set; the password has a page that asks for the old one."""

    page_title = gettext_lazy("我的账号")

    def get_panels(self):
        profile = platform.UserProfile.get_for_user(self.request.user)
        kinds = (platform.ThemeSettingsPanel, platform.LocaleSettingsPanel)
        panels = [kind(self.request, self.request.user, profile) for kind in kinds]
        return [panel for panel in panels if panel.is_active()]

    def get_menu_items(self):
        return [
            {
                "url": reverse("units:password"),
                "label": _("修改口令"),
                "help_text": _("改后，别处的登录随即失效。"),
            },
            {
                "url": reverse("units:my_code"),
                "label": _("动态口令"),
                "help_text": _("换手机时在这里重新绑定。"),
            },
        ]


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
