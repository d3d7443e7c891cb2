from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "gongkai.documents"
    label = "documents"
    verbose_name = _("文件")

    def ready(self):
        from gongkai.documents import addresses, checks, guards, public  # noqa: F401
        from gongkai.documents.intake import kind  # noqa: F401
