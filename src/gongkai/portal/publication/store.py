"""The files: for each page its bytes, the same compressed, and a line that says what they are and what they stand on.

    site/<origin>/documents/632801001/2026-00012/index.html, index.html.gz, index.html.json

Each is written to a temporary name and renamed. The line comes last and names the digest of the bytes: whatever a crash
or two writers at once leave behind is either one whole page or is not served.
"""

import gzip
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from gongkai.portal.publication.journal import Place

LINE = ".json"
PACKED = ".gz"


@dataclass(frozen=True)
class Standing:
    """What is known of one written page. `place` is the journal's before the page was rendered."""

    status: str
    headers: list
    digest: str
    packed_digest: str
    modified: int
    good_until: float | None
    epoch: str
    length: int
    keys: list

    @property
    def place(self) -> Place:
        return Place(self.epoch, self.length)


def digest_of(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def file_of(folder: Path, path: str) -> Path:
    """Of an address that `pages.page_at` knows: no other may come here."""
    return folder / (path[1:] + "index.html" if path.endswith("/") else path[1:])


def standing_of(file: Path) -> Standing | None:
    try:
        return Standing(**json.loads(file.with_name(file.name + LINE).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def body_of(file: Path, standing: Standing, *, packed: bool) -> bytes | None:
    """None when the bytes are not those that the line speaks of."""
    try:
        body = (file.with_name(file.name + PACKED) if packed else file).read_bytes()
    except OSError:
        return None
    return body if digest_of(body) == (standing.packed_digest if packed else standing.digest) else None


def _is_whole(file: Path, standing: Standing) -> bool:
    return all(body_of(file, standing, packed=packed) is not None for packed in (False, True))


def keep(
    file: Path, *, status: str, headers: list, body: bytes, place: Place, keys: set, good_until
) -> Standing:
    """Write a page. When its bytes are what they were, only the line is new, and it was last changed when it was."""
    before, digest = standing_of(file), digest_of(body)
    same = before is not None and before.digest == digest and _is_whole(file, before)
    packed = b"" if same else gzip.compress(body, 6, mtime=0)
    standing = Standing(
        status=status,
        headers=headers,
        digest=digest,
        packed_digest=before.packed_digest if same else digest_of(packed),
        modified=before.modified if same else int(time.time()),
        good_until=good_until,
        epoch=place.epoch,
        length=place.length,
        keys=sorted(keys),
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    if not same:
        _put(file, body)
        _put(file.with_name(file.name + PACKED), packed)
    _put(file.with_name(file.name + LINE), json.dumps(asdict(standing), ensure_ascii=False).encode())
    return standing


def forget(file: Path) -> None:
    for name in (file.name + LINE, file.name, file.name + PACKED):
        with suppress(OSError):
            file.with_name(name).unlink()


def files_in(folder: Path) -> Iterator[Path]:
    """Every page written there, by the file that holds its line."""
    for found, _folders, names in os.walk(folder):
        for name in sorted(names):
            if name.endswith(LINE):
                yield Path(found) / name[: -len(LINE)]


def _put(target: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.rename(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
