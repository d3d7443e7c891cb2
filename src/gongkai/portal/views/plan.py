"""方案落实: the plan clause by clause, and one clause with everything that answers to it."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gongkai.core.models import Act
from gongkai.core.queries import public_history
from gongkai.portal import queries
from gongkai.portal.context import frame_of
from gongkai.portal.history import PUBLICATIONS, newest_of
from gongkai.portal.views.listed import list_context
from gongkai.review.reasons import find_reason


@require_safe
def plan(request):
    found = queries.public_plan()
    if found is None:
        return _no_plan(request)
    thing, form = found
    matters, papers = queries.counts_by_clause(frame_of(request).digest)
    chapters = [_chapter(chapter, matters, papers) for chapter in form["chapters"]]
    rows = [row for chapter in chapters for row in chapter["rows"]]
    history = [line for line in public_history(thing) if line.event.act in PUBLICATIONS]
    context = {
        "section": "+plan",
        "form": form,
        "chapters": chapters,
        "history": history,
        "figures": {
            "clauses": len(rows),
            "matters": sum(row["matters"] for row in rows),
            "papers": sum(row["papers"] for row in rows),
            "answered": sum(row["papers"] > 0 for row in rows),
        },
    }
    return render(request, "portal/plan.html", context)


@require_safe
def clause(request, number):
    found = queries.public_plan()
    clauses = queries.clauses_of(found[1]) if found else []
    place = next((place for place, each in enumerate(clauses) if each["number"] == number), None)
    if place is None:
        raise Http404
    matters = queries.current_matters_of(number)
    counts = queries.matter_counts(frame_of(request).digest)
    context = {
        "section": "+plan",
        "plan": found[1],
        "clause": clauses[place],
        "units": queries.units_of_clause(clauses[place]),
        "matters": [{"matter": matter, "number": counts.get(matter.pk, 0)} for matter in matters],
        "csv": reverse("clause_csv", args=[number]),
        "before": clauses[place - 1] if place else None,
        "after": clauses[place + 1] if place + 1 < len(clauses) else None,
    }
    listed = list_context(request, queries.clause_scope(number, matters))
    return render(request, "portal/clause.html", context | listed)


def _chapter(chapter: dict, matters: dict[str, int], papers: dict[str, int]) -> dict:
    rows = [
        {
            "clause": clause,
            "matters": matters.get(clause["number"], 0),
            "papers": papers.get(clause["number"], 0),
        }
        for clause in chapter["clauses"]
    ]
    return chapter | {"rows": rows}


def _no_plan(request):
    """410 with the reason when the plan was withdrawn; 404 when none was ever public."""
    thing = queries.withdrawn_plan()
    if thing is None:
        raise Http404
    withdrawal = newest_of(public_history(thing), Act.WITHDRAW)
    context = {"withdrawal": withdrawal, "reason": find_reason(withdrawal.event.reason_code)}
    return render(request, "portal/plan_withdrawn.html", context, status=410)
