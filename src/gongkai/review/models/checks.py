"""What the checks said, who lifted what, and the versions of the lists that they go by.

Findings are kept as plain dicts (`review.findings.Kept`), masked: no row holds a value that must stay private.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongkai.core.models import Thing, Version
from gongkai.core.text import HEX64

USER = settings.AUTH_USER_MODEL


class RuleList(models.Model):
    """One version of a list; the newest of each name counts, and without any the one that is shipped. Never changes."""

    class Name(models.TextChoices):
        TERMS = "terms", _("词表")
        MASKS = "masks", _("脱敏规则")

    name = models.CharField(_("清单"), max_length=12, choices=Name.choices)
    number = models.PositiveIntegerField(_("版次"))
    content = models.TextField(_("内容"))
    source_name = models.CharField(_("来源"), max_length=200, blank=True)
    note = models.CharField(_("说明"), max_length=300)
    made_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "-number"]
        constraints = [models.UniqueConstraint(fields=["name", "number"], name="rule_list_version_once")]

    def __str__(self):
        return f"{self.get_name_display()} {self.number}"


class FileCheck(models.Model):
    """What one file's bytes held under one rulebook. A cache: files never change, so it is made once."""

    sha256 = models.CharField(max_length=64, validators=[HEX64])
    rules_key = models.CharField(max_length=16)
    findings = models.JSONField(default=list)
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sha256", "rules_key"], name="file_checked_once")]

    def __str__(self):
        return self.sha256[:16]


class Lifting(models.Model):
    """Blocked findings of one kind in one place that may go out all the same: asked by one with a reason, decided by
    another.

    `marks` name the findings without their values (a keyed digest over kind, value and the file or field where each
    stands), so that they stay lifted when only other words change, and count no more when the file is another.
    """

    class State(models.TextChoices):
        OPEN = "open", _("待同意")
        GRANTED = "granted", _("已豁免")
        REFUSED = "refused", _("未同意")

    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="liftings")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=255)
    kind = models.CharField(max_length=32)
    marks = models.JSONField()
    where = models.CharField(max_length=300)
    excerpt = models.CharField(max_length=300, blank=True)
    reason = models.TextField()
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["state", "unit"], name="lifting_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="lifting_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(decided_by__isnull=False), name="lifting_decided_by_somebody"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="lifting_needs_a_reason"),
        ]

    def __str__(self):
        return f"{self.title} {self.where}"


class Clearance(models.Model):
    """That nothing was blocked in this very content (or was lifted), under this rulebook. A trigger lets no publication
    through without one. `findings` is what the reviewers see beside the content."""

    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="clearances")
    content_hash = models.CharField(max_length=64, validators=[HEX64])
    rules_key = models.CharField(max_length=16)
    findings = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_hash", "rules_key"], name="content_cleared_once")
        ]

    def __str__(self):
        return self.content_hash[:16]


class PatrolFinding(models.Model):
    """What `gongkai check --public` found in a version that is public now; one row for a version and rulebook."""

    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    rules_key = models.CharField(max_length=16)
    findings = models.JSONField(default=list)
    found_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-found_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["version", "rules_key"], name="patrolled_once")]

    def __str__(self):
        return f"{self.thing} {self.rules_key}"
