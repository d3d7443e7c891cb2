"""Adding entries to a log: tiles and bundles first, the signed checkpoint last.

The caller lets one writer at a time in (a lock of its database) and keeps the entries in their final order. Whatever
stops the writer, the next run makes the same bytes again. The cost of a run depends on what it adds, not on the size.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from gongkai.translog import bundles
from gongkai.translog.checkpoints import EMPTY, Checkpoint, SignedCheckpoint, TreeHead, sign_checkpoint
from gongkai.translog.checkpoints import open_checkpoint as _open
from gongkai.translog.errors import Conflict, Missing
from gongkai.translog.keys import Signer, VerifierKey
from gongkai.translog.merkle import fold, leaf_hash, peaks, perfect_root
from gongkai.translog.notes import Signature, sign
from gongkai.translog.proofs import Tree
from gongkai.translog.readers import Reader, read_bundle, read_checkpoint, read_tile
from gongkai.translog.store import Store
from gongkai.translog.tiles import HEIGHT, WIDTH, Tile, width_at

EntriesFrom = Callable[[int], Iterable[bytes]]
_sha256 = hashlib.sha256


class Builder:
    """The right edge of a tree: for each level of tiles the hashes that do not fill a tile yet, and their entries."""

    def __init__(self) -> None:
        self.size = 0
        self.levels: list[list[bytes]] = [[]]
        self.entries: list[bytes] = []

    @classmethod
    def read(cls, reader: Reader, head: TreeHead) -> "Builder":
        """From the files of a log, which must lead to the root of its checkpoint."""
        builder, level = cls(), 0
        builder.size, builder.levels = head.size, []
        while held := head.size >> (HEIGHT * level):
            number, width = divmod(held, WIDTH)
            builder.levels.append(read_tile(reader, Tile(level, number, width)) if width else [])
            level += 1
        builder.levels = builder.levels or [[]]
        if width := len(builder.levels[0]):
            builder.entries = read_bundle(reader, Tile(None, head.size // WIDTH, width))
        if builder.root() != head.root or [leaf_hash(each) for each in builder.entries] != builder.levels[0]:
            raise Conflict(
                "tiles-differ", "日志的文件与检查点不符，没有签发。请从镜像或备份恢复日志文件夹再试。"
            )
        return builder

    def room(self) -> int:
        """How many entries still fit into the bundle at the edge."""
        return WIDTH - len(self.entries)

    def add(self, entries: list[bytes]) -> Iterator[tuple[Tile, bytes]]:
        """Add at most `room()` entries; the bundle and the tiles that they fill."""
        self.entries += entries
        self.levels[0] += [_sha256(b"\x00" + entry).digest() for entry in entries]
        self.size += len(entries)
        if len(self.entries) == WIDTH:
            yield Tile(None, self.size // WIDTH - 1), bundles.encode(self.entries)
            self.entries = []
        level = 0
        while len(self.levels[level]) == WIDTH:
            full = self.levels[level]
            yield Tile(level, (self.size >> (HEIGHT * (level + 1))) - 1), b"".join(full)
            self.levels[level] = []
            if level + 1 == len(self.levels):
                self.levels.append([])
            self.levels[level + 1].append(perfect_root(full))
            level += 1

    def partials(self) -> Iterator[tuple[Tile, bytes]]:
        """The bundle and the tiles at the edge."""
        if self.entries:
            yield Tile(None, self.size // WIDTH, len(self.entries)), bundles.encode(self.entries)
        for level, hashes in enumerate(self.levels):
            if hashes:
                yield Tile(level, self.size >> (HEIGHT * (level + 1)), len(hashes)), b"".join(hashes)

    def root(self) -> bytes:
        return fold([peak for hashes in reversed(self.levels) for peak in peaks(hashes)])

    def head(self) -> TreeHead:
        return TreeHead(self.size, self.root())


class Log:
    """A log that this process writes. `former_keys` are those that signed its earlier checkpoints.

    `commit` is told every new tree after its tiles are written and before its checkpoint is published: the caller's own
    note of what was signed. If it raises, nothing is published.
    """

    def __init__(
        self,
        store: Store,
        *,
        origin: str,
        signers: Sequence[Signer],
        former_keys: Sequence[VerifierKey] = (),
        commit: Callable[[SignedCheckpoint], None] = lambda signed: None,
    ):
        self.store = store
        self.origin = origin
        self.signers = signers
        self.keys = [*(signer.key for signer in signers), *former_keys]
        self.commit = commit

    def create(self) -> SignedCheckpoint:
        """Begin with the signed checkpoint of an empty log. Never over one that is there."""
        with self.store.lock():
            try:
                read_checkpoint(self.store)
            except Missing:
                return self._publish(EMPTY)
        raise Conflict("log-exists", "这个文件夹里已经有日志，没有改动。")

    def latest(self) -> SignedCheckpoint:
        """The published checkpoint, its signature checked."""
        try:
            return _open(read_checkpoint(self.store), self.keys)
        except Missing as error:
            raise Missing(
                "no-checkpoint", "日志文件夹里没有检查点。第一次请先建立日志，否则请从备份恢复。"
            ) from error

    def tree(self) -> Tree:
        return Tree(self.store, self.latest().checkpoint.head)

    def append(self, entries_from: EntriesFrom, *, known: Iterable[TreeHead] = ()) -> SignedCheckpoint:
        """Publish every entry that is not in the log yet; the checkpoint afterwards.

        `entries_from(n)` gives all entries from number n on. It is asked from before the end of the log (at most 256
        entries), and those are compared: other entries, or fewer than were signed, are refused. `known` are tree heads
        signed or seen elsewhere (the database's own note of the last one, a witness's, a mirror's): nothing is signed
        that does not hold every one of them.
        """
        with self.store.lock():
            signed = self.latest()
            head = signed.checkpoint.head
            builder = Builder.read(self.store, head)
            keep = self._hold_known(entries_from, head, list(known))
            filled: list[Tile] = []
            self.store.put_all(_files(builder, self._new_entries(entries_from, head), filled, keep=keep))
            if builder.size == head.size:
                return self._signed_by_all(signed)
            published = self._publish(builder.head())
            self._drop_partials(filled)
            return published

    def rebuild(self, entries_from: EntriesFrom, *, known: Iterable[TreeHead]) -> SignedCheckpoint:
        """Write a lost or damaged folder again from entry 0, for a log that was signed before as `known` says.

        Partial tiles are made for the known sizes and the last one, so that whoever holds such a checkpoint can go on.
        Files that are there with other bytes are refused: damaged ones have to be moved away first.
        """
        with self.store.lock():
            heads = sorted({*known, *self._published()}, key=lambda head: head.size)
            if not heads:
                raise Missing("no-checkpoint", "没有任何以前签发过的检查点可以核对，不能重建。")
            self._rehearse(entries_from, Builder(), heads)
            builder, filled = Builder(), []
            keep = [head.size for head in heads]
            self.store.put_all(_files(builder, iter(entries_from(0)), filled, keep=keep))
            published = self._publish(builder.head())
            self._drop_partials(filled)
            return published

    def add_cosignatures(self, signatures: Iterable[Signature], *, of: Checkpoint) -> SignedCheckpoint | None:
        """Publish witnesses' lines, verified by the caller; None if the log has gone on since they were asked."""
        with self.store.lock():
            signed = self.latest()
            if signed.checkpoint != of:
                return None
            more = SignedCheckpoint(of, signed.note.with_signatures(signatures))
            self.store.put_checkpoint(more.encode())
            return more

    def _published(self) -> list[TreeHead]:
        try:
            return [self.latest().checkpoint.head]
        except Missing:
            return []

    def _drop_partials(self, filled: list[Tile]) -> None:
        for tile in filled:
            self.store.drop_partials(tile)

    def _publish(self, head: TreeHead) -> SignedCheckpoint:
        signed = sign_checkpoint(Checkpoint(self.origin, head), self.signers)
        _open(signed.encode(), self.keys)
        self.commit(signed)
        self.store.put_checkpoint(signed.encode())
        return signed

    def _signed_by_all(self, signed: SignedCheckpoint) -> SignedCheckpoint:
        """The same tree with the signature of a key that is new since."""
        new = [s for s in self.signers if not any(each.by(s.key) for each in signed.note.signatures)]
        if not new:
            return signed
        note = signed.note.with_signatures(sign(signed.note.text, signer) for signer in new)
        self.store.put_checkpoint(note.encode())
        return SignedCheckpoint(signed.checkpoint, note)

    def _new_entries(self, entries_from: EntriesFrom, head: TreeHead) -> Iterator[bytes]:
        """What comes after the log's last entry, when what stands in its last bundle is the same in both."""
        number = max(0, head.size - 1) // WIDTH
        width = width_at(head.size, 0, number)
        signed = read_bundle(self.store, Tile(None, number, width)) if width else []
        entries = iter(entries_from(number * WIDTH))
        for index, entry in enumerate(signed, number * WIDTH):
            given = next(entries, None)
            if given is None:
                raise Conflict(
                    "fewer-entries",
                    f"日志已经签发到 {head.size:,} 条，数据库里只有 {index:,} 条，没有签发。数据库可能是从旧备份"
                    "恢复的：请换上最新的备份；若备份已失，请另立新的日志，并公开说明。",
                )
            if given != entry:
                raise Conflict(
                    "other-entry",
                    f"第 {index:,} 条与已经签发的不同，没有签发。数据库被改动过，或者是从旧备份恢复的："
                    "请换上最新的备份再试。",
                )
        return entries

    def _hold_known(self, entries_from: EntriesFrom, head: TreeHead, known: list[TreeHead]) -> list[int]:
        """Before anything is written: the log holds every tree that is known to have been signed, or will. Sizes of those
        that it will."""
        tree = Tree(self.store, head)
        for each in known:
            if each.size <= head.size and tree.root_at(each.size) != each.root:
                raise _forked(each)
        ahead = sorted((each for each in known if each.size > head.size), key=lambda each: each.size)
        if ahead:
            self._rehearse(entries_from, Builder.read(self.store, head), ahead)
        return [each.size for each in ahead]

    def _rehearse(self, entries_from: EntriesFrom, builder: Builder, ahead: list[TreeHead]) -> None:
        entries = iter(entries_from(builder.size))
        for each in ahead:
            for _ in _files(builder, islice(entries, each.size - builder.size), []):
                pass
            if builder.size < each.size:
                raise Conflict(
                    "smaller-tree",
                    f"这个日志曾经签发到 {each.size:,} 条，现在只有 {builder.size:,} 条，没有签发。"
                    "请换上最新的备份再试。",
                )
            if builder.root() != each.root:
                raise _forked(each)


def _forked(head: TreeHead) -> Conflict:
    return Conflict(
        "other-tree",
        f"这个日志曾经签发过另一棵树（{head}），现在的内容与它不符，没有签发。"
        "数据库或日志文件夹可能是从旧备份恢复的：请换上最新的备份再试。",
    )


def _files(
    builder: Builder, entries: Iterator[bytes], filled: list[Tile], *, keep: Iterable[int] = ()
) -> Iterator[tuple[Tile, bytes]]:
    """Every file that changes when the entries are added: the full ones (named in `filled`), and the partial ones at the
    sizes to keep and at the end."""
    stops, began = sorted({size for size in keep if size > builder.size}), builder.size
    while True:
        room = min(builder.room(), stops[0] - builder.size) if stops else builder.room()
        if not (block := list(islice(entries, room))):
            break
        for tile, data in builder.add(block):
            filled.append(tile)
            yield tile, data
        if stops and builder.size == stops[0]:
            stops.pop(0)
            yield from builder.partials()
    if builder.size > began:
        yield from builder.partials()
