"""The Merkle tree of RFC 6962 and RFC 9162 with SHA-256: hashes, roots, and the checking of proofs."""

import hashlib
from collections.abc import Iterable, Sequence

from gongkai.translog.errors import ProofFailed

HASH_SIZE = 32
MAX_SIZE = 2**63 - 1
EMPTY_ROOT = hashlib.sha256(b"").digest()
_sha256 = hashlib.sha256


def leaf_hash(entry: bytes) -> bytes:
    return _sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return _sha256(b"\x01" + left + right).digest()


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root over 1, 2, 4, 8 ... hashes."""
    while len(hashes) > 1:
        pairs = iter(hashes)
        hashes = [_sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
    return hashes[0]


def peaks(hashes: Sequence[bytes]) -> list[bytes]:
    """The roots of the perfect trees, largest first, that any number of hashes falls into."""
    found, start = [], 0
    while start < len(hashes):
        width = 1 << ((len(hashes) - start).bit_length() - 1)
        found.append(perfect_root(hashes[start : start + width]))
        start += width
    return found


def fold(left_to_right: Sequence[bytes]) -> bytes:
    """One root from the peaks of a tree."""
    if not left_to_right:
        return EMPTY_ROOT
    root = left_to_right[-1]
    for peak in reversed(left_to_right[:-1]):
        root = node_hash(peak, root)
    return root


class Accumulator:
    """The root of a growing list of leaf hashes, keeping one hash for each level."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        carry = self.size
        while carry & 1:
            leaf = node_hash(self._peaks.pop(), leaf)
            carry >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        return fold(self._peaks)


def merkle_root(entries: Iterable[bytes]) -> bytes:
    """The root over entries, read once, however many they are."""
    tree = Accumulator()
    for entry in entries:
        tree.add(leaf_hash(entry))
    return tree.root()


def largest_power_below(size: int) -> int:
    """The largest power of two less than `size` (at least 2): where RFC 6962 splits a tree."""
    return 1 << ((size - 1).bit_length() - 1)


def root_from_path(leaf: bytes, *, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that an inclusion path leads to (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size <= MAX_SIZE:
        raise ProofFailed("index-outside-tree", f"序号 {index} 不在 {size} 条的日志之内，凭证不成立。")
    _check_hashes(leaf, *path)
    place, last, root = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise ProofFailed("path-too-long", "证明路径太长，凭证不成立。")
        if place & 1 or place == last:
            root = node_hash(sibling, root)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        place, last = place >> 1, last >> 1
    if last:
        raise ProofFailed("path-too-short", "证明路径太短，凭证不成立。")
    return root


def verify_inclusion(leaf: bytes, *, index: int, size: int, root: bytes, path: Sequence[bytes]) -> None:
    """Return if `leaf` (a leaf hash) stands at `index` in the tree of `size` with `root`; else raise ProofFailed."""
    if root_from_path(leaf, index=index, size=size, path=path) != root:
        raise ProofFailed("not-included", "按证明路径算出的根与日志不符：这份内容不在日志的这个位置。")


def verify_consistency(
    *, old_size: int, old_root: bytes, new_size: int, new_root: bytes, path: Sequence[bytes]
) -> None:
    """Return if the new tree begins with the whole old tree; else raise ProofFailed."""
    if not 0 <= old_size <= new_size <= MAX_SIZE:
        raise ProofFailed("smaller-tree", f"日志从 {old_size} 条变成了 {new_size} 条，日志只能增加。")
    _check_hashes(old_root, new_root, *path)
    if old_size == 0:
        if path or old_root != EMPTY_ROOT:
            raise ProofFailed("inconsistent", "空日志的根或证明不对。")
        return
    verify_subtree_consistency(
        start=0, end=old_size, size=new_size, subtree_root=old_root, root=new_root, path=path
    )


def is_subtree(start: int, end: int) -> bool:
    """Whether [start, end) is a subtree that a Merkle tree can have (C2SP tlog-cosignature, subtrees)."""
    return 0 <= start < end <= MAX_SIZE and start % (1 << (end - start - 1).bit_length()) == 0


def verify_subtree_inclusion(
    leaf: bytes, *, index: int, start: int, end: int, root: bytes, path: Sequence[bytes]
) -> None:
    if not is_subtree(start, end):
        raise ProofFailed("not-a-subtree", f"[{start}, {end}) 不是一棵子树。")
    verify_inclusion(leaf, index=index - start, size=end - start, root=root, path=path)


def verify_subtree_consistency(
    *, start: int, end: int, size: int, subtree_root: bytes, root: bytes, path: Sequence[bytes]
) -> None:
    """RFC 9162, section 2.1.4.2, from any subtree; with `start` 0 it is the ordinary consistency proof."""
    if 0 <= start == end <= size and not path and subtree_root == EMPTY_ROOT:
        return
    if not is_subtree(start, end) or not end <= size <= MAX_SIZE:
        raise ProofFailed("not-a-subtree", f"[{start}, {end}) 不是 {size} 条的日志的子树。")
    _check_hashes(*path)
    first, second, last = start, end - 1, size - 1
    while first != second and (second & 1 or second == last):
        first, second, last = first >> 1, second >> 1, last >> 1
    hashes = list(path)
    if first == second:
        old = new = subtree_root
    elif hashes:
        old = new = hashes.pop(0)
    else:
        raise ProofFailed("path-too-short", "一致性证明太短。")
    for sibling in hashes:
        if last == 0:
            raise ProofFailed("path-too-long", "一致性证明太长。")
        if second & 1 or second == last:
            if first < second:
                old = node_hash(sibling, old)
            new = node_hash(sibling, new)
            while not second & 1:
                first, second, last = first >> 1, second >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        first, second, last = first >> 1, second >> 1, last >> 1
    if last or old != subtree_root or new != root:
        raise ProofFailed("inconsistent", "两次的日志对不上：新的日志不是由旧的日志增加而来。")


def _check_hashes(*hashes: bytes) -> None:
    if any(len(each) != HASH_SIZE for each in hashes):
        raise ProofFailed("hash-length", "证明里有一行不是 32 个字节的 SHA-256 值。")
