"""From an upload to a `StoredFile`: the original and the public copy, both private until the door releases the copy."""

from io import BytesIO
from pathlib import Path

from django.core.files.base import File

from gongkai.core.files import StoredBlob, store_bytes
from gongkai.documents.importing.body import ImportedImage
from gongkai.documents.importing.sniff import FileFacts, inspect_file, public_copy
from gongkai.documents.models.files import StoredFile


def keep_upload(*, upload, unit_id: int, user) -> StoredFile:
    """Inspect, store and enter one file. Raises BadFile with a sentence when it cannot be taken.

    The public copy of a picture carries no place, time or device; of other files it is the original.
    """
    facts = inspect_file(upload, upload.name)
    upload.seek(0)
    original = released = store_bytes(upload)
    copy = public_copy(upload, facts)
    if copy is not None:
        released = store_bytes(BytesIO(copy))
    return _enter(facts, original, released, unit_id, user)


def keep_file(*, path: Path, unit_id: int, user) -> StoredFile:
    """A file of a folder that is taken in, kept as an upload would be."""
    with path.open("rb") as stream:
        return keep_upload(upload=File(stream, name=path.name), unit_id=unit_id, user=user)


def keep_image(*, image: ImportedImage, unit_id: int, user) -> StoredFile:
    """A picture out of an imported file, which has been inspected and stripped already."""
    original, released = store_bytes(BytesIO(image.data)), store_bytes(BytesIO(image.public))
    return _enter(image.facts, original, released, unit_id, user)


def _enter(facts: FileFacts, original: StoredBlob, released: StoredBlob, unit_id: int, user) -> StoredFile:
    return StoredFile.objects.create(
        unit_id=unit_id,
        name=facts.safe_name,
        media_type=facts.media_type,
        size=released.size,
        sha256=released.sha256,
        original_sha256=original.sha256,
        uploaded_by=user,
    )
