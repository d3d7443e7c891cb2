"""The WSGI application. Behind a proxy, GONGKAI_TRUSTED_PROXIES names whose forwarded addresses are believed."""

import os

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.settings.base")

application = get_wsgi_application()
if proxies := os.environ.get("GONGKAI_TRUSTED_PROXIES", ""):
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=proxies)
