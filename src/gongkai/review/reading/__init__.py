"""Any file as a stream of blocks. What it is, its content says; the reader of its format is imported only then."""

from collections.abc import Iterator
from pathlib import Path

from gongkai.review.reading.blocks import Block


def read_blocks(path: Path, name: str) -> Iterator[Block]:
    """`BadFile` says in a sentence why a file cannot be read: encrypted, broken, too large, not what it claims to be."""
    from gongkai.review.reading.opening import blocks_of
    from gongkai.review.reading.source import Source

    with Path(path).open("rb") as stream:
        yield from blocks_of(Source(stream=stream, name=name))
