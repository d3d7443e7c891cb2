"""The whole site in a folder that any static server can serve."""

import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.core.errors import Refused
from gongkai.core.files import check_blob
from gongkai.portal.publication.items import Item, NotRendered, expected_number, items
from gongkai.portal.publication.packing import PACKINGS
from gongkai.portal.publication.rules import RULES

STAMP = RULES / "built.json"  # says that the folder is one of ours, and may be made again
NO_ORIGIN = "http://localhost"


def origin_to_build() -> str:
    return (settings.BASE_URL or NO_ORIGIN).rstrip("/")


def build(folder: Path, *, progress: Callable[[str, int, int], None]) -> int:
    """Write everything beside the folder and then put it in its place; returns how many files. The folder is either the
    old site or the new one, but for the moment between two renames."""
    folder = folder.resolve()
    _refuse_foreign(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(mkdtemp(dir=folder.parent, prefix=f".{folder.name}.new-"))
    try:
        count = _write(making, folder, progress)
        making.chmod(0o755)
        _put_in_place(making, folder)
    except NotRendered as error:
        raise Refused(
            _("%(page)s：页面没有写成，原来的文件夹没有动。请在网站上打开这个网址看看，改正后重试。")
            % {"page": error}
        ) from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return count


def built_for(folder: Path) -> str:
    """The site's address that it was built with; refuses what is no built folder."""
    try:
        return json.loads((folder / STAMP).read_text())["origin"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(_("%(folder)s 不是 gongkai site build 写成的文件夹。") % {"folder": folder}) from error


def _refuse_foreign(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise Refused(_("%(folder)s 是一个文件。请换一个文件夹。") % {"folder": folder})
    if folder.is_dir() and any(folder.iterdir()) and not (folder / STAMP).is_file():
        raise Refused(_("%(folder)s 里已有别的文件，没有写。请换一个空的文件夹。") % {"folder": folder})


def _write(making: Path, folder: Path, progress) -> int:
    origin, total, count = origin_to_build(), expected_number(), 0
    for item in items(origin, folder):
        put(item, making)
        count += 1
        progress(_("写出网站"), count, max(total, count))
    stamp = {"origin": origin, "built_at": timezone.now().isoformat(timespec="seconds"), "files": count}
    (making / STAMP).write_text(json.dumps(stamp, ensure_ascii=False))
    return count


def put(item: Item, folder: Path) -> None:
    target = folder / item.name
    target.parent.mkdir(parents=True, exist_ok=True)
    if item.source:
        if item.name.parts[0] == "files":
            check_blob(item.source.name)
        shutil.copyfile(item.source, target)
        return
    body = item.make()
    target.write_bytes(body)
    for packing in PACKINGS if item.packed else ():
        target.with_name(target.name + packing.suffix).write_bytes(packing.pack(body))


def _put_in_place(making: Path, folder: Path) -> None:
    """Everything to the disk first: a folder that was put in its place is whole."""
    os.sync()
    old = making.with_name(f"{making.name}.old")
    with suppress(FileNotFoundError):
        os.rename(folder, old)
    os.rename(making, folder)
    shutil.rmtree(old, ignore_errors=True)
