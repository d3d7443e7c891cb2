"""The files: for each page its bytes, the same compressed in two ways, and a line that says what they are and what
they stand on.

    site/<origin>/documents/632801001/2026-00012/index.html, index.html.br, index.html.gz, index.html.line

Each is written to a temporary name and renamed. The line comes last and names the digest of the bytes: whatever a crash
or two writers at once leave behind is either one whole page or is not served.
"""

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
from gongkai.portal.publication.packing import PACKINGS, PLAIN

LINE = ".line"
SUFFIXES = {PLAIN: ""} | {packing.name: packing.suffix for packing in PACKINGS}


@dataclass(frozen=True)
class Standing:
    """What is known of one written page: `digests` of its bytes by encoding, `place` in the journal before it was rendered."""

    status: str
    headers: list
    digests: dict[str, str]
    modified: int
    good_until: float | None
    epoch: str
    length: int
    keys: list

    @property
    def digest(self) -> str:
        return self.digests[PLAIN]

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
        standing = Standing(**json.loads(file.with_name(file.name + LINE).read_bytes()))
        return standing if standing.digests.keys() == SUFFIXES.keys() else None
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def bodies_of(file: Path, standing: Standing) -> dict[str, bytes] | None:
    """The bytes of each encoding; None when one of them is not what the line speaks of."""
    bodies = {}
    for encoding, suffix in SUFFIXES.items():
        try:
            bodies[encoding] = file.with_name(file.name + suffix).read_bytes()
        except OSError:
            return None
    return bodies if standing.digests == _digests(bodies) else None


def keep(
    file: Path, *, status: str, headers: list, body: bytes, place: Place, keys: set, good_until
) -> Standing:
    """Write a page. When its bytes are what they were, only the line is new, and it was last changed when it was."""
    before = standing_of(file)
    same = before is not None and before.digest == digest_of(body) and bodies_of(file, before) is not None
    bodies = {} if same else {PLAIN: body} | {packing.name: packing.pack(body) for packing in PACKINGS}
    standing = Standing(
        status=status,
        headers=headers,
        digests=before.digests if same else _digests(bodies),
        modified=before.modified if same else int(time.time()),
        good_until=good_until,
        epoch=place.epoch,
        length=place.length,
        keys=sorted(keys),
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    for encoding, content in bodies.items():
        _put(file.with_name(file.name + SUFFIXES[encoding]), content)
    _put(file.with_name(file.name + LINE), json.dumps(asdict(standing), ensure_ascii=False).encode())
    return standing


def _digests(bodies: dict[str, bytes]) -> dict[str, str]:
    return {encoding: digest_of(body) for encoding, body in bodies.items()}


def forget(file: Path) -> None:
    for name in (LINE, *SUFFIXES.values()):
        with suppress(OSError):
            file.with_name(file.name + name).unlink()


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
