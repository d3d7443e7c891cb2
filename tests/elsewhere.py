"""A second, empty installation: another data folder (and, on PostgreSQL, another database) driven by `gongkai` itself."""

import os
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo

from gongkai.core.backup import postgresql


class Elsewhere:
    def __init__(self, folder: Path):
        self.folder = folder
        self.environment = {**os.environ, "GONGKAI_DATA_DIR": str(folder), "DATABASE_URL": ""}
        self.environment.pop("GONGKAI_SECRET_KEY")
        self.environment["DJANGO_SETTINGS_MODULE"] = "gongkai.settings.base"
        self.database = folder / "gongkai.sqlite3"
        if connection.vendor == "postgresql":
            self.name = f"restored_{uuid.uuid4().hex[:12]}"
            self.database = make_conninfo(postgresql._address(password=True), dbname=self.name)
            self._administer(f"CREATE DATABASE {self.name}")
            known = connection.settings_dict
            user = f"{known['USER']}:{known['PASSWORD']}" if known["PASSWORD"] else known["USER"]
            host = known["HOST"].replace("/", "%2f") + (f":{known['PORT']}" if known["PORT"] else "")
            self.environment["DATABASE_URL"] = f"postgresql://{user}@{host}/{self.name}"

    def _administer(self, sql: str) -> None:
        with psycopg.connect(postgresql._address(password=True), autocommit=True) as database:
            database.execute(sql)

    def gongkai(self, *arguments) -> subprocess.CompletedProcess:
        command = self.command(*arguments)
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, cwd="/"
        )

    def command(self, *arguments) -> list[str]:
        return [sys.executable, "-m", "gongkai.cli", *map(str, arguments)]

    def close(self) -> None:
        if connection.vendor == "postgresql":
            self._administer(f"DROP DATABASE {self.name}")


def fresh(folder: Path, *arguments) -> subprocess.CompletedProcess:
    """`gongkai` on SQLite in a data folder that does not exist yet."""
    environment = {
        **os.environ,
        "GONGKAI_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "gongkai.settings.base",
    }
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "gongkai.cli", *map(str, arguments)]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, cwd=folder.parent
    )
