from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from gongkai.catalogue.urls import urlpatterns
from gongkai.units import gate
from gongkai.units.rules import current_posts

gate.declare("desk_matters", gate.staff)
gate.declare("desk_matter", gate.staff)


class MattersMenuItem(MenuItem):
    def is_shown(self, request):
        return bool(current_posts(request.user))


@hooks.register("register_admin_urls")
def matters_urls():
    return urlpatterns


@hooks.register("register_admin_menu_item")
def matters_menu_item():
    return MattersMenuItem(
        _("公开事项"), reverse("desk_matters"), icon_name="list-ul", name="matters", order=400
    )
