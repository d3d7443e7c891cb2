"""Inclusion and consistency proofs made from the tiles of a log."""

from collections.abc import Sequence

from gongkai.translog.checkpoints import TreeHead
from gongkai.translog.errors import Conflict, ProofFailed
from gongkai.translog.merkle import (
    fold,
    largest_power_below,
    leaf_hash,
    perfect_root,
    verify_consistency,
    verify_inclusion,
)
from gongkai.translog.readers import Reader, read_bundle, read_tile
from gongkai.translog.tiles import HEIGHT, WIDTH, Tile, width_at

_KEPT_TILES = 1_024


class Tree:
    """The tree of a checkpoint, read from tiles as far as needed.

    Every proof is checked against the root before it is given out, so that a damaged tile never makes a false receipt.
    """

    def __init__(self, reader: Reader, head: TreeHead):
        self.reader = reader
        self.head = head
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def leaf(self, index: int) -> bytes:
        """The leaf hash at `index`."""
        self._within(index)
        return self._node(0, index)

    def entry(self, index: int) -> bytes:
        """The entry at `index`, checked against its leaf hash in the tiles."""
        self._within(index)
        number, place = divmod(index, WIDTH)
        bundle = Tile(None, number, width_at(self.head.size, 0, number))
        entry = read_bundle(self.reader, bundle)[place]
        if leaf_hash(entry) != self.leaf(index):
            raise Conflict("bundle-differs", f"{bundle.path} 的第 {place + 1} 条与哈希瓦片不符，文件已损坏。")
        return entry

    def root_at(self, size: int) -> bytes:
        """The root of the first `size` entries."""
        if not 0 <= size <= self.head.size:
            raise ProofFailed("smaller-tree", f"日志只有 {self.head.size} 条，没有 {size} 条。")
        return self._range(0, size)

    def inclusion(self, index: int) -> list[bytes]:
        """From the leaf's sibling up to the root's child."""
        self._within(index)
        low, high, path = 0, self.head.size, []
        while high - low > 1:
            middle = low + largest_power_below(high - low)
            if index < middle:
                path.append(self._range(middle, high))
                high = middle
            else:
                path.append(self._range(low, middle))
                low = middle
        path.reverse()
        leaf, size, root = self._node(0, index), self.head.size, self.head.root
        self._right(lambda: verify_inclusion(leaf, index=index, size=size, root=root, path=path))
        return path

    def consistency(self, old_size: int) -> list[bytes]:
        """That the first `old_size` entries are the beginning of this tree. Empty for 0 and for the whole tree."""
        old_root = self.root_at(old_size)
        low, high, path, whole = 0, self.head.size, [], True
        while old_size and high != old_size:
            middle = low + largest_power_below(high - low)
            if old_size <= middle:
                path.append(self._range(middle, high))
                high = middle
            else:
                path.append(self._range(low, middle))
                low, whole = middle, False
        if not whole:
            path.append(self._range(low, high))
        path.reverse()
        new = {"new_size": self.head.size, "new_root": self.head.root}
        self._right(lambda: verify_consistency(old_size=old_size, old_root=old_root, path=path, **new))
        return path

    def _right(self, check) -> None:
        try:
            check()
        except ProofFailed as error:
            raise Conflict(
                "tiles-differ", "日志的瓦片与检查点不符，文件已损坏。请从镜像或备份恢复。"
            ) from error

    def _within(self, index: int) -> None:
        if not 0 <= index < self.head.size:
            raise ProofFailed("index-outside-tree", f"日志有 {self.head.size} 条，没有序号 {index}。")

    def _range(self, low: int, high: int) -> bytes:
        """The root over [low, high), where low is a multiple of a power of two not less than the length."""
        found = []
        while low < high:
            level = (high - low).bit_length() - 1
            found.append(self._node(level, low >> level))
            low += 1 << level
        return fold(found)

    def _node(self, level: int, index: int) -> bytes:
        """The root of the perfect tree number `index` with 2^level leaves."""
        floor, row = divmod(level, HEIGHT)
        number, place = divmod(index << row, WIDTH)
        hashes: Sequence[bytes] = self._tile(floor, number)
        return perfect_root(hashes[place : place + (1 << row)])

    def _tile(self, level: int, number: int) -> list[bytes]:
        if (level, number) not in self._tiles:
            if len(self._tiles) >= _KEPT_TILES:
                self._tiles.clear()
            tile = Tile(level, number, width_at(self.head.size, level, number))
            self._tiles[level, number] = read_tile(self.reader, tile)
        return self._tiles[level, number]
