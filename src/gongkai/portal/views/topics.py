"""专题 with the newest of what each collects."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongkai.portal import queries
from gongkai.portal.views.listed import page_of


@require_safe
def topics(request):
    page = page_of(request, queries.topic_rows())
    page.object_list = queries.with_newest(list(page.object_list))
    return render(request, "portal/topics.html", {"section": "+topics", "page": page})
