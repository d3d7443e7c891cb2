"""Every write on the way to the door. Each is one transaction; publication itself is the door's own transaction after
the last yes, and `publish_due` finds whatever a crash left between the two."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.core import door
from gongkai.core.actions import record_approval
from gongkai.core.errors import NotAllowed, Refused
from gongkai.core.hashes import content_hash
from gongkai.core.kinds import all_kinds, kind_of
from gongkai.core.models import Act, Event, Mode, Thing, ThingState
from gongkai.core.queries import newest_version
from gongkai.core.text import canonical_json
from gongkai.review import rules
from gongkai.review.models import Delegation, RemovalRequest, Stage, Submission, SubmissionState
from gongkai.review.queries import approvals_of, open_submission
from gongkai.review.reasons import find_reason
from gongkai.units.models import User
from gongkai.units.rules import has_role, is_office

LATE_REVIEW_WITHIN = timedelta(hours=24)


def submit(
    *,
    thing: Thing,
    author: User,
    reason: str = "",
    reason_code: str = "",
    publish_at=None,
    urgent_reason: str = "",
) -> Submission:
    """Send the newest draft into review. For a public thing this is a correction and needs its reason.

    The very content that was returned or recalled goes on where it stood: nobody can say yes to it twice.
    """
    submission = _submit(thing, author, reason, reason_code, publish_at, urgent_reason)
    return publish_if_due(submission=submission)


@transaction.atomic
def _submit(thing, author, reason, reason_code, publish_at, urgent_reason) -> Submission:
    thing = Thing.objects.select_for_update().get(pk=thing.pk)
    kind = kind_of(thing)
    if not rules.may_write(author, thing):
        raise NotAllowed(_("只有本单位的经办可以送审。"))
    if open_submission(thing):
        raise Refused(_("这件信息已经在审核中。要修改，先撤回送审。"))
    revision_id = kind.newest_revision_id(thing)
    source = kind.load(thing.object_id, revision_id)
    form = kind.form(source)
    _check_submission(thing, kind, source, form, reason, publish_at)
    Submission.objects.filter(thing=thing, state=SubmissionState.LATE_REVIEW).update(
        state=SubmissionState.SUPERSEDED, stage="", closed_at=timezone.now()
    )
    known = find_reason(reason_code)
    submission = Submission.objects.create(
        thing=thing,
        unit=kind.unit(source),
        title=form["title"],
        revision_id=revision_id,
        content_hash=content_hash(form),
        stage=kind.stages[0],
        submitted_by=author,
        reason=reason.strip(),
        reason_code=reason_code,
        privacy=bool(known and known.privacy and thing.is_public),
        publish_at=publish_at,
        urgent_reason=urgent_reason.strip(),
        office_sees=bool(urgent_reason.strip()) or kind.stages[0] == Stage.FINAL,
    )
    return _advance(submission)


def _check_submission(thing, kind, source, form, reason, publish_at) -> None:
    problems = kind.problems(source)
    if problems:
        raise Refused("\n".join(problems))
    if thing.state == ThingState.WITHDRAWN:
        raise Refused(_("这件信息已经撤回，不能在原索引号下重新公开。请新建一件。"))
    if thing.is_public:
        if newest_version(thing).form == canonical_json(form):
            raise Refused(_("与已公开的版本完全一样，没有要更正的内容。"))
        if thing.events.filter(content_hash=content_hash(form)).exists():
            raise Refused(_("这一内容以前公开过，已经更正，不能原样再公开。请在正文里写明改回的情况再送审。"))
        if not reason.strip():
            raise Refused(_("更正已公开的信息必须写明理由，理由会一并公开。"))
    if publish_at and publish_at <= timezone.now():
        raise Refused(_("定时发布的时间已经过去，请改成以后的时间，或者不填。"))


@transaction.atomic
def recall(*, submission: Submission, author: User) -> Submission:
    """Take a draft back from review; every yes it had counts no more, because what follows is another content."""
    submission = _locked(submission)
    if not rules.may_write(author, submission.thing):
        raise NotAllowed(_("只有本单位的经办可以撤回送审。"))
    if not submission.is_open:
        raise Refused(_("这次送审已经结束，不能撤回。"))
    return _close(submission, SubmissionState.RECALLED, author, _("经办撤回送审。"))


def approve(*, submission: Submission, person: User, comment: str = "") -> Submission:
    """Say yes to the present stage. The last yes opens the door, or waits for the time that was set."""
    submission = _approve(submission, person, comment)
    if submission.state == SubmissionState.APPROVED:
        return publish_if_due(submission=submission)
    if submission.state == SubmissionState.LATE_REVIEW and not submission.stage:
        return _finish_late_review(submission, person)
    return submission


@transaction.atomic
def _approve(submission: Submission, person: User, comment: str) -> Submission:
    submission = _locked(submission)
    capacity = rules.capacity_for(person, submission)
    if capacity is None:
        raise NotAllowed(_("这一环节不由您审核，或者已经审过。"))
    kind = kind_of(submission.thing)
    if person.pk in kind.authors(submission.thing, submission.revision_id) | {submission.submitted_by_id}:
        raise NotAllowed(_("不能审核自己写的内容。"))
    _check_unchanged(submission)
    record_approval(
        thing=submission.thing,
        stage=capacity.stage,
        content_hash=submission.content_hash,
        person=person,
        on_behalf_of=capacity.on_behalf_of,
        comment=comment.strip(),
    )
    return _advance(submission)


def _advance(submission: Submission) -> Submission:
    given = {approval.stage for approval in approvals_of(submission)}
    missing = [stage for stage in kind_of(submission.thing).stages if stage not in given]
    submission.stage = missing[0] if missing else ""
    submission.stage_since = timezone.now()
    submission.office_sees = submission.office_sees or submission.stage in ("", Stage.FINAL)
    if not missing and submission.state == SubmissionState.IN_REVIEW:
        submission.state = SubmissionState.APPROVED
    submission.save()
    return submission


def _check_unchanged(submission: Submission) -> None:
    """What is approved must be what was submitted, file by file; the door asks the same again."""
    kind = kind_of(submission.thing)
    form = kind.form(kind.load(submission.thing.object_id, submission.revision_id))
    if content_hash(form) != submission.content_hash:
        raise Refused(_("内容或附件在送审以后有变化，请退回，由经办重新送审。"))


@transaction.atomic
def return_to_author(*, submission: Submission, person: User, comment: str) -> Submission:
    """Send back with a comment. The next submission starts from the first stage."""
    submission = _locked(submission)
    if submission.state != SubmissionState.IN_REVIEW or rules.capacity_for(person, submission) is None:
        raise NotAllowed(_("这一环节不由您审核，或者已经审过。"))
    if not comment.strip():
        raise Refused(_("退回要写明意见，告诉经办改什么。"))
    return _close(submission, SubmissionState.RETURNED, person, comment.strip())


def publish_urgently(*, submission: Submission, person: User, reason: str) -> Submission:
    """突发事件: the office publishes on its one yes; the missed reviews follow within 24 hours, visibly."""
    with transaction.atomic():
        submission = _locked(submission)
        if not is_office(person):
            raise NotAllowed(_("紧急公开由政务公开办决定。"))
        if not reason.strip():
            raise Refused(_("紧急公开必须写明理由，理由会一并公开。"))
        if submission.state != SubmissionState.IN_REVIEW or not submission.office_sees:
            raise Refused(_("这次送审现在不能紧急公开。"))
        if len(kind_of(submission.thing).stages) == 1:
            raise Refused(_("站点页面只要一次审核，不需要紧急公开。"))
        if person.pk in kind_of(submission.thing).authors(submission.thing, submission.revision_id):
            raise NotAllowed(_("不能审核自己写的内容。"))
        _check_unchanged(submission)
        record_approval(
            thing=submission.thing,
            stage=Stage.FINAL,
            content_hash=submission.content_hash,
            person=person,
            comment=reason.strip(),
        )
        submission.urgent_reason, submission.urgent_by = reason.strip(), person
        submission.state = SubmissionState.APPROVED
        submission.publish_at = None
        submission.save()
    return publish_if_due(submission=submission)


def publish_if_due(*, submission: Submission) -> Submission:
    """Open the door for an approved submission whose time has come. Safe to repeat: the door knows its request key."""
    if submission.state != SubmissionState.APPROVED:
        return submission
    if submission.publish_at and submission.publish_at > timezone.now():
        return submission
    try:
        event = _open_door(submission)
    except Refused as refusal:
        return _refused_by_door(submission, str(refusal))
    except IntegrityError as error:
        message = str(error).split("gongkai: ", 1)
        why = message[1].splitlines()[0] if len(message) == 2 else _("发文字号与已公开的文件重复。")
        return _refused_by_door(submission, why)
    return _after_publication(submission, event)


def _open_door(submission: Submission) -> Event:
    urgent = submission.urgent_by is not None
    approvals = approvals_of(submission)
    actor = submission.urgent_by or approvals[-1].person
    reasons = [submission.reason, submission.urgent_reason if urgent else ""]
    return door.publish(
        thing=submission.thing,
        revision_id=submission.revision_id,
        actor=actor,
        asked_by=submission.submitted_by,
        reason=" ".join(reason for reason in reasons if reason),
        reason_code=submission.reason_code,
        mode=Mode.URGENT if urgent else Mode.REVIEWED,
        privacy=submission.privacy,
        request_key=f"submission:{submission.pk}",
    )


@transaction.atomic
def _refused_by_door(submission: Submission, why: str) -> Submission:
    submission = _locked(submission)
    return _close(submission, SubmissionState.RETURNED, None, _("未能公开：%(why)s") % {"why": why})


@transaction.atomic
def _after_publication(submission: Submission, event: Event) -> Submission:
    submission = _locked(submission)
    if submission.state != SubmissionState.APPROVED:
        return submission
    if event.mode == Mode.URGENT:
        submission.state = SubmissionState.LATE_REVIEW
        submission.late_review_due = event.at + LATE_REVIEW_WITHIN
        return _advance(submission)
    return _close(submission, SubmissionState.PUBLISHED, event.actor, "")


def _finish_late_review(submission: Submission, person: User) -> Submission:
    door.complete_late_review(
        thing=submission.thing, actor=person, request_key=f"late-review:{submission.pk}"
    )
    with transaction.atomic():
        return _close(_locked(submission), SubmissionState.PUBLISHED, person, "")


def publish_due() -> int:
    """Publish everything approved whose time has come; also whatever a crash left between the last yes and the door."""
    due = Submission.objects.filter(state=SubmissionState.APPROVED).exclude(publish_at__gt=timezone.now())
    submissions = list(due.select_related("thing", "urgent_by", "submitted_by"))
    for submission in submissions:
        publish_if_due(submission=submission)
    finished = Submission.objects.filter(state=SubmissionState.LATE_REVIEW, stage="").select_related("thing")
    for submission in finished:
        _finish_late_review(submission, approvals_of(submission)[-1].person)
    return len(submissions)


def expire_due() -> int:
    """Mark everything whose term ended before today; the act is the system's, in the name of who published it."""
    count = 0
    for kind in all_kinds():
        for thing, code, reason in kind.due_to_expire(timezone.localdate()):
            published = door.newest_publication(thing)
            door.expire(
                thing=thing,
                actor=published.actor,
                reason_code=code,
                reason=reason,
                request_key=f"expire:{thing.pk}:{published.pk}",
            )
            count += 1
    return count


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


