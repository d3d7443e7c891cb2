"""The transparency log: entries sequenced and signed per second beside hashing alone, adding 100, proofs, an audit, size.

.venv/bin/python benchmarks/bench_translog.py
"""

import hashlib
import random
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.setup import p95
from gongkai.translog import Ed25519Signer, FolderReader, Log, Policy, Store, Tree, audit, make_receipt

BATCH, BATCHES, SMALL = 100_000, 10, 1_000
ADDED, TIMES, PROOFS = 100, 30, 500
ORIGIN = "kunlun.example/log"
sha256 = hashlib.sha256


def entries(start: int, end: int) -> list[bytes]:
    """Leaves as the door writes them, with two attachments each."""
    return [
        (
            f'{{"act":"publish","at":"2016-11-22T09:30:00+08:00","content":"{sha256(b"%d" % n).hexdigest()}",'
            f'"files":["{"a" * 64}","{"b" * 64}"],"matter":"KL-0101","mode":"","reason_code":"",'
            f'"thing":"11632801MB1234567X/2016-{n:08d}","unit":"KLZFB","v":2,"version":1}}'
        ).encode()
        for n in range(start, end)
    ]


def hashing(batch: list[bytes]) -> float:
    """Every leaf and every node of the tree, and nothing else."""
    began = time.perf_counter()
    hashes = [sha256(b"\x00" + entry).digest() for entry in batch]
    while len(hashes) > 1:
        pairs = iter(hashes)
        hashes = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)]
    return time.perf_counter() - began


class Growing:
    """Entries in memory, so that what is measured is the log and not a database."""

    def __init__(self, folder: Path):
        self.held: list[bytes] = []
        self.log = Log(Store(folder), origin=ORIGIN, signers=[Ed25519Signer.generate(ORIGIN)])
        self.log.create()

    def add(self, batch: list[bytes]) -> float:
        self.held += batch
        began = time.perf_counter()
        self.log.append(lambda start: self.held[start:])
        return time.perf_counter() - began


def adding(*logs: Growing) -> list[float]:
    """The median milliseconds of adding a hundred to each, turn about, so that what else the machine does falls on both."""
    taken: list[list[float]] = [[] for _ in logs]
    for _ in range(TIMES):
        for growing, times in zip(logs, taken, strict=True):
            size = len(growing.held)
            times.append(growing.add(entries(size, size + ADDED)) * 1000)
    return [median(times) for times in taken]


def proving(growing: Growing) -> float:
    """p95 in milliseconds of a receipt for any entry, each from a tree that has read nothing yet."""
    signed, taken = growing.log.latest(), []
    for index in random.Random(1).sample(range(signed.checkpoint.size), PROOFS):
        began = time.perf_counter()
        make_receipt(Tree(growing.log.store, signed.checkpoint.head), index, signed).encode()
        taken.append((time.perf_counter() - began) * 1000)
    return p95(taken)


def auditing(growing: Growing) -> float:
    began = time.perf_counter()
    assert audit(FolderReader(growing.log.store.folder), Policy.of(growing.log.keys[0])).sound
    return time.perf_counter() - began


def bytes_on_disk(growing: Growing) -> float:
    files = [path.stat().st_size for path in growing.log.store.folder.rglob("*") if path.is_file()]
    return sum(files) / len(growing.held)


def measured(folder: Path) -> str:
    small, large = Growing(folder / "small"), Growing(folder / "large")
    small.add(entries(0, SMALL))
    rounds = []
    for at in range(BATCHES):
        batch = entries(at * BATCH, (at + 1) * BATCH)
        rounds.append((hashing(batch), large.add(batch)))
        if at == 0:
            audited = auditing(large)
    size, times = bytes_on_disk(large), median(took / alone for alone, took in rounds)
    (alone, first), total = rounds[0], sum(took for _, took in rounds)
    hundred_small, hundred_large = adding(small, large)
    return (
        f"translog {BATCH:,} entries sequenced and signed: {BATCH / first:,.0f}/s (hashing alone {BATCH / alone:,.0f}/s, "
        f"x{first / alone:.1f}); {BATCH * BATCHES:,} in {BATCHES} batches: {BATCH * BATCHES / total:,.0f}/s (median "
        f"x{times:.1f}); adding {ADDED}: {hundred_small:.1f} ms at {SMALL:,}, {hundred_large:.1f} ms at "
        f"{BATCH * BATCHES:,}; receipt p95 {proving(large):.1f} ms; audit of {BATCH:,}: {audited:.1f} s; "
        f"{size:.0f} bytes an entry of {len(large.held[0])}"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as made:
        print(measured(Path(made)))
