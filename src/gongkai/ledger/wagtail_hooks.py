from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from gongkai.ledger.urls import urlpatterns
from gongkai.units.menu import GatedMenuItem


@hooks.register("register_admin_urls")
def log_urls():
    return urlpatterns


@hooks.register("register_admin_menu_item")
def log_menu_item():
    return GatedMenuItem("desk_log", _("公开日志"), icon="key", order=430)
