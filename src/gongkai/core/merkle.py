"""The Merkle tree hash of RFC 9162 (section 2.1), which the transparency log uses too."""

import hashlib
from collections.abc import Iterable

EMPTY = hashlib.sha256(b"").hexdigest()


def merkle_root(leaves: Iterable[bytes]) -> str:
    """The root in hex. Reads the leaves once and keeps one digest for each level, however many there are."""
    peaks: list[tuple[int, bytes]] = []
    for leaf in leaves:
        height, digest = 0, hashlib.sha256(b"\x00" + leaf).digest()
        while peaks and peaks[-1][0] == height:
            digest = _node(peaks.pop()[1], digest)
            height += 1
        peaks.append((height, digest))
    if not peaks:
        return EMPTY
    root = peaks.pop()[1]
    while peaks:
        root = _node(peaks.pop()[1], root)
    return root.hex()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
