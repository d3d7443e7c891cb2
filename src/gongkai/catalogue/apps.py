from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "gongkai.catalogue"
    label = "catalogue"
    verbose_name = _("公开事项")

    def ready(self):
        from gongkai.catalogue import addresses, public  # noqa: F401
