"""The list of papers and the ways to begin and to throw away one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page

from gongkai.core.errors import GongkaiError
from gongkai.documents import queries, rules
from gongkai.documents.actions import begin_from_paste, begin_from_word, create_draft, delete_draft
from gongkai.documents.forms.desk import BlankForm, PaperFilter, PasteForm, WordForm
from gongkai.units.models import Unit

PER_PAGE = 25


@require_safe
def papers(request):
    units = rules.reading_unit_ids(request.user)
    form = PaperFilter(request.GET)
    chosen = form.chosen()
    things = queries.papers_of(
        units, state=chosen.get("state", ""), kind=chosen.get("kind", ""), words=chosen.get("q", "")
    )
    page = Paginator(things, PER_PAGE).get_page(request.GET.get("page"))
    counts = queries.count_by_state(units)
    context = {
        "filter_form": form,
        "page": page,
        "rows": queries.paper_rows(page.object_list),
        "states": [(code, label, counts[code]) for code, label in queries.DeskState.LABELS.items()],
        "total": sum(counts.values()),
        "chosen": chosen,
        "may_write": bool(rules.writing_unit_ids(request.user)),
        "writes_for": rules.writing_unit_ids(request.user),
    }
    return render(request, "documents/papers.html", context)


def _units(request):
    return Unit.objects.filter(pk__in=rules.writing_unit_ids(request.user)).prefetch_related("names")


def new(request):
    """Three ways to begin; the first is done right here."""
    form = BlankForm(request.POST or None, units=_units(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            page = create_draft(
                model=form.model,
                unit=data["unit"],
                author=request.user,
                title=data["title"],
                body=[("text", "")],
            )
        except GongkaiError as error:
            form.add_error(None, str(error))
        else:
            return redirect("wagtailadmin_pages:edit", page.pk)
    return render(request, "documents/new.html", {"form": form}, status=_status(form))


def import_word(request):
    form = WordForm(request.POST or None, request.FILES or None, units=_units(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            page, warnings = begin_from_word(
                model=form.model,
                unit=data["unit"],
                author=request.user,
                upload=data["file"],
                keep_original=data["keep_original"],
            )
        except GongkaiError as error:
            form.add_error("file", str(error))
        else:
            return _begun(request, page, warnings)
    return render(request, "documents/import_word.html", {"form": form}, status=_status(form))


def paste(request):
    form = PasteForm(request.POST or None, units=_units(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            page, warnings = begin_from_paste(
                model=form.model,
                unit=data["unit"],
                author=request.user,
                title=data["title"],
                html=data["html"],
                text=data["text"],
            )
        except GongkaiError as error:
            form.add_error(None, str(error))
        else:
            return _begun(request, page, warnings)
    return render(request, "documents/paste.html", {"form": form}, status=_status(form))


def _begun(request, page, warnings):
    messages.success(request, _("已生成草稿，请核对各项后送审。"))
    for warning in warnings:
        messages.warning(request, warning)
    return redirect("wagtailadmin_pages:edit", page.pk)


def delete(request, page_id):
    page = get_object_or_404(Page, pk=page_id).specific
    if request.method == "POST":
        try:
            delete_draft(page=page, actor=request.user)
        except GongkaiError as error:
            messages.error(request, str(error))
            return redirect("wagtailadmin_pages:edit", page_id)
        messages.success(request, _("已删除草稿《%(title)s》。") % {"title": page.draft_title})
        return redirect("desk:papers")
    return render(request, "documents/delete.html", {"page": page, "thing": page.thing})


def _status(form) -> int:
    return 422 if form.is_bound and form.errors else 200
