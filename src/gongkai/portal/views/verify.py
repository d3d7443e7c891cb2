"""验证公开: a page that checks receipts by itself, in the browser. The server gives it words and the keys of the log."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongkai.ledger.files import policy_file
from gongkai.portal.context import frame_of
from gongkai.portal.verifying import words

SIGNS = ("tick", "breach", "dashed", "clock", "half", "cross")


@require_safe
def verify(request):
    policy = policy_file()
    context = {
        "section": "+verify",
        "policy": policy.body.decode() if policy else "",
        "key": frame_of(request).log_key,
        "steps": _steps(),
        "signs": SIGNS,
        "words": words(),
    }
    return render(request, "portal/verify.html", context)


def _steps() -> list[str]:
    return [
        _("读凭证"),
        _("算文件摘要"),
        _("核日志位置"),
        _("核日志签名"),
        _("核见证联署"),
        _("对照今天的日志"),
        _("查现行状态"),
    ]
