"""Password, lockout, dynamic code, and the ways in which a session ends."""

import time
from datetime import date, timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from gongkai.core.models import AuditEntry
from gongkai.units import actions, signin
from gongkai.units.models import Post, Role
from tests.factories import PASSWORD, UserFactory, make_user
from tests.units.entering import bound_device, current_code, enter

LOGIN = "/admin/login/"
ACCOUNT = "/admin/account/"


def give(client, username, password=PASSWORD, address="10.0.0.1", **extra):
    return client.post(LOGIN, {"username": username, "password": password} | extra, REMOTE_ADDR=address)


def outcomes(action="sign_in"):
    return list(AuditEntry.objects.filter(action=action).order_by("id").values_list("username", "outcome"))


def test_login_address_is_ours_and_keeps_its_name(client, db):
    assert reverse("wagtailadmin_login") == LOGIN
    answer = client.get(LOGIN)
    assert answer.templates[0].name == "units/signin/password.html"
    assert "no-store" in answer["Cache-Control"]
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy.split("style-src")[1].split(";")[0]


def test_clerk_enters_with_the_password_alone(client, make):
    clerk = make(Role.CLERK)
    old_key = client.session.session_key
    answer = give(client, clerk.username, next=ACCOUNT)
    assert (answer.status_code, answer["Location"]) == (302, ACCOUNT)
    assert client.get(ACCOUNT).status_code == 200
    assert client.session.session_key != old_key
    assert outcomes() == [(clerk.username, "ok")]


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
    ],
)
def test_next_never_leads_away(client, make, wanted):
    clerk = make(Role.CLERK)
    assert give(client, clerk.username, next=wanted)["Location"] == reverse("wagtailadmin_home")


def test_unknown_name_and_wrong_password_read_the_same(client, make):
    clerk = make(Role.CLERK)
    unknown = give(client, "nobody-here", "wrong").content.decode()
    wrong = give(client, clerk.username, "wrong").content.decode()

    def plain(text, name):
        lines = [line for line in text.splitlines() if "csrfmiddlewaretoken" not in line]
        return "\n".join(lines).replace(name, "NAME")

    assert "用户名或口令不对" in wrong
    assert plain(unknown, "nobody-here") == plain(wrong, clerk.username)


def test_unknown_name_costs_a_hash_too(client, db, monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *args: hashed.append(1) or encode(self, *args)
    )
    give(client, "nobody-here", "wrong")
    assert hashed == [1]


def test_password_is_never_in_the_trail_nor_in_the_attempts(client, make):
    clerk = make(Role.CLERK)
    give(client, clerk.username, "my-secret-typed-wrong")
    give(client, "my-secret-as-a-name", "x")
    kept = [str(row) for row in AuditEntry.objects.values()] + [
        str(row) for row in AccessAttempt.objects.values("post_data")
    ]
    assert not any("my-secret" in text for text in kept)
    assert not any("csrfmiddlewaretoken=" in text and "********" not in text for text in kept)


def test_five_failures_lock_name_and_address_with_the_wait_said(make):
    clerk = make(Role.CLERK)
    client = Client()
    answers = [give(client, clerk.username, "wrong") for _i in range(5)]
    assert [answer.status_code for answer in answers] == [403] * 4 + [429]
    assert "请过 30 分钟再试" in answers[-1].content.decode()
    assert "请过 30 分钟再试" in give(client, clerk.username).content.decode()
    assert give(client, clerk.username, address="10.0.0.2").status_code == 302
    assert outcomes()[-3:] == [(clerk.username, "locked"), (clerk.username, "locked"), (clerk.username, "ok")]


def test_unknown_names_lock_just_the_same(client, db):
    for _i in range(5):
        answer = give(client, "nobody-here", "wrong")
    assert "已暂停登录" in answer.content.decode()


def test_waiting_is_not_prolonged_by_trying_and_ends(make):
    clerk = make(Role.CLERK)
    for _i in range(5):
        give(Client(), clerk.username, "wrong")
    earlier = timezone.now() - timedelta(minutes=20)
    AccessAttempt.objects.update(attempt_time=earlier)
    assert "请过 10 分钟再试" in give(Client(), clerk.username, "wrong").content.decode()
    assert AccessAttempt.objects.get().attempt_time == earlier
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=31))
    assert give(Client(), clerk.username).status_code == 302


def test_twenty_failures_from_many_addresses_lock_the_name(make):
    clerk = make(Role.CLERK)
    for number in range(20):
        assert (
            "已暂停" not in give(Client(), clerk.username, "wrong", f"10.0.1.{number // 4}").content.decode()
            or number == 19
        )
    assert "已暂停登录" in give(Client(), clerk.username, address="10.9.9.9").content.decode()
    actions.unlock_person(actor=None, person=clerk)
    assert give(Client(), clerk.username, address="10.9.9.9").status_code == 302


