"""From the last yes to the door, which comes after the yes is kept; `publish_due` finds what a crash left between them.

Whoever needs several rows takes them in one order: removal requests, submissions, the door, the thing.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.core import door
from gongkai.core.errors import Refused
from gongkai.core.kinds import all_kinds
from gongkai.core.models import Event, Mode, Thing
from gongkai.review.actions.clearing import ensure_cleared
from gongkai.review.actions.common import advance, close, locked
from gongkai.review.models import Submission, SubmissionState
from gongkai.review.queries import approvals_of
from gongkai.review.rules import LATE_REVIEW_WITHIN
from gongkai.units.models import User


def publish_if_due(*, submission: Submission) -> Submission:
    """Open the door for an approved submission whose time has come. Safe to repeat: the door knows its request key.

    The clearance is looked at and the files are read first, which may take long; then one transaction asks again whether the submission is still
    approved, opens the door and closes the submission, so that a recall comes either before or too late.
    """
    if not _is_due(submission):
        return submission
    try:
        ensure_cleared(submission)
        files_read = door.read_files(thing=submission.thing, revision_id=submission.revision_id)
        with transaction.atomic():
            submission = locked(submission)
            if not _is_due(submission):
                return submission
            return _after_publication(submission, _open_door(submission, files_read))
    except Refused as refusal:
        return _refused_by_door(submission, str(refusal))
    except IntegrityError as error:
        message = str(error).split("gongkai: ", 1)
        why = message[1].splitlines()[0] if len(message) == 2 else _("发文字号与已公开的文件重复。")
        return _refused_by_door(submission, why)


def _is_due(submission: Submission) -> bool:
    if submission.state != SubmissionState.APPROVED:
        return False
    return submission.publish_at is None or submission.publish_at <= timezone.now()


def _open_door(submission: Submission, files_read: frozenset[str]) -> Event:
    urgent = submission.urgent_by is not None
    approvals = approvals_of(submission)
    actor = submission.urgent_by or approvals[-1].person
    return door.publish(
        thing=submission.thing,
        revision_id=submission.revision_id,
        actor=actor,
        asked_by=submission.submitted_by,
        round_number=submission.round,
        reason=submission.reason,
        urgent_reason=submission.urgent_reason if urgent else "",
        reason_code=submission.reason_code,
        mode=Mode.URGENT if urgent else Mode.REVIEWED,
        privacy=submission.privacy,
        request_key=f"submission:{submission.pk}",
        files_read=files_read,
    )


@transaction.atomic
def _refused_by_door(submission: Submission, why: str) -> Submission:
    submission = locked(submission)
    if submission.state != SubmissionState.APPROVED:
        return submission
    return close(submission, SubmissionState.RETURNED, None, _("未能公开：%(why)s") % {"why": why})


def _after_publication(submission: Submission, event: Event) -> Submission:
    if event.mode == Mode.URGENT:
        submission.state = SubmissionState.LATE_REVIEW
        submission.late_review_due = event.at + LATE_REVIEW_WITHIN
        return advance(submission)
    return close(submission, SubmissionState.PUBLISHED, event.actor, "")


@transaction.atomic
def finish_late_review(submission: Submission, person: User) -> Submission:
    submission = locked(submission)
    if submission.state != SubmissionState.LATE_REVIEW:
        return submission
    door.complete_late_review(
        thing=submission.thing, actor=person, request_key=f"late-review:{submission.pk}"
    )
    return close(submission, SubmissionState.PUBLISHED, person, "")


def publish_due() -> int:
    """Publish everything approved whose time has come; also whatever a crash left between the last yes and the door."""
    due = Submission.objects.filter(state=SubmissionState.APPROVED).exclude(publish_at__gt=timezone.now())
    submissions = list(due.select_related("thing", "urgent_by", "submitted_by"))
    made_up = Submission.objects.filter(state=SubmissionState.LATE_REVIEW, stage="").select_related("thing")
    opened = [(publish_if_due, {"submission": submission}) for submission in submissions]
    finished = [
        (finish_late_review, {"submission": submission, "person": approvals_of(submission)[-1].person})
        for submission in made_up
    ]
    _each_in_turn(opened + finished)
    return len(submissions)


def _each_in_turn(calls) -> None:
    """One that fails holds up no other: all have their turn before its error goes on to the worker's log."""
    failure = None
    for act, arguments in calls:
        try:
            act(**arguments)
        except Exception as error:
            failure = failure or error
    if failure:
        raise failure


def expire_due() -> int:
    """Mark everything whose term ended before today; the act is the system's, in the name of who published it."""
    today = timezone.localdate()
    ended = [each for kind in all_kinds() for each in kind.due_to_expire(today)]
    _each_in_turn(
        (_expire, {"thing": thing, "reason_code": code, "reason": reason}) for thing, code, reason in ended
    )
    return len(ended)


def _expire(thing: Thing, reason_code: str, reason: str) -> None:
    published = door.newest_publication(thing)
    door.expire(
        thing=thing,
        actor=published.actor,
        reason_code=reason_code,
        reason=reason,
        request_key=f"expire:{thing.pk}:{published.pk}",
    )
