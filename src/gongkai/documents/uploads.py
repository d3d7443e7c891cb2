"""From an upload to a `StoredFile`: the original and the public copy, both private until the door releases the copy."""

from gongkai.core.files import open_blob, store_bytes
from gongkai.documents.models.files import StoredFile

WORD_TYPES = ".docx,.doc,.wps"


def keep_upload(*, upload, unit_id: int, user, name: str | None = None) -> StoredFile:
    """Inspect, store and enter one file. Raises BadFile with a sentence when it cannot be taken.

    The public copy is made from the stored bytes, so what was inspected is what is kept.
    """
    from gongkai.documents.importing.sniff import inspect_file, public_copy

    facts = inspect_file(upload, name or upload.name)
    upload.seek(0)
    original = store_bytes(upload)
    with open_blob(original.sha256) as stream, public_copy(stream, facts) as copy:
        released = store_bytes(copy)
    return StoredFile.objects.create(
        unit_id=unit_id,
        name=facts.safe_name,
        media_type=facts.media_type,
        size=released.size,
        sha256=released.sha256,
        original_sha256=original.sha256,
        uploaded_by=user,
    )
