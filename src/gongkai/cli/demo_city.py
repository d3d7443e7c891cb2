"""The demonstration city: loaded once into an empty database, and never into anything else.

A file in the data folder says whether loading was begun or finished. Nobody can have used a half-loaded city (the
server starts afterwards), so on SQLite it is thrown away and loaded again.
"""

import fcntl
import unicodedata
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

import click
from django.conf import settings
from django.db import connection

from gongkai.cli import preparing
from gongkai.cli.progress import Progress
from gongkai.core.errors import Refused
from gongkai.demo.accounts import ACCOUNTS

COLUMNS = {"username": "用户名", "password": "口令", "name": "姓名", "role": "角色", "unit": "单位"}


def make_ready() -> bool:
    """Migrate, and load the city when the database is empty; says whether it was loaded now."""
    with _one_at_a_time():
        if _state() == "loading":
            _throw_away_half()
        if preparing.pending_migrations():
            click.echo("正在准备数据库，约需一分钟。", err=True)
        preparing.migrate()
        if _state() == "loaded" and _holds_demo():
            return False
        _refuse_other_content()
        _load()
        return True


def accounts() -> list[dict]:
    return [{key: str(account[key]) for key in COLUMNS} for account in ACCOUNTS]


def accounts_table() -> str:
    rows = [COLUMNS, *accounts()]
    widths = {key: max(_width(row[key]) for row in rows) for key in COLUMNS}
    return "\n".join("  ".join(_pad(row[key], widths[key]) for key in COLUMNS).rstrip() for row in rows)


def _load() -> None:
    from gongkai.demo.load import load_demo
    from gongkai.ledger import actions as ledger

    click.echo("正在装入演示城市，只在第一次需要。", err=True)
    _state_file().write_text("loading")
    with Progress() as progress:
        load_demo(progress)
    ledger.append()
    _state_file().write_text("loaded")


def _state_file() -> Path:
    return Path(settings.DATA_DIR) / "demo-state"


def _state() -> str:
    return _state_file().read_text().strip() if _state_file().exists() else ""


@contextmanager
def _one_at_a_time():
    folder = Path(settings.DATA_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".demo-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _holds_demo() -> bool:
    from gongkai.units.models import User

    return User.objects.filter(username=ACCOUNTS[0]["username"], is_demo=True).exists()


def _refuse_other_content() -> None:
    from gongkai.core.models import Thing
    from gongkai.units.models import User

    if User.objects.exists() or Thing.objects.exists():
        raise Refused(
            "这个数据库里已有内容，不能装入演示城市。"
            "请用 GONGKAI_DATA_DIR 指定一个新的空文件夹（用 PostgreSQL 时指定一个空库）后重试。"
        )


def _throw_away_half() -> None:
    if connection.vendor != "sqlite":
        raise Refused(
            "演示城市上次没有装完。请重建这个 PostgreSQL 空库，删除数据文件夹中的 demo-state 文件后重试。"
        )
    connection.close()
    database = Path(settings.DATABASES["default"]["NAME"])
    for leftover in (
        database,
        database.with_name(f"{database.name}-wal"),
        database.with_name(f"{database.name}-shm"),
    ):
        leftover.unlink(missing_ok=True)
    for folder in (settings.FILES_DIR, settings.LOG_DIR, settings.KEYS_DIR):
        rmtree(folder, ignore_errors=True)
    _state_file().unlink()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