def test_case_and_width_of_the_name_give_no_more_tries(make):
    clerk = make(Role.CLERK, username="zhangsan")
    for name in ("zhangsan", "ｚｈａｎｇｓａｎ", " zhangsan ", "zhangsan", "ｚhangsan"):
        give(Client(), name, "wrong")
    assert "已暂停登录" in give(Client(), clerk.username).content.decode()


def test_nobody_without_a_post_enters(client, db):
    person = UserFactory(is_superuser=True, is_staff=True)
    answer = give(client, person.username)
    assert answer.status_code == 403
    assert "没有岗位" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_demo_accounts_enter_only_in_a_demonstration(make, settings):
    office = make(Role.OFFICE, is_demo=True)
    assert give(Client(), office.username).status_code == 403
    settings.DEMO = True
    client = Client()
    assert give(client, office.username)["Location"] == reverse("wagtailadmin_home")
    assert "演示账号：未启用动态口令" in client.get(ACCOUNT).content.decode()
    settings.DEMO = False
    assert client.get(ACCOUNT).status_code == 302


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CLERK])
def test_every_higher_role_must_bind_a_code(client, make, role):
    person = make(role)
    assert give(client, person.username)["Location"] == reverse("signin_enrol")
    assert client.get(ACCOUNT).status_code == 302  # the password alone opens nothing
    assert "_auth_user_id" not in client.session


def test_enrolment_and_then_the_code(client, make):
    office = make(Role.OFFICE)
    give(client, office.username, next=ACCOUNT)
    shown = client.get(reverse("signin_enrol")).content.decode()
    device = TOTPDevice.objects.get(user=office)
    assert "<svg" in shown
    assert "style=" not in shown
    assert (
        " ".join(__import__("base64").b32encode(device.bin_key).decode()[i : i + 4] for i in range(0, 32, 4))
        in shown
    )
    used = current_code(device)
    answer = client.post(reverse("signin_enrol"), {"code": used})
    assert answer["Location"] == ACCOUNT
    assert client.get(ACCOUNT).status_code == 200

    again = Client()
    assert give(again, office.username)["Location"] == reverse("signin_code")
    replay = again.post(reverse("signin_code"), {"code": used})
    assert replay.status_code == 403
    assert "已经用过" in replay.content.decode()
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert again.post(reverse("signin_code"), {"code": current_code(device, 1)}).status_code == 302
    assert again.get(ACCOUNT).status_code == 200


def test_code_failures_are_slowed_down(client, make):
    office = make(Role.OFFICE)
    device = bound_device(office)
    give(client, office.username)
    wrong = f"{(int(current_code(device)) + 1) % 1000000:06d}"
    for _i in range(3):
        TOTPDevice.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(minutes=5))
        assert client.post(reverse("signin_code"), {"code": wrong}).status_code == 403
    answer = client.post(reverse("signin_code"), {"code": current_code(device)})
    assert "请过 4 秒再试" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert outcomes("sign_in.code") == [(office.username, "failed")] * 4


def test_an_unfinished_enrolment_shows_no_old_secret(make):
    office = make(Role.OFFICE)
    give(Client(), office.username)
    first = TOTPDevice.objects.get(user=office).key
    give(Client(), office.username)
    assert TOTPDevice.objects.get(user=office).key != first


def test_first_step_does_not_hold_for_ever(client, make):
    office = make(Role.OFFICE)
    device = bound_device(office)
    give(client, office.username)
    session = client.session
    session[signin.PENDING] = session[signin.PENDING] | {"at": int(time.time()) - 601}
    session.save()
    assert client.post(reverse("signin_code"), {"code": current_code(device)})["Location"] == LOGIN


def test_first_step_dies_with_the_password(client, make):
    office = make(Role.OFFICE)
    device = bound_device(office)
    give(client, office.username)
    actions.reset_password(actor=None, person=office)
    assert client.post(reverse("signin_code"), {"code": current_code(device)})["Location"] == LOGIN


def test_a_new_post_that_needs_a_code_ends_the_session(make, bureau):
    clerk = make(Role.CLERK)
    client = enter(clerk)
    assert client.get(ACCOUNT).status_code == 200
    Post.objects.create(user=clerk, unit=bureau, role=Role.SECTION_REVIEWER, since=date(2020, 1, 1))
    answer = client.get(ACCOUNT, follow=True)
    assert "您的岗位要求动态口令" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_session_ends_when_post_ends(make, security):
    clerk = make(Role.CLERK)
    client = enter(clerk)
    actions.end_post(actor=security, post=clerk.posts.get())
    assert client.get(ACCOUNT)["Location"].startswith(LOGIN)
    assert "_auth_user_id" not in client.session
    assert outcomes("sign_out") == [(clerk.username, "ok")]


