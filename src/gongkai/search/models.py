"""What the office says about searching, what nobody found, and which papers the index must look at again."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongkai.core.text import HEX64

SEPARATORS = "、，,；;\n"


class SynonymGroup(models.Model):
    """Words that mean the same to a reader (低保、最低生活保障): who asks for one finds the others too."""

    words = models.CharField(
        _("同义词"),
        max_length=200,
        unique=True,
        help_text=_("用顿号隔开，至少两个，例如“低保、最低生活保障”。"),
    )

    class Meta:
        ordering = ["words"]

    def __str__(self):
        return self.words

    @property
    def word_list(self) -> list[str]:
        return split_words(self.words)


class Promotion(models.Model):
    """A paper that the office puts first when one of these words is asked for."""

    words = models.CharField(
        _("搜索词"), max_length=200, help_text=_("读者搜索其中一个词时，把这件信息放在最前；用顿号隔开。")
    )
    thing = models.ForeignKey(
        "core.Thing", verbose_name=_("推荐的信息"), on_delete=models.PROTECT, related_name="+"
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return self.words

    @property
    def word_list(self) -> list[str]:
        return split_words(self.words)


class EmptySearch(models.Model):
    """How often on one day something was asked for and nothing was found.

    Until it was asked for as often as `actions.TOLD_FROM`, only a keyed digest stands here and no word can be read.
    """

    day = models.DateField()
    digest = models.CharField(max_length=64, validators=[HEX64])
    words = models.CharField(max_length=40, blank=True)
    number = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "empty searches"
        ordering = ["-day", "-number"]
        constraints = [models.UniqueConstraint(fields=["day", "digest"], name="empty_search_once_a_day")]

    def __str__(self):
        return f"{self.day} {self.words or self.digest[:8]} × {self.number}"


class Waiting(models.Model):
    """A thing whose entry in the index is not what the record says. Hidden ones are found by nobody meanwhile."""

    thing = models.OneToOneField("core.Thing", primary_key=True, on_delete=models.CASCADE, related_name="+")
    event = models.ForeignKey("core.Event", on_delete=models.CASCADE, related_name="+")
    is_hidden = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["thing"], condition=models.Q(is_hidden=True), name="waiting_hidden")]

    def __str__(self):
        return f"thing {self.thing_id}"


def split_words(text: str) -> list[str]:
    for separator in SEPARATORS:
        text = text.replace(separator, "\n")
    return list(dict.fromkeys(word.strip() for word in text.split("\n") if word.strip()))
