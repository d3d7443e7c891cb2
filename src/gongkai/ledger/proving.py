"""What anybody needs to check one public thing: its canonical text with the salt, and the receipt made from the tiles."""

from dataclasses import dataclass
from functools import lru_cache

from gongkai.core.models import Event, MemberLeaf, Version
from gongkai.ledger import queries
from gongkai.translog import (
    Extra,
    Member,
    Receipt,
    TranslogError,
    VerifierKey,
    leaf_hash,
    make_receipt,
    node_hash,
)
from gongkai.translog.encoding import to_base64


class NotYet(Exception):
    """The entry is not in a signed tree yet; the worker signs within a moment."""


@dataclass(frozen=True)
class Standing:
    """Where an event stands in the log: its entry, and of a thing that came with a batch its place there."""

    index: int
    entry: str
    member: Member | None

    @property
    def leaf(self) -> str:
        """The one that speaks of the thing itself."""
        return self.member.leaf.decode() if self.member else self.entry


def standing_of(event: Event) -> Standing:
    whole = event.part_of or event
    record = whole.record
    member = None
    if event.part_of_id:
        row = event.member_leaf
        levels = _levels(whole.pk, record.digest)
        member = Member(row.position, row.leaf.encode(), tuple(_path(levels, row.position)))
    return Standing(record.number - 1, record.leaf, member)


def canonical(version: Version) -> dict:
    """What docs/transparency-log.md tells a stranger to recompute. Only of a version whose form is public."""
    event, thing = version.event, version.thing
    standing = standing_of(event)
    said = {
        "index_number": thing.index_number or f"{thing.kind}-{thing.object_id}",
        "version": version.number,
        "form": version.form,
        "salt": event.salt.value,
        "leaf": standing.leaf,
        "log_index": standing.index,
    }
    if standing.member:
        path = [to_base64(each) for each in standing.member.path]
        said["member"] = {"index": standing.member.index, "path": path, "entry": standing.entry}
    return said


def receipt(event: Event) -> Receipt:
    """Of any event. With the salt where there is a public version, so that the receipt alone suffices to check a file."""
    log, standing = queries.current_log(), standing_of(event)
    best = queries.best_checkpoint(log, standing.index) if log else None
    if best is None:
        raise NotYet
    head, signed = best
    version = getattr(event, "version", None)
    salt = bytes.fromhex(event.salt.value) if version and version.form is not None else None
    extra = Extra(standing.entry.encode(), salt, standing.member)
    try:
        return make_receipt(queries.tree_of(head), standing.index, signed, extra.encode())
    except TranslogError as error:  # files that are being repaired
        raise NotYet from error


def verifier_keys() -> list[VerifierKey]:
    log = queries.current_log()
    return queries.keys_of(log) if log else []


@lru_cache(maxsize=8)
def _levels(batch: int, digest: str) -> list[list[bytes]]:
    """The whole tree of a batch, from its leaves up; it never changes (`digest` of its line tells databases apart)."""
    leaves = MemberLeaf.objects.filter(batch_id=batch).order_by("position").values_list("leaf", flat=True)
    levels = [[leaf_hash(leaf.encode()) for leaf in leaves.iterator(chunk_size=1000)]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = [node_hash(*below[at : at + 2]) for at in range(0, len(below) - 1, 2)]
        levels.append(pairs + below[len(pairs) * 2 :])
    return levels


def _path(levels: list[list[bytes]], place: int) -> list[bytes]:
    """The same path as `translog.batch_path`, without making the tree again for every member."""
    path = []
    for level in levels[:-1]:
        if (sibling := place ^ 1) < len(level):
            path.append(level[sibling])
        place >>= 1
    return path
