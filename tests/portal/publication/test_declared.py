"""Every public address is either a page kept as a file or declared as asked for each time."""

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.portal.publication.pages import ASKED_EACH_TIME, BY_NAME, TAKE_FORMS
from gongkai.portal.urls import urlpatterns

ROUTES = {pattern.name: pattern for pattern in urlpatterns}
WORDS = {"prefix": "a", "sha_prefix": "a" * 16, "name": "a.pdf", "version": 1, "path": "checkpoint"}


def address_of(name):
    pattern = ROUTES[name].pattern
    words = {
        word: WORDS.get(word, 1 if word == "number" and "Number" in type(found).__name__ else "a")
        for word, found in pattern.converters.items()
    }
    return reverse(name, kwargs=words)


def test_every_route_is_one_or_the_other():
    assert ROUTES.keys() == BY_NAME.keys() | ASKED_EACH_TIME.keys()
    assert not BY_NAME.keys() & ASKED_EACH_TIME.keys()
    assert all(ASKED_EACH_TIME.values())


@pytest.mark.django_db
def test_what_takes_no_form_is_only_read():
    """No token of a form is asked for: the answer is 405 at once, in words, whatever the method."""
    reader = Client(enforce_csrf_checks=True)
    for name, route in ROUTES.items():
        if name in TAKE_FORMS:
            assert reader.post(address_of(name)).status_code in (302, 403), name
            continue
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"):
            answer = reader.generic(method, address_of(name))
            assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD"), (route, method)
            assert "只供阅读" in answer.content.decode()
