"""What the security administrator does with people and posts, and what people do with their own account."""

import secrets
from datetime import timedelta

from axes.utils import reset as reset_lockouts
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp.plugins.otp_totp.models import TOTPDevice

from gongkai.core import audit
from gongkai.core.errors import NotAllowed, Refused
from gongkai.units import codes
from gongkai.units.models import ADMIN_ROLES, Post, Role, User
from gongkai.units.rules import only

# Django's own sentences say 密码 for 口令, and one of them is in English.
WEAK = {
    "password_too_short": gettext_lazy("新口令至少要 10 位。"),
    "password_too_common": gettext_lazy("新口令太常见，容易被猜中。"),
    "password_entirely_numeric": gettext_lazy("新口令不能只有数字。"),
    "password_too_similar": gettext_lazy("新口令与用户名太相近。"),
}
READABLE = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@transaction.atomic
def add_person(*, actor, username, display_name, password=None, is_demo=False) -> tuple[User, str]:
    """The account and its first password, which is shown once and must be changed (not by demo accounts)."""
    only(actor, Role.SECURITY_ADMIN)
    username = username.strip()
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(_("用户名 %(name)s 已经有人在用，请换一个。") % {"name": username})
    password = password or random_password()
    person = User(
        username=username,
        display_name=display_name.strip(),
        is_demo=is_demo,
        must_change_password=not is_demo,
    )
    person.set_password(password)
    person.save()
    audit.record(user=actor, action="person.add", target=_named(person))
    return person, password


@transaction.atomic
def assign_post(*, actor, person, unit, role, since=None, until=None) -> Post:
    """三员分立: one person never holds two of the three administrator roles on the same day, bounded posts included."""
    _may_change(actor, person, _("不能变动自己的岗位，请由另一名安全管理员办理。"))
    User.objects.select_for_update().get(pk=person.pk)
    since = since or timezone.localdate()
    if until and until < since:
        raise Refused(_("岗位的最后一天不能早于第一天。"))
    if unit.dissolved_on and unit.dissolved_on <= since:
        raise Refused(_("%(unit)s 在这一天已经撤销，不能再安排岗位。") % {"unit": unit.name})
    held = _overlapping(person, since, until)
    if held.filter(unit=unit, role=role).exists():
        raise Refused(_("%(person)s 在这段时间已经有这个岗位。") % {"person": person})
    if role in ADMIN_ROLES and (other := held.filter(role__in=ADMIN_ROLES).first()):
        raise Refused(
            _("三员分立：%(person)s 已经是%(role)s，不能同时担任另一管理员。请先结束原岗位，或另选一人。")
            % {"person": person, "role": other.get_role_display()}
        )
    post = Post.objects.create(user=person, unit=unit, role=role, since=since, until=until)
    audit.record(user=actor, action="post.assign", target=_named(person), detail=_described(post))
    return post


@transaction.atomic
def end_post(*, actor, post, last_day=None) -> None:
    """`last_day` still counts; without one the post ends now: yesterday was its last day, or it is taken back."""
    person = post.user
    _may_change(actor, person, _("不能变动自己的岗位，请由另一名安全管理员办理。"))
    post = Post.objects.select_for_update().get(pk=post.pk)
    if last_day is not None and last_day < post.since:
        raise Refused(_("岗位的最后一天不能早于第一天。"))
    if post.until is not None and post.until < timezone.localdate():
        raise Refused(_("这个岗位已经结束。"))
    post.until = last_day or timezone.localdate() - timedelta(days=1)
    audit.record(user=actor, action="post.end", target=_named(person), detail=_described(post))
    if post.until < post.since:
        post.delete()
    else:
        post.save(update_fields=["until"])


@transaction.atomic
def disable_person(*, actor, person) -> None:
    """Ends every session at its next request; posts stay, so that enabling brings back what was."""
    _may_change(actor, person, _("不能停用自己的账号。"))
    _save(person, is_active=False)
    audit.record(user=actor, action="person.disable", target=_named(person))


@transaction.atomic
def enable_person(*, actor, person) -> None:
    _may_change(actor, person, _("不能启用自己的账号。"))
    _save(person, is_active=True)
    audit.record(user=actor, action="person.enable", target=_named(person))


@transaction.atomic
def unlock_person(*, actor, person) -> None:
    only(actor, Role.SECURITY_ADMIN)
    reset_lockouts(username=person.username)
    audit.record(user=actor, action="person.unlock", target=_named(person))


@transaction.atomic
def reset_password(*, actor, person) -> str:
    """A new first password, shown once. Every session of the person ends, for the session hash changes."""
    _may_change(actor, person, _("自己的口令请在“我的账号”里修改。"))
    password = random_password()
    person.set_password(password)
    person.must_change_password = not person.is_demo
    person.save(update_fields=["password", "must_change_password"])
    reset_lockouts(username=person.username)
    audit.record(user=actor, action="person.reset_password", target=_named(person))
    return password


@transaction.atomic
def reset_code(*, actor, person) -> None:
    """The phone is lost: the next sign-in enrols a new one. A session that stood on the old device ends."""
    _may_change(actor, person, _("自己的动态口令请在“我的账号”里重新绑定。"))
    TOTPDevice.objects.filter(user=person).delete()
    audit.record(user=actor, action="person.reset_code", target=_named(person))


@transaction.atomic
def change_password(*, user, old, new) -> None:
    if not user.check_password(old):
        raise Refused(_("原口令不对。"))
    if old == new:
        raise Refused(_("新口令不能与原口令相同。"))
    try:
        validate_password(new, user)
    except ValidationError as error:
        raise Refused("".join(str(WEAK[one.code]) for one in error.error_list)) from error
    user.set_password(new)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    audit.record(user=user, action="account.password", target=_named(user))


def drop_own_code(*, user, password, code) -> None:
    """Changing phones while the old one is at hand: both the password and a code are asked for."""
    if not user.check_password(password):
        raise Refused(_("口令不对。"))
    codes.check_code(user=user, code=code)
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        audit.record(user=user, action="account.code_dropped", target=_named(user))


def random_password() -> str:
    """16 characters that cannot be misread, about 92 bits."""
    return "-".join("".join(secrets.choice(READABLE) for _i in range(4)) for _j in range(4))


def _may_change(actor, person, own_message):
    only(actor, Role.SECURITY_ADMIN)
    if actor is not None and actor.pk == person.pk:
        raise NotAllowed(own_message)


def _overlapping(person, since, until):
    held = person.posts.filter(Q(until__isnull=True) | Q(until__gte=since))
    return held if until is None else held.filter(since__lte=until)


def _save(person, *, is_active):
    person.is_active = is_active
    person.save(update_fields=["is_active"])


def _named(person) -> str:
    return f"{person.username} {person.display_name}"


def _described(post) -> str:
    until = f"{post.until:%F}" if post.until else ""
    return f"{post.unit.name} {post.get_role_display()} {post.since:%F}—{until}"
