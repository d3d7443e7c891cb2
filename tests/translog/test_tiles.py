"""Names, widths and contents of tiles and bundles."""

import hashlib
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gongkai.translog import bundles
from gongkai.translog.errors import Malformed, TranslogError
from gongkai.translog.merkle import leaf_hash, perfect_root
from gongkai.translog.tiles import Tile, hashes_of, right_edge, tiles_of, width_at
from tests.shared_data import shared


def test_names_are_those_of_the_standard():
    assert Tile(0, 1234067).path == "tile/0/x001/x234/067"
    assert Tile(None, 0, 112).path == "tile/entries/000.p/112"
    assert Tile(63, 1000).path == "tile/63/x001/000"


@given(st.none() | st.integers(0, 63), st.integers(0, 2**63 - 1), st.integers(1, 256))
def test_a_name_is_read_as_the_tile_it_names(level, number, width):
    tile = Tile(level, number, width)
    assert Tile.parse(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        *("", "checkpoint", "tile/0", "tile/0/1", "tile/0/0000", "tile/0/001/", "/tile/0/000", "tile/64/000"),
        *("tile/00/000", "tile/-1/000", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01"),
        *(
            "tile/0/x000/000",
            "tile/0/x1/000",
            "tile/0/001/000",
            "tile/entries/../../etc/passwd",
            "tile/0/０００",
        ),
        *("tile/0/000.p/5/", "tile/data/000", "tile/0/000\n", "tile/0/" + "x999/" * 60 + "999"),
    ],
)
def test_no_other_name_is_read(path):
    with pytest.raises(Malformed, match="不是日志文件的路径"):
        Tile.parse(path)


@given(st.text(max_size=60))
@example("tile/0/x999/x999/x999/x999/x999/x999/x999/999")
def test_any_text_is_a_tile_or_a_refusal(path):
    with suppress(TranslogError):
        assert Tile.parse(path).path == path


def test_the_tree_of_seventy_thousand():
    assert list(right_edge(70_000)) == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert width_at(70_000, 0, 272) == 256
    assert width_at(70_000, 1, 1) == 17
    assert width_at(70_000, 1, 2) == 0
    names = [tile.path for tile in tiles_of(70_000)]
    assert len(names) == 2 * 274 + 2 + 1
    assert names[-3:] == ["tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"]
    assert [tile.path for tile in tiles_of(256)] == ["tile/0/000", "tile/entries/000", "tile/1/000.p/1"]
    assert list(tiles_of(0)) == []


def test_tiles_of_a_real_log():
    """A level-0 tile of a certificate log: its leaves are hashes of what its data tile holds."""
    folder = shared("conformance", "static-ct-tiles", "navigli2025h2", "tile")
    hashes = hashes_of((folder / "0" / "000").read_bytes(), Tile.parse("tile/0/000"))
    assert len(hashes) == 256
    leaves = list(_certificate_leaves((folder / "data" / "000").read_bytes()))
    assert [leaf_hash(leaf) for leaf in leaves] == hashes
    assert perfect_root(hashes).hex() == _root_by_hand(hashes)


def _root_by_hand(hashes):
    while len(hashes) > 1:
        joined = zip(hashes[::2], hashes[1::2], strict=True)
        hashes = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in joined]
    return hashes[0].hex()


def _certificate_leaves(data: bytes):
    """MerkleTreeLeaf of RFC 6962 from TileLeaf of static-ct-api: the timestamped entry, then what the leaf leaves out."""
    at = 0

    def take(count):
        nonlocal at
        at += count
        return data[at - count : at]

    def block(width):
        head = take(width)
        return head + take(int.from_bytes(head, "big"))

    while at < len(data):
        start = take(8) + (kind := take(2))
        entry = take(32) + block(3) if kind == b"\0\1" else block(3)
        yield b"\0\0" + start + entry + block(2)
        if kind == b"\0\1":
            block(3)
        block(2)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_is_read_as_it_was_written(entries):
    data = bundles.encode(entries)
    assert bundles.decode(data, count=len(entries)) == entries
    assert len(data) == sum(2 + len(entry) for entry in entries)
    for damaged in (data[:-1], data + b"\0"):
        if entries:
            with pytest.raises(Malformed):
                bundles.decode(damaged, count=len(entries))


def test_an_entry_has_at_most_65535_bytes():
    assert len(bundles.encode([bytes(65_535)])) == 65_537
    with pytest.raises(Malformed, match="请只记摘要"):
        bundles.encode([bytes(65_536)])


@given(st.binary(max_size=2_000), st.integers(0, 256))
def test_any_bytes_are_a_bundle_or_a_refusal(data, count):
    with suppress(TranslogError):
        assert bundles.encode(bundles.decode(data, count=count)) == data


def test_a_tile_of_another_length_is_refused():
    with pytest.raises(Malformed, match="应有 8,192 字节，实有 8,191 字节"):
        hashes_of(bytes(8_191), Tile(0, 0))
