"""通知: what became of the things that one submitted."""

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from gongkai.review.models import Notice
from gongkai.review.notices import mark_read

ROWS_ON_PAGE = 30


@require_safe
def notices(request):
    mine = Notice.objects.filter(user=request.user).order_by("-at", "-id")
    page = Paginator(mine, ROWS_ON_PAGE).get_page(request.GET.get("page"))
    return render(request, "review/notices.html", {"page": page})


@require_POST
def read_notice(request, notice_id):
    mark_read(user=request.user, notice_id=notice_id)
    return redirect("desk:notices")


@require_POST
def read_all(request):
    mark_read(user=request.user)
    return redirect("desk:notices")
