"""Back-office wiring: addresses, menu items for those who may, the banner's style."""

from django.templatetags.static import static
from django.urls import include, path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks

from gongkai.units.menu import GatedMenuItem
from gongkai.units.urls import back_office

MENU = [
    ("units:tree", pgettext_lazy("all units", "单位"), "group", 810),
    ("units:people", _("人员与岗位"), "user", 820),
    ("units:log", _("操作日志"), "history", 830),
]


@hooks.register("register_admin_urls")
def addresses():
    return [path("gongkai/", include((back_office, "units"), namespace="units"))]


def _register(view_name, label, icon, order):
    hooks.register(
        "register_admin_menu_item", lambda: GatedMenuItem(view_name, label, icon=icon, order=order)
    )


for entry in MENU:
    _register(*entry)


@hooks.register("insert_global_admin_css")
def banner_style():
    return format_html('<link rel="stylesheet" href="{}">', static("units/back-office.css"))
