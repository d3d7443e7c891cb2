"""Bring database, guards and static files to this version of the product. Nothing to do takes well under a second."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from gongkai.core import guards
from gongkai.core.errors import Refused

STAMP = ".gongkai-sources"


def pending_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def is_needed() -> bool:
    """Also when a crash in an earlier run left guards away."""
    return bool(pending_migrations() or guards.missing_guards())


def migrate() -> int:
    """Apply what is pending and make the guards; returns how many migrations were applied."""
    pending = pending_migrations()
    if is_needed():
        call_command("migrate", interactive=False, verbosity=0)
    if missing := guards.missing_guards():
        raise Refused(
            _("数据库里缺 %(count)d 个守卫触发器，不能使用。请从备份恢复，或联系技术人员。")
            % {"count": len(missing)}
        )
    return pending


def collect_static() -> bool:
    """Copy and compress static files when the sources are not those of the last time."""
    stamp = Path(settings.STATIC_ROOT) / STAMP
    sources = _sources_digest()
    if stamp.exists() and stamp.read_text() == sources:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(sources)
    return True


def _sources_digest() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(None):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\0".encode())
    return digest.hexdigest()
