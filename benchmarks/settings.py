"""Of the processes that a measurement starts beside itself: the test suite's settings, with pages written as files."""

from gongkai.settings.test import *  # noqa: F403

STATIC_PUBLICATION = True
BASE_URL = "http://localhost"
