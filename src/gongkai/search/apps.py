from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "gongkai.search"
    label = "search"
    verbose_name = _("搜索")

    def ready(self):
        from gongkai.search import addresses, following  # noqa: F401
