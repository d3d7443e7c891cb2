"""全站搜索: what was found as a list, and suggestions while typing."""

import logging

from django.core.paginator import Paginator
from django.db import DatabaseError
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from gongkai.portal import queries
from gongkai.portal.addresses import paper_address
from gongkai.portal.choices import read_choices
from gongkai.portal.context import frame_of
from gongkai.portal.views.listed import PER_PAGE
from gongkai.search.actions import note_empty
from gongkai.search.asking import read_words
from gongkai.search.backends import Unreachable
from gongkai.search.meaning import did_you_mean
from gongkai.search.queries import promoted, suggestions, units_and_matters

log = logging.getLogger(__name__)
KINDS = {
    "unit": pgettext_lazy("one unit", "单位"),
    "matter": pgettext_lazy("one matter", "公开事项"),
    "paper": _("信息"),
}


class DeepPaginator(Paginator):
    """No search engine pages on for ever; whoever wants more narrows the search."""

    @cached_property
    def num_pages(self):
        return min(super().num_pages, queries.DEEPEST // self.per_page)


@require_safe
def search(request):
    words, is_cut = read_words(request.GET.get("q", ""))
    found = queries.Found(_choices(request, words), frame_of(request))
    context = {"section": "+search", "words": words, "is_cut": is_cut}
    try:
        if not found.asked.question.is_empty:
            context |= _answered(request, found)
    except Unreachable:
        log.exception("The search engine does not answer.")
        return render(request, "portal/search.html", context | {"unreachable": True}, status=503)
    return render(request, "portal/search.html", context)


@require_safe
def suggest(request):
    found = suggestions(request.GET.get("q", ""))
    return JsonResponse({"suggestions": [_shown(each) for each in found]})


def _choices(request, words: str) -> queries.SearchChoices:
    choices = read_choices(
        request, names=queries.SEARCH_FACETS, orders=tuple(queries.SEARCH_ORDERS), with_years=False
    )
    return queries.SearchChoices(values=choices.values, order=choices.order, page=choices.page, words=words)


def _answered(request, found: queries.Found) -> dict:
    page = DeepPaginator(found, PER_PAGE).get_page(found.choices.page)
    context = {"listing": found, "page": page}
    if not found.total and request.method == "GET":
        _note(found.asked.words)
    if not found.total or found.search.is_relaxed:
        context["meant"] = did_you_mean(found.asked.words)
    if page.number == 1 and not found.choices.number:
        context["direct"] = [_shown(each) for each in units_and_matters(found.asked.words)]
        context["recommended"] = found.hits(promoted(found.asked.words))
    return context


def _note(words: str) -> None:
    """A reader's search never fails because it could not be counted."""
    try:
        note_empty(words)
    except DatabaseError:
        log.exception("A search without result could not be counted.")


def _shown(found) -> dict:
    addresses = {"unit": _unit, "matter": _matter, "paper": paper_address}
    return {"text": found.text, "kind": str(KINDS[found.kind]), "address": addresses[found.kind](found.code)}


def _unit(code: str) -> str:
    return reverse("unit", args=[code])


def _matter(code: str) -> str:
    return reverse("matter", args=[code])
