"""What every answer says to the browser, whatever kind of answer it is."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from whitenoise.middleware import WhiteNoiseMiddleware

from gongkai.core.models import PublicFile
from gongkai.review import actions as review
from tests.factories import PASSWORD
from tests.units.entering import enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def answers(city, tmp_path, monkeypatch):
    """One of each kind: pages, refusals, files, static files, redirects, data; public and of the back office."""
    thing = city.publish(city.draft(attachments=[city.store_file()]))
    gone = city.publish()
    review.withdraw_at_once(thing=gone, person=city.office, reason_code="wrong", reason="有误")
    file = PublicFile.objects.get(version__thing=thing)
    visitor, clerk, auditor = Client(), enter(city.clerk), enter(city.auditor)
    page = city.draft()
    public = {
        "home": visitor.get("/"),
        "paper": visitor.get(f"/documents/{thing.index_number}/"),
        "gone": visitor.get(f"/documents/{gone.index_number}/"),
        "nothing": visitor.get("/no-such-page/"),
        "NUL": visitor.get("/%00"),
        "host": visitor.get("/", headers={"host": "["}),
        "method": visitor.delete("/language/"),
        "language": visitor.post("/language/", {"language": "en"}),
        "file": visitor.get(f"/files/{file.sha256[:16]}/{file.name}"),
    }
    private = {
        "login": visitor.get("/admin/login/"),
        "stranger": visitor.get("/admin/account/"),
        "form": clerk.get(reverse("wagtailadmin_pages:edit", args=[page.pk])),
        "list": clerk.get(reverse("desk:papers")),
        "thing": clerk.get(reverse("desk:thing", args=[page.thing.pk])),
        "hidden": clerk.get("/admin/users/"),
        "refused": clerk.post(reverse("desk:submit", args=[thing.pk])),
        "log": auditor.get(reverse("units:log")),
        "download": auditor.get(reverse("units:log_download")),
        "NUL": clerk.get("/admin/%00"),
    }
    return public, private


def test_every_answer_is_sealed(answers):
    public, private = answers
    for name, answer in {**public, **{f"desk {key}": value for key, value in private.items()}}.items():
        policy = answer["Content-Security-Policy"]
        assert "default-src" in policy, name
        assert "script-src 'self'" in policy or "default-src 'none'" in policy, name
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert answer["X-Frame-Options"] in ("SAMEORIGIN", "DENY"), name
        assert answer["Referrer-Policy"] == "same-origin", name
        assert "Server" not in answer and "X-Powered-By" not in answer, name  # noqa: PT018


def test_nothing_of_the_back_office_is_kept_by_a_cache(answers):
    _public, private = answers
    kept = {name for name, answer in private.items() if "no-store" not in answer.get("Cache-Control", "")}
    assert kept <= {"NUL"}  # refused before anybody is asked who they are


def test_public_pages_set_no_cookie(answers):
    public, _private = answers
    assert [name for name, answer in public.items() if answer.cookies and name != "language"] == []


def test_cookies_of_the_back_office_are_out_of_reach(city):
    answer = Client().post("/admin/login/", {"username": city.clerk.username, "password": PASSWORD})
    session = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert (session["httponly"], session["samesite"], session["path"]) == (True, "Lax", "/")


def test_static_files_pass_the_same_middleware():
    """They are answered by whitenoise itself, so what seals a page must stand before it."""
    order = list(settings.MIDDLEWARE)
    whitenoise = order.index(f"{WhiteNoiseMiddleware.__module__}.{WhiteNoiseMiddleware.__name__}")
    for sealing in ("security.SecurityMiddleware", "csp.middleware.CSPMiddleware", "XFrameOptionsMiddleware"):
        assert any(sealing in name for name in order[:whitenoise]), sealing


def test_every_change_asks_for_the_token(city):
    """Without it nothing is changed, signed in or not; the reader's language alone needs none."""
    client = Client(enforce_csrf_checks=True)
    enter(city.clerk, client)
    page = city.draft()
    for path in (
        "/admin/login/",
        "/admin/logout/",
        reverse("desk:new"),
        reverse("desk:submit", args=[page.thing.pk]),
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_account"),
    ):
        answer = client.post(path)
        assert (answer.status_code, "页面已过期" in answer.content.decode()) == (403, True), path
    assert not page.thing.submissions.exists()


def test_what_says_it_is_too_big_is_not_read(city):
    answer = Client().post(
        "/language/", b"x", content_type="text/plain", headers={"content-length": str(10**12)}
    )
    assert answer.status_code == 413
    assert "超过了允许的大小" in answer.content.decode()
