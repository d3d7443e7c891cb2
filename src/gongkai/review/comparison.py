"""What a draft changes in the public version, line by line, for the people who review it."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from gongkai.review.formtext import lines_of


@dataclass(frozen=True)
class Line:
    sign: str  # same, removed, added or gap
    text: str


@dataclass(frozen=True)
class Change:
    label: str
    lines: list[Line]


def compare(old: dict, new: dict) -> list[Change]:
    """Every field that differs. Forms that differ are never shown as equal, whatever the lines say."""
    if old == new:
        return []
    before, after = lines_of(old), lines_of(new)
    labels = [*after, *(label for label in before if label not in after)]
    changes = [
        Change(label, _lines(before.get(label, []), after.get(label, [])))
        for label in labels
        if before.get(label) != after.get(label)
    ]
    return changes or [Change(_("格式"), [Line("same", _("文字没有变化，格式或不显示的属性有变化。"))])]


def _lines(old: list[str], new: list[str]) -> list[Line]:
    """The changed lines with one unchanged line around them."""
    lines: list[Line] = []
    for number, group in enumerate(SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(1)):
        if number:
            lines.append(Line("gap", "……"))
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                lines += [Line("same", text) for text in old[i1:i2]]
                continue
            lines += [Line("removed", text) for text in old[i1:i2]]
            lines += [Line("added", text) for text in new[j1:j2]]
    return lines
