"""The public record: things, events, versions, the chained record, approvals, files, outbox, audit.

Every table here except `Thing` and `Delivery` is append-only; `guards.py` holds that in the database.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongkai.core.text import HEX64


class ThingState(models.TextChoices):
    DRAFT = "draft", _("未公开")
    PUBLIC = "public", _("公开")
    EXPIRED = "expired", _("已失效")
    WITHDRAWN = "withdrawn", _("已撤回")


class Act(models.TextChoices):
    PUBLISH = "publish", _("公开")
    CORRECT = "correct", _("更正")
    EXPIRE = "expire", _("失效")
    WITHDRAW = "withdraw", _("撤回")
    LATE_REVIEW = "late_review", _("补审")


class Mode(models.TextChoices):
    REVIEWED = "reviewed", _("审核后公开")
    URGENT = "urgent", _("紧急公开")


class Thing(models.Model):
    """One thing that is, was or may become public. This row alone says whether it is.

    `object_id` is the primary key of the source row that the thing's kind knows how to load.
    `index_number` (索引号, 条例 §12) is given once and never reused. `approvals_required` stands here so that a
    trigger can count the people without knowing the kind, and `is_page` so that another finds the page it stands for.
    """

    kind = models.CharField(max_length=32)
    object_id = models.BigIntegerField()
    is_page = models.BooleanField(default=False)
    index_number = models.CharField(max_length=64, unique=True, null=True, blank=True)
    state = models.CharField(max_length=12, choices=ThingState.choices, default=ThingState.DRAFT)
    approvals_required = models.PositiveSmallIntegerField(default=3)
    revision_id = models.BigIntegerField(null=True, blank=True)
    newest_event = models.ForeignKey(
        "Event", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="thing_once"),
            models.CheckConstraint(
                condition=Q(approvals_required__in=[1, 3]), name="thing_approvals_one_or_three"
            ),
            models.CheckConstraint(
                condition=Q(state=ThingState.DRAFT, newest_event__isnull=True)
                | (~Q(state=ThingState.DRAFT) & Q(newest_event__isnull=False)),
                name="thing_state_follows_event",
            ),
        ]
        indexes = [models.Index(fields=["kind", "state"], name="thing_kind_state")]

    def __str__(self):
        return self.index_number or f"{self.kind}:{self.object_id}"

    @property
    def is_public(self) -> bool:
        return self.state in (ThingState.PUBLIC, ThingState.EXPIRED)


class IndexSequence(models.Model):
    """The last serial given for one prefix and year. It only grows; a gap is an abandoned draft."""

    prefix = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="index_sequence_once")]

    def __str__(self):
        return f"{self.prefix}/{self.year}-{self.last:05d}"


class Approval(models.Model):
    """One person's yes to one stage of one exact content. Append-only; the door counts these rows itself."""

    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="approvals")
    stage = models.CharField(max_length=16)
    content_hash = models.CharField(max_length=64, validators=[HEX64])
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="approvals")
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    comment = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["thing", "content_hash", "stage"], name="approval_stage_once"),
            models.UniqueConstraint(fields=["thing", "content_hash", "person"], name="approval_person_once"),
        ]

    def __str__(self):
        return f"{self.stage} {self.thing_id}"


