from django.db import models
from django.db.models import Q

from gongkai.core.text import CHINESE

# What the filters of lists ask for, so that counting and sorting never leave the index.
FACET_FIELDS = (
    "kind",
    "genre",
    "validity",
    "effective_on",
    "expires_on",
    "issuer_name",
    "topic",
    "written_on",
    "first_published_at",
    "thing",
)


class PublishedPaper(models.Model):
    """The read model of lists: one row for each paper that is public now, written by the door alone.

    A trigger refuses any row whose `version` is not the newest of its thing, and any change that does not come with a
    new `event`, so a list cannot say what the record does not.
    """

    thing = models.OneToOneField(
        "core.Thing", primary_key=True, on_delete=models.PROTECT, related_name="published"
    )
    version = models.ForeignKey("core.Version", on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey("core.Event", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=32)
    genre = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=255)
    language = models.CharField(max_length=8, default=CHINESE)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    issuer = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    issuer_name = models.CharField(max_length=160)
    document_number = models.CharField(max_length=64, blank=True)
    column = models.ForeignKey("documents.Column", on_delete=models.PROTECT, related_name="+")
    matter = models.ForeignKey("catalogue.Matter", on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=80, blank=True)
    written_on = models.DateField(null=True)
    effective_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    validity = models.CharField(max_length=16, blank=True)
    summary = models.TextField(blank=True)
    interprets = models.ForeignKey("core.Thing", null=True, on_delete=models.PROTECT, related_name="+")
    first_published_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    corrections = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-first_published_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "document_number"],
                condition=~Q(document_number=""),
                name="document_number_once_per_issuer",
            ),
        ]
        indexes = [
            models.Index(fields=["-first_published_at"], name="published_newest"),
            models.Index(fields=["-changed_at", "-thing"], name="published_changed"),
            models.Index(fields=["column", "-first_published_at"], name="published_column"),
            models.Index(fields=["unit", "-first_published_at"], name="published_unit"),
            models.Index(fields=["matter", "-first_published_at"], name="published_matter"),
            models.Index(fields=["kind", "-first_published_at"], name="published_kind"),
            models.Index(fields=["column", *FACET_FIELDS], name="published_column_facets"),
            models.Index(fields=["unit", "column", *FACET_FIELDS], name="published_unit_facets"),
            models.Index(fields=["language", "-first_published_at"], name="published_language"),
            models.Index(fields=["interprets"], name="published_interprets"),
            models.Index(fields=["expires_on"], name="published_expires"),
        ]

    def __str__(self):
        return self.title
