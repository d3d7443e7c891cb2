"""Every address of the product. Wagtail's front end, its document and image addresses and its APIs are not mounted."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    # Our sign-in and account pages stand before the platform's own.
    path("admin/", include("gongkai.units.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("gongkai.portal.urls")),
]

handler400 = "gongkai.core.views.bad_request"
handler403 = "gongkai.core.views.permission_denied"
handler404 = "gongkai.core.views.page_not_found"
handler500 = "gongkai.core.views.server_error"
