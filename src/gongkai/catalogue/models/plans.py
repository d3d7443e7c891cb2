"""《全面推进政务公开实施方案》 as it was read: chapters, clauses, who answers for them, by when.

Nothing here is public. A reading becomes public through the door, as the public form that `catalogue.public` makes.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongkai.core.models import Thing
from gongkai.core.text import HEX64


class Plan(models.Model):
    """One plan, known by its title. What its text says is in its readings, the newest of which is worked on."""

    title = models.CharField(_("标题"), max_length=120)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("实施方案")
        ordering = ["-id"]

    def __str__(self):
        return self.title

    @property
    def thing(self) -> Thing:
        return Thing.objects.get(kind="plan", object_id=self.pk)


class PlanReading(models.Model):
    """One reading of one text, never changed afterwards: another text, or another reading of it, is another row.

    `digest` is over everything that was read, so the same file read again by the same rules adds nothing.
    `repairs` and `unsure` are lists of what the importer changed and what it was unsure of.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="readings")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, validators=[HEX64])
    source_name = models.CharField(max_length=200)
    source = models.TextField()
    document_number = models.CharField(max_length=40, blank=True)
    written_on = models.DateField(null=True, blank=True)
    citations = models.JSONField(default=list)
    preamble = models.TextField(blank=True)
    repairs = models.JSONField(default=list)
    unsure = models.JSONField(default=list)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    imported_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_reading_number_once")]

    def __str__(self):
        return f"{self.plan} {self.number}"


class PlanChapter(models.Model):
    reading = models.ForeignKey(PlanReading, on_delete=models.PROTECT, related_name="chapters")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=60)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["reading", "number"]
        constraints = [models.UniqueConstraint(fields=["reading", "number"], name="plan_chapter_once")]

    def __str__(self):
        return f"{self.number} {self.title}"


class PlanClause(models.Model):
    """`number` is chapter and clause, such as 2.1; a matter names it in `Matter.clause`."""

    chapter = models.ForeignKey(PlanChapter, on_delete=models.PROTECT, related_name="clauses")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=8)
    title = models.CharField(max_length=60)
    text = models.TextField()

    class Meta:
        ordering = ["chapter", "position"]
        constraints = [
            models.UniqueConstraint(fields=["chapter", "number"], name="plan_clause_once"),
            models.UniqueConstraint(fields=["chapter", "position"], name="plan_clause_position_once"),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"


class ClauseUnit(models.Model):
    """Who answers for a clause, by the name in the text: one unit, or a class of units, or nobody on the list."""

    class Kind(models.TextChoices):
        LEAD = "lead", _("责任单位")
        SUPPORTING = "supporting", _("配合单位")

    clause = models.ForeignKey(PlanClause, on_delete=models.PROTECT, related_name="units")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    unit = models.ForeignKey("units.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit_class = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["clause", "kind", "position"]
        constraints = [
            models.UniqueConstraint(fields=["clause", "kind", "name"], name="clause_unit_once"),
            models.UniqueConstraint(fields=["clause", "kind", "position"], name="clause_unit_position_once"),
            models.CheckConstraint(
                condition=Q(unit__isnull=True) | Q(unit_class=""), name="clause_unit_or_class"
            ),
        ]

    def __str__(self):
        return self.name


class ClauseLimit(models.Model):
    clause = models.ForeignKey(PlanClause, on_delete=models.PROTECT, related_name="limits")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=120)
    sentence = models.TextField()

    class Meta:
        ordering = ["clause", "position"]
        constraints = [
            models.UniqueConstraint(fields=["clause", "position"], name="clause_limit_position_once")
        ]

    def __str__(self):
        return self.text