def test_session_ends_when_account_is_disabled(make, security):
    clerk = make(Role.CLERK)
    client = enter(clerk)
    actions.disable_person(actor=security, person=clerk)
    assert client.get(ACCOUNT)["Location"].startswith(LOGIN)


def test_session_ends_when_the_code_is_reset(make, security):
    office = make(Role.OFFICE)
    client = enter(office)
    assert client.get(ACCOUNT).status_code == 200
    actions.reset_code(actor=security, person=office)
    assert client.get(ACCOUNT)["Location"].startswith(LOGIN)


@pytest.mark.parametrize(("key", "age"), [(signin.SEEN, 31 * 60), (signin.ENTERED, 8 * 3600 + 1)])
def test_session_ends_by_idling_and_by_age(make, key, age):
    client = enter(make(Role.CLERK))
    session = client.session
    session[key] = int(time.time()) - age
    session.save()
    assert client.get(ACCOUNT)["Location"].startswith(LOGIN)
    assert "_auth_user_id" not in client.session


def test_an_open_editor_is_no_sign_of_life(make, settings):
    client = enter(make(Role.CLERK))
    session = client.session
    session[signin.SEEN] = seen = int(time.time()) - 600
    session.save()
    client.post("/admin/editing-sessions/ping/wagtailcore/page/1/1/")
    assert client.session[signin.SEEN] == seen
    client.get(ACCOUNT)
    assert client.session[signin.SEEN] > seen


def test_first_password_must_be_changed_before_anything_else(security, bureau):
    person, password = actions.add_person(actor=security, username="lisi", display_name="李四")
    actions.assign_post(actor=security, person=person, unit=bureau, role=Role.CLERK)
    client = Client()
    give(client, "lisi", password)
    assert client.get(ACCOUNT)["Location"] == reverse("units:password")
    page = client.get(reverse("units:password"))
    assert "您用的是初始口令" in page.content.decode()
    for bad, sentence in [("short", "10"), ("1234567890123", "数字"), (password, "不能与原口令相同")]:
        answer = client.post(reverse("units:password"), {"old": password, "new": bad, "again": bad})
        assert sentence in answer.content.decode()
    new = "long-enough-and-new-5"
    client.post(reverse("units:password"), {"old": password, "new": new, "again": new})
    assert client.get(ACCOUNT).status_code == 200
    assert give(Client(), "lisi", password).status_code == 403
    assert give(Client(), "lisi", new).status_code == 302


def test_changing_the_password_ends_other_sessions(make):
    clerk = make(Role.CLERK)
    here, elsewhere = enter(clerk), enter(clerk)
    new = "long-enough-and-new-5"
    here.post(reverse("units:password"), {"old": PASSWORD, "new": new, "again": new})
    assert here.get(ACCOUNT).status_code == 200
    assert elsewhere.get(ACCOUNT)["Location"].startswith(LOGIN)


def test_an_open_session_is_no_place_to_guess_the_password(make):
    client = enter(make(Role.CLERK))
    new = "long-enough-and-new-5"
    for _i in range(5):
        client.post(reverse("units:password"), {"old": "wrong", "new": new, "again": new})
    assert "_auth_user_id" not in client.session


def test_changing_phones(make):
    office = make(Role.OFFICE)
    client = enter(office)
    code = current_code(bound_device(office))
    assert client.post(reverse("units:my_code"), {"password": "wrong", "code": code}).status_code == 200
    assert TOTPDevice.objects.filter(user=office).count() == 1
    answer = client.post(reverse("units:my_code"), {"password": PASSWORD, "code": code})
    assert answer["Location"] == LOGIN
    assert not TOTPDevice.objects.filter(user=office).exists()


def test_a_clerk_may_bind_a_code_and_is_then_asked_for_it(make):
    clerk = make(Role.CLERK)
    client = enter(clerk)
    assert client.post(reverse("units:begin_code"))["Location"] == reverse("signin_enrol")
    device = TOTPDevice.objects.get(user=clerk)
    answer = client.post(reverse("signin_enrol"), {"code": current_code(device)})
    assert answer["Location"] == reverse("units:my_code")
    assert give(Client(), clerk.username)["Location"] == reverse("signin_code")


def test_sign_out_is_kept(make):
    clerk = make(Role.CLERK)
    client = enter(clerk)
    client.post("/admin/logout/")
    assert "_auth_user_id" not in client.session
    assert outcomes("wagtailadmin_logout") == [(clerk.username, "302")]


def test_reviewer_of_another_unit_is_told_nothing_by_the_code_page(client, db):
    make_user(Role.OFFICE)
    assert client.get(reverse("signin_code"))["Location"] == LOGIN
    assert client.get(reverse("signin_enrol"))["Location"] == LOGIN


def test_forged_form_is_refused_in_chinese(make):
    clerk = make(Role.CLERK)
    strict = Client(enforce_csrf_checks=True)
    answer = give(strict, clerk.username)
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()
