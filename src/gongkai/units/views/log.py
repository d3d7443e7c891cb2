"""操作日志: for the auditor alone; filtered, paged, and as CSV."""

import csv
from datetime import date, datetime, time

from django.core.paginator import Paginator
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.core import audit
from gongkai.core.models import AuditEntry
from gongkai.units.forms import LogFilter
from gongkai.units.views.common import page

PER_PAGE = 50
EARLIEST = date(1970, 1, 1)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def listing(request):
    form = LogFilter(request.GET or None)
    entries = Paginator(_entries(form), PER_PAGE).get_page(request.GET.get("page"))
    for entry in entries:
        entry.label, entry.result = audit.label_of(entry.action), outcome_label(entry.outcome)
    query = request.GET.copy()
    query.pop("page", None)
    context = {"entries": entries, "form": form, "query": query.urlencode()}
    return page(request, "log/list.html", title=_("操作日志"), icon="history", **context)


def download(request):
    """UTF-8 with a mark for spreadsheets; a cell that a spreadsheet would run as a formula gets an apostrophe."""
    writer = csv.writer(_Line())
    head = [
        _("时间"),
        _("用户名"),
        _("单位"),
        _("动作"),
        _("代码"),
        _("对象"),
        _("说明"),
        _("来源地址"),
        _("结果"),
    ]
    entries = _entries(LogFilter(request.GET or None)).iterator(chunk_size=500)

    def lines():
        yield "\ufeff" + writer.writerow(head)
        for entry in entries:
            yield writer.writerow([harmless(cell) for cell in _row(entry)])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="gongkai-log.csv"'
    return response


def _row(entry):
    at = timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S")
    label = audit.label_of(entry.action)
    who = [at, entry.username, entry.unit_name, label, entry.action]
    return [*who, entry.target, entry.detail, entry.address or "", outcome_label(entry.outcome)]


def _entries(form):
    entries = AuditEntry.objects.order_by("-id")
    if not form.is_valid():
        return entries if not form.is_bound else entries.none()
    wanted = form.cleaned_data
    if wanted["user"]:
        entries = entries.filter(username__icontains=wanted["user"])
    if wanted["action"]:
        entries = entries.filter(action=wanted["action"])
    if wanted["since"]:
        entries = entries.filter(at__gte=_midnight(wanted["since"], time.min))
    if wanted["until"]:
        entries = entries.filter(at__lte=_midnight(wanted["until"], time.max))
    return entries


def _midnight(day, at):
    """Nothing is older than `EARLIEST`; the first days of the calendar cannot be told in another time zone."""
    return timezone.make_aware(datetime.combine(max(day, EARLIEST), at))


def outcome_label(outcome: str) -> str:
    labels = {
        "ok": _("成功"),
        "failed": _("失败"),
        "locked": _("已锁定"),
        "refused": _("不准进入"),
    }
    if outcome.isdigit():
        words = {"2": _("已答复"), "3": _("完成"), "4": _("未准"), "5": _("出错")}
        return f"{words.get(outcome[0], '')} {outcome}".strip()
    return labels.get(outcome, outcome)


def harmless(cell) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


class _Line:
    """A file whose write hands the line back, so that csv can stream."""

    def write(self, line):
        return line
