"""Who may do what on the way to the door."""

from dataclasses import dataclass

from django.utils import timezone

from gongkai.core.kinds import kind_of
from gongkai.core.models import Thing
from gongkai.review.models import Delegation, RemovalRequest, Stage, Submission, SubmissionState
from gongkai.units.models import Role
from gongkai.units.rules import current_posts, has_role, is_auditor, is_office, is_staff_of

ROLE_OF_STAGE = {
    Stage.INITIAL: Role.SECTION_REVIEWER,
    Stage.SECOND: Role.UNIT_SIGNATORY,
    Stage.FINAL: Role.OFFICE,
}
SITE_KINDS = ("home", "column", "unit_home")


@dataclass(frozen=True)
class Capacity:
    """In which stage a person may decide, and for whom when delegated."""

    stage: str
    on_behalf_of: object | None = None


def may_see(user, thing: Thing) -> bool:
    """The unit's own people; the auditor; the office what was submitted to it and the site's own pages."""
    if is_auditor(user) or is_staff_of(user, kind_of(thing).unit_id(thing)):
        return True
    if is_office(user) and (thing.kind in SITE_KINDS or thing.newest_event_id):
        return True
    seen = thing.submissions.filter(office_sees=True)
    if is_office(user) and seen.exists():
        return True
    unit_id = kind_of(thing).unit_id(thing)
    return any(
        seen.exists() if delegation.role == Role.OFFICE else delegation.unit_id == unit_id
        for delegation in active_delegations(user)
    )


def may_write(user, thing: Thing) -> bool:
    """Papers: clerks of the unit. Home and columns: the office. A unit's page: its clerks and the office."""
    unit_id = kind_of(thing).unit_id(thing)
    if thing.kind in ("home", "column"):
        return is_office(user)
    return has_role(user, Role.CLERK, unit_id) or (thing.kind == "unit_home" and is_office(user))


def active_delegations(user) -> list[Delegation]:
    today = timezone.localdate()
    if not current_posts(user):
        return []
    if not hasattr(user, "_active_delegations"):
        user._active_delegations = list(
            Delegation.objects.filter(
                taker=user, since__lte=today, until__gte=today, ended_at=None
            ).select_related("giver")
        )
    return user._active_delegations


def capacity_for(user, submission: Submission, stage: str | None = None) -> Capacity | None:
    """How the user may decide the submission's present stage, by an own post or by delegation; None when not at all."""
    stage = stage or submission.stage
    if submission.state not in (SubmissionState.IN_REVIEW, SubmissionState.LATE_REVIEW) or not stage:
        return None
    role = ROLE_OF_STAGE[stage]
    unit = None if role == Role.OFFICE else submission.unit_id
    if has_role(user, role, unit):
        return Capacity(stage)
    for delegation in active_delegations(user):
        if delegation.role != role or (unit is not None and delegation.unit_id != unit):
            continue
        if has_role(delegation.giver, role, delegation.unit_id):
            return Capacity(stage, delegation.giver)
    return None


def may_ask_removal(user, thing: Thing) -> bool:
    """Anything public but the home page, which the site cannot be without."""
    if not thing.is_public or thing.kind == "home":
        return False
    return is_office(user) or is_staff_of(user, kind_of(thing).unit_id(thing))


def may_decide_removal(user, removal: RemovalRequest) -> bool:
    return removal.state == RemovalRequest.State.OPEN and is_office(user) and removal.asked_by_id != user.pk
