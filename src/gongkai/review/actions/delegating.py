from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.core.errors import NotAllowed, Refused
from gongkai.review import rules
from gongkai.review.models import Delegation
from gongkai.units.models import User
from gongkai.units.rules import has_role


@transaction.atomic
def delegate(*, giver: User, taker: User, role: str, unit, since, until, reason: str) -> Delegation:
    """Lend one's own stage to a colleague of the same unit until a day. What was lent cannot be lent on."""
    if role not in rules.ROLE_OF_STAGE.values() or not has_role(giver, role, unit):
        raise NotAllowed(_("只能委托自己担任的审核岗位。"))
    if giver.pk == taker.pk:
        raise Refused(_("不能委托给自己。"))
    if not taker.is_active or not any(post.unit_id == unit.pk for post in taker.posts.filter(until=None)):
        raise Refused(_("只能委托给本单位在岗的同事。"))
    if not reason.strip():
        raise Refused(_("写明委托的原因。"))
    if until < since or until < timezone.localdate():
        raise Refused(_("截止日期要在开始日期之后，而且不早于今天。"))
    if (until - since).days > 90:
        raise Refused(_("一次委托最长 90 天，到期可以再委托。"))
    return Delegation.objects.create(
        giver=giver, taker=taker, role=role, unit=unit, since=since, until=until, reason=reason.strip()
    )


@transaction.atomic
def end_delegation(*, delegation: Delegation, person: User) -> None:
    if delegation.giver_id != person.pk:
        raise NotAllowed(_("只有委托人可以结束委托。"))
    Delegation.objects.filter(pk=delegation.pk, ended_at=None).update(ended_at=timezone.now())
