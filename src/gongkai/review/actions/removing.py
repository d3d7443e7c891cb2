import json

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.core import door
from gongkai.core.errors import NotAllowed, Refused
from gongkai.core.kinds import kind_of
from gongkai.core.models import Act, Event, Mode, Thing
from gongkai.core.queries import newest_version
from gongkai.review import rules
from gongkai.review.actions.clearing import refuse_private_words
from gongkai.review.actions.common import close
from gongkai.review.models import RemovalRequest, SubmissionState
from gongkai.review.reasons import find_reason
from gongkai.units.models import User
from gongkai.units.rules import is_office


@transaction.atomic
def request_removal(*, thing: Thing, person: User, act: str, reason_code: str, reason: str) -> RemovalRequest:
    """Ask for a withdrawal or for the mark 废止/失效. Another person, of the office, decides."""
    thing = Thing.objects.select_for_update().get(pk=thing.pk)
    _check_removable(thing, act)
    if not rules.may_ask_removal(person, thing):
        raise NotAllowed(_("只有本单位的人员和政务公开办可以提出，而且这件信息要在公开状态。"))
    known = find_reason(reason_code)
    if known is None or act not in (Act.WITHDRAW, Act.EXPIRE):
        raise Refused(_("请选择理由。"))
    if not reason.strip():
        raise Refused(_("请写明理由，理由会一并公开。不要在理由里写出要撤下的内容。"))
    refuse_private_words(reason)
    if thing.removal_requests.filter(state=RemovalRequest.State.OPEN).exists():
        raise Refused(_("这件信息已有一件待确认的申请。"))
    kind = kind_of(thing)
    return RemovalRequest.objects.create(
        thing=thing,
        unit_id=kind.unit_id(thing),
        title=_public_title(thing),
        act=act,
        reason_code=reason_code,
        reason=reason.strip(),
        privacy=known.privacy and act == Act.WITHDRAW,
        asked_by=person,
    )


@transaction.atomic
def confirm_removal(*, removal: RemovalRequest, person: User) -> Event:
    removal = (
        RemovalRequest.objects.select_for_update().select_related("thing", "asked_by").get(pk=removal.pk)
    )
    if not rules.may_decide_removal(person, removal):
        raise NotAllowed(_("由政务公开办的另一个人确认；提出的人不能自己确认。"))
    _end_open_submission(removal.thing, person)
    arguments = {
        "thing": removal.thing,
        "actor": person,
        "asked_by": removal.asked_by,
        "reason_code": removal.reason_code,
        "reason": removal.reason,
        "request_key": f"removal:{removal.pk}",
    }
    if removal.act == Act.WITHDRAW:
        event = door.withdraw(**arguments, privacy=removal.privacy)
    else:
        event = door.expire(**arguments)
    _decide(removal, RemovalRequest.State.CONFIRMED, person, "")
    return event


@transaction.atomic
def refuse_removal(*, removal: RemovalRequest, person: User, comment: str) -> RemovalRequest:
    removal = RemovalRequest.objects.select_for_update().get(pk=removal.pk)
    if not rules.may_decide_removal(person, removal):
        raise NotAllowed(_("由政务公开办的另一个人决定。"))
    if not comment.strip():
        raise Refused(_("不同意要写明意见。"))
    return _decide(removal, RemovalRequest.State.REFUSED, person, comment.strip())


@transaction.atomic
def withdraw_at_once(*, thing: Thing, person: User, reason_code: str, reason: str) -> Event:
    """The office takes a thing out alone when it cannot wait (泄露个人信息等); the mode `urgent` stays on the record."""
    _check_removable(thing, Act.WITHDRAW)
    if not is_office(person) or not rules.may_ask_removal(person, thing):
        raise NotAllowed(_("立即撤回由政务公开办决定，而且这件信息要在公开状态。"))
    known = find_reason(reason_code)
    if known is None or not reason.strip():
        raise Refused(_("请选择理由并写明情况，理由会一并公开。"))
    refuse_private_words(reason)
    asked = list(thing.removal_requests.select_for_update().filter(state=RemovalRequest.State.OPEN))
    _end_open_submission(thing, person)
    event = door.withdraw(
        thing=thing,
        actor=person,
        reason_code=reason_code,
        reason=reason,
        mode=Mode.URGENT,
        privacy=known.privacy,
        request_key=f"withdraw:{thing.pk}",
    )
    for removal in asked:
        if removal.asked_by_id != person.pk:
            _decide(removal, RemovalRequest.State.CONFIRMED, person, "")
    return event


def _public_title(thing: Thing) -> str:
    """The office reads it too, so never the title of a newer draft that nobody submitted."""
    return json.loads(newest_version(thing).form)["title"]


def _check_removable(thing: Thing, act: str) -> None:
    if thing.is_public and not rules.may_be_removed(thing, act):
        if act == Act.EXPIRE:
            raise NotAllowed(_("网站自己的页面不标失效。不再需要的，请申请撤回。"))
        raise NotAllowed(_("首页与站点设置不能撤回，内容有误请更正。"))


def _end_open_submission(thing: Thing, person: User) -> None:
    for submission in thing.submissions.select_for_update().filter(
        state__in=[SubmissionState.IN_REVIEW, SubmissionState.APPROVED, SubmissionState.LATE_REVIEW]
    ):
        close(submission, SubmissionState.SUPERSEDED, person, _("这件信息已办理撤回或失效。"))


def _decide(removal: RemovalRequest, state: str, person: User, comment: str) -> RemovalRequest:
    removal.state, removal.decided_by, removal.decided_at, removal.comment = (
        state,
        person,
        timezone.now(),
        comment,
    )
    removal.save()
    return removal
