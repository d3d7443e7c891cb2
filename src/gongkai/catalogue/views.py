from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from gongkai.catalogue.models import Matter, Plan
from gongkai.catalogue.queries import by_clause, find_matters, plan_rows, reading_page


def matters(request):
    words = request.GET.get("q", "").strip()[:80]
    found = list(find_matters(words))
    context = {"words": words, "clauses": by_clause(found), "count": len(found)}
    return render(request, "catalogue/desk/matters.html", context)


def matter(request, code):
    return render(request, "catalogue/desk/matter.html", {"matter": get_object_or_404(Matter, code=code)})


@require_safe
def plans(request):
    return render(request, "catalogue/desk/plans.html", {"rows": plan_rows()})


@require_safe
def plan(request, plan_id):
    found = get_object_or_404(Plan, pk=plan_id)
    return render(request, "catalogue/desk/plan.html", reading_page(found))
