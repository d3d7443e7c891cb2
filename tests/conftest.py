"""Shared fixtures. Triggers refuse what a flush of the test database does, so they stand aside for that alone."""

import os
import sqlite3

import hypothesis
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in the test's own thread
# A busy machine is no failure: properties are judged by what they find, not by how long it took.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")
_flush = TransactionTestCase._fixture_teardown


def _teardown_as_migrated(self):
    """The only way through for tests: the database is put back to what the migrations left, guards and all."""
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Locale, Page

    from gongkai.core import guards

    if connection.vendor == "sqlite":
        connection.ensure_connection()
        Pristine.copy.backup(connection.connection)
        ContentType.objects.clear_cache()
        return
    guards.drop_guards()
    _flush(self)
    Locale.objects.get_or_create(language_code="zh-hans")
    Page.objects.exists() or Page.add_root(instance=Page(title="Root", slug="root"))
    guards.create_guards()


class Pristine:
    """The database of SQLite as the migrations left it: putting it back costs a tenth of emptying it."""

    copy: sqlite3.Connection | None = None


TransactionTestCase._fixture_teardown = _teardown_as_migrated


@pytest.fixture(autouse=True)
def own_data_folder(settings, tmp_path):
    """Files of one test are not seen by another."""
    settings.FILES_DIR = tmp_path / "files"
    settings.SEARCH_DIR = tmp_path / "search"
    settings.LOG_DIR = tmp_path / "log"
    settings.KEYS_DIR = tmp_path / "keys"
    cache.clear()
    translation.deactivate()  # a page asked for in English leaves its language behind in this thread


@pytest.fixture
def city(db):
    from tests.factories import City

    return City()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("check", databases=["default"], tags=["database"], verbosity=0)
        if connection.vendor == "sqlite":
            Pristine.copy = sqlite3.connect(":memory:", check_same_thread=False)
            connection.connection.backup(Pristine.copy)
