from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnitsConfig(AppConfig):
    name = "gongkai.units"
    label = "units"
    verbose_name = _("单位与人员")

    def ready(self):
        from gongkai.units import addresses, guards  # noqa: F401
