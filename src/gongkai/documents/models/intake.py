"""Papers that were public before, brought in by the folder: a batch, and what is on it, until the door has opened."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongkai.core.models import Thing
from gongkai.core.text import HEX64


def new_secret() -> str:
    return secrets.token_hex(32)


class Intake(models.Model):
    """One batch. A long archive is several, `part` 1, 2, 3 … of one name, so that each opens the door in bearable time.

    `round` grows whenever an item is dropped: it is the revision that a yes is given to. `secret` goes into the seal
    over the items, so that the seal, which is public, tells nothing of a text that was taken out later.
    """

    name = models.CharField(_("名称"), max_length=120)
    part = models.PositiveSmallIntegerField(_("分册"), default=1)
    source_name = models.CharField(_("来源"), max_length=200)
    unit = models.ForeignKey(
        "units.Unit", verbose_name=_("负责单位"), on_delete=models.PROTECT, related_name="+"
    )
    round = models.PositiveIntegerField(default=1)
    secret = models.CharField(max_length=64, default=new_secret, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("历史信息入库")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["name", "part"], name="intake_part_once")]

    def __str__(self):
        return f"{self.name}（{self.part}）" if self.part > 1 else self.name

    @property
    def thing(self) -> Thing:
        return Thing.objects.get(kind="intake", object_id=self.pk)


class IntakeItem(models.Model):
    """One paper of a batch: the exact public form that would be published, and where it came from.

    `key` is the identity of the source, so that the same paper is never taken in twice; `digest` shows that the source
    changed since. `form` is emptied when the paper is public: `core.Version` has it then.
    """

    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    thing = models.OneToOneField(Thing, on_delete=models.PROTECT, related_name="intake_item")
    revision_id = models.BigIntegerField(db_index=True)
    key = models.CharField(max_length=64, unique=True, validators=[HEX64])
    digest = models.CharField(max_length=64, validators=[HEX64])
    content_hash = models.CharField(max_length=64, validators=[HEX64])
    form = models.TextField(blank=True)
    where = models.CharField(max_length=300)
    title = models.CharField(max_length=255)
    doubts = models.JSONField(default=list)

    class Meta:
        ordering = ["intake", "position"]
        constraints = [models.UniqueConstraint(fields=["intake", "position"], name="intake_position_once")]

    def __str__(self):
        return self.title
