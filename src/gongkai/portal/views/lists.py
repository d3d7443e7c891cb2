"""Home, columns, units, changes and the catalogue."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongkai.catalogue.models import Matter
from gongkai.catalogue.queries import matters_in_use
from gongkai.portal import queries
from gongkai.portal.context import frame_of

PER_PAGE = 12
CHANGES_PER_PAGE = 20
NEWEST_ON_HOME = 10
CHANGES_ON_HOME = 4
UNITS_ON_HOME = 24


@require_safe
def home(request):
    now = timezone.localtime()
    frame = frame_of(request)
    figures, counts = queries.figures_of_home(now, frame.digest)
    cells = [
        {"column": column, "number": sum(counts.get(member.page_id, 0) for member in column.family())}
        for column in frame.top_columns
    ]
    context = {
        "now": now,
        "figures": figures,
        "cells": cells,
        "newest": queries.published()[:NEWEST_ON_HOME],
        "changes": queries.with_titles(list(queries.changes()[:CHANGES_ON_HOME])),
        "units": [line for line in queries.unit_lines() if not line.is_dissolved()][:UNITS_ON_HOME],
    }
    return render(request, "portal/home.html", context)


@require_safe
def column(request, code):
    frame = frame_of(request)
    found = frame.columns.get(code)
    if found is None:
        raise Http404
    papers = queries.papers_in_columns([member.page_id for member in found.family()])
    trail = frame.path(code)
    context = {"column": found, "trail": trail, "section": trail[0].code, "page": page_of(request, papers)}
    return render(request, "portal/column.html", context)


@require_safe
def units(request):
    lines = queries.unit_lines()
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
    return render(
        request, "portal/unit.html", found | {"page": page_of(request, queries.papers_of_unit(found["unit"]))}
    )


@require_safe
def changes(request):
    page = page_of(request, queries.changes(), CHANGES_PER_PAGE)
    page.object_list = queries.with_titles(list(page.object_list))
    return render(request, "portal/changes.html", {"section": "+changes", "page": page})


@require_safe
def matters(request):
    counts = queries.matter_counts()
    found = matters_in_use().order_by("topic", "code")
    rows = [{"matter": matter, "number": counts.get(matter.pk, 0)} for matter in found]
    return render(request, "portal/matters.html", {"section": "+matters", "rows": rows})


@require_safe
def matter(request, code):
    found = get_object_or_404(Matter, code=code)
    page = page_of(request, queries.papers_of_matter(code))
    return render(request, "portal/matter.html", {"section": "+matters", "matter": found, "page": page})


def page_of(request, rows, per_page=PER_PAGE):
    """A page that does not exist answers with the nearest one that does."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))
