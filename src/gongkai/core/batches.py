"""Many things made public by one event: an archive taken in, an import (docs/adr/0008-batches.md).

The yes is given to the batch, the record holds one line for it, and that line names the Merkle root of its members'
leaves. Each member keeps an event, a version and a salt of its own, so that its history, its correction and its
withdrawal begin where those of any other thing do.
"""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from gongkai.core.errors import Refused
from gongkai.core.hashes import form_files, member_hash
from gongkai.core.kinds import kind_of
from gongkai.core.leaves import about_form, leaf_of
from gongkai.core.models import Act, Event, MemberLeaf, PublicFile, Salt, Thing, ThingState, Version
from gongkai.core.text import canonical_json
from gongkai.translog import merkle_root


@dataclass(frozen=True)
class Member:
    """One thing of a batch with the exact public form (canonical JSON) that was approved; `item` is the kind's own."""

    thing_id: int
    revision_id: int
    content_hash: str
    form: str
    item: Any = None


@dataclass(frozen=True)
class MemberRow:
    """A member just made public, for the kind to bring its lists up to date."""

    member: Member
    event: Event
    version: Version
    form: dict


def publish_members(*, event: Event, chunks: Iterable[list[Member]], files_read: frozenset[str]) -> dict:
    """Make every member public as part of `event`, inside the door's transaction; what the batch's leaf says of them."""
    kind, position = kind_of(event.thing), 0
    for members in chunks:
        rows = _publish_chunk(event, members, position, files_read)
        kind.apply_members(event=event, rows=rows)
        position += len(rows)
    if not position:
        raise Refused(_("这一批里没有要公开的信息。"))
    return members_summary(event)


def members_summary(event: Event) -> dict:
    """How many, and the Merkle root over their leaves in order."""
    leaves = MemberLeaf.objects.filter(batch=event).order_by("position").values_list("leaf", flat=True)
    count = leaves.count()
    return {
        "count": count,
        "root": merkle_root(leaf.encode() for leaf in leaves.iterator(chunk_size=1000)).hex(),
    }


def _publish_chunk(batch: Event, members: list[Member], start: int, files_read) -> list[MemberRow]:
    things = _drafts(members)
    forms = [_checked_form(member, files_read) for member in members]
    events = Event.objects.bulk_create(_event(batch, member, things[member.thing_id]) for member in members)
    versions = Version.objects.bulk_create(
        Version(event=event, thing=event.thing, number=1, form=member.form)
        for event, member in zip(events, members, strict=True)
    )
    PublicFile.objects.bulk_create(
        PublicFile(version=version, **{name: file[name] for name in ("sha256", "name", "media_type", "size")})
        for version, form in zip(versions, forms, strict=True)
        for file in form_files(form)
    )
    salts = Salt.objects.bulk_create(Salt(event=event, value=secrets.token_hex(32)) for event in events)
    MemberLeaf.objects.bulk_create(
        MemberLeaf(event=event, batch=batch, position=start + place, leaf=_leaf(event, version, salt, form))
        for place, (event, version, salt, form) in enumerate(zip(events, versions, salts, forms, strict=True))
    )
    _settle(things)
    return [MemberRow(*row) for row in zip(members, events, versions, forms, strict=True)]


def _drafts(members: list[Member]) -> dict[int, Thing]:
    things = Thing.objects.select_for_update().in_bulk([member.thing_id for member in members])
    for thing in things.values():
        if thing.state != ThingState.DRAFT:
            raise Refused(
                _("%(thing)s 已经公开过，不能再随这一批公开。请退回，去掉这一件。") % {"thing": thing}
            )
    return things


def _checked_form(member: Member, files_read: frozenset[str]) -> dict:
    form = json.loads(member.form)
    if member_hash(member.form) != member.content_hash:
        raise Refused(_("这一批里有一件与送审时不一致，不能公开。请退回，重新入库。"))
    if not {item["sha256"] for item in form_files(form)} <= files_read:
        raise Refused(_("附件刚刚有变化，请退回，由经办重新送审。"))
    return form


def _event(batch: Event, member: Member, thing: Thing) -> Event:
    return Event(
        thing=thing,
        act=Act.PUBLISH,
        actor=batch.actor,
        asked_by=batch.asked_by,
        revision_id=member.revision_id,
        content_hash=member.content_hash,
        part_of=batch,
        request_key=f"{batch.request_key}:{thing.pk}",
        at=batch.at,
    )


def _leaf(event: Event, version: Version, salt: Salt, form: dict) -> str:
    files = [item["sha256"] for item in form_files(form)]
    return canonical_json(leaf_of(event, version, salt, about=about_form(form), files=files))


def _settle(things: dict[int, Thing]) -> None:
    own = Event.objects.filter(thing=OuterRef("pk"))  # The first, which this batch just made.
    Thing.objects.filter(pk__in=things).update(
        state=ThingState.PUBLIC,
        newest_event=Subquery(own.values("pk")[:1]),
        revision_id=Subquery(own.values("revision_id")[:1]),
    )
