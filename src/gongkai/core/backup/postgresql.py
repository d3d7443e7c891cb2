"""PostgreSQL: pg_dump of an exported snapshot, in which the manifest's figures are counted too."""

import os
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import psycopg
from django.db import connection
from django.utils.translation import gettext as _
from psycopg.conninfo import make_conninfo

from gongkai.core.backup.facts import facts_of
from gongkai.core.backup.manifest import Facts
from gongkai.core.errors import Refused

NAME = "database.pgdump"
DEBIAN_BINARIES = Path("/usr/lib/postgresql")


def engine() -> str:
    connection.ensure_connection()
    return str(connection.connection.info.server_version)


def is_empty() -> bool:
    return not connection.introspection.table_names()


def snapshot(folder: Path, progress) -> tuple[Path, Facts]:
    target = folder / NAME
    progress(_("数据库"), 0, 1)
    program = _program("pg_dump")
    with closing(psycopg.connect(_address(password=True))) as database:
        database.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        (name,) = database.execute("SELECT pg_export_snapshot()").fetchone()
        _run(
            [
                program,
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--snapshot={name}",
                f"--file={target}",
            ],
            _("数据库没有备份成功，pg_dump 报错如下。请检查数据库用户的权限后重试。"),
        )
        tables = database.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = ANY(current_schemas(false))"
        )
        facts = facts_of(lambda sql: database.execute(sql).fetchall(), [row[0] for row in tables.fetchall()])
    progress(_("数据库"), 1, 1)
    return target, facts


def load(folder: Path) -> None:
    """One transaction: the whole database or nothing."""
    program = _program("pg_restore")
    connection.close()
    _run(
        [
            program,
            "--single-transaction",
            "--exit-on-error",
            "--no-owner",
            "--no-privileges",
            str(folder / NAME),
        ],
        _("数据库没有恢复，目标库没有改动。pg_restore 报错如下。"),
    )


def _run(command: list[str], otherwise: str) -> None:
    command = [command[0], f"--dbname={_address(password=False)}", *command[1:]]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    if password := connection.settings_dict["PASSWORD"]:
        environment["PGPASSWORD"] = password  # never on the command line, where other users can read it
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Refused(f"{otherwise}\n{done.stderr.strip()}")


def _address(*, password: bool) -> str:
    known = connection.get_connection_params()
    wanted = (
        ("dbname", "user", "host", "port", "password") if password else ("dbname", "user", "host", "port")
    )
    options = connection.settings_dict["OPTIONS"]
    return make_conninfo(**{key: known[key] for key in (*wanted, *options) if known.get(key)})


def _program(name: str) -> str:
    """The client program of the server's own major version: another one may write what this server cannot read."""
    connection.ensure_connection()
    major = connection.connection.info.server_version // 10000
    on_path = shutil.which(name)
    for candidate in (DEBIAN_BINARIES / str(major) / "bin" / name, Path(on_path) if on_path else None):
        if candidate and candidate.exists() and _major_of(candidate) == major:
            return str(candidate)
    raise Refused(
        _(
            "没有找到 PostgreSQL %(major)d 的 %(name)s 程序。请先安装客户端，Debian 上是 apt-get install postgresql-client-%(major)d。"
        )
        % {"major": major, "name": name}
    )


def _major_of(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    words = [word for word in said.split() if word[:1].isdigit()]
    return int(words[0].split(".")[0]) if words else 0
