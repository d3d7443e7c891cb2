"""巡检: what is already public is checked again when the lists change; the office finds what came up in a list."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from gongkai.core.models import Version
from gongkai.review.inspection import Inspection, inspect
from gongkai.review.models import Clearance, PatrolFinding
from gongkai.review.patrols import unchecked_versions
from gongkai.review.rulelists import current_rulebook

AT_A_TIME, AT_A_TURN = 50, 20


@dataclass
class PatrolResult:
    """`found` are the rows made now."""

    checked: int
    found: list[PatrolFinding]


def patrol(*, limit: int | None = None, progress: Callable[[int], None] | None = None) -> PatrolResult:
    """Check every public version that was not checked under today's lists. Safe to stop and to run again; each version
    is settled by itself, and no transaction is held while a file is read."""
    rulebook, result, last = current_rulebook(), PatrolResult(0, []), 0
    while limit is None or result.checked < limit:
        room = AT_A_TIME if limit is None else min(AT_A_TIME, limit - result.checked)
        chunk = list(unchecked_versions(rulebook.key).filter(pk__gt=last).order_by("pk")[:room])
        if not chunk:
            break
        for version in chunk:
            last = version.pk
            inspection = inspect(thing=version.thing, form=json.loads(version.form), rulebook=rulebook)
            if row := _settle(version, inspection):
                result.found.append(row)
        result.checked += len(chunk)
        if progress:
            progress(len(chunk))
    return result


_finished: set[str] = set()


def patrol_some() -> int:
    """A worker's turn: a few at a time, so that publication never waits for it. Once everything was checked under a
    rulebook there is nothing more to look for: what becomes public later has its clearance."""
    key = current_rulebook().key
    if key in _finished:
        return 0
    checked = patrol(limit=AT_A_TURN).checked
    if checked < AT_A_TURN:
        _finished.add(key)
    return checked


def _settle(version: Version, inspection: Inspection) -> PatrolFinding | None:
    findings = [each.as_dict() for each in inspection.findings]
    if inspection.blocking:
        row, _made = PatrolFinding.objects.get_or_create(
            version=version,
            rules_key=inspection.rules_key,
            defaults={"thing": version.thing, "findings": findings},
        )
        return row
    Clearance.objects.get_or_create(
        content_hash=version.event.content_hash,
        rules_key=inspection.rules_key,
        defaults={"thing": version.thing, "findings": findings},
    )
    return None
