"""The one door. Nothing becomes public, changes in public or leaves the public but through this module.

Each act is one transaction: the state of the thing, the event, the version, the chained record, the source row and its
read model, and the outbox rows. Whatever is slow or outside follows from the outbox after commit and can be repeated.
"""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.core import outbox
from gongkai.core.batches import publish_members
from gongkai.core.errors import Refused
from gongkai.core.files import check_blob
from gongkai.core.hashes import form_files, review_hash
from gongkai.core.kinds import kind_of
from gongkai.core.leaves import about_form, about_thing, leaf_of
from gongkai.core.locks import hold_door
from gongkai.core.models import (
    Act,
    Event,
    Mode,
    PublicFile,
    Record,
    Salt,
    Thing,
    ThingState,
    Version,
)
from gongkai.core.rules import check_approvals, check_may_publish
from gongkai.core.text import canonical_json, sha256_hex
from gongkai.translog import MAX_ENTRY

GENESIS = sha256_hex("gongkai record v1")
STATE_AFTER = {
    Act.PUBLISH: ThingState.PUBLIC,
    Act.CORRECT: ThingState.PUBLIC,
    Act.EXPIRE: ThingState.EXPIRED,
    Act.WITHDRAW: ThingState.WITHDRAWN,
}


def publish(
    *,
    thing,
    revision_id,
    actor,
    request_key,
    round_number,
    reason="",
    reason_code="",
    urgent_reason="",
    mode=Mode.REVIEWED,
    privacy=False,
    asked_by=None,
    files_read=None,
) -> Event:
    """Make one approved revision public: the first time, or as a correction with its reason.

    `round_number`, `reason_code` and `reason` are what the reviewers said yes to beside the content; an urgent
    publication adds the reason of its haste. `privacy`: the earlier versions held what should not have been public;
    their forms and salts go, their dates and reasons stay. `files_read` is what `read_files` said just before, for a
    caller that holds a transaction already. Raises `Refused`; asked again with the same `request_key` it returns the
    event already made.
    """
    if files_read is None:
        files_read = read_files(thing=thing, revision_id=revision_id)
    with transaction.atomic():
        thing = _locked(thing)
        done = Event.objects.filter(request_key=request_key).first()
        if done:
            return done
        act = check_may_publish(thing, revision_id, reason)
        kind = kind_of(thing)
        source = kind.load(thing.object_id, revision_id)
        form = kind.form(source)
        if not {item["sha256"] for item in form_files(form)} <= files_read:
            raise Refused(_("附件刚刚有变化，请退回，由经办重新送审。"))
        digest = review_hash(form, round_number=round_number, reason_code=reason_code, reason=reason)
        check_approvals(
            kind=kind, thing=thing, revision_id=revision_id, content_hash=digest, mode=mode, opener=actor
        )
        event = Event.objects.create(
            thing=thing,
            act=act,
            mode=mode,
            actor=actor,
            asked_by=asked_by,
            reason=" ".join(part for part in (reason, urgent_reason) if part),
            reason_code=reason_code,
            revision_id=revision_id,
            content_hash=digest,
            request_key=request_key,
        )
        version = _add_version(event, form)
        if privacy:
            _redact(thing, event, keep=version)
        members = None
        if kind.is_batch:
            members = publish_members(event=event, chunks=kind.members(source), files_read=files_read)
        _settle(thing, event, members=members)
        kind.apply(thing=thing, event=event, version=version, form=form, source=source)
        return event


def withdraw(
    *, thing, actor, request_key, reason_code, reason, asked_by=None, mode=Mode.REVIEWED, privacy=False
) -> Event:
    """Take a thing out of the public: asked by one and confirmed by another; by the office at once when urgent.

    `privacy` removes the text and title of every version and their salts for good (个人信息保护法 §47).
    """
    with transaction.atomic():
        thing, done = _start(thing, request_key)
        if done:
            return done
        if mode != Mode.URGENT and (asked_by is None or asked_by.pk == actor.pk):
            raise Refused(_("撤回要由一人提出、另一人确认。"))
        event = _change(thing, Act.WITHDRAW, actor, asked_by, mode, reason_code, reason, request_key)
        if privacy:
            _redact(thing, event)
        _settle(thing, event)
        kind_of(thing).retract(thing=thing, event=event)
        return event


def expire(*, thing, actor, request_key, reason_code, reason, asked_by=None) -> Event:
    """Say in public that a thing is no longer in force (废止、失效、公示期满)."""
    with transaction.atomic():
        thing, done = _start(thing, request_key)
        if done:
            return done
        if thing.state == ThingState.EXPIRED:
            raise Refused(_("这件信息已经标明失效。"))
        event = _change(thing, Act.EXPIRE, actor, asked_by, Mode.REVIEWED, reason_code, reason, request_key)
        _settle(thing, event)
        kind = kind_of(thing)
        if kind.visible_when_expired:
            kind.expire(thing=thing, event=event)
        else:
            kind.retract(thing=thing, event=event)
        return event


