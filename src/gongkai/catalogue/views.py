from django.shortcuts import get_object_or_404, render

from gongkai.catalogue.models import Matter
from gongkai.catalogue.queries import by_clause, find_matters


def matters(request):
    words = request.GET.get("q", "").strip()[:80]
    found = list(find_matters(words))
    context = {"words": words, "clauses": by_clause(found), "count": len(found)}
    return render(request, "catalogue/desk/matters.html", context)


def matter(request, code):
    return render(request, "catalogue/desk/matter.html", {"matter": get_object_or_404(Matter, code=code)})
