"""From an upload to a `StoredFile`: the original and the public copy, both private until the door releases the copy."""

import tempfile
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.core.files.base import File

from gongkai.core.files import StoredBlob, blob_path, store_bytes
from gongkai.documents.importing.body import ImportedImage
from gongkai.documents.importing.names import extension_of, safe_name
from gongkai.documents.importing.sniff import FileFacts, inspect_file, public_copy
from gongkai.documents.models.files import StoredFile
from gongkai.review.checking.finding import Finding
from gongkai.review.inspection import run_task

STRIPPED = frozenset({"docx", "xlsx", "pptx", "pdf", "zip"})


@dataclass(frozen=True)
class Prepared:
    """Both copies stored, nothing entered: `removed` is what the public copy was made without, in words."""

    facts: FileFacts
    original: StoredBlob
    released: StoredBlob
    removed: tuple[str, ...] = ()


def prepare_upload(upload) -> Prepared:
    """Inspect and store one file. Raises BadFile with a sentence when it cannot be taken.

    The public copy carries no place, time or device, no author, comments, tracked changes or hidden sheets; it is made
    apart from this process. Of files that carry none of this it is the original.
    """
    facts = inspect_file(upload, upload.name)
    upload.seek(0)
    original = store_bytes(upload)
    if facts.media_type.startswith("image/"):
        copy = public_copy(upload, facts)
        if copy is None:
            return Prepared(facts, original, original)
        return Prepared(facts, original, store_bytes(BytesIO(copy)), ("place 1",))
    if facts.extension not in STRIPPED:
        return Prepared(facts, original, original)
    return Prepared(facts, original, *_stripped(original, facts))


def _stripped(original: StoredBlob, facts: FileFacts) -> tuple[StoredBlob, tuple[str, ...]]:
    with tempfile.TemporaryDirectory(prefix="gongkai-copy-") as folder:
        out = Path(folder) / "copy"
        path = str(blob_path(original.sha256))
        done = run_task("strip", {"path": path, "name": facts.safe_name, "out": str(out)})
        with out.open("rb") as stream:
            return store_bytes(stream), _told(done["facts"])


def _told(facts: list[dict]) -> tuple[str, ...]:
    """Which kinds of internal things went, each with how many."""
    counts = Counter(fact["kind"] for fact in facts if fact["strippable"])
    return tuple(f"{kind} {count}" for kind, count in counts.items())


def keep_upload(*, upload, unit_id: int, user) -> StoredFile:
    """Inspect, store and enter one file. Raises BadFile with a sentence when it cannot be taken."""
    return enter_prepared(prepared=prepare_upload(upload), unit_id=unit_id, user=user)


def prepare_file(path: Path) -> Prepared:
    with path.open("rb") as stream:
        return prepare_upload(File(stream, name=path.name))


def enter_prepared(*, prepared: Prepared, unit_id: int, user) -> StoredFile:
    return _enter(
        prepared.facts, prepared.original, prepared.released, unit_id, user, removed=prepared.removed
    )


def keep_image(*, image: ImportedImage, unit_id: int, user) -> StoredFile:
    """A picture out of an imported file, which has been inspected and stripped already."""
    original, released = store_bytes(BytesIO(image.data)), store_bytes(BytesIO(image.public))
    return _enter(image.facts, original, released, unit_id, user)


def masked_copy(*, stored: StoredFile, findings: list[Finding], name: str, user) -> StoredFile:
    """Another row with the same original and a public copy in which these values are gone. Raises BadFile."""
    released = StoredBlob(stored.sha256, stored.size)
    if findings:
        released, name = _masked(stored, name, findings)
    return StoredFile.objects.create(
        unit_id=stored.unit_id,
        name=safe_name(name, extension_of(stored.name)),
        media_type=stored.media_type,
        size=released.size,
        sha256=released.sha256,
        original_sha256=stored.original_sha256,
        removed=stored.removed,
        masked=dict(Counter(stored.masked) + Counter(each.kind for each in findings)),
        uploaded_by=user,
    )


def _masked(stored: StoredFile, name: str, findings: list[Finding]) -> tuple[StoredBlob, str]:
    with tempfile.TemporaryDirectory(prefix="gongkai-mask-") as folder:
        out = Path(folder) / "copy"
        arguments = {
            "path": str(blob_path(stored.sha256)),
            "name": name,
            "findings": [each.as_dict() for each in findings],
            "out": str(out),
        }
        done = run_task("mask", arguments)
        with out.open("rb") as stream:
            return store_bytes(stream), done["name"]


def _enter(
    facts: FileFacts, original: StoredBlob, released: StoredBlob, unit_id: int, user, removed=()
) -> StoredFile:
    return StoredFile.objects.create(
        unit_id=unit_id,
        name=facts.safe_name,
        media_type=facts.media_type,
        size=released.size,
        sha256=released.sha256,
        original_sha256=original.sha256,
        removed=list(removed),
        uploaded_by=user,
    )
