"""Who holds which post. Every rule above asks here; a superuser flag is never asked."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.core.errors import NotAllowed
from gongkai.units.models import Post, Role


def current_posts(user) -> list[Post]:
    """The user's posts that hold today, kept on the user object for the length of a request."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    if not hasattr(
        user, "_current_posts"
    ):  # never __dict__: request.user is a proxy with a dictionary of its own
        today = timezone.localdate()
        user._current_posts = list(
            user.posts.filter(since__lte=today)
            .filter(Q(until__isnull=True) | Q(until__gte=today))
            .select_related("unit")
        )
    return user._current_posts


def has_role(user, role: str, unit=None) -> bool:
    """Whether the user holds the role, in that unit when one is given (a unit or its id)."""
    unit_id = getattr(unit, "pk", unit)
    return any(
        post.role == role and (unit_id is None or post.unit_id == unit_id) for post in current_posts(user)
    )


def unit_ids(user, *roles: str) -> set[int]:
    """Ids of the units where the user holds any of the roles (any role at all when none is named)."""
    return {post.unit_id for post in current_posts(user) if not roles or post.role in roles}


def is_office(user) -> bool:
    return has_role(user, Role.OFFICE)


def is_auditor(user) -> bool:
    return has_role(user, Role.AUDITOR)


def is_staff_of(user, unit) -> bool:
    """Whether the user may see the inside of that unit: any working post there."""
    working = (Role.CLERK, Role.SECTION_REVIEWER, Role.UNIT_SIGNATORY)
    unit_id = getattr(unit, "pk", unit)
    return unit_id in unit_ids(user, *working)


def only(actor, role: str) -> None:
    """Refuse everybody who does not hold the role; None is the command line and passes."""
    if actor is not None and not has_role(actor, role):
        raise NotAllowed(_("只有%(role)s能办理这件事。") % {"role": Role(role).label})
