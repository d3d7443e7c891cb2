"""The lists of the desk: who has which, how many stand in each, and the rows of one page."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from gongkai.core.kinds import all_kinds, kind_of
from gongkai.core.models import ThingState
from gongkai.review import words
from gongkai.review.models import OPEN_STATES, Lifting, RemovalRequest, Submission, SubmissionState
from gongkai.review.queries import (
    returned_by,
    visible_liftings,
    visible_removals,
    visible_submissions,
    waiting_for,
)
from gongkai.review.rules import has_desk, reviews, writes
from gongkai.units.models import Role
from gongkai.units.rules import is_office, unit_ids

RUNNING = (*OPEN_STATES, SubmissionState.LATE_REVIEW)
DONE = (
    SubmissionState.PUBLISHED,
    SubmissionState.RETURNED,
    SubmissionState.RECALLED,
    SubmissionState.SUPERSEDED,
)


def waiting(user) -> QuerySet[Submission]:
    """What waits for this person; late reviews first, then what is asked to be urgent, then the oldest.

    The office also finds what units ask it to publish urgently, whatever stage that is in.
    """
    mine = Q(pk__in=waiting_for(user).values("pk"))
    if is_office(user):
        urgent = Q(state=SubmissionState.IN_REVIEW, office_sees=True) & ~Q(urgent_reason="")
        mine |= urgent & ~Q(submitted_by=user)
    rank = Case(
        When(state=SubmissionState.LATE_REVIEW, then=Value(0)),
        When(~Q(urgent_reason=""), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return Submission.objects.filter(mine).order_by(
        rank, F("late_review_due").asc(nulls_last=True), "stage_since", "id"
    )


def returned_to(user) -> QuerySet[Submission]:
    """What came back and was not submitted again: the writers' work."""
    newer = Submission.objects.filter(thing=OuterRef("thing"), pk__gt=OuterRef("pk"))
    mine = Q(unit_id__in=unit_ids(user, Role.CLERK))
    if is_office(user):
        mine |= Q(thing__kind__in=[kind.name for kind in all_kinds() if kind.is_site])
    returned = Submission.objects.filter(mine, ~Exists(newer), state=SubmissionState.RETURNED)
    return returned.exclude(thing__state=ThingState.WITHDRAWN).order_by("-closed_at", "-id")


def running(user) -> QuerySet[Submission]:
    return visible_submissions(user).filter(state__in=RUNNING).order_by("stage_since", "id")


def finished(user) -> QuerySet[Submission]:
    return visible_submissions(user).filter(state__in=DONE).order_by("-closed_at", "-id")


def removals(user) -> QuerySet[RemovalRequest]:
    """Those that still wait for a decision first."""
    is_open = Case(
        When(state=RemovalRequest.State.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return visible_removals(user).order_by(is_open, "-asked_at", "-id")


def open_removals(user) -> QuerySet[RemovalRequest]:
    return visible_removals(user).filter(state=RemovalRequest.State.OPEN)


def liftings(user) -> QuerySet[Lifting]:
    """Those that still wait for a decision first."""
    is_open = Case(
        When(state=Lifting.State.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return visible_liftings(user).order_by(is_open, "-asked_at", "-id")


def open_liftings(user) -> QuerySet[Lifting]:
    return visible_liftings(user).filter(state=Lifting.State.OPEN)


@dataclass(frozen=True)
class Tab:
    name: str
    label: object
    items: Callable
    counted: Callable
    shown: Callable
    empty: object


TABS = (
    Tab("waiting", _("待我审"), waiting, waiting, reviews, _("没有等您审核的信息。")),
    Tab("returned", _("我退回的"), returned_by, returned_by, reviews, _("您没有退回过信息。")),
    Tab("to_correct", _("退回待改"), returned_to, returned_to, writes, _("没有退回待改的信息。")),
    Tab("running", _("本单位在途"), running, running, has_desk, _("没有在途的信息。")),
    Tab("finished", _("已办结"), finished, finished, has_desk, _("还没有办结的信息。")),
    Tab("removals", _("撤回与失效申请"), removals, open_removals, has_desk, _("没有撤回或失效的申请。")),
    Tab("liftings", _("豁免申请"), liftings, open_liftings, has_desk, _("没有豁免的申请。")),
)


def tabs_for(user) -> list[Tab]:
    return [tab for tab in TABS if tab.shown(user)]


def search(items: QuerySet, text: str) -> QuerySet:
    return items.filter(Q(title__icontains=text) | Q(thing__index_number__icontains=text)) if text else items


@dataclass(frozen=True)
class Row:
    """One line of a list, told from the rows already loaded: no query for any of them."""

    item: Submission | RemovalRequest | Lifting
    kind_label: str
    dots: list[str]
    word: str
    waited: str = ""
    clock: str = ""
    overdue: bool = False
    urgent: bool = False


def with_names(items: QuerySet) -> QuerySet:
    return items.select_related("unit", "thing").prefetch_related("unit__names")


def submission_row(submission: Submission) -> Row:
    running = submission.state in RUNNING
    clock, overdue = "", False
    if submission.state == SubmissionState.LATE_REVIEW:
        clock, overdue = words.remaining(submission.late_review_due)
    return Row(
        item=submission,
        kind_label=kind_of(submission.thing).label,
        dots=words.dots(submission) if running else [],
        word=words.stage_word(submission),
        waited=words.waited(submission.stage_since) if running else "",
        clock=clock,
        overdue=overdue,
        urgent=running and bool(submission.urgent_reason),
    )


def request_row(removal: RemovalRequest | Lifting) -> Row:
    is_open = removal.state == "open"
    return Row(
        item=removal,
        kind_label=kind_of(removal.thing).label,
        dots=[],
        word=removal.get_state_display(),
        waited=words.waited(removal.asked_at) if is_open else "",
    )
