"""巡检: what is public now and would be stopped under today's lists."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongkai.review.patrols import open_findings, patrol_rows, public_versions, unchecked_versions
from gongkai.review.rulelists import current_rulebook

ROWS_ON_PAGE = 20


@require_safe
def patrol(request):
    key = current_rulebook().key
    page = Paginator(open_findings(key), ROWS_ON_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": patrol_rows(page),
        "public": public_versions().count(),
        "waiting": unchecked_versions(key).count(),
    }
    return render(request, "review/patrol.html", context)
