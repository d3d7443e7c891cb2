"""Tiles of C2SP tlog-tiles: 256 hashes of one level in one file, and how files are named."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.translog.errors import Malformed
from gongkai.translog.merkle import HASH_SIZE, MAX_SIZE

HEIGHT = 8
WIDTH = 1 << HEIGHT
FULL_TILE_BYTES = WIDTH * HASH_SIZE
CHECKPOINT = "checkpoint"
ENTRIES = "entries"
_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9][0-9]?)/(?P<number>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of hashes (`level` 0 to 63) or a bundle of entries (`level` is None); `width` 256 is full."""

    level: int | None
    number: int
    width: int = WIDTH

    @property
    def full(self) -> bool:
        return self.width == WIDTH

    @property
    def path(self) -> str:
        level = ENTRIES if self.level is None else self.level
        name = f"tile/{level}/{number_path(self.number)}"
        return name if self.full else f"{name}.p/{self.width}"

    def whole(self) -> "Tile":
        """The full tile in the same place."""
        return Tile(self.level, self.number)

    @classmethod
    def parse(cls, path: str) -> "Tile":
        found = _PATH.fullmatch(path)
        if not found:
            raise Malformed("tile-path", f"不是日志文件的路径：{path[:100]!r}。")
        level = None if found["level"] == ENTRIES else int(found["level"])
        number = int(found["number"].replace("/", "").replace("x", ""))
        width = int(found["width"] or WIDTH)
        tile = cls(level, number, width)
        too_much = (level or 0) > 63 or number > MAX_SIZE or (found["width"] and width >= WIDTH)
        if too_much or number_path(number) != found["number"]:
            raise Malformed("tile-path", f"不是日志文件的路径：{path[:100]!r}。")
        return tile


def number_path(number: int) -> str:
    """0 is 000, 1234067 is x001/x234/067."""
    groups = [f"{number % 1000:03d}"]
    while number := number // 1000:
        groups.append(f"x{number % 1000:03d}")
    return "/".join(reversed(groups))


def width_at(size: int, level: int, number: int) -> int:
    """How many hashes (0 to 256) tile `number` of `level` has in a tree of `size`."""
    return max(0, min(WIDTH, (size >> (HEIGHT * level)) - number * WIDTH))


def right_edge(size: int) -> Iterator[Tile]:
    """The partial tiles of hashes in a tree of `size`, from the leaves up."""
    level = 0
    while held := size >> (HEIGHT * level):
        if held % WIDTH:
            yield Tile(level, held // WIDTH, held % WIDTH)
        level += 1


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile of hashes and every bundle that a reader needs of a tree of `size`."""
    level = 0
    while held := size >> (HEIGHT * level):
        for kind in (level, None) if level == 0 else (level,):
            for number in range(-(-held // WIDTH)):
                yield Tile(kind, number, min(WIDTH, held - number * WIDTH))
        level += 1


def hashes_of(data: bytes, tile: Tile) -> list[bytes]:
    if len(data) != tile.width * HASH_SIZE:
        raise Malformed(
            "tile-length", f"{tile.path} 应有 {tile.width * HASH_SIZE:,} 字节，实有 {len(data):,} 字节。"
        )
    return [data[start : start + HASH_SIZE] for start in range(0, len(data), HASH_SIZE)]
