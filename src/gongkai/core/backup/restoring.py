"""Restore a backup into nothing: every digest first, then files, then the database in one step, then the record."""

import os
import shutil
from pathlib import Path, PurePosixPath

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from gongkai.core import guards
from gongkai.core.backup import folders
from gongkai.core.backup.facts import facts_of
from gongkai.core.backup.manifest import Facts, Listed, Manifest
from gongkai.core.backup.saving import DATABASES, SECRET_KEY, Progress, trees
from gongkai.core.errors import BadFile, Refused
from gongkai.core.verify import verify_record

VENDORS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def restore_from(folder: Path, *, progress: Progress = lambda *_: None) -> Manifest:
    """All or nothing up to the database; the record is checked last, against the manifest too."""
    folder = Path(folder)
    with folders.said_in_chinese():
        manifest = Manifest.read(folder)
        _refuse_unfit(manifest)
        _refuse_content()
        _verify_files(folder, manifest, progress)
        _place(folder, manifest, progress)
    _verify_restored(manifest)
    return manifest


def _refuse_unfit(manifest: Manifest) -> None:
    if manifest.vendor != connection.vendor:
        raise Refused(
            _("这份备份来自 %(theirs)s，现在用的是 %(ours)s，不能互相恢复。请改 DATABASE_URL 后重试。")
            % {"theirs": VENDORS.get(manifest.vendor, manifest.vendor), "ours": VENDORS[connection.vendor]}
        )
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("gongkai.")}
    known = {
        f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    }
    if any(row not in known for row in manifest.migrations if row.partition(".")[0] in ours):
        raise Refused(
            _("这份备份来自另一个版本（%(version)s），本版本不认得它的数据库。请先升级程序再恢复。")
            % {"version": manifest.product_version}
        )


def _refuse_content() -> None:
    for root in trees().values():
        if next(folders.files_below(root), None):
            raise Refused(
                _("%(folder)s 里已有文件，没有恢复。请用 GONGKAI_DATA_DIR 指定一个空的数据文件夹。")
                % {"folder": root}
            )
    if not DATABASES[connection.vendor].is_empty():
        raise Refused(
            _("数据库里已有内容，没有恢复。请指定空的数据文件夹（GONGKAI_DATA_DIR）或空库（DATABASE_URL）。")
        )


def _verify_files(folder: Path, manifest: Manifest, progress: Progress) -> None:
    if not any(row.path.startswith("database.") for row in manifest.files):
        raise BadFile(_("备份清单里没有数据库，不能恢复。请换一份备份。"))
    for done, row in enumerate(manifest.files, start=1):
        if not _is_ours(row.path):
            raise BadFile(_("备份清单里有不该有的路径 %(path)s，没有恢复。") % {"path": row.path})
        try:
            found = folders.listed(folder / row.path, root=folder)
        except FileNotFoundError as error:
            raise BadFile(
                _("备份缺少文件 %(path)s，没有恢复。请换一份备份。") % {"path": row.path}
            ) from error
        if found != row:
            raise BadFile(
                _("备份文件 %(path)s 与清单不符，可能已损坏，没有恢复。请换一份备份。") % {"path": row.path}
            )
        progress(_("核对备份"), done, len(manifest.files))


def _is_ours(path: str) -> bool:
    """Only names that a backup writes, and none that leads out of the folder."""
    parts = PurePosixPath(path).parts
    plain = bool(parts) and not PurePosixPath(path).is_absolute() and ".." not in parts
    names = {SECRET_KEY, *(module.NAME for module in DATABASES.values())}
    return plain and (path in names or (parts[0] in trees() and len(parts) > 1))


def _place(folder: Path, manifest: Manifest, progress: Progress) -> None:
    """Files and key first: they mean nothing without the database, and go again when it does not follow."""
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    try:
        for done, row in enumerate(manifest.files, start=1):
            _place_file(folder, row)
            progress(_("恢复文件"), done, len(manifest.files))
        DATABASES[connection.vendor].load(folder)
    except BaseException:
        for root in trees().values():
            shutil.rmtree(root, ignore_errors=True)
        raise
    _place_secret_key(folder)
    for root in trees().values():
        if root.exists():
            folders.flush_folders(root)
    folders.flush(Path(settings.DATA_DIR))


def _place_file(folder: Path, row: Listed) -> None:
    top, _slash, rest = row.path.partition("/")
    if rest:
        target = trees()[top] / rest
        folders.copy(folder / row.path, target)
        if top == "files":
            target.chmod(0o440)


def _place_secret_key(folder: Path) -> None:
    source = folder / SECRET_KEY
    if source.exists():
        staged = Path(settings.DATA_DIR) / f".{SECRET_KEY}.restoring"
        with os.fdopen(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(source.read_bytes())
        folders.flush(staged)
        os.replace(staged, Path(settings.DATA_DIR) / SECRET_KEY)


def _verify_restored(manifest: Manifest) -> None:
    """Against the manifest as it came, then, brought up to this version, against itself."""
    restored = _facts_now()
    problems = []
    if (restored.counts, restored.newest_digest) != (manifest.counts, manifest.newest_digest):
        problems.append(_("恢复后的数据与清单不一致。"))
    call_command("migrate", interactive=False, verbosity=0)
    problems += verify_record().problems
    if guards.missing_guards():
        problems.append(_("缺少守卫触发器。"))
    if problems:
        raise Refused(
            _("数据已恢复，但核对没有通过，请先不要使用：%(problems)s") % {"problems": " ".join(problems[:5])}
        )


def _facts_now() -> Facts:
    def query(sql: str) -> list:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    return facts_of(query, connection.introspection.table_names())