class Event(models.Model):
    """What happened to a thing in public, by whom and why. Append-only.

    `actor` is who opened the door; `asked_by` who asked for it (the two differ for a withdrawal, 一人提出、一人确认).
    `request_key` makes a repeated request find the event it already made. `content_hash` is the review hash of
    the revision that became public (empty for acts that publish nothing). `part_of` names the event of the batch that
    made this thing public: one yes and one line of the record for all of them (docs/adr/0008-batches.md).
    """

    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="events")
    act = models.CharField(max_length=12, choices=Act.choices)
    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.REVIEWED)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason_code = models.CharField(max_length=32, blank=True)
    reason = models.TextField(blank=True)
    revision_id = models.BigIntegerField(null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    part_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="members"
    )
    request_key = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["thing", "-id"], name="event_newest"),
            models.Index(fields=["act", "-at"], name="event_act_at"),
            models.Index(fields=["revision_id"], name="event_revision"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(act=Act.WITHDRAW, mode=Mode.REVIEWED)
                | (Q(asked_by__isnull=False) & ~Q(asked_by=F("actor"))),
                name="withdrawal_needs_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(mode=Mode.URGENT) | ~Q(reason=""), name="urgent_needs_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(act__in=[Act.CORRECT, Act.WITHDRAW, Act.EXPIRE]) | ~Q(reason=""),
                name="change_needs_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(part_of__isnull=True) | Q(act=Act.PUBLISH, mode=Mode.REVIEWED),
                name="batch_only_publishes",
            ),
        ]

    def __str__(self):
        return f"{self.act} {self.thing_id}"


class Version(models.Model):
    """The canonical public form that one event made public: the very bytes that readers see rendered.

    `form` is canonical JSON text. A version corrected or withdrawn for privacy keeps its row, its date and its reason;
    `form` becomes NULL and `redacted_by` names the event that did so. Nothing else ever changes.
    """

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.PROTECT, related_name="version")
    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    form = models.TextField(null=True)
    redacted_by = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.PROTECT, related_name="redactions"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["thing", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=Q(form__isnull=False, redacted_by__isnull=True)
                | Q(form__isnull=True, redacted_by__isnull=False),
                name="version_redacted_by_event",
            ),
        ]

    def __str__(self):
        return f"{self.thing_id} v{self.number}"


class Record(models.Model):
    """The append-only publication record. `number` runs 1, 2, 3 … without a gap.

    `leaf` is canonical JSON without personal data; `content` in it is the salted digest of the public form.
    `digest` = SHA-256(previous digest bytes || leaf bytes), so a row cannot be changed or left out unseen.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="record")
    leaf = models.TextField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["number"]

    def __str__(self):
        return f"#{self.number}"


class MemberLeaf(models.Model):
    """The leaf of one thing that a batch made public, at its place. The batch's own leaf holds their Merkle root."""

    event = models.OneToOneField(
        Event, primary_key=True, on_delete=models.PROTECT, related_name="member_leaf"
    )
    batch = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="member_leaves")
    position = models.PositiveIntegerField()
    leaf = models.TextField()

    class Meta:
        ordering = ["batch", "position"]
        verbose_name_plural = "member leaves"
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="member_position_once")]

    def __str__(self):
        return f"{self.batch_id} #{self.position}"


class Salt(models.Model):
    """The salt of one version's digest. A withdrawal for privacy deletes it, and the digest then tells nothing."""

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.PROTECT, related_name="salt")
    value = models.CharField(max_length=64)

    def __str__(self):
        return f"salt of {self.event_id}"


class PublicFile(models.Model):
    """One file of one public version: what the public file address serves. Append-only."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64, validators=[HEX64])
    name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["sha256", "name"], name="public_file_address")]
        constraints = [models.UniqueConstraint(fields=["version", "sha256", "name"], name="public_file_once")]

    def __str__(self):
        return self.name


class Delivery(models.Model):
    """One side effect of one event: the outbox. Missing or undone rows are worked off again after a crash."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    handler = models.CharField(max_length=40)
    done_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(default=timezone.now)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="delivery_once")]
        indexes = [
            models.Index(fields=["retry_at"], condition=Q(done_at__isnull=True), name="delivery_waiting"),
        ]

    def __str__(self):
        return f"{self.handler} of {self.event_id}"


class AuditEntry(models.Model):
    """What a member of staff did, kept at least six months (网络安全法 §21). Append-only; old rows may be cleared."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    username = models.CharField(max_length=150, blank=True)
    unit_name = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=80)
    target = models.CharField(max_length=200, blank=True)
    detail = models.TextField(blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    outcome = models.CharField(max_length=16, default="ok")

    class Meta:
        verbose_name_plural = "audit entries"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.at:%F %T} {self.username} {self.action}"
