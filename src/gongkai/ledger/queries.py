"""Reads of the log: which one is written, how far it is signed, who bore witness, and what stands at a place in it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from gongkai.core.models import Record
from gongkai.ledger import keyring
from gongkai.ledger.models import Cosignature, Head, Log, LogKey
from gongkai.translog import (
    Cosigned,
    FolderReader,
    Policy,
    SignedCheckpoint,
    TranslogError,
    Tree,
    TreeHead,
    VerifierKey,
)
from gongkai.translog.notes import Note, Signature
from gongkai.translog.readers import read_checkpoint


def current_log() -> Log | None:
    return Log.objects.order_by("-pk").first()


def newest_head(log: Log) -> Head | None:
    return log.heads.order_by("-size").first()


def tree_head(head: Head) -> TreeHead:
    return TreeHead(head.size, bytes.fromhex(head.root))


def tree_of(head: Head) -> Tree:
    return Tree(FolderReader(folder_of(head.log)), tree_head(head))


def folder_of(log: Log) -> Path:
    """A closed log keeps its files beside the one that is written."""
    root = Path(settings.LOG_DIR)
    closed = root.with_name(f"{root.name}-{log.pk}")
    return closed if closed.is_dir() else root


def entries_from(number: int) -> Iterator[bytes]:
    """Every entry from that one on: the leaves of the record, in its order."""
    rows = Record.objects.filter(number__gt=number).order_by("number").values_list("leaf", flat=True)
    return (leaf.encode() for leaf in rows.iterator(chunk_size=2000))


def records() -> int:
    return Record.objects.aggregate(newest=Max("number"))["newest"] or 0


def published_checkpoint(log: Log) -> SignedCheckpoint | None:
    """As it lies there, without a look at its signatures."""
    try:
        signed = SignedCheckpoint.parse(read_checkpoint(FolderReader(folder_of(log))))
    except TranslogError:
        return None
    return signed if signed.checkpoint.origin == log.origin else None


def keys_of(log: Log, *, retired: bool | None = None) -> list[VerifierKey]:
    rows = log.keys.order_by("pk")
    if retired is not None:
        rows = rows.filter(retired_at__isnull=not retired)
    return [VerifierKey.parse(text) for text in rows.values_list("text", flat=True)]


def policy_words() -> bytes:
    return keyring.policy_text()


def policy_of(log: Log) -> Policy:
    """Whom a reader may believe: this log's keys, with the witnesses and the quorum of the operator."""
    ours = keyring.policy()
    return Policy(tuple(keys_of(log)), ours.witnesses, ours.groups, ours.quorum, ours.log_urls)


def witnesses_of(signed: SignedCheckpoint) -> list[Cosigned]:
    """The witnesses of ours whose signatures hold; none while they are not enough."""
    try:
        return policy_of(current_log()).check(signed)
    except TranslogError:
        return []


def policy_without_quorum(log: Log) -> Policy:
    return Policy.of(*keys_of(log))


def with_cosignatures(head: Head, rows: list[Cosignature]) -> SignedCheckpoint:
    """The checkpoint with the newest line of each witness, and of keys that signed the published one later."""
    signed = SignedCheckpoint.parse(head.note.encode())
    standing = published_checkpoint(head.log)
    if standing and standing.checkpoint == signed.checkpoint:
        signed = standing
    lines = [Signature.parse(row.line.rstrip("\n")) for row in sorted(rows, key=lambda row: row.moment)]
    note: Note = signed.note.with_signatures(lines)
    return SignedCheckpoint(signed.checkpoint, note)


def best_checkpoint(log: Log, index: int) -> tuple[Head, SignedCheckpoint] | None:
    """The newest checkpoint over that entry that enough witnesses signed; without such a one the newest at all."""
    heads = log.heads.filter(size__gt=index).order_by("-size")
    newest = heads.first()
    if newest is None:
        return None
    for head in heads.filter(cosignatures__isnull=False).distinct().prefetch_related("cosignatures")[:5]:
        rows = list(head.cosignatures.all())
        if keyring.policy().satisfied_by(row.witness for row in rows):
            return head, with_cosignatures(head, rows)
    return newest, with_cosignatures(newest, list(newest.cosignatures.all()))


@dataclass(frozen=True)
class WitnessState:
    """A witness of ours, and over how many entries it signed last and when, by its own clock."""

    name: str
    key: str
    url: str
    size: int | None
    moment: dt.datetime | None


@dataclass(frozen=True)
class LogState:
    """How the log stands, for the public page and the desk. `waiting`: lines of the record not signed yet."""

    log: Log
    keys: list[LogKey]
    closed: list[Log]
    head: Head | None
    checkpoint: str
    waiting: int
    witnesses: list[WitnessState]
    quorum: str
    witnessed: bool


def state() -> LogState | None:
    log = current_log()
    if log is None:
        return None
    head, policy = newest_head(log), keyring.policy()
    witnesses = [_witness_state(log, each) for each in policy.witnesses.values()]
    rows = list(head.cosignatures.all()) if head else []
    return LogState(
        log=log,
        keys=list(log.keys.all()),
        closed=list(Log.objects.filter(pk__lt=log.pk).order_by("-pk")),
        head=head,
        checkpoint=with_cosignatures(head, rows).note.encode().decode() if head else "",
        waiting=records() - (head.size if head else 0),
        witnesses=witnesses,
        quorum=policy.quorum,
        witnessed=bool(rows) and policy.satisfied_by(row.witness for row in rows),
    )


def _witness_state(log: Log, witness) -> WitnessState:
    newest = Cosignature.objects.filter(head__log=log, key=witness.key.text).select_related("head")
    row = newest.order_by("-moment").first()
    moment = dt.datetime.fromtimestamp(row.moment, dt.UTC) if row else None
    return WitnessState(witness.name, witness.key.text, witness.url, row.head.size if row else None, moment)
