from django.urls import reverse_lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from gongkai.review import (
    addresses,  # noqa: F401  (declares who may ask for each address)
    summary,
    worklists,
)
from gongkai.units.rules import current_posts


class CountedMenuItem(MenuItem):
    """A line of the menu with the number of things that wait behind it."""

    def __init__(self, *args, shown, counted, **kwargs):
        super().__init__(*args, **kwargs)
        self.shown, self.counted = shown, counted

    def is_shown(self, request):
        return self.shown(request.user)

    def render_component(self, request):
        count = self.counted(request.user)
        label = (
            gettext("%(label)s（%(count)d）") % {"label": self.label, "count": count}
            if count
            else str(self.label)
        )
        return LinkMenuItem(
            self.name, label, str(self.url), icon_name=self.icon_name, classname=self.classname
        )


@hooks.register("register_admin_menu_item")
def queue_menu_item():
    return CountedMenuItem(
        _("审核"),
        reverse_lazy("desk:queue"),
        name="review",
        icon_name="tasks",
        order=100,
        shown=worklists.has_desk,
        counted=summary.waiting_count,
    )


@hooks.register("register_admin_menu_item")
def notices_menu_item():
    return CountedMenuItem(
        pgettext_lazy("to staff", "通知"),
        reverse_lazy("desk:notices"),
        name="notices",
        icon_name="mail",
        order=300,
        shown=lambda user: bool(current_posts(user)),
        counted=summary.unread_count,
    )


@hooks.register("register_admin_menu_item")
def delegations_menu_item():
    return CountedMenuItem(
        _("委托"),
        reverse_lazy("desk:delegations"),
        name="delegations",
        icon_name="group",
        order=310,
        shown=worklists.reviews,
        counted=lambda user: 0,
    )


@hooks.register("construct_homepage_panels", order=10)
def work_panel(request, panels):
    panels.append(summary.WorkPanel())
