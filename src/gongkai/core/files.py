"""Content-addressed private files. A file is named by the SHA-256 of its bytes, written once and never changed."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile, Refused

CHUNK = 1024 * 1024


@dataclass(frozen=True)
class StoredBlob:
    sha256: str
    size: int


def blob_path(sha256: str) -> Path:
    return Path(settings.FILES_DIR) / sha256[:2] / sha256


def store_bytes(stream) -> StoredBlob:
    """Write to a temporary name, flush to disk, rename: a crash leaves either the whole file or none."""
    root = Path(settings.FILES_DIR)
    root.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, temporary = tempfile.mkstemp(dir=root, prefix=".incoming-")
    try:
        with os.fdopen(handle, "wb") as out:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > settings.MAX_UPLOAD_BYTES:
                    raise BadFile(
                        _("文件超过 %(limit)d MB，请压缩或拆分后再上传。")
                        % {"limit": settings.MAX_UPLOAD_BYTES // CHUNK}
                    )
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        _keep(Path(temporary), blob_path(digest.hexdigest()))
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return StoredBlob(sha256=digest.hexdigest(), size=size)


def _keep(temporary: Path, target: Path) -> None:
    """A copy that is already there and whole stays; a damaged one is replaced, so that uploading again is a remedy."""
    if _is_whole(target):
        temporary.unlink()
        return
    is_new_folder = not target.parent.exists()
    target.parent.mkdir(exist_ok=True)
    temporary.chmod(0o440)
    os.rename(temporary, target)
    _to_disk(target.parent)
    if is_new_folder:
        _to_disk(target.parent.parent)


def _is_whole(target: Path) -> bool:
    try:
        with target.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == target.name
    except OSError:
        return False


def _to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_blob(sha256: str):
    return blob_path(sha256).open("rb")


def check_blob(sha256: str) -> None:
    """Refuse when the stored bytes are gone or are no longer what their name says."""
    target = blob_path(sha256)
    if not target.is_file():
        raise Refused(_("附件文件不在存储中，不能公开。请重新上传附件再送审。"))
    if not _is_whole(target):
        raise Refused(_("附件文件与审核时不一致，不能公开。请通知系统管理员，并重新上传附件再送审。"))
