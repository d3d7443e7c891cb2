"""SQLite: the online backup API under one read transaction, so writers go on and the copy is one moment."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from gongkai.core.backup.facts import facts_of
from gongkai.core.backup.folders import copy
from gongkai.core.backup.manifest import Facts
from gongkai.core.errors import BadFile, Refused

NAME = "database.sqlite3"
PAGES = 2000


def engine() -> str:
    return sqlite3.sqlite_version


def is_empty() -> bool:
    path = _path()
    if not path.exists():
        return True
    with closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0


def snapshot(folder: Path, progress) -> tuple[Path, Facts]:
    target = folder / NAME
    with (
        closing(sqlite3.connect(_path(), isolation_level=None)) as source,
        closing(sqlite3.connect(target)) as copied,
    ):
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the read transaction begins here
        source.backup(
            copied,
            pages=PAGES,
            sleep=0,
            progress=lambda _code, left, total: progress(_("数据库"), total - left, total),
        )
        source.execute("ROLLBACK")
        copied.execute("PRAGMA journal_mode=DELETE")
        _check(copied, Refused(_("数据库文件已损坏，没有备份。请从以前的备份恢复。")))
        return target, facts_of(lambda sql: copied.execute(sql).fetchall(), _tables(copied))


def load(folder: Path) -> None:
    """Put the database in place in one step, as the last thing of a restore."""
    path = _path()
    staged = path.with_name(f".{path.name}.restoring")
    staged.unlink(missing_ok=True)
    try:
        copy(folder / NAME, staged)
        with closing(sqlite3.connect(staged)) as database:
            _check(database, BadFile(_("备份里的数据库已损坏，不能恢复。请换一份备份。")))
        connection.close()
        for leftover in ("-wal", "-shm"):
            path.with_name(path.name + leftover).unlink(missing_ok=True)
        os.replace(staged, path)
    finally:
        staged.unlink(missing_ok=True)


def _check(database: sqlite3.Connection, otherwise: Exception) -> None:
    try:
        sound = database.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
    except sqlite3.DatabaseError as error:
        raise otherwise from error
    if not sound:
        raise otherwise


def _tables(database: sqlite3.Connection) -> list[str]:
    return [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def _path() -> Path:
    return Path(connection.settings_dict["NAME"])
