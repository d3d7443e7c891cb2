"""A paper's life in public: its events as a timeline with differences, and what the head of its page must say."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from gongkai.core.models import Act, Mode
from gongkai.core.queries import HistoryLine
from gongkai.documents.models.papers import Validity
from gongkai.portal.differences import Change, differences
from gongkai.review.rules import LATE_REVIEW_WITHIN

SHOWN_WITH_DIFFERENCES = 5
PUBLICATIONS = (Act.PUBLISH, Act.CORRECT)


@dataclass
class Moment:
    """One line of the timeline. `changes` is None where there is nothing to compare or it stands on its own page."""

    line: HistoryLine
    title: str
    current: bool
    changes: list[Change] | None = field(default=None)

    @property
    def dot(self) -> str:
        if self.line.event.act == Act.WITHDRAW:
            return "seal"
        return "current" if self.current else "earlier"


def timeline(history: list[HistoryLine]) -> list[Moment]:
    """Newest first, as `public_history` gives it; the differences of the newest corrections with it."""
    withdrawn = newest_of(history, Act.WITHDRAW)
    current = None if withdrawn else newest_of(history, *PUBLICATIONS)
    moments = [Moment(line, _title(line), line is current) for line in history]
    corrections = [moment for moment in moments if moment.line.event.act == Act.CORRECT]
    for moment in corrections[:SHOWN_WITH_DIFFERENCES]:
        moment.changes = changes_by(moment.line, history)
    return moments


def changes_by(line: HistoryLine, history: list[HistoryLine]) -> list[Change] | None:
    """What that version changed against the one before it; None when either text is gone."""
    before = next((other for other in history if line.number and other.number == line.number - 1), None)
    if before is None or line.form is None or before.form is None:
        return None
    return differences(before.form, line.form)


def ended_as(line: HistoryLine) -> Validity:
    return Validity.REPEALED if line.event.reason_code == "repealed" else Validity.LAPSED


def _title(line: HistoryLine) -> str:
    if line.position is not None:
        return _("整批收进本站")
    return {
        Act.PUBLISH: _("首次公开"),
        Act.CORRECT: _("更正"),
        Act.EXPIRE: Validity(ended_as(line)).label,
        Act.WITHDRAW: _("撤回"),
        Act.LATE_REVIEW: _("补审完成"),
    }[Act(line.event.act)]


@dataclass(frozen=True)
class UrgentNotice:
    """紧急公开 passed on one approval; the other reviews must be made up within 24 hours, in everybody's sight."""

    reason: str
    due: dt.datetime
    state: str  # completed, waiting or overdue
    completed_at: dt.datetime | None


def urgent_notice(history: list[HistoryLine], now: dt.datetime) -> UrgentNotice | None:
    newest = newest_of(history, *PUBLICATIONS).event
    if newest.mode != Mode.URGENT:
        return None
    due = newest.at + LATE_REVIEW_WITHIN
    reviewed = [
        line.event for line in history if line.event.act == Act.LATE_REVIEW and line.event.pk > newest.pk
    ]
    if reviewed:
        return UrgentNotice(newest.reason, due, "completed", reviewed[-1].at)
    return UrgentNotice(newest.reason, due, "waiting" if now <= due else "overdue", None)


def first_published(history: list[HistoryLine]) -> dt.datetime:
    """Since when it is public: for what was taken in with a batch, since its day elsewhere, when that is known."""
    first = next(line for line in reversed(history) if line.event.act == Act.PUBLISH)
    return original_day(first.form) or first.event.at


def original_day(form: dict | None) -> dt.datetime | None:
    known = parse_date(((form or {}).get("origin") or {}).get("published_on") or "")
    return timezone.make_aware(dt.datetime.combine(known, dt.time())) if known else None


def newest_of(history: list[HistoryLine], *acts: str) -> HistoryLine | None:
    return next((line for line in history if line.event.act in acts), None)
