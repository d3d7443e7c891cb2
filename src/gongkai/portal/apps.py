from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "gongkai.portal"
    label = "portal"
    verbose_name = _("公开网站")

    def ready(self):
        from gongkai.portal.publication import touched  # noqa: F401 - declares itself to the door and the outbox
