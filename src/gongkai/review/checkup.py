"""Findings as a person reads them: those of one kind in one place together, with what may be done about them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gongkai.review.checking.accessibility import FAMILY
from gongkai.review.checking.finding import BLOCK, WARN
from gongkai.review.findings import Kept
from gongkai.review.inspection import Inspection
from gongkai.review.kinds import every_kind, family_of
from gongkai.review.models import Lifting

OWN_NAMES = {"completeness": gettext_lazy("要素")}
PLACES_SHOWN = 6
ORDER = {BLOCK: 0, WARN: 1}


@dataclass(frozen=True)
class Group:
    """`state`: blocking, asked (somebody asked to lift it), lifted, warning or told."""

    state: str
    title: str
    message: str
    source: str
    source_name: str
    findings: list[Kept]
    liftings: list[Lifting]

    @property
    def places(self) -> list[Kept]:
        return self.findings[:PLACES_SHOWN]

    @property
    def rest(self) -> list[Kept]:
        return self.findings[PLACES_SHOWN:]

    @property
    def more(self) -> int:
        return max(len(self.findings) - PLACES_SHOWN, 0)

    @property
    def marks(self) -> list[str]:
        return list(dict.fromkeys(each.mark for each in self.findings))

    @property
    def maskable(self) -> bool:
        return all(each.maskable for each in self.findings)

    @property
    def can_mask(self) -> bool:
        """What is lifted goes out as it is; a warning may be masked too."""
        return self.maskable and self.state in ("blocking", "asked", "warning")

    @property
    def family(self) -> str:
        return family_of(self.findings[0].kind)

    @property
    def anchor(self) -> str:
        """Identifies the group on a page."""
        return self.findings[0].mark[:16]


@dataclass(frozen=True)
class Checkup:
    groups: list[Group]

    def of(self, *states: str) -> list[Group]:
        return [group for group in self.groups if group.state in states]

    def group(self, anchor: str) -> Group | None:
        return next((group for group in self.groups if group.anchor == anchor), None)

    @property
    def accessibility(self) -> list[Group]:
        return [group for group in self.groups if group.family == FAMILY]

    @property
    def others(self) -> list[Group]:
        return [group for group in self.groups if group.family != FAMILY]

    @property
    def blocking(self) -> int:
        return sum(len(group.findings) for group in self.of("blocking", "asked"))

    @property
    def warnings(self) -> int:
        return sum(len(group.findings) for group in self.of("warning"))

    @property
    def lifted(self) -> int:
        return sum(len(group.findings) for group in self.of("lifted"))

    @property
    def maskable_places(self) -> int:
        return sum(len(group.findings) for group in self.of("blocking", "asked") if group.maskable)

    @property
    def maskable_marks(self) -> list[str]:
        """Everything that a mask in one step would end."""
        return [mark for group in self.of("blocking", "asked") if group.maskable for mark in group.marks]


def checkup(inspection: Inspection) -> Checkup:
    grouped: dict[tuple, list[Kept]] = {}
    for finding in sorted(inspection.findings, key=lambda each: ORDER.get(each.severity, 2)):
        state = _state(finding, inspection)
        key = (state, finding.kind, finding.source, finding.maskable)
        if not finding.maskable:
            key += (finding.message,)
        grouped.setdefault(key, []).append(finding)
    return Checkup([_group(key[0], findings, inspection) for key, findings in grouped.items()])


def _state(finding: Kept, inspection: Inspection) -> str:
    if finding.severity != BLOCK:
        return "warning" if finding.severity == WARN else "told"
    lifting = inspection.liftings.get(finding.mark)
    if lifting is None:
        return "blocking"
    return "lifted" if lifting.state == Lifting.State.GRANTED else "asked"


def _group(state: str, findings: list[Kept], inspection: Inspection) -> Group:
    first = findings[0]
    liftings = {each.mark: inspection.liftings.get(each.mark) for each in findings}
    return Group(
        state=state,
        title=_title(first, len(findings)),
        message=first.message,
        source=first.source,
        source_name=first.source_name,
        findings=findings,
        liftings=[lifting for lifting in liftings.values() if lifting],
    )


def label_of(kind: str) -> str:
    """The check's own name for what it finds; what the engine itself says has one here."""
    return str(getattr(every_kind().get(kind), "NAME", OWN_NAMES.get(kind, kind)))


def _title(finding: Kept, count: int) -> str:
    label = label_of(finding.kind)
    if count == 1:
        return str(label)
    return ngettext("%(label)s，%(count)d 处", "%(label)s，%(count)d 处", count) % {
        "label": label,
        "count": count,
    }


def said(groups: Iterable[Group]) -> list[str]:
    """For a list in plain words: queue, command line, patrol."""
    return [
        _("%(where)s：%(title)s")
        % {"where": group.source_name or group.findings[0].where, "title": group.title}
        for group in groups
    ]
