from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "gongkai.core"
    label = "core"
    verbose_name = _("公开之门")

    def ready(self):
        from gongkai.core import checks, guards  # noqa: F401

        pre_migrate.connect(guards.drop_guards, sender=self, dispatch_uid="gongkai.guards.drop")
        post_migrate.connect(guards.create_guards, sender=self, dispatch_uid="gongkai.guards.create")
