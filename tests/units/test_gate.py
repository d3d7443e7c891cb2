"""Walks through every address below /admin/ that can be resolved: each is declared and in the table, or shut."""

import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory
from django.utils import timezone

from gongkai.documents.models import StoredFile
from gongkai.review.models import Delegation, Lifting, RemovalRequest
from gongkai.units import gate
from gongkai.units.models import Role
from tests.documents.intake.shelf_of import candidate, staged
from tests.factories import City, UnitFactory, UserFactory, make_user
from tests.units import gate_table
from tests.units.entering import enter

NOBODY = "anonymous"
pytestmark = pytest.mark.django_db


def back_office() -> list[gate.Address]:
    return [address for address in gate.enumerate_addresses() if address.in_back_office]


def declared_names() -> list[str]:
    return sorted({address.view_name for address in back_office() if gate.rule_for(address.view_name)})


def closed() -> list[gate.Address]:
    return [address for address in back_office() if not gate.rule_for(address.view_name)]


@pytest.fixture
def town():
    """One bureau with a paper in first review, an open request for removal, and one person of each kind."""
    city = City()
    page = city.draft()
    submission = city.submit(page)
    public = city.publish()
    removal = RemovalRequest.objects.create(
        thing=public,
        unit=city.unit,
        title="x",
        act="withdraw",
        reason_code="other",
        reason="x",
        asked_by=city.clerk,
    )
    today = timezone.localdate()
    delegation = Delegation.objects.create(
        giver=city.section,
        taker=make_user(Role.CLERK, UnitFactory()),
        role=Role.SECTION_REVIEWER,
        unit=city.unit,
        since=today + timedelta(days=9),
        until=today + timedelta(days=10),
        reason="x",
    )
    stored = StoredFile.objects.create(
        unit=city.unit,
        name="a.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        original_sha256="0" * 64,
        uploaded_by=city.clerk,
    )
    lifting = Lifting.objects.create(
        thing=page.thing,
        unit=city.unit,
        title="x",
        kind="mobile",
        marks=["0" * 64],
        where="x",
        reason="x",
        asked_by=city.clerk,
    )
    intake = staged(city, candidate(city))
    people = {
        "clerk": city.clerk,
        "elsewhere": make_user(Role.CLERK, UnitFactory()),
        "section": city.section,
        "signatory": city.signatory,
        "office": city.office,
        "system": make_user(Role.SYSTEM_ADMIN, city.office_unit),
        "security": make_user(Role.SECURITY_ADMIN, city.office_unit),
        "auditor": city.auditor,
        "superuser": UserFactory(is_superuser=True, is_staff=True),
    }
    kwargs = {
        "page_id": page.pk,
        "thing_id": page.thing.pk,
        "revision_id": submission.revision_id,
        "submission_id": submission.pk,
        "removal_id": removal.pk,
        "delegation_id": delegation.pk,
        "notice_id": 1,
        "file_id": stored.pk,
        "sha_prefix": "0" * 16,
        "name": "a.pdf",
        "code": city.unit.code,
        "pk": city.clerk.pk,
        "post_pk": city.clerk.posts.get().pk,
        "what": "disable",
        "plan_id": 1,
        "lifting_id": lifting.pk,
        "intake_id": intake.pk,
        "item_id": intake.items.get().pk,
        "group_id": 1,
        "promotion_id": 1,
    }
    return SimpleNamespace(city=city, people=people, kwargs=kwargs)


def sample(pattern: str) -> str:
    """An address that the pattern matches, good enough to get past the resolver."""
    text = re.sub(r"\(\?P<\w+>(\w+)\|[^)]*\)", r"\1", pattern)
    text = re.sub(r"\(\?P<\w+>[^)]*\)", "1", text)
    text = re.sub(r"<int:\w+>", "1", text)
    text = re.sub(r"<uuid:\w+>", "12345678-1234-5678-1234-567812345678", text)
    text = re.sub(r"<(?:\w+:)?\w+>", "x", text)
    text = text.replace(r"\.", ".").replace(".*", "x")
    return "/" + text.rstrip("$").replace("^", "")


def test_there_are_addresses_to_walk_through():
    assert len(back_office()) > 150
    assert len(declared_names()) > 40


def test_every_declaration_names_an_address_that_exists():
    known = {address.view_name for address in gate.enumerate_addresses()}
    assert sorted(set(gate._rules) - known) == []


def test_every_declared_address_stands_in_the_table():
    assert sorted(set(declared_names()) - set(gate_table.GET)) == []
    assert sorted(set(gate_table.GET) - set(declared_names())) == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_rules_let_in_whom_the_table_says(town, method):
    table = getattr(gate_table, method)
    found = {}
    for address in back_office():
        rule = gate.rule_for(address.view_name)
        if rule is None:
            continue
        kwargs = {name: town.kwargs[name] for name in address.kwargs}
        request = RequestFactory().generic(method, "/admin/")
        found[address.view_name] = {
            name
            for name, person in town.people.items()
            if rule is gate.anybody or (person.posts.exists() and rule(person, kwargs, request))
        } | ({NOBODY} if rule is gate.anybody else set())
    assert found == {name: set(people) for name, people in table.items()}


