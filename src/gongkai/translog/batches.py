"""The inner tree of a batch: one entry of the log for many things, and the path of each to its root."""

from collections.abc import Sequence

from gongkai.translog.errors import ProofFailed
from gongkai.translog.merkle import leaf_hash, node_hash


def batch_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The inclusion path of one member among the leaves of its batch, in their order."""
    if not 0 <= index < len(leaves):
        raise ProofFailed("index-outside-tree", f"这一批有 {len(leaves)} 件，没有序号 {index}。")
    hashes, path, place = [leaf_hash(leaf) for leaf in leaves], [], index
    while len(hashes) > 1:
        sibling = place ^ 1
        if sibling < len(hashes):
            path.append(hashes[sibling])
        pairs = [node_hash(*hashes[at : at + 2]) for at in range(0, len(hashes) - 1, 2)]
        hashes = pairs + hashes[len(pairs) * 2 :]
        place >>= 1
    return path
