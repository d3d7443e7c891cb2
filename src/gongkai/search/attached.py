"""What stands in the files of papers: read once from their public copies, and kept beside the index as a cache.

The record alone says which files a paper has; here is only what was read in them. A paper whose files nobody has read
yet is indexed without them, and wanted.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from gongkai.core.errors import BadFile
from gongkai.core.files import blob_path
from gongkai.review.inspection import run_task

MOST_FILES = 20  # of one paper
LONGEST = 100_000  # characters of one file
LONGEST_OF_PAPER = 300_000
SECONDS = 15
READER = 1  # raised when files are read otherwise: what was kept is read again


def files_of(form: dict) -> list[dict]:
    """The files that are looked into, in the order of the page."""
    return list(form.get("files") or ())[:MOST_FILES]


def texts_of(thing_id: int, form: dict) -> Iterator[str]:
    """As far as they were read, and no more of one paper than is good for everybody else."""
    left = LONGEST_OF_PAPER
    for file in files_of(form):
        text = kept_text(thing_id, file)[:left]
        left -= len(text)
        if text:
            yield text


def kept_text(thing_id: int, file: dict) -> str:
    """What was read in this file of this paper; nothing when nobody has read it yet."""
    try:
        return _place(thing_id, file).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def read_files_of(thing_id: int, form: dict) -> None:
    """Read the public copies that were not read yet. What cannot be read has no text, and is not tried again."""
    for file in _unread(thing_id, form):
        arguments = {"path": str(blob_path(file["sha256"])), "name": file["name"]}
        try:
            text = run_task("read", arguments | {"longest": LONGEST, "seconds": SECONDS})["text"]
        except (BadFile, FileNotFoundError):
            text = ""
        _write(_place(thing_id, file), text)


def agree(thing_id: int, form: dict) -> None:
    """What was kept of files that the paper has no more goes, and whoever has unread ones is wanted."""
    known = {file["sha256"] for file in files_of(form)}
    for path in _folder_of(thing_id).glob("[0-9a-f]*"):
        if path.name not in known:
            path.unlink(missing_ok=True)
    if _unread(thing_id, form):
        _write(_wanted(thing_id), "")


def forget(thing_id: int) -> None:
    shutil.rmtree(_folder_of(thing_id), ignore_errors=True)
    no_longer_wanted(thing_id)


def wanted() -> list[int]:
    """The papers whose files somebody must read."""
    return sorted(int(path.name) for path in (_folder() / "wanted").glob("[0-9]*"))


def no_longer_wanted(thing_id: int) -> None:
    _wanted(thing_id).unlink(missing_ok=True)


def _unread(thing_id: int, form: dict) -> list[dict]:
    return [file for file in files_of(form) if not _place(thing_id, file).exists()]


def _folder() -> Path:
    return Path(settings.SEARCH_DIR) / f"texts-{READER}"


def _wanted(thing_id: int) -> Path:
    return _folder() / "wanted" / str(thing_id)


def _folder_of(thing_id: int) -> Path:
    return _folder() / str(thing_id // 1000) / str(thing_id)


def _place(thing_id: int, file: dict) -> Path:
    return _folder_of(thing_id) / file["sha256"]


def _write(place: Path, text: str) -> None:
    """Beside it first: a reader finds all of it or nothing."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name}-{secrets.token_hex(4)}")
    beside.write_text(text, encoding="utf-8", errors="replace")
    os.replace(beside, place)
