"""公开事项 in the form of the national 标准目录 (国办发〔2019〕54号)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Matter(models.Model):
    """One row of the catalogue. Time limits are text here; the duties make clocks of them."""

    class Method(models.TextChoices):
        PROACTIVE = "proactive", _("主动")
        ON_REQUEST = "on_request", _("依申请")

    code = models.CharField(_("事项编号"), max_length=20, unique=True)
    clause = models.CharField(_("方案条款"), max_length=8, help_text=_("方案中的条款号，如 2.6"))
    topic = models.CharField(_("一级事项"), max_length=80)
    title = models.CharField(_("二级事项"), max_length=120)
    elements = models.TextField(_("公开内容（要素）"), help_text=_("一行一个要素"))
    basis = models.TextField(_("公开依据"), help_text=_("一行一个依据，写明条款"))
    time_limit = models.CharField(_("公开时限"), max_length=120)
    publisher = models.CharField(_("公开主体"), max_length=120)
    channels = models.CharField(_("公开渠道和载体"), max_length=200)
    audience = models.CharField(_("公开对象"), max_length=120, default="全社会")
    method = models.CharField(_("公开方式"), max_length=12, choices=Method.choices, default=Method.PROACTIVE)
    levels = models.CharField(_("公开层级"), max_length=40, default="县级")
    retired_on = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("公开事项")
        ordering = ["code"]

    def __str__(self):
        return f"{self.topic} · {self.title}"

    @property
    def element_list(self) -> list[str]:
        return [line.strip() for line in self.elements.splitlines() if line.strip()]

    @property
    def basis_list(self) -> list[str]:
        return [line.strip() for line in self.basis.splitlines() if line.strip()]
