"""Three reviews, delegation, requests to take out, and notices to staff. The yeses themselves are `core.Approval`."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongkai.core.models import Act, Event, Thing
from gongkai.core.text import HEX64

USER = settings.AUTH_USER_MODEL


class Stage(models.TextChoices):
    INITIAL = "initial", _("初审")
    SECOND = "second", _("复审")
    FINAL = "final", _("终审")


class SubmissionState(models.TextChoices):
    IN_REVIEW = "in_review", _("审核中")
    APPROVED = "approved", _("待发布")
    PUBLISHED = "published", _("已公开")
    LATE_REVIEW = "late_review", _("已紧急公开，待补审")
    RETURNED = "returned", _("已退回")
    RECALLED = "recalled", _("已撤回送审")
    SUPERSEDED = "superseded", _("已被新稿代替")


OPEN_STATES = (SubmissionState.IN_REVIEW, SubmissionState.APPROVED)


class Submission(models.Model):
    """One exact content on its way through the reviews. Another content is another submission, from the start.

    `office_sees`: it has come to the office (or asks for urgent publication); before that it is the unit's own.
    """

    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="submissions")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=255)
    revision_id = models.BigIntegerField()
    round = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64, validators=[HEX64])
    state = models.CharField(
        max_length=12, choices=SubmissionState.choices, default=SubmissionState.IN_REVIEW
    )
    stage = models.CharField(max_length=12, choices=Stage.choices, blank=True)
    stage_since = models.DateTimeField(default=timezone.now)
    submitted_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="submissions")
    submitted_at = models.DateTimeField(default=timezone.now)
    publish_at = models.DateTimeField(null=True, blank=True)
    reason_code = models.CharField(max_length=32, blank=True)
    reason = models.TextField(blank=True)
    privacy = models.BooleanField(default=False)
    urgent_reason = models.TextField(blank=True)
    urgent_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    late_review_due = models.DateTimeField(null=True, blank=True)
    office_sees = models.BooleanField(default=False)
    closed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["-submitted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["thing"], condition=Q(state__in=["in_review", "approved"]), name="one_open_submission"
            ),
            models.UniqueConstraint(fields=["thing", "round"], name="submission_round_once"),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(comment=""), name="return_needs_a_comment"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "stage", "unit"], name="submission_queue"),
            models.Index(fields=["thing", "-submitted_at"], name="submission_thing"),
        ]

    def __str__(self):
        return f"{self.title} {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class Delegation(models.Model):
    """A reviewer's stage in another's hands from a day to a day. It always ends."""

    giver = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="delegations_given")
    taker = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="delegations_taken")
    role = models.CharField(max_length=20)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="delegation_ends"),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="delegation_to_another"),
        ]

    def __str__(self):
        return f"{self.giver} → {self.taker}"


class RemovalRequest(models.Model):
    """A wish to withdraw or to mark as no longer in force: asked by one, decided by another."""

    class State(models.TextChoices):
        OPEN = "open", _("待确认")
        CONFIRMED = "confirmed", _("已确认")
        REFUSED = "refused", _("未同意")

    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="removal_requests")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=255)
    act = models.CharField(max_length=12, choices=[(Act.WITHDRAW, _("撤回")), (Act.EXPIRE, _("废止、失效"))])
    reason_code = models.CharField(max_length=32)
    reason = models.TextField()
    privacy = models.BooleanField(default=False)
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["thing"], condition=Q(state="open"), name="one_open_removal"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="removal_by_two_people",
            ),
        ]

    def __str__(self):
        return f"{self.get_act_display()} {self.title}"


class Notice(models.Model):
    """A line for one member of staff about one event. Made by the outbox; unique, so a repeat adds nothing."""

    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="notices")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["user", "event"], name="notice_once")]

    def __str__(self):
        return self.text
