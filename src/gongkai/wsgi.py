"""The WSGI application that `gongkai serve` runs: the log and public pages from their files, everything else from Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.settings.base")

_django = get_wsgi_application()

from gongkai.ledger.before_django import LogBeforeDjango  # noqa: E402 - needs the settings
from gongkai.portal.publication.serving import PagesBeforeDjango  # noqa: E402 - needs the apps

application = LogBeforeDjango(PagesBeforeDjango(_django))
