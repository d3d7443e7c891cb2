from django.db.models import Q, QuerySet

from gongkai.core.kinds import all_kinds
from gongkai.core.models import Approval, Thing
from gongkai.review.models import (
    OPEN_STATES,
    Delegation,
    Lifting,
    RemovalRequest,
    Stage,
    Submission,
    SubmissionState,
)
from gongkai.review.rules import ROLE_OF_STAGE, active_delegations, sees_drafts
from gongkai.units.models import Role
from gongkai.units.rules import is_auditor, is_office, unit_ids

WAITING = (SubmissionState.IN_REVIEW, SubmissionState.LATE_REVIEW)


def open_submission(thing: Thing) -> Submission | None:
    return Submission.objects.filter(thing=thing, state__in=OPEN_STATES).first()


def approvals_of(submission: Submission) -> list[Approval]:
    rows = Approval.objects.filter(thing=submission.thing_id, content_hash=submission.content_hash)
    return list(rows.select_related("person", "on_behalf_of"))


def waiting_for(user) -> QuerySet[Submission]:
    """What waits for this person's decision, oldest first; own writing and content already decided by them left out."""
    mine = Q(pk__in=[])
    for stage, role in ROLE_OF_STAGE.items():
        mine |= _stage_for(user, stage, role)
    decided = Approval.objects.filter(person=user).values("content_hash")
    waiting = Submission.objects.filter(mine, state__in=WAITING).exclude(submitted_by=user)
    return (
        waiting.exclude(content_hash__in=decided)
        .select_related("unit", "thing", "submitted_by")
        .order_by("stage_since")
    )


def _stage_for(user, stage: str, role: str) -> Q:
    units = set(unit_ids(user, role))
    for delegation in active_delegations(user):
        if delegation.role == role:
            units.add(delegation.unit_id)
    if not units:
        return Q(pk__in=[])
    return Q(stage=stage) if stage == Stage.FINAL else Q(stage=stage, unit_id__in=units)


def visible_rounds(user, thing: Thing) -> QuerySet[Submission]:
    """Newest first; outside the unit only what was sent on to the office."""
    rounds = thing.submissions.select_related("submitted_by", "closed_by", "urgent_by").order_by("-id")
    return rounds if sees_drafts(user, thing) else rounds.filter(office_sees=True)


def returned_by(user) -> QuerySet[Submission]:
    return Submission.objects.filter(state=SubmissionState.RETURNED, closed_by=user).select_related(
        "unit", "thing"
    )


def visible_submissions(user) -> QuerySet[Submission]:
    """Submissions of the user's own units; for the office what came to it; for the auditor all."""
    submissions = Submission.objects.select_related("unit", "thing", "submitted_by")
    if is_auditor(user):
        return submissions
    seen = Q(unit_id__in=unit_ids(user, Role.CLERK, Role.SECTION_REVIEWER, Role.UNIT_SIGNATORY))
    if is_office(user):
        seen |= Q(office_sees=True)
    return submissions.filter(seen)


def visible_removals(user) -> QuerySet[RemovalRequest]:
    removals = RemovalRequest.objects.select_related("unit", "thing", "asked_by", "decided_by")
    if is_auditor(user) or is_office(user):
        return removals
    return removals.filter(unit_id__in=unit_ids(user, Role.CLERK, Role.SECTION_REVIEWER, Role.UNIT_SIGNATORY))


def visible_liftings(user) -> QuerySet[Lifting]:
    """Of the user's own units; for the office those of things that came to it, and of the site's own pages."""
    liftings = Lifting.objects.select_related("unit", "thing", "asked_by", "decided_by")
    if is_auditor(user):
        return liftings
    seen = Q(unit_id__in=unit_ids(user, Role.CLERK, Role.SECTION_REVIEWER, Role.UNIT_SIGNATORY))
    if is_office(user):
        office_saw = Submission.objects.filter(office_sees=True).values("thing_id")
        site_kinds = [kind.name for kind in all_kinds() if kind.is_site]
        seen |= Q(thing_id__in=office_saw) | Q(thing__kind__in=site_kinds)
    return liftings.filter(seen)


def delegations_of(user) -> QuerySet[Delegation]:
    return Delegation.objects.filter(Q(giver=user) | Q(taker=user)).select_related("giver", "taker", "unit")
