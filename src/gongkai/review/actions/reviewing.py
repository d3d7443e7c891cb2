from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.core.actions import record_approval
from gongkai.core.errors import NotAllowed, Refused
from gongkai.core.hashes import review_hash
from gongkai.core.kinds import kind_of
from gongkai.review import rules
from gongkai.review.actions.clearing import refuse_private_words
from gongkai.review.actions.common import advance, close, locked
from gongkai.review.actions.opening import finish_late_review, publish_if_due
from gongkai.review.models import Stage, Submission, SubmissionState
from gongkai.units.models import User
from gongkai.units.rules import is_office


def approve(*, submission: Submission, person: User, comment: str = "") -> Submission:
    """Say yes to the present stage. The last yes opens the door, or waits for the time that was set."""
    submission = _approve(submission, person, comment)
    if submission.state == SubmissionState.APPROVED:
        return publish_if_due(submission=submission)
    if submission.state == SubmissionState.LATE_REVIEW and not submission.stage:
        return finish_late_review(submission, person)
    return submission


@transaction.atomic
def _approve(submission: Submission, person: User, comment: str) -> Submission:
    submission = locked(submission)
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
    return advance(submission)


def _check_unchanged(submission: Submission) -> None:
    """What is approved must be what was submitted, file by file; the door asks the same again."""
    kind = kind_of(submission.thing)
    form = kind.form(kind.load(submission.thing.object_id, submission.revision_id))
    expected = review_hash(
        form, round_number=submission.round, reason_code=submission.reason_code, reason=submission.reason
    )
    if expected != submission.content_hash:
        raise Refused(_("内容或附件在送审以后有变化，请退回，由经办重新送审。"))


@transaction.atomic
def return_to_author(*, submission: Submission, person: User, comment: str) -> Submission:
    """Send back with a comment. The next submission starts from the first stage."""
    submission = locked(submission)
    if submission.state != SubmissionState.IN_REVIEW or rules.capacity_for(person, submission) is None:
        raise NotAllowed(_("这一环节不由您审核，或者已经审过。"))
    if not comment.strip():
        raise Refused(_("退回要写明意见，告诉经办改什么。"))
    return close(submission, SubmissionState.RETURNED, person, comment.strip())


def publish_urgently(*, submission: Submission, person: User, reason: str) -> Submission:
    """突发事件: the office publishes on its one yes; the missed reviews follow within 24 hours, visibly."""
    with transaction.atomic():
        submission = locked(submission)
        if not is_office(person):
            raise NotAllowed(_("紧急公开由政务公开办决定。"))
        if not reason.strip():
            raise Refused(_("紧急公开必须写明理由，理由会一并公开。"))
        refuse_private_words(reason)
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
