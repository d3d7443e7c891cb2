"""委托: one's own stage in a colleague's hands for some days."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gongkai.core.errors import GongkaiError, NotAllowed
from gongkai.review import actions
from gongkai.review.forms import DelegationForm
from gongkai.review.models import Delegation
from gongkai.review.queries import delegations_of
from gongkai.units.models import Role

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def delegations(request):
    if request.method != "POST":
        return _page(request, DelegationForm(user=request.user))
    form = DelegationForm(request.POST, user=request.user)
    if not form.is_valid():
        return _page(request, form, status=400)
    typed = form.cleaned_data
    post = typed.pop("post")
    try:
        actions.delegate(giver=request.user, role=post.role, unit=post.unit, **typed)
    except GongkaiError as error:
        form.add_error(None, str(error))
        return _page(request, form, status=403 if isinstance(error, NotAllowed) else 409)
    messages.success(request, _("委托已记下，到期自动结束。"))
    return redirect("desk:delegations")


def _page(request, form: DelegationForm, status: int = 200):
    rows = delegations_of(request.user).prefetch_related("unit__names")[:SHOWN]
    context = {"rows": [_row(each, request.user) for each in rows], "form": form}
    return render(request, "review/delegations.html", context, status=status)


def _row(delegation: Delegation, user) -> dict:
    today = timezone.localdate()
    is_over = delegation.ended_at is not None or delegation.until < today
    state = _("已结束") if is_over else _("未开始") if delegation.since > today else _("有效")
    return {
        "delegation": delegation,
        "role": Role(delegation.role).label,
        "state": state,
        "is_over": is_over,
        "may_end": delegation.giver_id == user.pk and not is_over,
    }


@require_POST
def end_delegation(request, delegation_id):
    delegation = get_object_or_404(Delegation, pk=delegation_id)
    actions.end_delegation(delegation=delegation, person=request.user)
    messages.success(request, _("委托已结束。"))
    return redirect("desk:delegations")
