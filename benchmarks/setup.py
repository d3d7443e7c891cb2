"""A throw-away database for one measurement."""

import os
from contextlib import contextmanager


@contextmanager
def fresh_database(folder: str):
    os.environ["GONGKAI_DATA_DIR"] = folder
    os.environ.setdefault("GONGKAI_SECRET_KEY", "only-for-measuring")
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongkai.settings.test"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from wagtail.models import Page

    Page.objects.exists() or Page.add_root(instance=Page(title="Root", slug="root"))
    yield


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95) - 1]
