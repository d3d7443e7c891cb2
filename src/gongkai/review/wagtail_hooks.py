from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks

from gongkai.review import patrols, summary
from gongkai.units.menu import GatedMenuItem


@hooks.register("register_admin_menu_item")
def queue_menu_item():
    return GatedMenuItem("desk:queue", _("审核"), icon="tasks", order=100, counted=summary.waiting_count)


@hooks.register("register_admin_menu_item")
def notices_menu_item():
    label = pgettext_lazy("to staff", "通知")
    return GatedMenuItem("desk:notices", label, icon="mail", order=300, counted=summary.unread_count)


@hooks.register("register_admin_menu_item")
def delegations_menu_item():
    return GatedMenuItem("desk:delegations", _("委托"), icon="group", order=310)


@hooks.register("register_admin_menu_item")
def patrol_menu_item():
    return GatedMenuItem("desk:patrol", _("巡检"), icon="crosshairs", order=260, counted=patrols.patrol_count)


@hooks.register("register_admin_menu_item")
def rule_lists_menu_item():
    return GatedMenuItem("desk:rule_lists", _("词表与脱敏"), icon="list-ul", order=270)


@hooks.register("construct_homepage_panels", order=10)
def work_panel(request, panels):
    panels.append(summary.WorkPanel())