@transaction.atomic
def request_removal(*, thing: Thing, person: User, act: str, reason_code: str, reason: str) -> RemovalRequest:
    """Ask for a withdrawal or for the mark 废止/失效. Another person, of the office, decides."""
    thing = Thing.objects.select_for_update().get(pk=thing.pk)
    if not rules.may_ask_removal(person, thing):
        raise NotAllowed(_("只有本单位的人员和政务公开办可以提出，而且这件信息要在公开状态。"))
    known = find_reason(reason_code)
    if known is None or act not in (Act.WITHDRAW, Act.EXPIRE):
        raise Refused(_("请选择理由。"))
    if not reason.strip():
        raise Refused(_("请写明理由，理由会一并公开。不要在理由里写出要撤下的内容。"))
    if thing.removal_requests.filter(state=RemovalRequest.State.OPEN).exists():
        raise Refused(_("这件信息已有一件待确认的申请。"))
    kind = kind_of(thing)
    return RemovalRequest.objects.create(
        thing=thing,
        unit_id=kind.unit_id(thing),
        title=kind.title(thing),
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
    if not is_office(person):
        raise NotAllowed(_("立即撤回由政务公开办决定。"))
    known = find_reason(reason_code)
    if known is None or not reason.strip():
        raise Refused(_("请选择理由并写明情况，理由会一并公开。"))
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
    for removal in thing.removal_requests.filter(state=RemovalRequest.State.OPEN).exclude(asked_by=person):
        _decide(removal, RemovalRequest.State.CONFIRMED, person, "")
    return event


def _end_open_submission(thing: Thing, person: User) -> None:
    for submission in thing.submissions.filter(
        state__in=[SubmissionState.IN_REVIEW, SubmissionState.APPROVED, SubmissionState.LATE_REVIEW]
    ):
        _close(submission, SubmissionState.SUPERSEDED, person, _("这件信息已办理撤回或失效。"))


def _decide(removal: RemovalRequest, state: str, person: User, comment: str) -> RemovalRequest:
    removal.state, removal.decided_by, removal.decided_at, removal.comment = (
        state,
        person,
        timezone.now(),
        comment,
    )
    removal.save()
    return removal


def _close(submission: Submission, state: str, person: User | None, comment: str) -> Submission:
    submission.state, submission.closed_by, submission.closed_at = state, person, timezone.now()
    submission.comment, submission.stage = comment, ""
    submission.save()
    return submission


def _locked(submission: Submission) -> Submission:
    Submission.objects.select_for_update().get(pk=submission.pk)
    return Submission.objects.select_related("thing", "unit", "submitted_by", "urgent_by").get(
        pk=submission.pk
    )
