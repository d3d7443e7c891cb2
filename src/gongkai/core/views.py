"""Error pages: a short Chinese sentence that says what to do, as a page or as JSON, never a stack trace."""

import logging

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)


def error_answer(request, *, status: int, title: str, message: str) -> HttpResponse:
    """The one way in which the product says that something went wrong."""
    if wants_json(request):
        return JsonResponse({"error": message, "title": title}, status=status)
    context = {"status": status, "title": title, "message": message}
    try:
        body = render_to_string("portal/error.html", context, request=request)
    except Exception:  # the database or a template may be what failed
        log.exception("The error page itself could not be rendered.")
        body = render_to_string("core/error.html", context)
    return HttpResponse(body, status=status)


def wants_json(request) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def bad_request(request, exception=None):
    if isinstance(exception, RequestDataTooBig):
        return error_answer(
            request,
            status=413,
            title=_("提交的内容太大"),
            message=_("提交的内容超过了允许的大小。请把正文分成几部分，或把大的内容改作附件上传。"),
        )
    if isinstance(exception, (TooManyFieldsSent, TooManyFilesSent)):
        return error_answer(
            request, status=413, title=_("提交的项目太多"), message=_("一次提交的项目太多。请分几次提交。")
        )
    return error_answer(
        request,
        status=400,
        title=_("请求无法识别"),
        message=_("网址或提交的内容里有不能识别的字符。请检查网址，或返回上一页重新填写。"),
    )


def permission_denied(request, exception=None):
    return error_answer(
        request,
        status=403,
        title=_("不能办理"),
        message=_("您没有办理这件事的权限。如果需要，请与安全管理员联系。"),
    )


def not_that_way(request, response):
    """Words for an answer 405, which the framework leaves empty: somebody opened or reloaded a form's address, or sent
    something to a page that is only read."""
    message = _("这个网址只接收从页面上提交的表单，不能直接打开。请返回上一页，从页面上的按钮办理。")
    if "GET" in response["Allow"]:
        message = _("这个页面只供阅读，不接收提交的内容。请在浏览器里直接打开它的网址。")
    answer = error_answer(request, status=405, title=_("不能这样打开"), message=message)
    answer["Allow"] = response["Allow"]
    return answer


def page_not_found(request, exception=None):
    return error_answer(
        request,
        status=404,
        title=_("没有这个页面"),
        message=_("网址可能输错了，或者页面已经不在这里。请从首页、栏目或单位页重新查找。"),
    )


def server_error(request):
    return error_answer(
        request,
        status=500,
        title=_("系统出错"),
        message=_(
            "系统没有办成这件事，公开记录没有受影响。请稍后再试；仍然不行时，请告诉技术人员出错的时间。"
        ),
    )


def csrf_failure(request, reason=""):
    return error_answer(
        request,
        status=403,
        title=_("页面已过期"),
        message=_("页面打开的时间太长，或浏览器没有保存本站的 Cookie。请返回上一页，刷新后重新提交。"),
    )