@pytest.mark.parametrize("who", ["clerk", "elsewhere", "signatory", "office", "superuser", NOBODY])
def test_closed_addresses_are_shut(town, who):
    person = town.people.get(who)
    client = enter(person) if person else Client()
    client.raise_request_exception = False
    wrong = []
    for address in closed():
        if who == "superuser":  # the first refusal has ended the session
            enter(person, client)
        answer = client.get(sample(address.pattern))
        assert answer.resolver_match is not None, address
        if who in (NOBODY, "superuser"):
            shut = answer.status_code == 302 and answer["Location"].startswith("/admin/login/")
        else:
            shut = answer.status_code == 404 and "没有这个页面" in answer.content.decode()
        if not shut:
            wrong.append((address.pattern, address.view_name, answer.status_code))
    assert wrong == []


def test_samples_reach_the_addresses_they_stand_for():
    """Otherwise the test above would knock at the same catch-all again and again."""
    from django.urls import resolve

    reached = set()
    for address in closed():
        match = resolve(sample(address.pattern))
        reached.add(match.view_name if match.url_name else "")
    missed = sorted({address.view_name for address in closed()} - reached)
    assert missed == []


@pytest.mark.parametrize("method", ["get", "head", "options", "post", "put", "patch", "delete", "trace"])
def test_no_method_goes_round(town, method):
    office = enter(town.city.office)
    page_id = town.kwargs["page_id"]
    for path in (f"/admin/pages/{page_id}/delete/", "/admin/users/", "/admin/api/main/pages/"):
        assert getattr(office, method)(path).status_code == 404
        assert getattr(Client(), method)(path).status_code == 302


@pytest.mark.parametrize(
    "path", ["/admin/./users/", "//admin/users/", "/admin//users/", "/ADMIN/users/", "/admin/users"]
)
def test_no_spelling_goes_round(town, path):
    superuser = enter(town.people["superuser"]).get(path, follow=True)
    assert superuser.status_code == 404 or superuser.request["PATH_INFO"] == "/admin/login/"
    assert enter(town.city.clerk).get(path, follow=True).status_code == 404


def test_superuser_with_a_post_is_no_more_than_the_post(town):
    town.city.clerk.is_superuser = town.city.clerk.is_staff = True
    town.city.clerk.save()
    client = enter(town.city.clerk)
    page_id = town.kwargs["page_id"]
    for path in (
        "/admin/users/",
        f"/admin/pages/{page_id}/unpublish/",
        "/admin/reports/locked/",
        "/admin/sites/",
    ):
        assert client.get(path).status_code == 404
    assert not town.city.clerk.has_perm("wagtailcore.publish_page")
    assert town.city.clerk.get_all_permissions() == {"wagtailadmin.access_admin"}


def test_hidden_and_missing_read_the_same(town):
    """A refused address and one that does not exist must not be told apart."""
    elsewhere = enter(town.people["elsewhere"])
    hidden = elsewhere.get(f"/admin/pages/{town.kwargs['page_id']}/edit/")
    missing = elsewhere.get("/admin/pages/999999/edit/")
    nowhere = elsewhere.get("/admin/no-such-place/")
    assert hidden.status_code == missing.status_code == nowhere.status_code == 404
    assert hidden.content == missing.content == nowhere.content
    told = [{**answer.headers, "Expires": ""} for answer in (hidden, missing, nowhere)]
    assert told[0] == told[1] == told[2]


def test_scripts_are_told_in_json(town):
    answer = Client().get("/admin/account/", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (401, {"error": "登录已失效，请重新登录。"})
    answer = enter(town.city.clerk).get("/admin/users/", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (404, {"error": "没有这个页面。"})


def test_next_carries_a_page_and_never_a_form(town):
    assert Client().get("/admin/account/?a=1")["Location"] == "/admin/login/?next=/admin/account/%3Fa%3D1"
    assert Client().post("/admin/gongkai/people/add/")["Location"] == "/admin/login/?next=/admin/"


def test_nothing_of_the_platform_is_mounted_outside():
    modules = {
        address.callback.__module__.split(".")[0]
        for address in gate.enumerate_addresses()
        if not address.in_back_office
    }
    assert modules == {"gongkai"}


def test_one_address_one_rule():
    with pytest.raises(ImproperlyConfigured, match="units:log"):
        gate.declare("units:log", gate.staff)


def test_unnamed_address_cannot_be_declared_open():
    assert gate.rule_for("") is None
    assert gate.rule_for(None) is None


def test_post_that_begins_tomorrow_or_ended_yesterday_opens_nothing(town):
    request = RequestFactory().get("/admin/")
    today = timezone.localdate()
    future, past = UserFactory(), UserFactory()
    future.posts.create(unit=town.city.unit, role=Role.CLERK, since=today + timedelta(days=1))
    past.posts.create(
        unit=town.city.unit, role=Role.CLERK, since=date(2020, 1, 1), until=today - timedelta(days=1)
    )
    assert not gate.staff(future, {}, request)
    assert not gate.staff(past, {}, request)
    assert not future.has_perm("wagtailadmin.access_admin")
