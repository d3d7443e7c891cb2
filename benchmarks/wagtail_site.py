# ruff: noqa: E402 - what follows needs the apps
"""The same document pages as Wagtail serves them: its own front end from the page tree down, then our view and template.

A WSGI application beside the product's, for measuring alone; the product does not mount Wagtail's front end.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.settings.base")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.conf import settings
from django.http import HttpResponse
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.models import Page, Site

from gongkai.core.models import Thing
from gongkai.documents.models import Document
from gongkai.portal.views import papers

settings.ROOT_URLCONF = __name__


def _serve(page, request, *args, **kwargs):
    return papers.document(request, *page.thing.index_number.rsplit("/", 1))


def _where(request, prefix, number):
    """The address that the paper has in Wagtail's tree."""
    thing = Thing.objects.get(kind="document", index_number=f"{prefix}/{number}")
    return HttpResponse(f"/wagtail{Document.objects.get(pk=thing.object_id).url_path}")


Document.serve = _serve
Site.objects.get_or_create(
    is_default_site=True, defaults={"hostname": "localhost", "root_page": Page.objects.get(depth=1)}
)
urlpatterns = [
    path("where/<str:prefix>/<str:number>/", _where),
    path("wagtail/", include(wagtail_urls)),
    path("admin/", include("wagtail.admin.urls")),
    path("", include("gongkai.portal.urls")),
]
