"""Who may do what on the way to the door."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from gongkai.core.kinds import kind_of
from gongkai.core.models import Act, Thing
from gongkai.review.models import Delegation, Lifting, RemovalRequest, Stage, Submission, SubmissionState
from gongkai.units.models import Role
from gongkai.units.rules import current_posts, has_role, is_auditor, is_office, is_staff_of, unit_ids

ROLE_OF_STAGE = {
    Stage.INITIAL: Role.SECTION_REVIEWER,
    Stage.SECOND: Role.UNIT_SIGNATORY,
    Stage.FINAL: Role.OFFICE,
}
LATE_REVIEW_WITHIN = timedelta(hours=24)


@dataclass(frozen=True)
class Capacity:
    """In which stage a person may decide, and for whom when delegated."""

    stage: str
    on_behalf_of: object | None = None


def may_see(user, thing: Thing) -> bool:
    """The unit's own people; the auditor; the office what was submitted to it and the site's own pages."""
    kind = kind_of(thing)
    unit_id = kind.unit_id(thing)
    if is_auditor(user) or is_staff_of(user, unit_id):
        return True
    if is_office(user) and (kind.is_site or thing.newest_event_id):
        return True
    seen = thing.submissions.filter(office_sees=True)
    if is_office(user) and seen.exists():
        return True
    return any(
        seen.exists() if delegation.role == Role.OFFICE else delegation.unit_id == unit_id
        for delegation in active_delegations(user)
    )


def sees_drafts(user, thing: Thing) -> bool:
    """The unit's own people, whoever reviews for it by delegation, the auditor; the office for the site's own pages."""
    kind = kind_of(thing)
    unit_id = kind.unit_id(thing)
    if is_auditor(user) or is_staff_of(user, unit_id) or (is_office(user) and kind.is_site):
        return True
    return any(delegation.unit_id == unit_id for delegation in active_delegations(user))


def may_see_revision(user, thing: Thing, revision_id: int) -> bool:
    """Asked after `may_see`. Outside the unit: what is public and what was sent on to the office, not newer drafts."""
    if sees_drafts(user, thing) or thing.revision_id == revision_id:
        return True
    return thing.submissions.filter(office_sees=True, revision_id=revision_id).exists()


def may_write(user, thing: Thing) -> bool:
    """Clerks of the unit, the office, or both, as the kind says."""
    kind = kind_of(thing)
    if "office" in kind.writers and is_office(user):
        return True
    return "unit" in kind.writers and has_role(user, Role.CLERK, kind.unit_id(thing))


def reviews(user) -> bool:
    """Whether the user decides anything: by a post of review, or by delegation."""
    return bool(unit_ids(user, *ROLE_OF_STAGE.values()) or active_delegations(user))


def may_decide_lifting(user, lifting: Lifting) -> bool:
    """A reviewer of the unit, or of the office once it sees the thing; never who asked, nor who wrote the draft."""
    if lifting.state != Lifting.State.OPEN or lifting.asked_by_id == user.pk:
        return False
    thing = lifting.thing
    kind = kind_of(thing)
    if user.pk in kind.authors(thing, kind.newest_revision_id(thing)):
        return False
    if has_role(user, Role.SECTION_REVIEWER, lifting.unit_id) or has_role(
        user, Role.UNIT_SIGNATORY, lifting.unit_id
    ):
        return True
    lent = any(
        each.unit_id == lifting.unit_id and each.role != Role.OFFICE for each in active_delegations(user)
    )
    return lent or (is_office(user) and may_see(user, thing))


def writes(user) -> bool:
    return bool(unit_ids(user, Role.CLERK)) or is_office(user)


def has_desk(user) -> bool:
    return reviews(user) or writes(user) or is_auditor(user)


def active_delegations(user) -> list[Delegation]:
    """What the user may do today for others: only as long as both still hold their posts in that unit."""
    today = timezone.localdate()
    if not current_posts(user):
        return []
    if not hasattr(user, "_active_delegations"):
        lent = Delegation.objects.filter(taker=user, since__lte=today, until__gte=today, ended_at=None)
        user._active_delegations = [
            each
            for each in lent.select_related("giver")
            if each.unit_id in unit_ids(user) and has_role(each.giver, each.role, each.unit_id)
        ]
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
        if delegation.role == role and unit in (None, delegation.unit_id):
            return Capacity(stage, delegation.giver)
    return None


def may_be_removed(thing: Thing, act: str = Act.WITHDRAW) -> bool:
    """The site's own pages are corrected or withdrawn, never marked as no longer in force."""
    kind = kind_of(thing)
    return thing.is_public and kind.removable and not (act == Act.EXPIRE and kind.is_site)


def may_ask_removal(user, thing: Thing) -> bool:
    if not may_be_removed(thing):
        return False
    return is_office(user) or is_staff_of(user, kind_of(thing).unit_id(thing))


def may_decide_removal(user, removal: RemovalRequest) -> bool:
    return removal.state == RemovalRequest.State.OPEN and is_office(user) and removal.asked_by_id != user.pk
