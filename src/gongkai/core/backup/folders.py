"""Files of a backup: copied with their digests, forced to disk, and turned into Chinese sentences when that fails."""

import errno
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.utils.translation import gettext as _

from gongkai.core.backup.manifest import Listed
from gongkai.core.errors import Refused

CHUNK = 1024 * 1024


def listed(path: Path, *, root: Path) -> Listed:
    """Size and digest of a file that is already in place."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return Listed(path.relative_to(root).as_posix(), os.fstat(stream.fileno()).st_size, digest)


def flush(path: Path) -> None:
    """Force one file's content, or one folder's names, to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def copy(source: Path, target: Path) -> tuple[int, str]:
    """Copy, force to disk, and say size and SHA-256 of what was copied."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as stream, target.open("xb") as out:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return size, digest.hexdigest()


def files_below(root: Path) -> Iterator[Path]:
    """Every regular file below `root` except unfinished uploads (dot files)."""
    for folder, _folders, names in os.walk(root):
        for name in sorted(names):
            path = Path(folder) / name
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path


def flush_folders(root: Path) -> None:
    """Force the names below `root`, and `root` in its parent, to disk."""
    for folder in [root.parent, *(Path(found) for found, _folders, _names in os.walk(root))]:
        flush(folder)


REMEDIES = {
    errno.ENOSPC: "磁盘空间不够，请清理后重试",
    errno.EDQUOT: "磁盘配额不够，请清理后重试",
    errno.EACCES: "没有读写权限，请换一个文件夹或改正权限",
    errno.EPERM: "没有读写权限，请换一个文件夹或改正权限",
    errno.EROFS: "所在的盘是只读的，请换一个文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹，请改正路径",
    errno.EBUSY: "这个文件夹是挂载点，请在它下面另起一个名字",
    errno.EIO: "磁盘读写出错，请检查磁盘",
}


@contextmanager
def said_in_chinese():
    try:
        yield
    except OSError as error:
        remedy = REMEDIES.get(error.errno, _("系统错误 %(number)s") % {"number": error.errno})
        raise Refused(
            _("没有完成：%(path)s：%(remedy)s。") % {"path": error.filename or "", "remedy": remedy}
        ) from error
    except (sqlite3.Error, psycopg.Error) as error:
        raise Refused(_("没有完成：数据库读写失败。请检查磁盘空间、权限和数据库服务后重试。")) from error
