"""Back-office wiring: our addresses, our menu, our editor; of Wagtail's own menus and choosers nothing is left."""

from django.templatetags.static import static
from django.urls import include, path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component

from gongkai.documents import queries, rules, urls
from gongkai.documents.views.editor import DeskViewSet
from gongkai.units.menu import GatedMenuItem

WAGTAIL_MENU = {
    "explorer",
    "images",
    "documents",
    "reports",
    "settings",
    "help",
    "search",
    "snippets",
    "workflows",
}


@hooks.register("register_admin_urls")
def desk_urls():
    return [path("gongkai/", include(urls))]


@hooks.register("register_admin_viewset")
def desk_viewset():
    return DeskViewSet()


@hooks.register("register_admin_menu_item")
def papers_menu_item():
    return GatedMenuItem("desk:papers", _("文件"), icon="doc-full", order=200)


@hooks.register("register_admin_menu_item")
def site_menu_item():
    return GatedMenuItem("desk:site", _("网站"), icon="site", order=500)


@hooks.register("register_admin_menu_item")
def intakes_menu_item():
    return GatedMenuItem("desk:intakes", _("历史信息入库"), icon="folder-inverse", order=450)


@hooks.register("construct_main_menu")
def only_our_menu(request, menu_items):
    menu_items[:] = [item for item in menu_items if item.name not in WAGTAIL_MENU]


@hooks.register("construct_page_chooser_queryset")
def no_page_is_chosen(pages, request):
    return pages.none()


class WorkPanel(Component):
    """Beside the review desk's own panel: begin a paper, and the last ones saved."""

    order = 100
    template_name = "documents/panels/work.html"

    def __init__(self, request):
        self.request = request

    def get_context_data(self, parent_context):
        units = rules.reading_unit_ids(self.request.user)
        return {
            "rows": queries.paper_rows(queries.papers_of(units)[:8]),
            "may_write": bool(rules.writing_unit_ids(self.request.user)),
        }


@hooks.register("construct_homepage_panels")
def only_our_panels(request, panels):
    panels[:] = [WorkPanel(request)] if rules.may_open_desk(request.user) else []


@hooks.register("insert_global_admin_css")
def desk_css():
    return format_html('<link rel="stylesheet" href="{}">', static("documents/desk.css"))
