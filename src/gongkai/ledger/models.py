"""What was signed, with which keys, and who bore witness. Append-only; `guards.py` holds that in the database.

The entries themselves are the lines of the record: entry i is the leaf of `core.Record` number i + 1.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from gongkai.core.text import HEX64


class Log(models.Model):
    """A log by its name (C2SP origin). The newest row is the one that is written; the others were closed for a reason."""

    origin = models.CharField(max_length=200, unique=True)
    begun_at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)  # why it took the place of the one before it; public

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.origin


class LogKey(models.Model):
    """A verifier key of a log. Only its retirement is ever written later."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="keys")
    text = models.CharField(max_length=400, unique=True)
    added_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.text


class Head(models.Model):
    """A tree that was signed: written before its checkpoint is published, so that no second one of this size ever is.

    `note` is the checkpoint as this server signed it.
    """

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="heads")
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64, validators=[HEX64])
    note = models.TextField()
    signed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["size"]
        constraints = [models.UniqueConstraint(fields=["log", "size"], name="head_size_once")]

    def __str__(self):
        return f"{self.log_id} {self.size}"


class Cosignature(models.Model):
    """A witness's verified line over a head. `moment` (POSIX seconds) is the witness's own time, and so proven."""

    head = models.ForeignKey(Head, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=200)
    key = models.CharField(max_length=400)
    line = models.TextField()
    moment = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["head", "key", "moment"], name="cosignature_once"),
            models.CheckConstraint(condition=~Q(line=""), name="cosignature_has_a_line"),
        ]

    def __str__(self):
        return f"{self.witness} {self.moment}"
