"""What a person may do with one thing now, and in words why not. The actions ask all of it again under lock."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.core.models import Act, ThingState
from gongkai.review import rules
from gongkai.review.dossier import Dossier
from gongkai.review.models import Lifting, Stage, Submission, SubmissionState
from gongkai.review.rules import Capacity
from gongkai.review.words import moment
from gongkai.units.models import Role
from gongkai.units.rules import is_office


@dataclass(frozen=True)
class Options:
    edit: bool
    submit: bool
    submit_hint: str
    recall: bool
    capacity: Capacity | None
    send_back: bool
    why_not: str
    urgent: bool
    withdraw: bool
    expire: bool
    at_once: bool
    decide_removal: bool
    removal_hint: str
    lift: bool
    mask: bool
    decide_liftings: frozenset[int]


def options_for(dossier: Dossier) -> Options:
    user, thing, running = dossier.user, dossier.thing, dossier.running
    writer = rules.may_write(user, thing)
    hint = _submit_hint(dossier)
    free = writer and not dossier.is_open and thing.state != ThingState.WITHDRAWN
    capacity = _capacity(dossier)
    asks = rules.may_ask_removal(user, thing) and not dossier.open_removal
    removal = dossier.open_removal
    decides = bool(removal) and rules.may_decide_removal(user, removal)
    return Options(
        edit=free and thing.is_page,
        submit=free and not hint,
        submit_hint=hint if free else "",
        recall=writer and dossier.is_open,
        capacity=capacity,
        send_back=bool(capacity) and running.state == SubmissionState.IN_REVIEW,
        why_not="" if capacity else _why_not(dossier),
        urgent=_may_publish_urgently(dossier),
        withdraw=asks,
        expire=asks and thing.state == ThingState.PUBLIC and rules.may_be_removed(thing, Act.EXPIRE),
        at_once=is_office(user) and rules.may_be_removed(thing),
        decide_removal=decides,
        lift=free and bool(dossier.checkup and dossier.checkup.of("blocking")),
        mask=free and thing.is_page and _has_values(dossier),
        decide_liftings=_decidable(dossier),
        removal_hint="" if decides or not removal else _("由政务公开办确认；提出的人不能自己确认。"),
    )


def _has_values(dossier: Dossier) -> bool:
    return bool(dossier.checkup) and any(group.can_mask for group in dossier.checkup.groups)


def _decidable(dossier: Dossier) -> frozenset[int]:
    """Ids of the requests to lift that wait for this person's word."""
    if not dossier.inspection:
        return frozenset()
    waiting = {
        each.pk: each for each in dossier.inspection.liftings.values() if each.state == Lifting.State.OPEN
    }
    return frozenset(pk for pk, lifting in waiting.items() if rules.may_decide_lifting(dossier.user, lifting))


def _submit_hint(dossier: Dossier) -> str:
    if dossier.kind.is_batch and dossier.thing.is_public:
        return _("这一批已经公开。要改其中一件，请更正那一件。")
    if not dossier.drafts_seen or dossier.is_open:
        return ""
    if dossier.problems:
        return _("还有 %(count)d 处要改，改好再送审。") % {"count": len(dossier.problems)}
    if dossier.inspection and dossier.inspection.blocking:
        count = len(dossier.inspection.blocking)
        return _("检查有 %(count)d 处阻断，脱敏、改正或者豁免以后再送审。") % {"count": count}
    if not dossier.differs:
        return _("与已公开的版本完全一样，没有要更正的内容。要更正，先去改。")
    return ""


def _capacity(dossier: Dossier) -> Capacity | None:
    user, running = dossier.user, dossier.running
    if not running or user.pk in dossier.authors or _own_yes(dossier):
        return None
    return rules.capacity_for(user, running)


def _own_yes(dossier: Dossier):
    return next(
        (
            approval
            for approval in dossier.approvals
            if approval.person_id == dossier.user.pk and approval.content_hash == dossier.running.content_hash
        ),
        None,
    )


def _why_not(dossier: Dossier) -> str:
    """For people who review in this unit or in the office; when all is decided, for everybody."""
    user, running = dossier.user, dossier.running
    if not running:
        return ""
    if running.state == SubmissionState.APPROVED:
        return _approved_words(running)
    if not any(rules.capacity_for(user, running, stage) for stage in dossier.kind.stages):
        return ""
    if user.pk in dossier.authors:
        return _("这一稿有您写的内容，或者由您送审，您不能审核。由别的审核人办理。")
    own = _own_yes(dossier)
    if own:
        return _("您已经审过这一稿（%(stage)s），其他环节由别人审核。") % {"stage": Stage(own.stage).label}
    stage = Stage(running.stage)
    values = {"stage": stage.label, "role": Role(rules.ROLE_OF_STAGE[stage]).label}
    return _("现在是%(stage)s，由%(role)s办理，还不到您审核的环节，或者您的环节已经过了。") % values


def _approved_words(running: Submission) -> str:
    if running.publish_at and running.publish_at > timezone.now():
        return _("审核已全部完成，定于 %(when)s 公开。") % {"when": moment(running.publish_at)}
    return _("审核已全部完成，正在公开。")


def _may_publish_urgently(dossier: Dossier) -> bool:
    user, running = dossier.user, dossier.running
    return (
        is_office(user)
        and running is not None
        and running.state == SubmissionState.IN_REVIEW
        and running.office_sees
        and len(dossier.kind.stages) > 1
        and user.pk not in dossier.authors
        and not _own_yes(dossier)
    )
