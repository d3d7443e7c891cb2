from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from gongkai.search.urls import urlpatterns
from gongkai.units.menu import GatedMenuItem


@hooks.register("register_admin_urls")
def search_urls():
    return urlpatterns


@hooks.register("register_admin_menu_item")
def search_menu_item():
    return GatedMenuItem("desk_search", _("搜索"), icon="search", order=420)
