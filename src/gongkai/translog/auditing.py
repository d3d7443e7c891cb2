"""Reading a whole log: every entry, every tile, the root, and whether it still holds what it held before."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from gongkai.translog.checkpoints import SignedCheckpoint, TreeHead
from gongkai.translog.errors import Malformed, TranslogError, Untrusted
from gongkai.translog.merkle import fold, leaf_hash, peaks, perfect_root
from gongkai.translog.policy import Cosigned, Policy
from gongkai.translog.readers import FolderReader, Reader, read_bundle, read_checkpoint, read_tile
from gongkai.translog.store import NEW
from gongkai.translog.tiles import CHECKPOINT, HEIGHT, WIDTH, Tile, tiles_of, width_at

MAX_PROBLEMS = 200
CheckEntry = Callable[[int, bytes], str | None]


@dataclass(frozen=True, slots=True)
class Problem:
    """`where` is a path of the log or an index."""

    code: str
    where: str
    message: str


@dataclass
class Audit:
    """`signed` is to be remembered for the next time if there is no problem."""

    signed: SignedCheckpoint
    cosigned: list[Cosigned]
    problems: list[Problem] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.problems

    def add(self, code: str, where: str, message: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(code, where, message))


def audit(
    reader: Reader,
    policy: Policy,
    *,
    remembered: bytes | None = None,
    check_entry: CheckEntry | None = None,
    now: int | None = None,
) -> Audit:
    """Read everything and name all that differs. A checkpoint that cannot be believed at all raises.

    `remembered` is the checkpoint of an earlier audit; `check_entry` says what is wrong with an entry, or None.
    """
    signed = SignedCheckpoint.parse(read_checkpoint(reader))
    found = Audit(signed, policy.check(signed, now=now))
    head = signed.checkpoint.head
    walk = _Walk(reader, head, found, check_entry)
    before = _remembered_head(remembered, signed)
    walk.leaves(keep=before.size if before else 0)
    walk.levels()
    if walk.root(head.size) != head.root:
        found.add("root-differs", CHECKPOINT, "由全部条目算出的根与检查点不符。")
    if before and before.size > head.size:
        message = f"日志从 {before.size:,} 条退到了 {head.size:,} 条：公布过的内容被删掉了。"
        found.add("rollback", CHECKPOINT, message)
    elif before and walk.root(before.size) != before.root:
        found.add("fork", CHECKPOINT, f"前 {before.size:,} 条与上次看到的不同：公布过的内容被换掉了。")
    if isinstance(reader, FolderReader):
        _older_files(reader, head, found)
    return found


class _Walk:
    """`_held[l]` are the roots of all full tiles of level l-1, made from what was read; `_held[0]` is not kept whole."""

    def __init__(self, reader: Reader, head: TreeHead, found: Audit, check_entry: CheckEntry | None):
        self.reader, self.head, self.found, self.check_entry = reader, head, found, check_entry
        self._held: list[list[bytes]] = [[]]
        self._edges: dict[int, list[bytes]] = {}
        self._above: dict[int, list[bytes] | None] = {}

    def leaves(self, *, keep: int) -> None:
        """Every bundle with its tile; the leaves at the edge of the tree, and of the tree of `keep`, are kept."""
        roots: list[bytes] = []
        for number in range(-(-self.head.size // WIDTH)):
            hashes = self._block(number)
            for size in {keep, self.head.size}:
                if size // WIDTH == number:
                    self._edges[size] = hashes[: size % WIDTH]
            if len(hashes) == WIDTH:
                roots.append(perfect_root(hashes))
        self._held.append(roots)

    def levels(self) -> None:
        """Every tile above the leaves, against what was computed."""
        level = 1
        while computed := self._held[level]:
            for number in range(-(-len(computed) // WIDTH)):
                part = computed[number * WIDTH : (number + 1) * WIDTH]
                tile = Tile(level, number, len(part))
                published = self._read(tile)
                if published is not None and published != part:
                    self.found.add("tile-differs", tile.path, f"{tile.path} 与它下面一层不符。")
            full = len(computed) // WIDTH
            self._held.append([perfect_root(computed[n * WIDTH : (n + 1) * WIDTH]) for n in range(full)])
            level += 1

    def root(self, size: int) -> bytes:
        parts = [self._edges.get(size, [])]
        level = 1
        while held := size >> (HEIGHT * level):
            parts.append(self._held[level][held - held % WIDTH : held])
            level += 1
        return fold([peak for hashes in reversed(parts) for peak in peaks(hashes)])

    def _block(self, number: int) -> list[bytes]:
        """The leaf hashes of one bundle: as the tile and the entries agree on them, or as the level above decides."""
        width = width_at(self.head.size, 0, number)
        tile, bundle = Tile(0, number, width), Tile(None, number, width)
        published, entries = self._read(tile), self._entries(bundle)
        computed = None if entries is None else [leaf_hash(entry) for entry in entries]
        if published is None or computed is None or published == computed:
            return published or computed or [bytes(32)] * width
        differing = [place for place in range(width) if published[place] != computed[place]]
        if self._decided(number, computed):
            self.found.add("tile-differs", tile.path, f"{tile.path} 与条目不符，瓦片被改动过。")
            return computed
        for place in differing:
            index = number * WIDTH + place
            self.found.add("entry-differs", bundle.path, f"第 {index:,} 条与它的哈希不符（{bundle.path}）。")
        return published

    def _decided(self, number: int, hashes: list[bytes]) -> bool:
        """Whether the level above confirms these hashes."""
        above = number // WIDTH
        if above not in self._above:
            width = width_at(self.head.size, 1, above)
            try:
                self._above = {above: read_tile(self.reader, Tile(1, above, width)) if width else None}
            except TranslogError:
                self._above = {above: None}
        held = self._above[above] or []
        place = number % WIDTH
        return len(hashes) == WIDTH and place < len(held) and held[place] == perfect_root(hashes)

    def _entries(self, bundle: Tile) -> list[bytes] | None:
        try:
            entries = read_bundle(self.reader, bundle)
        except TranslogError as error:
            self.found.add(error.code, bundle.path, str(error))
            return None
        if self.check_entry:
            for index, entry in enumerate(entries, bundle.number * WIDTH):
                if wrong := self.check_entry(index, entry):
                    self.found.add("entry-wrong", str(index), wrong)
        return entries

    def _read(self, tile: Tile) -> list[bytes] | None:
        try:
            return read_tile(self.reader, tile)
        except TranslogError as error:
            self.found.add(error.code, tile.path, str(error))
            return None


def _remembered_head(remembered: bytes | None, signed: SignedCheckpoint) -> TreeHead | None:
    if remembered is None:
        return None
    before = SignedCheckpoint.parse(remembered).checkpoint
    if before.origin != signed.checkpoint.origin:
        raise Untrusted(
            "other-log",
            f"上次看到的是日志 {before.origin}，这次是 {signed.checkpoint.origin}，不是同一个日志。",
        )
    return before.head


def _older_files(reader: FolderReader, head: TreeHead, found: Audit) -> None:
    """What else lies in a folder: partial tiles of older checkpoints must be beginnings; nothing else belongs there."""
    read = {tile.path for tile in tiles_of(head.size)}
    for path in _files_below(reader.folder):
        if path in read or path == CHECKPOINT:
            continue
        try:
            tile = Tile.parse(path)
            now = width_at(head.size, tile.level or 0, tile.number)
            if tile.width > now:
                continue  # written, and not published yet
            source = read_bundle if tile.level is None else read_tile
            current = Tile(tile.level, tile.number, now)
            if source(reader, tile) != source(reader, current)[: tile.width]:
                found.add("tile-differs", path, f"{path} 与 {current.path} 不符。")
        except Malformed as error:
            code = "stray-file" if error.code == "tile-path" else error.code
            found.add(code, path, f"{path} 不是日志的文件。" if code == "stray-file" else str(error))
        except TranslogError as error:
            found.add(error.code, path, str(error))


def _files_below(folder: Path) -> Iterable[str]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != NEW)
        for name in sorted(names):
            yield (Path(root) / name).relative_to(folder).as_posix()
