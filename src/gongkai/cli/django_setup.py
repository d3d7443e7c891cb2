"""Start Django for a verb. Verbs import it late, so that `gongkai --help` answers at once and touches no data."""

import os


def start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.settings.base")
    import django

    django.setup()
