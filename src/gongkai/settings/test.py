"""Settings of the test suite: the product's own, with a data folder of its own and quick passwords."""

import os
import tempfile

os.environ.setdefault("GONGKAI_DATA_DIR", tempfile.mkdtemp(prefix="gongkai-test-"))
os.environ.setdefault("GONGKAI_SECRET_KEY", "only-for-tests")

from gongkai.settings.base import *  # noqa: F403
from gongkai.settings.base import DATA_DIR, DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ALLOWED_HOSTS = ["*"]
FILES_APART = False
STATIC_PUBLICATION = False  # its own tests switch it on
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, not memory: browser tests and killed processes share it.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
(DATA_DIR / "static").mkdir(parents=True, exist_ok=True)
