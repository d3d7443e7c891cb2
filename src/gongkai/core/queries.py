"""Reads of the public record. Whatever an outsider sees comes from here or from a read model that the door wrote."""

import json
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from gongkai.core.models import Event, PublicFile, Thing, ThingState, Version

PUBLIC_STATES = (ThingState.PUBLIC, ThingState.EXPIRED)


def newest_version(thing: Thing) -> Version | None:
    return thing.versions.order_by("-number").first()


def current_forms(kind: str) -> list[tuple[Thing, dict]]:
    """Every public thing of a kind with its newest form, in one query. For the few things of the site, not for papers."""
    newest = Version.objects.filter(thing=OuterRef("thing")).order_by("-number").values("number")[:1]
    versions = Version.objects.filter(
        thing__kind=kind, thing__state__in=PUBLIC_STATES, number=Subquery(newest), form__isnull=False
    ).select_related("thing")
    return [(version.thing, json.loads(version.form)) for version in versions]


@dataclass(frozen=True)
class HistoryLine:
    """One event of a thing as the public may see it; `form` is None for acts without content and when redacted.

    Of a thing made public with a batch, the record's line is the batch's; `position` is its place there, from 0.
    """

    event: Event
    number: int | None
    record_number: int
    record_digest: str
    form: dict | None
    redacted: bool
    position: int | None = None
    batch: int | None = None  # The source row of the batch's thing.


def public_history(thing: Thing) -> list[HistoryLine]:
    """Newest first, in two queries whatever the length. `event.actor` must never be shown to the public."""
    events = thing.events.select_related(
        "record", "version", "member_leaf", "part_of__record", "part_of__thing"
    )
    events = events.defer("actor", "asked_by").order_by("-id")
    return [_history_line(event) for event in events]


def _history_line(event: Event) -> HistoryLine:
    version, record = getattr(event, "version", None), (event.part_of or event).record
    return HistoryLine(
        event=event,
        number=version.number if version else None,
        record_number=record.number,
        record_digest=record.digest,
        form=json.loads(version.form) if version and version.form else None,
        redacted=bool(version and version.form is None),
        position=event.member_leaf.position if event.part_of else None,
        batch=event.part_of.thing.object_id if event.part_of else None,
    )


def public_file(sha_prefix: str, name: str) -> PublicFile | None:
    """The file at a public address: only of a version that can be read now."""
    return (
        PublicFile.objects.filter(
            **_digests(sha_prefix),
            name=name,
            version__form__isnull=False,
            version__thing__state__in=PUBLIC_STATES,
        )
        .order_by("-version_id")
        .first()
    )


def _digests(prefix: str) -> dict:
    """A range instead of a prefix match, so that both databases use the index; "g" follows every hex digit."""
    return {"sha256__gte": prefix, "sha256__lt": prefix + "g"}


def file_was_withdrawn(sha_prefix: str, name: str) -> bool:
    return PublicFile.objects.filter(
        **_digests(sha_prefix), name=name, version__thing__state=ThingState.WITHDRAWN
    ).exists()
