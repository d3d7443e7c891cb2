from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from gongkai.catalogue.urls import urlpatterns
from gongkai.units.menu import GatedMenuItem


@hooks.register("register_admin_urls")
def matters_urls():
    return urlpatterns


@hooks.register("register_admin_menu_item")
def matters_menu_item():
    return GatedMenuItem("desk_matters", _("公开事项"), icon="list-ul", order=400)


@hooks.register("register_admin_menu_item")
def plans_menu_item():
    return GatedMenuItem("desk_plans", _("实施方案"), icon="clipboard-list", order=410)