def complete_late_review(*, thing, actor, request_key) -> Event:
    """Say in public that the reviews missed by an urgent publication have been made up, of the very same content."""
    with transaction.atomic():
        thing, done = _start(thing, request_key)
        if done:
            return done
        urgent = newest_publication(thing)
        if urgent.mode != Mode.URGENT:
            raise Refused(_("这件信息不是紧急公开的，没有要补的审核。"))
        check_approvals(
            kind=kind_of(thing),
            thing=thing,
            revision_id=urgent.revision_id,
            content_hash=urgent.content_hash,
            mode=Mode.REVIEWED,
            opener=actor,
        )
        event = Event.objects.create(
            thing=thing,
            act=Act.LATE_REVIEW,
            actor=actor,
            revision_id=urgent.revision_id,
            content_hash=urgent.content_hash,
            request_key=request_key,
        )
        _settle(thing, event, state=thing.state)
        return event


def newest_publication(thing: Thing) -> Event:
    return thing.events.filter(act__in=[Act.PUBLISH, Act.CORRECT]).latest("id")


def _locked(thing: Thing) -> Thing:
    hold_door()
    return Thing.objects.select_for_update().get(pk=thing.pk)


def _start(thing: Thing, request_key: str) -> tuple[Thing, Event | None]:
    thing = _locked(thing)
    done = Event.objects.filter(request_key=request_key).first()
    if not done and not thing.is_public:
        raise Refused(_("这件信息现在不在公开状态，不能办理。"))
    return thing, done


def _change(thing, act, actor, asked_by, mode, reason_code, reason, request_key) -> Event:
    if not reason.strip():
        raise Refused(_("必须写明理由，理由会一并公开。"))
    return Event.objects.create(
        thing=thing,
        act=act,
        mode=mode,
        actor=actor,
        asked_by=asked_by,
        reason_code=reason_code,
        reason=reason.strip(),
        request_key=request_key,
        revision_id=thing.revision_id,
    )


def read_files(*, thing: Thing, revision_id: int) -> frozenset[str]:
    """Read every file once, before any transaction: what is stored must still be what was approved."""
    kind = kind_of(thing)
    digests = kind.files(kind.load(thing.object_id, revision_id))
    for sha256 in digests:
        check_blob(sha256)
    return frozenset(digests)


def _add_version(event: Event, form: dict) -> Version:
    thing = event.thing
    last = thing.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = Version.objects.create(event=event, thing=thing, number=last + 1, form=canonical_json(form))
    PublicFile.objects.bulk_create(
        PublicFile(
            version=version, sha256=f["sha256"], name=f["name"], media_type=f["media_type"], size=f["size"]
        )
        for f in form_files(form)
    )
    return version


def _redact(thing: Thing, event: Event, keep: Version | None = None) -> None:
    versions = thing.versions.filter(form__isnull=False)
    if keep:
        versions = versions.exclude(pk=keep.pk)
    ids = list(versions.values_list("pk", flat=True))
    Version.objects.filter(pk__in=ids).update(form=None, redacted_by=event)
    PublicFile.objects.filter(version_id__in=ids).delete()
    Salt.objects.filter(event_id__in=ids).delete()


def _settle(thing: Thing, event: Event, state: str | None = None, members: dict | None = None) -> None:
    """The thing's new state, the chained record, the outbox. Called once per act, before the kind's own rows."""
    thing.state = state or STATE_AFTER[Act(event.act)]
    thing.newest_event = event
    if event.act in (Act.PUBLISH, Act.CORRECT):
        thing.revision_id = event.revision_id
    thing.save(update_fields=["state", "newest_event", "revision_id"])
    _append_record(event, members)
    outbox.enqueue(event)


def _append_record(event: Event, members: dict | None) -> Record:
    version = Version.objects.filter(event=event).first()
    salt = Salt.objects.create(event=event, value=secrets.token_hex(32)) if version else None
    last = Record.objects.order_by("-number").first()
    previous = last.digest if last else GENESIS
    about = about_form(version.form) if version else about_thing(event.thing)
    leaf = canonical_json(leaf_of(event, version, salt, about=about, members=members))
    if len(leaf.encode()) > MAX_ENTRY:
        raise Refused(_("附件太多，公开记录里放不下。请合并或打包后再送审。"))
    return Record.objects.create(
        number=last.number + 1 if last else 1,
        event=event,
        leaf=leaf,
        previous=previous,
        digest=chain_digest(previous, leaf),
    )


def chain_digest(previous: str, leaf: str) -> str:
    return sha256_hex(bytes.fromhex(previous) + leaf.encode("utf-8"))
