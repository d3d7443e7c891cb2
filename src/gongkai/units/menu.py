"""Lines of the back office's menu."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from gongkai.units.gate import rule_for


class GatedMenuItem(MenuItem):
    """Shown to whom the gate would let in; `counted(user)` is the number of things that wait behind it."""

    def __init__(self, view_name, label, *, icon, order, counted=None):
        name = view_name.replace(":", "-")
        super().__init__(label, reverse(view_name), name=name, icon_name=icon, order=order)
        self.view_name, self.counted = view_name, counted

    def is_shown(self, request):
        rule = rule_for(self.view_name)
        return rule is not None and rule(request.user, {}, request)

    def render_component(self, request):
        count = self.counted(request.user) if self.counted else 0
        label = str(self.label)
        if count:
            label = _("%(label)s（%(count)d）") % {"label": label, "count": count}
        return LinkMenuItem(self.name, label, self.url, icon_name=self.icon_name, classname=self.classname)
