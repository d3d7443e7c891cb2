"""The lists of what is on its way, and the page's numbers. The queries do not grow with the lists."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongkai.review import worklists

ROWS_ON_PAGE = 20
LONGEST_SEARCH = 80


@require_safe
def queue(request):
    tabs = worklists.tabs_for(request.user)
    wanted = request.GET.get("tab")
    tab = next((tab for tab in tabs if tab.name == wanted), tabs[0])
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    items = worklists.with_names(worklists.search(tab.items(request.user), words))
    page = Paginator(items, ROWS_ON_PAGE).get_page(request.GET.get("page"))
    as_row = worklists.request_row if tab.name in ("removals", "liftings") else worklists.submission_row
    context = {
        "tabs": [(each, each.counted(request.user).count()) for each in tabs],
        "tab": tab,
        "page": page,
        "rows": [as_row(item) for item in page],
        "words": words,
        "query_string": urlencode({"tab": tab.name, "q": words}) + "&",
    }
    return render(request, "review/queue.html", context)
