from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "gongkai.ledger"
    label = "ledger"
    verbose_name = _("公开日志")

    def ready(self):
        from gongkai.ledger import addresses, guards  # noqa: F401
