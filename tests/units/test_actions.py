"""What administrators may do with units and people, and what is refused, in words."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from gongkai.core.errors import NotAllowed, Refused
from gongkai.core.models import AuditEntry
from gongkai.units import actions
from gongkai.units.models import ADMIN_ROLES, Post, Role, Unit, User
from gongkai.units.rules import current_posts
from tests.factories import UnitFactory, UserFactory, make_user

TODAY = timezone.localdate


def trail():
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_add_unit(system, bureau):
    unit = actions.add_unit(
        actor=system, code=" 632801020 ", name=" 某市教育局 ", parent=bureau, founded_on=date(1980, 1, 1)
    )
    assert (unit.code, unit.index_prefix, unit.name, unit.parent) == (
        "632801020",
        "632801020",
        "某市教育局",
        bureau,
    )
    assert trail() == ["unit.add"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"code": "a/b"}, "只用字母"),
        ({"code": ""}, "只用字母"),
        ({"code": "x" * 21}, "最多 20 位"),
        ({"index_prefix": "116328010151234567"}, "校验位不对"),
        ({"index_prefix": "a b"}, "留空"),
        ({"name": "某市财政局"}, "已经有单位叫“某市财政局”"),
    ],
)
def test_add_unit_refuses(bureau, fields, sentence):
    with pytest.raises(Refused, match=sentence):
        actions.add_unit(actor=None, **({"code": "n1", "name": "某市教育局"} | fields))
    assert trail() == []


def test_codes_and_prefixes_are_used_once(bureau):
    for fields in ({"code": bureau.code}, {"code": "n1", "index_prefix": bureau.index_prefix}):
        with pytest.raises(Refused, match="已经有单位在用"):
            actions.add_unit(actor=None, name="某市教育局", **fields)


def test_rename_keeps_the_older_days(system, bureau):
    actions.rename_unit(actor=system, unit=bureau, name="某市财政和国资局", since=date(2020, 5, 1))
    unit = Unit.objects.get(pk=bureau.pk)
    assert unit.name_on(date(2020, 4, 30)) == "某市财政局"
    assert unit.name_on(date(2020, 5, 1)) == unit.name == "某市财政和国资局"
    with pytest.raises(Refused, match="换一个日期"):
        actions.rename_unit(actor=system, unit=unit, name="别的名称", since=date(2020, 5, 1))
    with pytest.raises(Refused, match="不用改"):
        actions.rename_unit(actor=system, unit=unit, name="某市财政局", since=date(2015, 5, 1))


def test_dissolve(system, bureau):
    child = UnitFactory(parent=bureau)
    with pytest.raises(Refused, match="下面还有没撤销的单位"):
        actions.dissolve_unit(actor=system, unit=bureau, on=date(2020, 1, 1))
    actions.dissolve_unit(actor=system, unit=child, on=date(2020, 1, 1))
    with pytest.raises(Refused, match="晚于成立日期 2001-01-01"):
        actions.dissolve_unit(actor=system, unit=bureau, on=date(2001, 1, 1))
    actions.dissolve_unit(actor=system, unit=bureau, on=date(2020, 1, 1))
    with pytest.raises(Refused, match="已经撤销"):
        actions.dissolve_unit(actor=system, unit=bureau, on=date(2021, 1, 1))
    bureau.refresh_from_db()
    with pytest.raises(Refused, match="已经撤销"):
        actions.rename_unit(actor=system, unit=bureau, name="x", since=date(2020, 1, 1))


def test_who_may_do_what(make, bureau, system, security):
    clerk = make(Role.CLERK)
    office = make(Role.OFFICE)
    superuser = UserFactory(is_superuser=True)
    for person in (clerk, office, security, superuser):
        with pytest.raises(NotAllowed, match="只有系统管理员"):
            actions.add_unit(actor=person, code="n1", name="n1")
    for person in (clerk, office, system, superuser):
        with pytest.raises(NotAllowed, match="只有安全管理员"):
            actions.add_person(actor=person, username="n1", display_name="n1")
        with pytest.raises(NotAllowed, match="只有安全管理员"):
            actions.assign_post(actor=person, person=clerk, unit=bureau, role=Role.OFFICE)


def test_nobody_changes_their_own_posts_or_account(security, bureau):
    with pytest.raises(NotAllowed, match="另一名安全管理员"):
        actions.assign_post(actor=security, person=security, unit=bureau, role=Role.CLERK)
    with pytest.raises(NotAllowed, match="另一名安全管理员"):
        actions.end_post(actor=security, post=security.posts.get())
    for act in (actions.disable_person, actions.enable_person, actions.reset_code, actions.reset_password):
        with pytest.raises(NotAllowed):
            act(actor=security, person=security)


def test_first_password_is_random_kept_nowhere_and_must_be_changed(security):
    person, password = actions.add_person(actor=security, username="lisi", display_name="李四")
    _other, second = actions.add_person(actor=security, username="wangwu", display_name="王五")
    assert password != second
    assert len(password) == 19
    assert User.objects.get(pk=person.pk).check_password(password)
    assert person.must_change_password
    assert password not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("Ab-1", "新口令至少要 10 位。"),
        ("password123", "新口令太常见，容易被猜中。"),
        ("83748291046", "新口令不能只有数字。"),
        ("zhangsanfeng1", "新口令与用户名太相近。"),
    ],
)
def test_a_weak_password_is_refused_in_our_words(db, new, sentence):
    person = UserFactory(username="zhangsanfeng", password="Kunlun-Gate-2016")
    with pytest.raises(Refused) as refusal:
        actions.change_password(user=person, old="Kunlun-Gate-2016", new=new)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("name", ["lisi", "LISI", " lisi "])
def test_user_names_are_taken_whatever_their_case(security, name):
    actions.add_person(actor=security, username="lisi", display_name="李四")
    with pytest.raises(Refused, match="已经有人在用"):
        actions.add_person(actor=security, username=name, display_name="李四")


@pytest.mark.parametrize("first", ADMIN_ROLES)
@pytest.mark.parametrize("second", ADMIN_ROLES)
def test_three_administrators_are_three_people(security, bureau, first, second):
    person = UserFactory()
    actions.assign_post(actor=security, person=person, unit=bureau, role=first)
    sentence = "已经有这个岗位" if first == second else "三员分立"
    with pytest.raises(Refused, match=sentence):
        actions.assign_post(actor=security, person=person, unit=bureau, role=second)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(user=person, unit=UnitFactory(), role=second)


def test_bounded_posts_do_not_get_round_the_three(security, bureau):
    """The database holds open-ended posts apart; the action looks at every day."""
    person = UserFactory()
    until = TODAY() + timedelta(days=30)
    actions.assign_post(actor=security, person=person, unit=bureau, role=Role.AUDITOR, until=until)
    with pytest.raises(Refused, match="三员分立"):
        actions.assign_post(actor=security, person=person, unit=bureau, role=Role.SYSTEM_ADMIN)
    with pytest.raises(Refused, match="三员分立"):
        actions.assign_post(actor=security, person=person, unit=bureau, role=Role.SYSTEM_ADMIN, since=until)
    actions.assign_post(
        actor=security, person=person, unit=bureau, role=Role.SYSTEM_ADMIN, since=until + timedelta(days=1)
    )


def test_posts_begin_and_end_on_their_days(security, bureau):
    person = UserFactory()
    post = actions.assign_post(
        actor=security, person=person, unit=bureau, role=Role.CLERK, since=date(2020, 1, 1)
    )
    assert current_posts(User.objects.get(pk=person.pk)) == [post]
    actions.end_post(actor=security, post=post, last_day=TODAY())
    assert current_posts(User.objects.get(pk=person.pk)) == [post]
    actions.end_post(actor=security, post=post)
    assert current_posts(User.objects.get(pk=person.pk)) == []
    with pytest.raises(Refused, match="已经结束"):
        actions.end_post(actor=security, post=post)
    assert trail() == ["post.assign", "post.end", "post.end"]


def test_a_post_given_by_mistake_today_is_taken_back(security, bureau):
    person = UserFactory()
    post = actions.assign_post(actor=security, person=person, unit=bureau, role=Role.CLERK)
    with pytest.raises(Refused, match="不能早于第一天"):
        actions.end_post(actor=security, post=post, last_day=TODAY() - timedelta(days=1))
    actions.end_post(actor=security, post=post)
    assert not person.posts.exists()
    assert trail() == ["post.assign", "post.end"]


def test_posts_are_refused_in_words(security, bureau):
    person = UserFactory()
    with pytest.raises(Refused, match="不能早于第一天"):
        actions.assign_post(
            actor=security,
            person=person,
            unit=bureau,
            role=Role.CLERK,
            since=date(2020, 2, 1),
            until=date(2020, 1, 1),
        )
    bureau.dissolved_on = date(2020, 1, 1)
    with pytest.raises(Refused, match="已经撤销"):
        actions.assign_post(actor=security, person=person, unit=bureau, role=Role.CLERK)


def test_superuser_flag_gives_nothing(bureau):
    superuser = UserFactory(is_superuser=True, is_staff=True)
    assert not superuser.has_perm("wagtailadmin.access_admin")
    assert not superuser.has_perms(["units.add_unit"])
    assert not superuser.has_module_perms("units")
    holder = make_user(Role.CLERK, bureau, is_superuser=True)
    assert holder.has_perm("wagtailadmin.access_admin")
    assert not holder.has_perm("units.add_unit")
    assert not holder.has_module_perms("units")
    assert holder.has_module_perms("wagtailadmin")
    holder.is_active = False
    assert not holder.has_perm("wagtailadmin.access_admin")
