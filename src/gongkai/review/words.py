"""Stages, waiting times and clocks in the words of the desk."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from gongkai.core.kinds import kind_of
from gongkai.review.models import Stage, Submission, SubmissionState


def how_long(gap: timedelta) -> str:
    """The largest unit alone: 3 天, 5 小时, 12 分钟."""
    minutes = max(int(gap.total_seconds() // 60), 0)
    if minutes >= 24 * 60:
        return _("%(count)d 天") % {"count": minutes // (24 * 60)}
    if minutes >= 60:
        return _("%(count)d 小时") % {"count": minutes // 60}
    return _("%(count)d 分钟") % {"count": minutes}


def waited(since: datetime) -> str:
    return _("已等 %(time)s") % {"time": how_long(timezone.now() - since)}


def remaining(due: datetime) -> tuple[str, bool]:
    """How much time is left, and whether it has run out. Hours are said up to two days, so that 24 hours stay 24 hours."""
    gap = due - timezone.now()
    overdue = gap < timedelta(0)
    hours = int(abs(gap).total_seconds() // 3600)
    time = _("%(count)d 小时") % {"count": hours} if 0 < hours < 48 else how_long(abs(gap))
    return (_("已逾 %(time)s") if overdue else _("剩 %(time)s")) % {"time": time}, overdue


def moment(at: datetime) -> str:
    """A moment in Beijing as the desk writes it: 2026年11月23日 00:05."""
    return date_format(timezone.localtime(at), _("Y年n月j日 H:i"))


def stage_word(submission: Submission) -> str:
    """待初审, 待复审, 待终审; the state where nothing is to be decided any more."""
    if submission.stage and submission.state in (SubmissionState.IN_REVIEW, SubmissionState.LATE_REVIEW):
        return _("待%(stage)s") % {"stage": Stage(submission.stage).label}
    return submission.get_state_display()


def dots(submission: Submission) -> list[str]:
    """One of done, current, todo for each stage, told from the submission alone.

    A late review has its final yes already and is missing those before it.
    """
    stages = kind_of(submission.thing).stages
    if submission.state in (SubmissionState.APPROVED, SubmissionState.PUBLISHED):
        return ["done"] * len(stages)
    if submission.stage not in stages:
        return ["todo"] * len(stages)
    at = stages.index(submission.stage)
    signs = ["done"] * at + ["current"] + ["todo"] * (len(stages) - at - 1)
    if submission.state == SubmissionState.LATE_REVIEW:
        signs[stages.index(Stage.FINAL)] = "done"
    return signs
