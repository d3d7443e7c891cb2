"""Columns, units, the catalogue, and what was changed after it was published."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gongkai.catalogue.models import Matter
from gongkai.catalogue.queries import matters_in_use
from gongkai.portal import queries
from gongkai.portal.choices import read_choices
from gongkai.portal.context import frame_of
from gongkai.portal.languages import BY_CODE
from gongkai.portal.views.listed import list_context, page_of

CHANGES_PER_PAGE = 20


@require_safe
def column(request, code):
    frame = frame_of(request)
    found = frame.columns.get(code)
    if found is None:
        raise Http404
    trail = frame.path(code)
    context = list_context(request, queries.column_scope(found)) | {
        "column": found,
        "trail": trail,
        "section": trail[0].code,
        "csv": reverse("column_csv", args=[code]),
    }
    return render(request, "portal/column.html", context)


@require_safe
def units(request):
    lines = queries.unit_lines(frame_of(request).digest)
    context = {
        "section": "+units",
        "present": [line for line in lines if not line.is_dissolved()],
        "dissolved": [line for line in lines if line.is_dissolved()],
    }
    return render(request, "portal/units.html", context)


@require_safe
def unit(request, code):
    found = queries.unit_page(code)
    if found is None:
        raise Http404
    listed = list_context(request, queries.unit_scope(found["unit"], frame_of(request)))
    context = {"section": "+units", "csv": reverse("unit_csv", args=[code])}
    return render(request, "portal/unit.html", found | listed | context)


@require_safe
def language(request, code):
    found = BY_CODE.get(code)
    if found is None:
        raise Http404
    listed = list_context(request, queries.language_scope(found.tag))
    return render(request, "portal/language.html", {"section": f"+{found.code}", "spoken": found} | listed)


@require_safe
def changes(request):
    scope = queries.changes_scope(queries.units_by_prefix())
    choices = read_choices(request, names=scope.names, with_years=False)
    listing = queries.ChangesListing(scope, choices, frame_of(request).digest)
    page = page_of(request, listing, CHANGES_PER_PAGE)
    return render(request, "portal/changes.html", {"section": "+changes", "listing": listing, "page": page})


@require_safe
def matters(request):
    counts = queries.matter_counts(frame_of(request).digest)
    found = matters_in_use().order_by("topic", "code")
    rows = [{"matter": matter, "number": counts.get(matter.pk, 0)} for matter in found]
    return render(request, "portal/matters.html", {"section": "+matters", "rows": rows})


@require_safe
def matter(request, code):
    found = get_object_or_404(Matter, code=code)
    context = {"section": "+matters", "matter": found, "csv": reverse("matter_csv", args=[code])}
    return render(request, "portal/matter.html", context | list_context(request, queries.matter_scope(found)))
