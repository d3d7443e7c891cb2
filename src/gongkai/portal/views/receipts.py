"""公开凭证 in plain words: what it says of one thing, who bore witness and when, and how to check each file.

Asked for each time: witnesses sign after the page of the thing was written. Pages kept as files fill in its lines.
"""

import datetime as dt
import json
from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongkai.core.views import error_answer
from gongkai.ledger import proving
from gongkai.ledger import queries as ledger
from gongkai.portal import queries
from gongkai.portal.context import frame_of
from gongkai.portal.views.logged import event_at, name_of

FILE = "receipt.tlog-proof"


@dataclass(frozen=True)
class Witnessed:
    witness: str
    at: dt.datetime


@require_safe
def receipt(request, kind, place, version=None, **words):
    event = event_at(kind, version, words)
    if version is not None and queries.readable_version(event) is None:
        return _gone(request)
    said = words | ({"version": version} if version is not None else {})
    made, shown = _made(event), queries.readable_version(event)
    standing = proving.standing_of(event)
    cosigned = _cosigned(made)
    context = {
        "base": reverse(f"{place}_receipt", kwargs=said).removesuffix(FILE),
        "thing": event.thing,
        "event": event,
        "title": _title(event, shown),
        "leaf": json.loads(standing.leaf),
        "position": standing.index + 1,
        "member": standing.member.index + 1 if standing.member else None,
        "version": shown,
        "files": list(shown.files.values("name", "size", "sha256")) if shown else [],
        "receipt": made,
        "receipt_name": name_of(event, version),
        "checkpoint": made.signed.checkpoint if made else None,
        "cosigned": cosigned,
        "witnessed_at": min((each.at for each in cosigned), default=None),
        "key": frame_of(request).log_key,
    }
    return render(request, "portal/receipt.html", context)


def _gone(request):
    return error_answer(
        request,
        status=410,
        title=_("这一版不再提供"),
        message=_("这一版的内容已经撤回或删除，不再提供凭证。日期和理由见信息页。"),
    )


def _made(event):
    try:
        return proving.receipt(event)
    except proving.NotYet:
        return None


def _cosigned(made) -> list[Witnessed]:
    """Those of our witnesses whose signatures hold, when they are enough."""
    if made is None:
        return []
    found = ledger.witnesses_of(made.signed)
    return [Witnessed(each.witness, dt.datetime.fromtimestamp(each.moment, dt.UTC)) for each in found]


def _title(event, version) -> str:
    if version:
        return json.loads(version.form).get("title") or str(event.thing)
    return _("索引号 %(number)s") % {"number": event.thing}
