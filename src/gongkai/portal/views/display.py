"""显示设置."""

from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from gongkai.portal.display import CHOICES, COOKIE, ONE_YEAR, Display, display_of


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def display(request):
    """Keep in the cookie what was chosen, and go back. No CSRF token: nothing is at stake, and public pages stay cookie-free."""
    if request.method != "POST":
        return render(request, "portal/display.html", {"section": "+display"})
    chosen = Display() if "reset" in request.POST else display_of(request)
    for field in CHOICES:
        for word in request.POST.getlist(field)[-1:]:
            chosen = chosen.choose(field, word)
    return _keep(HttpResponseRedirect(_way_back(request)), chosen)


def _keep(response, chosen: Display):
    if chosen == Display():
        response.delete_cookie(COOKIE, samesite="Lax")
    else:
        response.set_cookie(
            COOKIE, chosen.write(), max_age=ONE_YEAR, samesite="Lax", secure=settings.SECURE_COOKIES
        )
    return response


def _way_back(request) -> str:
    asked = request.POST.get("next", "")
    known = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if known and asked.startswith("/") else reverse("display") + "#saved"
