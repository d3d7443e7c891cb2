"""The desk of searching: what readers looked for in vain, which words mean the same, what is recommended."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.search import actions, queries
from gongkai.search.forms import PromotionForm, SynonymForm
from gongkai.search.models import Promotion, SynonymGroup
from gongkai.units.models import Role
from gongkai.units.rules import has_role

either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def overview(request):
    context = {
        "empty": queries.empty_searches(),
        "told_from": actions.empty.TOLD_FROM,
        "groups": SynonymGroup.objects.all(),
        "promotions": queries.promotions(),
        "state": queries.state_of_index(),
        "may_change": has_role(request.user, Role.OFFICE),
    }
    return render(request, "search/desk/overview.html", context)


@either
def synonyms(request, group_id=None):
    group = get_object_or_404(SynonymGroup, pk=group_id) if group_id else SynonymGroup()
    if group_id and "delete" in request.POST:
        actions.delete_synonyms(group=group, person=request.user)
        messages.success(request, _("已删除。"))
        return redirect("desk_search")
    form = SynonymForm(request.POST or None, instance=group)
    if form.is_valid():
        actions.save_synonyms(group=form.save(commit=False), person=request.user)
        messages.success(request, _("已保存。"))
        return redirect("desk_search")
    context = {"form": form, "title": _("同义词"), "is_new": group_id is None}
    return render(request, "search/desk/form.html", context)


@either
def promotion(request, promotion_id=None):
    found = get_object_or_404(Promotion, pk=promotion_id) if promotion_id else Promotion()
    if promotion_id and "delete" in request.POST:
        actions.delete_promotion(promotion=found, person=request.user)
        messages.success(request, _("已删除。"))
        return redirect("desk_search")
    form = PromotionForm(request.POST or None, instance=found)
    if form.is_valid():
        actions.save_promotion(promotion=form.save(commit=False), person=request.user)
        messages.success(request, _("已保存。"))
        return redirect("desk_search")
    context = {"form": form, "title": _("搜索推荐"), "is_new": promotion_id is None}
    return render(request, "search/desk/form.html", context)
