"""Where the record is kept: SQLite in the data folder, or PostgreSQL named by DATABASE_URL."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SQLITE_START = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA busy_timeout=20000;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA recursive_triggers=ON;"  # without it INSERT OR REPLACE passes the delete triggers
)


def sqlite(path: Path) -> dict:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # Writers take the lock at BEGIN; a read that later wrote would meet "database is locked".
        "OPTIONS": {"init_command": SQLITE_START, "transaction_mode": "IMMEDIATE", "timeout": 20},
    }


def postgresql(url: str) -> dict:
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL 应当形如 postgresql://用户:口令@主机:端口/库名。")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def database_from_environment(data_dir: Path) -> dict:
    url = os.environ.get("DATABASE_URL", "")
    if url:
        return postgresql(url)
    data_dir.mkdir(parents=True, exist_ok=True)
    return sqlite(data_dir / "gongkai.sqlite3")
