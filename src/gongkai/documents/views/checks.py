"""The one-click remedies of the checks on a draft."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.models import Page

from gongkai.core.errors import GongkaiError
from gongkai.core.kinds import get_kind
from gongkai.core.models import Thing
from gongkai.documents import actions
from gongkai.documents.live import LiveForm
from gongkai.documents.preview import preview_context
from gongkai.documents.uploads import keep_upload
from gongkai.documents.widgets import file_state
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


def _page(page_id: int):
    return get_object_or_404(Page, pk=page_id).specific


@require_POST
def check_draft(request, page_id):
    """The findings of the form as it stands in the editor, as the panel shows them."""
    live = LiveForm(request.POST, _page(page_id))
    checkup = live.checkup()
    context = {"checkup": checkup, "files": live.blocked_files(checkup)}
    return render(request, "documents/panels/findings.html", context)


@require_POST
def draft_page(request, page_id):
    """The public page of the form as it stands in the editor: what the browser asks about accessibility."""
    page = _page(page_id)
    if not page.is_previewable():
        raise Http404
    draft = page.get_latest_revision_as_object()
    shown = LiveForm(request.POST, page).shown_over(get_kind(page.kind_name).form(draft))
    return render(request, "portal/document.html", preview_context(draft) | {"form": shown})


@require_POST
def mask_form(request, page_id):
    """`group` as in `mask_draft`; answers with the inputs that change."""
    live = LiveForm(request.POST, _page(page_id))
    checkup = live.checkup()
    wanted = request.POST.get("group", "")
    group = checkup.group(wanted)
    marks = checkup.maskable_marks if wanted == "all" else group.marks if group else []
    try:
        return JsonResponse({"changed": live.masked(marks=set(marks), author=request.user)})
    except GongkaiError as error:
        return JsonResponse({"error": str(error)}, status=400)


@require_POST
def add_file(request, page_id):
    """A file stored as soon as it is picked, so that it is checked before the page is saved."""
    upload = request.FILES.get("file")
    if upload is None:
        return JsonResponse({"error": _("请选择文件。")}, status=400)
    try:
        stored = keep_upload(upload=upload, unit_id=_page(page_id).unit_id, user=request.user)
    except GongkaiError as error:
        return JsonResponse({"error": str(error)}, status=400)
    return JsonResponse({"file": file_state(stored)})
