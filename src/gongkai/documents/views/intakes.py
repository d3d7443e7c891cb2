"""Batches of papers that were public before: the list, what is on one, how each paper will look, taking one off."""

import json

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongkai.core.errors import GongkaiError
from gongkai.documents import queries, rules
from gongkai.documents.intake.staging import drop_item
from gongkai.documents.models import Intake, IntakeItem

PER_PAGE = 50


@require_safe
def intakes(request):
    page = Paginator(queries.intakes_for(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "documents/intakes.html", {"page": page, "rows": queries.intake_rows(page)})


@require_safe
def intake(request, intake_id):
    found = get_object_or_404(Intake.objects.select_related("unit", "made_by"), pk=intake_id)
    words, doubtful = request.GET.get("q", "").strip()[:80], request.GET.get("doubts") == "1"
    items = queries.items_of(found, words=words, doubtful=doubtful)
    context = {
        "row": queries.intake_rows([found])[0],
        "page": Paginator(items, PER_PAGE).get_page(request.GET.get("page")),
        "doubtful_count": queries.items_of(found, doubtful=True).count(),
        "words": words,
        "doubtful": doubtful,
        "may_drop": rules.may_drop_from(request.user, found),
    }
    return render(request, "documents/intake.html", context)


@require_safe
def intake_item(request, item_id):
    """The paper as readers will see it; when it is public, where they see it."""
    item = get_object_or_404(IntakeItem.objects.select_related("thing"), pk=item_id)
    if item.thing.newest_event_id:
        return redirect("document", *item.thing.index_number.rsplit("/", 1))
    context = {"form": json.loads(item.form), "preview": True, "preview_files_prefix": _files_prefix(item)}
    return render(request, "portal/document.html", context)


@require_POST
def drop_intake_item(request, item_id):
    item = get_object_or_404(IntakeItem.objects.select_related("intake", "thing"), pk=item_id)
    try:
        drop_item(item=item, actor=request.user)
    except GongkaiError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已从批次里去掉《%(title)s》。") % {"title": item.title})
    return redirect("desk:intake", item.intake_id)


def _files_prefix(item: IntakeItem) -> str:
    address = reverse("desk:submission_file", args=[item.thing_id, item.revision_id, "0", "0"])
    return address.removesuffix("0/0")
