"""Recompute the whole record and say where it does not hold."""

import json
from dataclasses import dataclass, field

from django.db.models import Max

from gongkai.core.door import GENESIS, STATE_AFTER, chain_digest, leaf_of
from gongkai.core.models import Act, Event, Record, Thing
from gongkai.core.text import canonical_json


@dataclass
class RecordReport:
    records: int = 0
    newest_digest: str = GENESIS
    problems: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.problems


def verify_record(*, progress=None) -> RecordReport:
    """Chain, gaps, every leaf against its event, form and files, and every thing's state against its newest event."""
    report = RecordReport()
    records = Record.objects.select_related("event__thing", "event__version", "event__salt")
    for record in records.prefetch_related("event__version__files").iterator(chunk_size=500):
        _verify_chain(record, report)
        _verify_leaf(record, report)
        if progress:
            progress(1)
    _verify_things(report)
    return report


def _verify_chain(record: Record, report: RecordReport) -> None:
    report.records += 1
    if record.number != report.records:
        report.problems.append(f"公开记录在第 {report.records} 条处断号，见到的是第 {record.number} 条。")
        report.records = record.number
    if record.previous != report.newest_digest:
        report.problems.append(f"公开记录第 {record.number} 条与前一条接不上。")
    if chain_digest(record.previous, record.leaf) != record.digest:
        report.problems.append(f"公开记录第 {record.number} 条的内容与摘要不符。")
    report.newest_digest = record.digest


def _verify_leaf(record: Record, report: RecordReport) -> None:
    """What is stored today must give the very leaf again. Of a redacted version only its digests cannot be made."""
    event = record.event
    version, salt = getattr(event, "version", None), getattr(event, "salt", None)
    if version and version.form is None:
        made = leaf_of(event) | {"version": version.number} | _digests_in(record.leaf)
    elif version and salt is None:
        report.problems.append(f"公开记录第 {record.number} 条：摘要盐值不见了。")
        return
    else:
        made = leaf_of(event, version, salt)
    if canonical_json(made) != record.leaf:
        report.problems.append(f"公开记录第 {record.number} 条：公开内容、文件或事件与登记的摘要不符。")


def _digests_in(leaf: str) -> dict:
    try:
        said = json.loads(leaf)
        return {name: said[name] for name in ("content", "files")}
    except (ValueError, KeyError, TypeError):
        return {}


def _verify_things(report: RecordReport) -> None:
    things = Thing.objects.annotate(newest=Max("events")).select_related("newest_event")
    for thing in things.exclude(newest=None, newest_event=None).iterator(chunk_size=500):
        if thing.newest != thing.newest_event_id or not _state_follows(thing):
            report.problems.append(f"{thing} 的状态与最新事件不符。")
    unrecorded = Event.objects.filter(record__isnull=True).count()
    if unrecorded:
        report.problems.append(f"有 {unrecorded} 个事件没有公开记录。")


def _state_follows(thing: Thing) -> bool:
    """A late review leaves the state as it was."""
    act = thing.newest_event.act
    return thing.is_public if act == Act.LATE_REVIEW else thing.state == STATE_AFTER[Act(act)]
