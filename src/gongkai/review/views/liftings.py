"""Asking that a blocked finding may go out, and deciding it."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongkai.core.models import Thing
from gongkai.review import actions
from gongkai.review.dossier import Dossier
from gongkai.review.models import Lifting
from gongkai.review.views.acts import act_on, success


@require_POST
def ask_lifting(request, thing_id):
    thing = get_object_or_404(Thing, pk=thing_id)

    def ask(*, group: str, reason: str):
        checkup = Dossier(user=request.user, thing=thing).checkup
        found = checkup.group(group) if checkup else None
        marks = found.marks if found else []
        return actions.request_lifting(thing=thing, person=request.user, marks=marks, reason=reason)

    return act_on(request, thing, "lift", do=ask, said=success(_("已申请豁免，等另一个审核人决定。")))


@require_POST
def grant_lifting(request, lifting_id):
    lifting = _lifting(lifting_id)
    return act_on(
        request,
        lifting.thing,
        "grant",
        do=lambda comment: actions.grant_lifting(lifting=lifting, person=request.user, comment=comment),
        said=success(_("已同意豁免。")),
        is_done=lambda: _decided_by(lifting, request.user, Lifting.State.GRANTED),
    )


@require_POST
def refuse_lifting(request, lifting_id):
    lifting = _lifting(lifting_id)
    return act_on(
        request,
        lifting.thing,
        "deny",
        do=lambda comment: actions.refuse_lifting(lifting=lifting, person=request.user, comment=comment),
        said=success(_("已答复不同意豁免。")),
        is_done=lambda: _decided_by(lifting, request.user, Lifting.State.REFUSED),
    )


def _lifting(lifting_id) -> Lifting:
    return get_object_or_404(Lifting.objects.select_related("thing"), pk=lifting_id)


def _decided_by(lifting: Lifting, person, state: str) -> bool:
    return Lifting.objects.filter(pk=lifting.pk, state=state, decided_by=person).exists()
