"""Take a backup while the site runs. The database is one moment; the files, which never change, are copied after it."""

import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.core.backup import folders, postgresql, sqlite
from gongkai.core.backup.manifest import Listed, Manifest
from gongkai.core.errors import Refused

DATABASES = {"sqlite": sqlite, "postgresql": postgresql}
SECRET_KEY = "secret-key"  # noqa: S105 - the name of the file
Progress = Callable[[str, int, int], None]


def trees() -> dict[str, Path]:
    """The folders of files that belong to the data, by their names in a backup."""
    return {"files": Path(settings.FILES_DIR), "media": Path(settings.DATA_DIR) / "media"}


def has_content() -> bool:
    return "core_record" in connection.introspection.table_names()


def backup_to(folder: Path, *, progress: Progress = lambda *_: None) -> Manifest:
    """Everything into `folder`, which must be new or empty.

    Written under another name, forced to disk, and renamed when whole: a folder of this name is a whole backup.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(_("%(folder)s 已存在，而且不是空文件夹。请换一个新的文件夹。") % {"folder": folder})
    if any(folder.resolve().is_relative_to(root.resolve()) for root in trees().values()):
        raise Refused(_("%(folder)s 在数据文件夹的文件区里。请换一个别处的文件夹。") % {"folder": folder})
    if not has_content():
        raise Refused(_("数据库还没有建立，没有可以备份的内容。"))
    with folders.said_in_chinese():
        folder.parent.mkdir(parents=True, exist_ok=True)
        unfinished = folder.with_name(f".{folder.name}.unfinished-{secrets.token_hex(4)}")
        unfinished.mkdir(mode=0o700)
        try:
            manifest = _fill(unfinished, progress)
            os.rename(unfinished, folder)
            folders.flush_folders(folder)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
    return manifest


def _fill(folder: Path, progress: Progress) -> Manifest:
    database, taken_at = DATABASES[connection.vendor], timezone.localtime()
    copied, facts = database.snapshot(folder, progress)
    files, problems = _copy_files(folder, progress)
    problems += _missing(facts.digests, files)
    manifest = Manifest.of(
        facts,
        taken_at=taken_at,
        vendor=connection.vendor,
        engine=database.engine(),
        files=[folders.listed(copied, root=folder), *_copy_secret_key(folder), *files],
        problems=problems,
    )
    folders.flush(copied)
    folders.flush(manifest.write(folder))
    folders.flush_folders(folder)
    return manifest


def _copy_files(folder: Path, progress: Progress) -> tuple[list[Listed], list[str]]:
    found = [(name, root, path) for name, root in trees().items() for path in folders.files_below(root)]
    files, problems = [], []
    for done, (name, root, path) in enumerate(found, start=1):
        relative = f"{name}/{path.relative_to(root).as_posix()}"
        size, digest = folders.copy(path, folder / relative)
        if name == "files" and digest != path.name:
            problems.append(
                _("文件 %(name)s 的内容与名称不符，已照原样备份。请检查磁盘。") % {"name": path.name}
            )
        files.append(Listed(relative, size, digest))
        progress(_("文件"), done, len(found))
    return files, problems


def _missing(digests: list[str], files: list[Listed]) -> list[str]:
    present = {Path(row.path).name for row in files if row.path.startswith("files/")}
    return [
        _("公开文件 %(name)s 不在存储中。请检查磁盘。") % {"name": digest}
        for digest in digests
        if digest not in present
    ]


def _copy_secret_key(folder: Path) -> list[Listed]:
    source = Path(settings.DATA_DIR) / SECRET_KEY
    if not source.exists():
        return []
    target = folder / SECRET_KEY
    os.close(os.open(target, os.O_CREAT | os.O_EXCL, 0o600))
    target.write_bytes(source.read_bytes())
    folders.flush(target)
    return [folders.listed(target, root=folder)]
