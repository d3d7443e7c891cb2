"""What changed between two versions of a paper: only the passages that changed, marked word by word.

A pure function on two public forms. Put together again, the pieces of `before` are the old passage and the pieces of
`after` the new one, so nothing can be shown as changed that was not, and nothing that changed is left out.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import groupby, zip_longest

from django.utils.translation import gettext as _

from gongkai.portal.editscript import edit_script
from gongkai.portal.passages import Passage, body_passages, file_passages, metadata_passages

TOKEN = re.compile(r"[A-Za-z]+|\d+|[ \u3000]+|.", re.DOTALL)
CLAUSE = re.compile(r"[^，。；：、！？\n]*[，。；：、！？\n]?")
ALIKE = 0.35
LARGEST_ALIGNMENT = 900
SHORTEST_COMMON_RUN = 3


@dataclass(frozen=True)
class Piece:
    op: str  # same, del or ins
    text: str


@dataclass(frozen=True)
class Change:
    """`note` says what changed when the words did not (format, the bytes of a file)."""

    level: str  # metadata, paragraph, row, image, file or rule
    heading: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    note: str = ""


def differences(old: dict, new: dict) -> list[Change]:
    return [
        *_metadata_changes(metadata_passages(old), metadata_passages(new)),
        *_passage_changes(body_passages(old), body_passages(new)),
        *_passage_changes(file_passages(old), file_passages(new)),
    ]


def _metadata_changes(old: dict[str, str], new: dict[str, str]) -> list[Change]:
    return [
        _changed("metadata", label, old[label], text) for label, text in new.items() if old[label] != text
    ]


def _passage_changes(old: list[Passage], new: list[Passage]) -> list[Change]:
    script, _given_up = edit_script(old, new)
    changes = []
    for op, i1, i2, j1, j2 in script:
        if op == "change":
            changes += [_change(left, right) for left, right in _paired(old[i1:i2], new[j1:j2])]
    return changes


def _change(left: Passage | None, right: Passage | None) -> Change:
    if left and right and left.text == right.text:
        same = (Piece("same", left.text),)
        return Change(right.kind, right.heading, same, same, _note(right.kind))
    shown = right or left
    return _changed(shown.kind, shown.heading, left.text if left else "", right.text if right else "")


def _note(kind: str) -> str:
    notes = {"file": _("名称未变，文件内容已更换。"), "image": _("说明未变，图片或替代文字已更换。")}
    return notes.get(kind, _("文字未变，只改了格式。"))


def _changed(level: str, heading: str, old: str, new: str) -> Change:
    before, after = mark(old, new)
    return Change(level, heading, before, after)


def _paired(old: list[Passage], new: list[Passage]) -> list[tuple[Passage | None, Passage | None]]:
    """Old and new passages of one changed stretch side by side, in reading order."""
    if len(old) * len(new) > LARGEST_ALIGNMENT:
        pairs = []
        for left, right in zip_longest(old, new):
            together = left is None or right is None or _alike(left, right) >= ALIKE
            pairs += [(left, right)] if together else [(left, None), (None, right)]
        return pairs
    return _aligned(old, new)


def _aligned(old, new):
    """The pairing that keeps the order and makes the sum of likenesses greatest."""
    best = [[0.0] * (len(new) + 1) for _row in range(len(old) + 1)]
    alike = [[_alike(left, right) for right in new] for left in old]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            joined = alike[i][j] + best[i + 1][j + 1] if alike[i][j] >= ALIKE else 0.0
            best[i][j] = max(joined, best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if alike[i][j] >= ALIKE and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            pairs.append((old[i], new[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((old[i], None))
            i += 1
        else:
            pairs.append((None, new[j]))
            j += 1
    return pairs + [(left, None) for left in old[i:]] + [(None, right) for right in new[j:]]


def _alike(left: Passage, right: Passage) -> float:
    if left.kind != right.kind:
        return 0.0
    common = sum((Counter(left.text) & Counter(right.text)).values())
    return 2 * common / ((len(left.text) + len(right.text)) or 1)


def mark(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts cut into pieces; finer than words only where the texts are near each other."""
    if not old or not new:
        return (Piece("del", old),) if old else (), (Piece("ins", new),) if new else ()
    for cut in (TOKEN, CLAUSE):
        left, right = cut.findall(old), cut.findall(new)
        script, given_up = edit_script(left, right)
        if not given_up:
            break
    script = _without_crumbs(script, left)
    before = [("same" if op == "same" else "del", "".join(left[i1:i2])) for op, i1, i2, _j1, _j2 in script]
    after = [("same" if op == "same" else "ins", "".join(right[j1:j2])) for op, _i1, _i2, j1, j2 in script]
    return _pieces(before), _pieces(after)


def _without_crumbs(script, left):
    """A common run of one or two signs between two changes is chance, not meaning: it joins them."""
    kept = []
    for at, (op, i1, i2, j1, j2) in enumerate(script):
        crumb = op == "same" and 0 < at < len(script) - 1 and len("".join(left[i1:i2])) < SHORTEST_COMMON_RUN
        op = "change" if crumb else op
        if kept and kept[-1][0] == op == "change":
            kept[-1] = (op, kept[-1][1], i2, kept[-1][3], j2)
        else:
            kept.append((op, i1, i2, j1, j2))
    return kept


def _pieces(parts) -> tuple[Piece, ...]:
    whole = [(op, "".join(text for _op, text in run)) for op, run in groupby(parts, key=lambda part: part[0])]
    return tuple(Piece(op, text) for op, text in whole if text)
