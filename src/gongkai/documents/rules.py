"""Who may do what at the desk. Rights come from posts (units.rules); Wagtail's own permissions and groups give none."""

from wagtail.models import PagePermissionTester

from gongkai.documents.models import Intake, Paper, PublishablePage, StoredFile
from gongkai.review.queries import open_submission
from gongkai.review.rules import may_see, may_write
from gongkai.units.models import Role
from gongkai.units.rules import is_auditor, is_office, is_staff_of, unit_ids

READERS = (Role.CLERK, Role.SECTION_REVIEWER, Role.UNIT_SIGNATORY, Role.OFFICE, Role.AUDITOR)


def may_edit(user, page) -> bool:
    """Clerks write the papers and the home page of their own unit; the office writes the site's own pages."""
    return isinstance(page, PublishablePage) and may_write(user, page.thing)


def may_delete(user, page) -> bool:
    """Only a paper that was never public and is not in review, by a clerk of its unit."""
    if not isinstance(page, Paper) or not may_edit(user, page):
        return False
    thing = page.thing
    return thing.newest_event_id is None and open_submission(thing) is None


def may_read_file(user, stored: StoredFile) -> bool:
    """An uploaded file by itself: only the inside of its unit. Reviewers elsewhere read it through its thing."""
    return is_staff_of(user, stored.unit_id) or is_auditor(user)


def may_see_intake(user, intake: Intake) -> bool:
    """The unit that brought it in; the office what came to it; the auditor."""
    return may_see(user, intake.thing)


def may_drop_from(user, intake: Intake) -> bool:
    """Whoever took it in, and the office, while nobody is asked for a yes to it and it is not public."""
    thing = intake.thing
    if thing.newest_event_id or open_submission(thing):
        return False
    return user.pk == intake.made_by_id or (is_office(user) and may_see(user, thing))


def writing_unit_ids(user) -> set[int]:
    """Units for which the user writes papers."""
    return unit_ids(user, Role.CLERK)


def reading_unit_ids(user) -> set[int] | None:
    """Units whose list of papers the user may read; None means every unit (the auditor)."""
    if is_auditor(user):
        return None
    return unit_ids(user, Role.CLERK, Role.SECTION_REVIEWER, Role.UNIT_SIGNATORY)


def may_open_desk(user) -> bool:
    return bool(unit_ids(user, *READERS))


class DeskPermissionTester(PagePermissionTester):
    """What Wagtail's views ask. All but editing and previewing is no, to everybody, superusers included."""

    def __init__(self, user, page):
        self.user = user
        self.page = page
        self.page_is_root = False
        self.permissions = set()

    def can_edit(self):
        return may_edit(self.user, self.page)

    def user_has_lock(self):
        return False

    def page_locked(self):
        return self.page.get_lock() is not None

    def _no(self, *args, **kwargs):
        return False

    can_add_subpage = can_delete = can_unpublish = can_publish = can_submit_for_moderation = _no
    can_set_view_restrictions = can_unschedule = can_lock = can_unlock = can_publish_subpage = _no
    can_reorder_children = can_move = can_copy = can_move_to = can_copy_to = can_view_revisions = _no
