"""The tree, against published vectors and against the definition itself."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.translog.batches import batch_path
from gongkai.translog.errors import ProofFailed
from gongkai.translog.merkle import (
    EMPTY_ROOT,
    is_subtree,
    leaf_hash,
    merkle_root,
    node_hash,
    verify_consistency,
    verify_inclusion,
    verify_subtree_consistency,
    verify_subtree_inclusion,
)
from tests.shared_data import shared

ENTRIES = [bytes([number]) for number in range(70)]


def by_the_book(leaves: list[bytes]) -> bytes:
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(by_the_book(leaves[:split]), by_the_book(leaves[split:]))


def bytes_of(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def vectors(name: str) -> list[dict]:
    path = shared("conformance", "merkle-rfc6962", f"{name}.jsonl")
    return [json.loads(line) for line in path.read_text().splitlines()]


def check(row: dict, verify, **arguments) -> None:
    arguments["path"] = [bytes_of(each) for each in row["proof"] or []]
    if not row["wantErr"]:
        verify(**arguments)
        return
    with pytest.raises(ProofFailed):
        verify(**arguments)


def test_all_vectors_of_inclusion():
    rows = vectors("inclusion")
    assert len(rows) == 40
    for row in rows:
        where = {"index": row["leafIdx"], "size": row["treeSize"], "root": bytes_of(row["root"])}
        check(row, verify_inclusion, leaf=bytes_of(row["leafHash"]), **where)


def test_all_vectors_of_consistency():
    rows = vectors("consistency")
    assert len(rows) == 37
    for row in rows:
        sizes = {"old_size": row["size1"], "new_size": row["size2"]}
        roots = {"old_root": bytes_of(row["root1"]), "new_root": bytes_of(row["root2"])}
        check(row, verify_consistency, **sizes, **roots)


def test_all_vectors_of_subtree_inclusion():
    rows = vectors("subtreeinclusion")
    assert len(rows) == 90
    for row in rows:
        where = {"index": row["leafIdx"], "start": row["start"], "end": row["end"]}
        leaf, root = bytes_of(row["leafHash"]), bytes_of(row["root"])
        check(row, verify_subtree_inclusion, leaf=leaf, root=root, **where)


def test_all_vectors_of_subtree_consistency():
    rows = vectors("subtreeconsistency")
    assert len(rows) == 55
    for row in rows:
        where = {"start": row["start"], "end": row["end"], "size": row["size"]}
        roots = {"subtree_root": bytes_of(row["root1"]), "root": bytes_of(row["root2"])}
        check(row, verify_subtree_consistency, **where, **roots)


def test_root_is_the_definition():
    for size in range(len(ENTRIES)):
        assert merkle_root(ENTRIES[:size]) == by_the_book(ENTRIES[:size])


def test_root_of_nothing_is_the_published_one():
    assert base64.b64encode(merkle_root([])) == b"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


@given(st.integers(1, 70), st.data())
def test_path_of_a_member_leads_to_the_root_and_no_other_place(size, data):
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    path, root = batch_path(ENTRIES[:size], index), by_the_book(ENTRIES[:size])
    verify_inclusion(leaf_hash(ENTRIES[index]), index=index, size=size, root=root, path=path)
    if other != index:
        with pytest.raises(ProofFailed):
            verify_inclusion(leaf_hash(ENTRIES[other]), index=index, size=size, root=root, path=path)
    for place in range(len(path)):
        broken = [*path[:place], bytes(32), *path[place + 1 :]]
        with pytest.raises(ProofFailed):
            verify_inclusion(leaf_hash(ENTRIES[index]), index=index, size=size, root=root, path=broken)


def test_no_path_for_a_place_outside():
    with pytest.raises(ProofFailed, match="这一批有 2 件，没有序号 2"):
        batch_path(ENTRIES[:2], 2)


def test_subtrees_are_aligned():
    assert [end for end in range(20) if is_subtree(8, end)] == list(range(9, 17))
    assert not is_subtree(5, 5)
    assert not is_subtree(3, 5)
