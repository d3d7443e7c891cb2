"""Recompute the whole record and say where it does not hold."""

import json
from dataclasses import dataclass, field

from django.db.models import Max

from gongkai.core.batches import members_summary
from gongkai.core.door import GENESIS, STATE_AFTER, chain_digest
from gongkai.core.leaves import SHAPE, about_form, about_leaf, leaf_of
from gongkai.core.models import Act, Event, MemberLeaf, Record, Thing
from gongkai.core.text import canonical_json


@dataclass
class RecordReport:
    records: int = 0
    newest_digest: str = GENESIS
    problems: list[str] = field(default_factory=list)
    about: dict[int, dict] = field(
        default_factory=dict
    )  # By thing: what its newest leaf so far says it is about.

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
    event, said = record.event, _read(record.leaf)
    members = members_summary(event) if "members" in said else None
    _compare(event, record.leaf, f"公开记录第 {record.number} 条", report, members)
    if members:
        _verify_members(record, report)


def _verify_members(record: Record, report: RecordReport) -> None:
    """The root in the batch's leaf holds the members' leaves; here each is held against what is stored."""
    rows = MemberLeaf.objects.filter(batch=record.event).select_related("event__thing", "event__salt")
    rows = rows.select_related("event__version").prefetch_related("event__version__files")
    for row in rows.order_by("position").iterator(chunk_size=500):
        _compare(row.event, row.leaf, f"公开记录第 {record.number} 条第 {row.position + 1} 件", report)


def _compare(event: Event, leaf: str, where: str, report: RecordReport, members: dict | None = None) -> None:
    """What is stored today must give the very leaf again. Of a redacted version only its digests cannot be made."""
    version, salt = getattr(event, "version", None), getattr(event, "salt", None)
    said = _read(leaf)
    if version and version.form and salt is None:
        report.problems.append(f"{where}：摘要盐值不见了。")
        return
    if not version:
        about, unmade = report.about.get(event.thing_id, {}), {}
    elif version.form:
        about, unmade = about_form(version.form), {}
    else:
        about, unmade, salt = about_leaf(said), _digests_in(said), None
    shape = 1 if said.get("v") == 1 else SHAPE
    made = leaf_of(event, version, salt, about=about, members=members, shape=shape) | unmade
    if canonical_json(made) != leaf:
        report.problems.append(f"{where}：公开内容、文件或事件与登记的摘要不符。")
    report.about[event.thing_id] = about_leaf(said)


def _digests_in(said: dict) -> dict:
    return {name: said[name] for name in ("content", "files") if name in said}


def _read(leaf: str) -> dict:
    try:
        said = json.loads(leaf)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _verify_things(report: RecordReport) -> None:
    things = Thing.objects.annotate(newest=Max("events")).select_related("newest_event")
    for thing in things.exclude(newest=None, newest_event=None).iterator(chunk_size=500):
        if thing.newest != thing.newest_event_id or not _state_follows(thing):
            report.problems.append(f"{thing} 的状态与最新事件不符。")
    unrecorded = Event.objects.filter(record__isnull=True, member_leaf__isnull=True).count()
    if unrecorded:
        report.problems.append(f"有 {unrecorded} 个事件没有公开记录。")


def _state_follows(thing: Thing) -> bool:
    """A late review leaves the state as it was."""
    act = thing.newest_event.act
    return thing.is_public if act == Act.LATE_REVIEW else thing.state == STATE_AFTER[Act(act)]
