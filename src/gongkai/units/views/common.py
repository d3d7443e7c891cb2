"""What the back-office pages of units share: the frame, and turning a refusal into a message on the page."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from gongkai.core.errors import GongkaiError


def page(request, template, *, title, icon, trail=(), status=200, **context):
    """`trail` are (label, address) pairs between the home page and this one."""
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": _("首页")}]
    crumbs += [{"url": address, "label": label} for label, address in trail]
    context |= {
        "header_title": title,
        "page_title": title,
        "header_icon": icon,
        "breadcrumbs_items": [*crumbs, {"url": "", "label": title}],
    }
    return TemplateResponse(request, f"units/{template}", context, status=status)


def carried_out(request, form, act, done) -> bool:
    """Run `act` on a valid form's data; a refusal becomes the form's error and what was typed stays."""
    if not form.is_valid():
        return False
    try:
        act(**form.cleaned_data)
    except GongkaiError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, done)
    return True


def act_and_return(request, act, done, address, *args):
    """For buttons without fields: run, say what came of it, go back."""
    try:
        act()
    except GongkaiError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(address, *args)
