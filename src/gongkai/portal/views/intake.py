"""A batch in public: where it came from, who answers for it, its line in the record, and every paper in it."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongkai.core.queries import public_history
from gongkai.portal import queries
from gongkai.portal.views.listed import list_context


@require_safe
def intake(request, number):
    thing = queries.public_intake(number)
    if thing is None:
        raise Http404
    line = public_history(thing)[-1]
    context = {
        "form": line.form,
        "line": line,
        "members": queries.members_of(line),
    }
    context |= list_context(request, queries.intake_scope(line.event))
    return render(request, "portal/intake.html", context)
