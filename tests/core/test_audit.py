"""What the trail keeps, what it never keeps, and whose address it believes."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.db import DatabaseError, connection
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from gongkai.core import audit, guards
from gongkai.core.models import AuditEntry
from gongkai.units.models import Role
from tests.factories import PASSWORD, UnitFactory, make_user
from tests.units.entering import enter

pytestmark = pytest.mark.django_db
LOAD = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


def address(settings, remote, forwarded=None, trusted=()):
    settings.TRUSTED_PROXIES = list(trusted)
    headers = {"REMOTE_ADDR": remote} | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {})
    return audit.client_address(RequestFactory().get("/", **headers))


@pytest.mark.parametrize(
    ("remote", "forwarded", "trusted", "found"),
    [
        ("203.0.113.5", None, [], "203.0.113.5"),
        ("203.0.113.5", "1.1.1.1", [], "203.0.113.5"),
        ("203.0.113.5", "1.1.1.1", LOAD, "203.0.113.5"),
        ("10.0.0.1", "1.1.1.1", LOAD, "1.1.1.1"),
        ("10.0.0.1", "6.6.6.6, 1.1.1.1", LOAD, "1.1.1.1"),
        ("10.0.0.1", "6.6.6.6, 1.1.1.1, 10.2.2.2", LOAD, "1.1.1.1"),
        ("10.0.0.1", "nonsense", LOAD, "10.0.0.1"),
        ("10.0.0.1", "", LOAD, "10.0.0.1"),
        ("::ffff:203.0.113.5", None, [], "203.0.113.5"),
        ("fd00::1", "2001:db8::7", LOAD, "2001:db8::7"),
        ("", None, [], None),
        ("unix:", "1.1.1.1", LOAD, None),
    ],
)
def test_only_trusted_proxies_are_believed(settings, remote, forwarded, trusted, found):
    assert address(settings, remote, forwarded, trusted) == found


def test_entry_keeps_who_where_and_what():
    clerk = make_user(Role.CLERK, UnitFactory(name="某市财政局"))
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.5")
    entry = audit.record(user=clerk, action="x", target="t" * 300, detail="d\0d", request=request)
    entry.refresh_from_db()
    assert (entry.username, entry.unit_name, entry.address) == (clerk.username, "某市财政局", "203.0.113.5")
    assert (len(entry.target), entry.detail, entry.outcome) == (200, "dd", "ok")


def test_nobody_is_kept_as_nobody():
    from django.contrib.auth.models import AnonymousUser

    for nobody in (None, AnonymousUser()):
        entry = audit.record(user=nobody, action="x")
        assert (entry.user_id, entry.username, entry.unit_name, entry.address) == (None, "", "", None)


def test_unsafe_requests_are_kept_with_their_outcome_and_without_their_content():
    clerk = make_user(Role.CLERK)
    client = enter(clerk)
    secret = "never-to-be-kept-3"
    url = reverse("units:password")
    client.get(url)
    client.post(
        url + "?token=abc", {"old": PASSWORD, "new": secret, "again": secret}, REMOTE_ADDR="203.0.113.9"
    )
    client.post("/admin/users/", {"x": secret})
    client.delete(reverse("units:log"))
    kept = list(
        AuditEntry.objects.order_by("id").values_list("action", "target", "detail", "outcome", "address")
    )
    assert kept == [
        ("account.password", f"{clerk.username} {clerk.display_name}", "", "ok", "203.0.113.9"),
        ("units:password", url, "POST", "302", "203.0.113.9"),
        ("wagtailusers_users:index", "/admin/users/", "POST", "404", "127.0.0.1"),
        ("units:log", "/admin/gongkai/log/", "DELETE", "404", "127.0.0.1"),
    ]
    assert secret not in str(list(AuditEntry.objects.values()))
    assert "abc" not in str(list(AuditEntry.objects.values("target", "detail")))


def test_downloads_are_kept_and_plain_reading_is_not():
    auditor = make_user(Role.AUDITOR)
    client = enter(auditor)
    client.get(reverse("units:log"))
    list(client.get(reverse("units:log_download")).streaming_content)
    assert list(AuditEntry.objects.values_list("username", "action", "outcome")) == [
        (auditor.username, "units:log_download", "200")
    ]


def test_a_trail_that_cannot_be_written_is_shouted_about_but_loses_no_answer(monkeypatch, caplog):
    client = enter(make_user(Role.CLERK))

    def broken(**kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(audit, "record", broken)
    assert client.post(reverse("wagtailadmin_account"), {"theme": "dark"}).status_code == 200
    assert "could not be kept" in caplog.text


def test_address_does_not_stick_to_the_next_request():
    with audit.seen_from("203.0.113.5"):
        assert audit.record(user=None, action="x").address == "203.0.113.5"
    assert audit.record(user=None, action="x").address is None


def test_only_what_is_older_than_183_days_is_cleared():
    now = timezone.now()
    ages = {"old": 184, "edge": 182, "new": 0}
    for action, days in ages.items():
        AuditEntry.objects.create(action=action, at=now - timedelta(days=days))
    assert audit.clear_old_entries() == 1
    assert sorted(AuditEntry.objects.values_list("action", flat=True)) == ["edge", "new"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    ["UPDATE core_auditentry SET action = 'y' WHERE id = %s", "DELETE FROM core_auditentry WHERE id = %s"],
)
def test_the_database_refuses_to_change_or_drop_a_young_entry(statement):
    assert not guards.missing_guards()
    entry = AuditEntry.objects.create(action="x")
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="gongkai:"):
        cursor.execute(statement, [entry.pk])
    assert AuditEntry.objects.get(pk=entry.pk).action == "x"
