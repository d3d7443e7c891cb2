from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from gongkai.core.text import HEX64


class StoredFile(models.Model):
    """One uploaded file of one unit. Bytes live content-addressed and private in `core.files`, under these digests.

    `original_sha256` is what was uploaded and never leaves; `sha256` is the public copy that the door releases.
    `removed` says in words what the public copy was made without (author, comments, hidden sheets); `masked` how many
    values of each kind were masked in it. The row never changes after it is made: another file is another row.
    """

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("文件名"), max_length=160)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, validators=[HEX64], db_index=True)
    original_sha256 = models.CharField(max_length=64, validators=[HEX64])
    removed = models.JSONField(default=list)
    masked = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    def __str__(self):
        return self.name

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")


class Attachment(Orderable):
    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey(
        StoredFile,
        verbose_name=pgettext_lazy("one document", "文件"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    title = models.CharField(_("附件名称"), max_length=200, blank=True, help_text=_("不填时用文件名"))

    wagtail_reference_index_ignore = True

    def __str__(self):
        return self.title or str(self.file)
