"""What of a thing a person may see. `rules.may_see` opens its page; here is which of its drafts are on it."""

from django.db.models import QuerySet

from gongkai.core.kinds import kind_of
from gongkai.core.models import Thing
from gongkai.review.models import Submission
from gongkai.review.rules import SITE_KINDS, active_delegations
from gongkai.units.rules import is_auditor, is_office, is_staff_of


def sees_drafts(user, thing: Thing) -> bool:
    """The unit's own people, whoever reviews for it by delegation, the auditor; the office for the site's own pages."""
    unit_id = kind_of(thing).unit_id(thing)
    if is_auditor(user) or is_staff_of(user, unit_id) or (is_office(user) and thing.kind in SITE_KINDS):
        return True
    return any(delegation.unit_id == unit_id for delegation in active_delegations(user))


def visible_rounds(user, thing: Thing) -> QuerySet[Submission]:
    """Newest first; outside the unit only what was sent on to the office."""
    rounds = thing.submissions.select_related("submitted_by", "closed_by", "urgent_by").order_by("-id")
    return rounds if sees_drafts(user, thing) else rounds.filter(office_sees=True)


def may_see_revision(user, thing: Thing, revision_id: int) -> bool:
    """Asked after `may_see`. Outside the unit: what is public and what was sent on to the office, not newer drafts."""
    if sees_drafts(user, thing) or thing.revision_id == revision_id:
        return True
    return visible_rounds(user, thing).filter(revision_id=revision_id).exists()
