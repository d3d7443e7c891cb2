"""公开日志: its page, its files, and for each public thing what is needed to check it without trusting this server."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongkai.core.text import canonical_json
from gongkai.ledger import proving
from gongkai.ledger import queries as ledger
from gongkai.ledger.files import ANYBODY, closed_log_file, log_file, packed, policy_file
from gongkai.portal import queries

SOON = 5  # seconds, after which a new entry is signed


@require_safe
def log(request):
    return render(request, "portal/log.html", {"section": "+log", "log": ledger.state()})


@require_safe
def published_file(request, path):
    return _file(request, log_file(path))


@require_safe
def closed_file(request, number, path):
    """Of a log that was closed, so that whoever holds its receipts can still check them."""
    return _file(request, closed_log_file(number, path))


@require_safe
def policy(request):
    return _file(request, policy_file())


@require_safe
def canonical(request, kind, version=None, **words):
    """The very bytes that were digested, with salt, leaf and place in the log; 410 when they may not be read any more."""
    event = event_at(kind, version, words)
    found = queries.readable_version(event)
    if found is None:
        return _gone()
    body = canonical_json(proving.canonical(found))
    return _open(HttpResponse(body, content_type="application/json; charset=utf-8"))


@require_safe
def receipt(request, kind, version=None, **words):
    """Of a withdrawn thing that of its withdrawal; of one of its versions none, for it would hold the salt."""
    event = event_at(kind, version, words)
    if version is not None and queries.readable_version(event) is None:
        return _gone()
    try:
        made = proving.receipt(event)
    except proving.NotYet:
        return _not_yet()
    answer = HttpResponse(made.encode(), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name_of(event, version)}"'
    return _open(answer)


def event_at(kind, version, words):
    thing = queries.thing_at(kind, words)
    event = thing and queries.proved_event(thing, version)
    if event is None:
        raise Http404
    return event


def name_of(event, version) -> str:
    """What the file of its receipt is called."""
    number = event.thing.index_number or f"{event.thing.kind}-{event.thing.object_id}"
    return number.replace("/", "-") + (f"-{version}" if version is not None else "") + ".tlog-proof"


def _file(request, file):
    if file is None:
        raise Http404
    smaller = packed(file, request.headers.get("Accept-Encoding", ""))
    answer = HttpResponse(smaller or file.body)
    for name, value in file.headers():
        answer[name] = value
    if smaller:
        answer["Content-Encoding"] = "gzip"
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


def _open(answer):
    name, value = ANYBODY
    answer[name] = value
    answer["Cache-Control"] = "public, no-cache"
    return answer


def _gone():
    words = {"title": _("已撤回"), "error": _("这份内容已经撤回，不再提供。撤回的日期和理由见信息页。")}
    return _open(JsonResponse(words, status=410, json_dumps_params={"ensure_ascii": False}))


def _not_yet():
    words = {"title": _("正在签发"), "error": _("刚刚公开，日志还没有签发到这一条。请过几秒钟再试。")}
    answer = JsonResponse(words, status=503, json_dumps_params={"ensure_ascii": False})
    answer["Retry-After"] = str(SOON)
    answer["Cache-Control"] = "no-store"
    return answer
