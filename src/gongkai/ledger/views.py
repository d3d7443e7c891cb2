"""The log at the desk: whether it is signed up to the last line, and if not, why not and what to do."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongkai.ledger import keyring, queries


@require_safe
def overview(request):
    context = {"log": queries.state(), "trouble": keyring.trouble()}
    return render(request, "ledger/desk/overview.html", context)
