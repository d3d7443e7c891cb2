"""Today's work of one person, for the first page of the back office and for the menu's numbers."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from gongkai.core.models import Thing, ThingState
from gongkai.review import rules, worklists
from gongkai.review.models import OPEN_STATES, Notice, Submission, SubmissionState
from gongkai.review.queries import visible_submissions
from gongkai.units.rules import is_auditor, is_office

SETTLED = (*OPEN_STATES, SubmissionState.RETURNED)


@dataclass(frozen=True)
class Job:
    label: str
    count: int
    address: str
    pressing: bool = False


def jobs_for(user) -> list[Job]:
    jobs = []
    if rules.reviews(user):
        jobs.append(_job(_("待我审"), worklists.waiting(user), "waiting"))
    if rules.writes(user):
        jobs.append(_job(_("退回待改"), worklists.returned_to(user), "to_correct", pressing=True))
        jobs.append(Job(_("我的草稿"), _drafts_of(user).count(), reverse("desk:papers") + "?state=draft"))
    if rules.has_desk(user):
        jobs.append(_job(_("今日定时公开"), _published_today(user), "running"))
        jobs.append(_job(_("今日到期的补审"), _late_reviews_today(user), "running", pressing=True))
    if rules.reviews(user):
        liftings = _job(
            _("待决定的豁免"),
            worklists.open_liftings(user).exclude(asked_by=user),
            "liftings",
            pressing=True,
        )
        jobs += [liftings] if liftings.count else []
    if is_office(user):
        removals = worklists.open_removals(user)
        jobs.append(_job(_("待确认的撤回与失效"), removals, "removals", pressing=True))
    return jobs


def _job(label, items, tab: str, *, pressing: bool = False) -> Job:
    count = items.count()
    return Job(label, count, f"{reverse('desk:queue')}?tab={tab}", pressing and count > 0)


def _end_of_today():
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _published_today(user):
    """Scheduled for today, wherever it is on its way: what is not yet approved needs the reviewers first."""
    return visible_submissions(user).filter(state__in=OPEN_STATES, publish_at__lt=_end_of_today())


def _late_reviews_today(user):
    """Urgent publications whose reviews must be made up by the end of today, the overdue ones included."""
    late = Q(state=SubmissionState.LATE_REVIEW, late_review_due__lt=_end_of_today())
    return visible_submissions(user).filter(late)


def _drafts_of(user):
    newest = Submission.objects.filter(thing=OuterRef("pk")).order_by("-id").values("state")[:1]
    own = Thing.objects.filter(
        state=ThingState.DRAFT,
        is_page=True,
        object_id__in=Page.objects.filter(owner=user).values("pk"),
    )
    own = own.annotate(newest_state=Subquery(newest))
    return own.filter(Q(newest_state=None) | ~Q(newest_state__in=SETTLED))


def waiting_count(user) -> int:
    return worklists.waiting(user).count() if rules.reviews(user) else 0


def unread_count(user) -> int:
    return Notice.objects.filter(user=user, read_at=None).count()


class WorkPanel(Component):
    """What this person has to do today."""

    name = "review_work"
    template_name = "review/panel.html"
    order = 50

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        return {"jobs": jobs_for(user), "unread": unread_count(user), "reads_log": is_auditor(user)}
