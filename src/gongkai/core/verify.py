"""Recompute the whole record and say where it does not hold."""

from dataclasses import dataclass, field

from gongkai.core.door import GENESIS, chain_digest
from gongkai.core.models import Event, Record, Salt, Thing, Version
from gongkai.core.text import canonical_json, salted_digest


@dataclass
class RecordReport:
    records: int = 0
    newest_digest: str = GENESIS
    problems: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.problems


def verify_record(*, progress=None) -> RecordReport:
    """Chain, gaps, content digests against the stored forms, and every thing's state against its newest event."""
    report = RecordReport()
    for record in Record.objects.select_related("event__version", "event__salt").iterator(chunk_size=500):
        _verify_one(record, report)
        if progress:
            progress(1)
    _verify_things(report)
    return report


def _verify_one(record: Record, report: RecordReport) -> None:
    report.records += 1
    if record.number != report.records:
        report.problems.append(f"公开记录在第 {report.records} 条处断号，见到的是第 {record.number} 条。")
        report.records = record.number
    if record.previous != report.newest_digest:
        report.problems.append(f"公开记录第 {record.number} 条与前一条接不上。")
    if chain_digest(record.previous, record.leaf) != record.digest:
        report.problems.append(f"公开记录第 {record.number} 条的内容与摘要不符。")
    report.newest_digest = record.digest
    version = getattr(record.event, "version", None)
    salt = getattr(record.event, "salt", None)
    if version and version.form and not _content_holds(version, salt, record):
        report.problems.append(f"公开记录第 {record.number} 条：公开内容与登记的摘要不符。")


def _content_holds(version: Version, salt: Salt | None, record: Record) -> bool:
    if salt is None:
        return False
    return canonical_json(salted_digest(salt.value, version.form)) in record.leaf


def _verify_things(report: RecordReport) -> None:
    for thing in Thing.objects.exclude(newest_event=None).iterator(chunk_size=500):
        newest = Event.objects.filter(thing=thing).order_by("-id").first()
        if newest is None or newest.pk != thing.newest_event_id:
            report.problems.append(f"{thing} 的状态与最新事件不符。")
    unrecorded = Event.objects.filter(record__isnull=True).count()
    if unrecorded:
        report.problems.append(f"有 {unrecorded} 个事件没有公开记录。")
