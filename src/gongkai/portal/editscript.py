"""The shortest edit script between two sequences (Myers 1986), with a bound on the work it may cost.

`difflib` is quadratic on long texts with few different characters, which is what Chinese official text is. Here
the cost grows with the number of differences, and a comparison that would cost too much is given up as "all replaced".
"""

from collections.abc import Sequence
from itertools import groupby

MOST_EDITS = 600
MOST_STEPS = 1_000_000

Script = list[tuple[str, int, int, int, int]]


def edit_script(old: Sequence, new: Sequence, *, most_edits: int = MOST_EDITS) -> tuple[Script, bool]:
    """(("same"|"change", i1, i2, j1, j2), …) that covers both sequences in order, and whether it was given up."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    pairs = _matches(middle_old, middle_new, most_edits)
    matched = [(at, at) for at in range(head)]
    matched += [(head + i, head + j) for i, j in pairs or []]
    matched += [(len(old) - tail + at, len(new) - tail + at) for at in range(tail)]
    return _blocks(matched, len(old), len(new)), pairs is None


def _common(old: Sequence, new: Sequence) -> int:
    count = 0
    for left, right in zip(old, new, strict=False):
        if left != right:
            break
        count += 1
    return count


def _matches(old: Sequence, new: Sequence, most_edits: int) -> list[tuple[int, int]] | None:
    """The pairs of equal places on one shortest path; None when it has more than `most_edits` edits."""
    if not old or not new:
        return []
    reach, trace, steps = {1: 0}, [], 0
    for edits in range(min(len(old) + len(new), most_edits) + 1):
        trace.append(dict(reach))
        for diagonal in range(-edits, edits + 1, 2):
            x = _start(reach, diagonal, edits)
            y = x - diagonal
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y, steps = x + 1, y + 1, steps + 1
            reach[diagonal] = x
            if x >= len(old) and y >= len(new):
                return _walk_back(trace, len(old), len(new))
        if steps > MOST_STEPS:
            break
    return None


def _start(reach: dict, diagonal: int, edits: int) -> int:
    down = diagonal == -edits or (diagonal != edits and reach[diagonal - 1] < reach[diagonal + 1])
    return reach[diagonal + 1] if down else reach[diagonal - 1] + 1


def _walk_back(trace: list[dict], x: int, y: int) -> list[tuple[int, int]]:
    pairs = []
    for edits in range(len(trace) - 1, -1, -1):
        reach, diagonal = trace[edits], x - y
        start = _start(reach, diagonal, edits)
        while x > start and y > start - diagonal and x > 0 and y > 0:
            x, y = x - 1, y - 1
            pairs.append((x, y))
        if edits:
            down = diagonal == -edits or (diagonal != edits and reach[diagonal - 1] < reach[diagonal + 1])
            x, y = (x, y - 1) if down else (x - 1, y)
    pairs.reverse()
    return pairs


def _blocks(matched: list[tuple[int, int]], old_size: int, new_size: int) -> Script:
    """Runs of equal places, and the changes between them."""
    blocks, old_at, new_at = [], 0, 0
    runs = [
        list(run)
        for _, run in groupby(
            enumerate(matched), key=lambda item: (item[1][0] - item[0], item[1][1] - item[0])
        )
    ]
    for run in runs:
        (i1, j1), (i2, j2) = run[0][1], run[-1][1]
        if (i1, j1) != (old_at, new_at):
            blocks.append(("change", old_at, i1, new_at, j1))
        blocks.append(("same", i1, i2 + 1, j1, j2 + 1))
        old_at, new_at = i2 + 1, j2 + 1
    if (old_at, new_at) != (old_size, new_size):
        blocks.append(("change", old_at, old_size, new_at, new_size))
    return blocks
