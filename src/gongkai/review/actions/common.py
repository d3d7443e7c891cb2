from django.utils import timezone

from gongkai.core.kinds import kind_of
from gongkai.review.models import Stage, Submission, SubmissionState
from gongkai.review.queries import approvals_of
from gongkai.units.models import User


def close(submission: Submission, state: str, person: User | None, comment: str) -> Submission:
    submission.state, submission.closed_by, submission.closed_at = state, person, timezone.now()
    submission.comment, submission.stage = comment, ""
    submission.save()
    return submission


def locked(submission: Submission) -> Submission:
    Submission.objects.select_for_update().get(pk=submission.pk)
    return Submission.objects.select_related("thing", "unit", "submitted_by", "urgent_by").get(
        pk=submission.pk
    )


def advance(submission: Submission) -> Submission:
    given = {approval.stage for approval in approvals_of(submission)}
    missing = [stage for stage in kind_of(submission.thing).stages if stage not in given]
    submission.stage = missing[0] if missing else ""
    submission.stage_since = timezone.now()
    submission.office_sees = submission.office_sees or submission.stage in ("", Stage.FINAL)
    if not missing and submission.state == SubmissionState.IN_REVIEW:
        submission.state = SubmissionState.APPROVED
    submission.save()
    return submission
