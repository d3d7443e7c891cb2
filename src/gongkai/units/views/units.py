"""单位: the tree, one unit with its names and successions, and what the system administrator does with it."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongkai.units import actions, queries
from gongkai.units.forms import AddUnitForm, DissolveUnitForm, RenameUnitForm, SuccessionForm
from gongkai.units.models import Role
from gongkai.units.rules import has_role
from gongkai.units.views.common import carried_out, page


def tree(request):
    may = has_role(request.user, Role.SYSTEM_ADMIN)
    return page(
        request,
        "units/tree.html",
        title=pgettext("all units", "单位"),
        icon="group",
        branches=queries.unit_tree(),
        may=may,
    )


def add(request):
    form = AddUnitForm(request.POST or None)
    if request.method == "POST" and carried_out(
        request, form, lambda **data: actions.add_unit(actor=request.user, **data), _("单位已增加。")
    ):
        return redirect("units:tree")
    return _form_page(request, form, _("增加单位"), _("增加"), ())


def show(request, code):
    unit = _unit(code)
    context = {
        "unit": unit,
        "names": sorted(unit.names.all(), key=lambda name: name.since, reverse=True),
        "successions": unit.successions.select_related("successor").prefetch_related("successor__names"),
        "predecessions": unit.predecessions.select_related("predecessor").prefetch_related(
            "predecessor__names"
        ),
        "open_posts": queries.posts_on(timezone.localdate()).filter(unit=unit).count(),
        "may": has_role(request.user, Role.SYSTEM_ADMIN),
    }
    trail = [(pgettext("all units", "单位"), reverse("units:tree"))]
    return page(request, "units/show.html", title=unit.name, icon="group", trail=trail, **context)


def rename(request, code):
    unit = _unit(code)
    return _change(
        request,
        unit,
        RenameUnitForm(request.POST or None),
        lambda **data: actions.rename_unit(actor=request.user, unit=unit, **data),
        (_("改名"), _("登记新名称"), _("新名称已登记。")),
    )


def dissolve(request, code):
    unit = _unit(code)
    return _change(
        request,
        unit,
        DissolveUnitForm(request.POST or None),
        lambda **data: actions.dissolve_unit(actor=request.user, unit=unit, **data),
        (_("撤销单位"), _("登记撤销"), _("撤销已登记。请接着登记由哪个单位承接。")),
    )


def succeed(request, code):
    unit = _unit(code)
    return _change(
        request,
        unit,
        SuccessionForm(request.POST or None),
        lambda **data: actions.record_succession(actor=request.user, predecessor=unit, **data),
        (_("登记承接"), _("登记"), _("承接关系已登记。")),
    )


def _change(request, unit, form, act, words):
    title, button, done = words
    if request.method == "POST" and carried_out(request, form, act, done):
        return redirect("units:show", unit.code)
    return _form_page(request, form, title, button, [(unit.name, reverse("units:show", args=[unit.code]))])


def _form_page(request, form, title, button, trail):
    trail = [(pgettext("all units", "单位"), reverse("units:tree")), *trail]
    return page(request, "form.html", title=title, icon="group", trail=trail, form=form, button=button)


def _unit(code):
    return get_object_or_404(queries.units_with_names(), code=code)
