"""What the record says of an event: no names of staff, no text, no digest that anything can be guessed from."""

from django.utils import timezone

from gongkai.core.models import Event, Salt, Version
from gongkai.core.text import salted_digest


def leaf_of(
    event: Event,
    version: Version | None = None,
    salt: Salt | None = None,
    *,
    files: list[str] | None = None,
    members: dict | None = None,
) -> dict:
    """`files`: the version's digests where the caller knows them; `members`: of a batch, their count and root."""
    thing = event.thing
    leaf = {
        "v": 1,
        "act": event.act,
        "mode": event.mode,
        "thing": thing.index_number or f"{thing.kind}-{thing.object_id}",
        "at": event.at.astimezone(timezone.get_default_timezone()).isoformat(timespec="seconds"),
        "reason_code": event.reason_code,
    }
    if version:
        if files is None:
            files = [file.sha256 for file in version.files.all()]
        leaf["version"] = version.number
        leaf["content"] = salted_digest(salt.value, version.form)
        leaf["files"] = sorted(salted_digest(salt.value, sha256) for sha256 in files)
    if members:
        leaf["members"] = members
    return leaf
