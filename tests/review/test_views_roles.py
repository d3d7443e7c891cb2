"""Who gets what answer from each address of the review desk: the exact status, for every role."""

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.review import actions
from gongkai.review.addresses import RULES
from gongkai.review.models import RemovalRequest
from gongkai.review.urls import patterns
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def people(city, other):
    return {
        "clerk": city.clerk,
        "section": city.section,
        "signatory": city.signatory,
        "office": city.office,
        "auditor": city.auditor,
        "other_clerk": other["clerk"],
        "other_signatory": other["unit_signatory"],
        "system_admin": make_user("system_admin", city.office_unit),
        "security_admin": make_user("security_admin", city.office_unit),
    }


def statuses(desk, city, other, name, *args, method="get"):
    call = getattr(desk, method)
    return {role: call(person, name, *args).status_code for role, person in people(city, other).items()}


INSIDE = {"clerk": 200, "section": 200, "signatory": 200, "auditor": 200}
OUTSIDE = {"other_clerk": 404, "other_signatory": 404, "system_admin": 404, "security_admin": 404}


def test_every_address_has_a_rule_and_every_rule_an_address():
    assert {f"desk:{pattern.name}" for pattern in patterns} == set(RULES)


def test_lists(desk, city, other):
    working = dict.fromkeys(("clerk", "section", "signatory", "office", "auditor"), 200)
    others = {"other_clerk": 200, "other_signatory": 200, "system_admin": 404, "security_admin": 404}
    assert statuses(desk, city, other, "queue") == working | others
    assert statuses(desk, city, other, "notices") == dict.fromkeys(people(city, other), 200) | {}
    reviewing = {"section": 200, "signatory": 200, "office": 200, "other_signatory": 200}
    assert statuses(desk, city, other, "delegations") == dict.fromkeys(people(city, other), 404) | reviewing


def test_a_thing_before_and_after_it_comes_to_the_office(desk, city, other):
    page = city.draft()
    thing = page.thing
    revision = page.latest_revision_id
    assert statuses(desk, city, other, "thing", thing.pk) == INSIDE | OUTSIDE | {"office": 404}
    submission = city.submit(page)
    for name, args in (("thing", [thing.pk]), ("preview", [thing.pk, revision])):
        assert statuses(desk, city, other, name, *args) == INSIDE | OUTSIDE | {"office": 404}
    actions.approve(submission=submission, person=city.section)
    assert desk.get(city.office, "thing", thing.pk).status_code == 404
    actions.approve(submission=submission, person=city.signatory)
    for name, args in (("thing", [thing.pk]), ("preview", [thing.pk, revision])):
        assert statuses(desk, city, other, name, *args) == INSIDE | OUTSIDE | {"office": 200}


def test_an_urgent_request_opens_the_thing_to_the_office_at_once(desk, city, other):
    page = city.draft()
    city.submit(page, urgent_reason="洪水预警")
    assert statuses(desk, city, other, "thing", page.thing.pk) == INSIDE | OUTSIDE | {"office": 200}


def test_the_office_does_not_see_newer_drafts_of_the_unit(desk, city):
    from gongkai.documents.actions import save_draft

    page = city.draft()
    thing = city.publish(page)
    page.refresh_from_db()
    public = page.latest_revision_id
    draft = save_draft(page=page, author=city.clerk, title="还没有送审的新标题").latest_revision_id
    assert desk.get(city.office, "preview", thing.pk, public).status_code == 302
    assert desk.get(city.office, "preview", thing.pk, draft).status_code == 404
    assert desk.get(city.clerk, "preview", thing.pk, draft).status_code == 200
    assert "还没有送审的新标题" not in desk.get(city.office, "thing", thing.pk).content.decode()
    assert "还没有送审的新标题" in desk.get(city.clerk, "thing", thing.pk).content.decode()


def test_a_revision_of_another_page_is_not_there(desk, city):
    page, another = city.draft(), city.draft()
    assert desk.get(city.clerk, "preview", page.thing.pk, another.latest_revision_id).status_code == 404
    assert desk.get(city.clerk, "preview", page.thing.pk, 10**12).status_code == 404
    assert desk.get(city.clerk, "thing", 10**25).status_code == 404


def test_the_auditor_and_strangers_change_nothing(desk, city, other):
    page = city.draft()
    thing = page.thing
    submission = city.submit(page, urgent_reason="洪水预警")
    public = city.publish()
    removal = actions.request_removal(
        thing=public, person=city.clerk, act="withdraw", reason_code="wrong", reason="数字有误"
    )
    posts = [(name, thing.pk) for name in ("submit", "ask_withdrawal", "ask_expiry", "withdraw_at_once")]
    posts += [(name, submission.pk) for name in ("recall", "approve", "send_back", "publish_urgently")]
    posts += [(name, removal.pk) for name in ("confirm_removal", "refuse_removal")]
    data = {"comment": "同意", "reason": "理由", "reason_code": "wrong"}
    nobody = ("auditor", "other_clerk", "other_signatory", "system_admin", "security_admin")
    persons = people(city, other)
    for name, pk in posts:
        for role in nobody:
            assert (role, name, desk.post(persons[role], name, pk, **data).status_code) == (role, name, 404)
        anonymous = Client().post(reverse(f"desk:{name}", args=[pk]), data)
        assert anonymous.status_code == 302
        assert anonymous["Location"].startswith(reverse("wagtailadmin_login"))
    submission.refresh_from_db()
    removal.refresh_from_db()
    assert (submission.state, removal.state, thing.approvals.count()) == (
        "in_review",
        RemovalRequest.State.OPEN,
        0,
    )


@pytest.mark.parametrize(
    ("person", "name", "status"),
    [
        ("section", "submit", 403),
        ("office", "submit", 403),
        ("signatory", "recall", 403),
        ("clerk", "approve", 403),
        ("signatory", "approve", 403),
        ("office", "approve", 403),
        ("clerk", "send_back", 403),
        ("clerk", "publish_urgently", 403),
        ("section", "publish_urgently", 403),
        ("clerk", "withdraw_at_once", 403),
    ],
)
def test_whoever_sees_a_thing_is_told_why_an_act_is_not_theirs(desk, city, person, name, status):
    page = city.draft()
    submission = city.submit(page, urgent_reason="洪水预警")
    pk = page.thing.pk if name in ("submit", "withdraw_at_once") else submission.pk
    data = {"comment": "意见", "reason": "理由", "reason_code": "wrong"}
    response = desk.post(getattr(city, person), name, pk, **data)
    assert response.status_code == status
    assert 'role="alert"' in response.content.decode()
    assert page.thing.approvals.count() == 0


def test_acts_are_posts(desk, city):
    page = city.draft()
    submission = city.submit(page)
    assert desk.get(city.clerk, "submit", page.thing.pk).status_code == 405
    assert desk.get(city.section, "approve", submission.pk).status_code == 405
    assert Client(enforce_csrf_checks=True).post(
        reverse("desk:approve", args=[submission.pk])
    ).status_code in (302, 403)
    client = desk.client(city.section)
    client.handler.enforce_csrf_checks = True
    assert client.post(reverse("desk:approve", args=[submission.pk])).status_code == 403
    assert page.thing.approvals.count() == 0
