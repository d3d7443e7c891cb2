"""The one-click remedies of the checks on a draft."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.models import Page

from gongkai.core.errors import GongkaiError
from gongkai.core.models import Thing
from gongkai.documents import actions
from gongkai.review.dossier import Dossier


@require_POST
def mask_draft(request, thing_id):
    """`group` names findings of one kind in one place, or `all` that a mask would end."""
    thing = get_object_or_404(Thing, pk=thing_id, is_page=True)
    page = get_object_or_404(Page, pk=thing.object_id).specific
    checkup = Dossier(user=request.user, thing=thing).checkup
    wanted = request.POST.get("group", "")
    group = checkup.group(wanted) if checkup else None
    marks = checkup.maskable_marks if checkup and wanted == "all" else group.marks if group else []
    try:
        done = actions.mask_draft(page=page, author=request.user, marks=set(marks))
    except GongkaiError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _said(done))
    return redirect("desk:thing", thing.pk)


def _said(done) -> str:
    if done.files:
        sentence = _(
            "已脱敏 %(values)d 处，%(files)d 个附件换成了脱敏的公开副本，存为新的一稿。原件留在内部。"
        )
        return sentence % {"values": done.values, "files": done.files}
    return _("已脱敏 %(values)d 处，存为新的一稿。") % {"values": done.values}
