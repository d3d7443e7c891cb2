import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.merkle import EMPTY, merkle_root


def by_the_book(leaves: list[bytes]) -> bytes:
    """RFC 9162 section 2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + by_the_book(leaves[:k]) + by_the_book(leaves[k:])).digest()


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_the_root_is_the_one_of_the_standard(leaves):
    assert merkle_root(leaves) == by_the_book(leaves).hex()


@pytest.mark.parametrize(
    ("leaves", "root"),
    [
        ([], EMPTY),
        ([b""], "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    ],
)
def test_known_roots(leaves, root):
    assert merkle_root(leaves) == root
