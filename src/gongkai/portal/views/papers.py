"""The page of one paper, of its earlier versions, and what stands there after it was withdrawn."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongkai.core.models import Act, ThingState
from gongkai.core.queries import public_history
from gongkai.portal import queries
from gongkai.portal.addresses import absolute, paper_address
from gongkai.portal.context import frame_of
from gongkai.portal.history import (
    PUBLICATIONS,
    changes_by,
    first_published,
    newest_of,
    timeline,
    urgent_notice,
)
from gongkai.review.reasons import find_reason
from gongkai.search.queries import related as found_alike


@require_safe
def document(request, prefix, number):
    thing = _thing(prefix, number)
    history = public_history(thing)
    if thing.state == ThingState.WITHDRAWN:
        return _withdrawn(request, thing, history)
    current = newest_of(history, *PUBLICATIONS)
    context = _paper_context(request, thing, history, current) | {
        "moments": timeline(history),
        "urgent": urgent_notice(history, timezone.now()),
        "record": current,
        "interpretations": queries.interpretations_of(thing),
        "interpreted": queries.interpreted_by(current.form),
        "issuer_today": queries.issuer_today(current.form),
        "related": queries.related_to(current.form, thing),
        "today": timezone.localdate(),
    }
    if thing.kind == "topic" and current.form.get("matter"):
        context["collection"] = queries.collection(current.form["matter"]["code"])
    return render(request, "portal/document.html", context)


@require_safe
def alike(request, prefix, number):
    """Papers whose text shares most with this one. A page of its own, asked for when the paper is read: what is alike
    changes with every publication, and what is withdrawn must be gone from it at once."""
    thing = _thing(prefix, number)
    history = public_history(thing)
    if thing.state == ThingState.WITHDRAWN:
        return _withdrawn(request, thing, history)
    current = newest_of(history, *PUBLICATIONS)
    beside = [row.pk for row in queries.related_to(current.form, thing)]
    rows = found_alike(thing_id=thing.pk, title=current.form["title"], without=beside)
    context = _paper_context(request, thing, history, current) | {"alike": rows}
    return render(request, "portal/alike.html", context)


@require_safe
def version(request, prefix, number, version):
    """An earlier version; where its text was taken out for good only its date and reason remain (410)."""
    thing = _thing(prefix, number)
    history = public_history(thing)
    if thing.state == ThingState.WITHDRAWN:
        return _withdrawn(request, thing, history)
    line = next((line for line in history if line.number == version), None)
    if line is None:
        raise Http404
    if line is newest_of(history, *PUBLICATIONS):
        return redirect(paper_address(thing.index_number))
    if line.form is None:
        return _redacted(request, thing, history, line)
    context = _paper_context(request, thing, history, line) | {
        "line": line,
        "address": absolute(request, request.path),
        "replaced_by": next(other for other in history if other.number == version + 1),
        "changes": changes_by(line, history),
    }
    return render(request, "portal/version.html", context)


def _redacted(request, thing, history, line):
    """410: an earlier version whose text was taken out for good keeps its date, and the reason why."""
    redaction = next(other for other in history if other.event.pk == line.event.version.redacted_by_id)
    reason = find_reason(redaction.event.reason_code)
    context = {"thing": thing, "line": line, "redaction": redaction, "reason": reason}
    return render(request, "portal/redacted.html", context, status=410)


def _thing(prefix, number):
    thing = queries.paper_thing(f"{prefix}/{number}")
    if thing is None:
        raise Http404
    return thing


def _paper_context(request, thing, history, line):
    trail = frame_of(request).path((line.form.get("column") or {}).get("code"))
    return {
        "thing": thing,
        "address": absolute(request, paper_address(thing.index_number)),
        "form": line.form,
        "state": thing.state,
        "expiry": newest_of(history, Act.EXPIRE) if thing.state == ThingState.EXPIRED else None,
        "published_at": first_published(history),
        "trail": trail,
        "section": trail[0].code if trail else "",
    }


def _withdrawn(request, thing, history):
    """410: the date, the reason and the law stay; the text goes, and after a breach of privacy the title too."""
    withdrawal = newest_of(history, Act.WITHDRAW)
    form = newest_of(history, *PUBLICATIONS).form
    published_at = first_published(history)
    context = {
        "thing": thing,
        "form": form,
        "withdrawal": withdrawal,
        "publication": next(line for line in reversed(history) if line.event.act in PUBLICATIONS),
        "reason": find_reason(withdrawal.event.reason_code),
        "published_at": published_at,
        "days": (timezone.localdate(withdrawal.event.at) - timezone.localdate(published_at)).days + 1,
        "unit": queries.unit_of_prefix(thing.index_number.rsplit("/", 1)[0]),
        "moments": timeline(history),
        "trail": frame_of(request).path((form.get("column") or {}).get("code")) if form else [],
    }
    return render(request, "portal/withdrawn.html", context, status=410)
