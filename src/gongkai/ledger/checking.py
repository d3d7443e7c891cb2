"""The database against the log: every line, every form, salt and file, and every tree that was ever signed."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from gongkai.core.errors import GongkaiError
from gongkai.core.files import check_blob
from gongkai.core.models import PublicFile
from gongkai.core.verify import verify_record
from gongkai.ledger import queries
from gongkai.ledger.models import Log
from gongkai.translog import FolderReader, SignedCheckpoint, TranslogError, audit, leaf_hash
from gongkai.translog.merkle import Accumulator


@dataclass
class DatabaseReport:
    entries: int = 0
    heads: int = 0
    files: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.problems


def audit_database(*, progress=None) -> DatabaseReport:
    """The record by itself, then against the published files, then against the heads that were signed."""
    report, log = DatabaseReport(), queries.current_log()
    report.problems += verify_record(progress=progress).problems
    _check_files(report)
    if log is None:
        report.problems.append(_("公开日志还没有建立，数据库没有可以对照的。请运行 gongkai log init。"))
        return report
    _check_entries(log, report)
    _check_heads(log, report)
    return report


def _check_files(report: DatabaseReport) -> None:
    """Public copies as they lie in the store; that they are those of the leaves the record has shown."""
    rows = PublicFile.objects.filter(version__form__isnull=False).values_list("sha256", flat=True)
    for sha256 in rows.distinct().order_by("sha256").iterator(chunk_size=2000):
        report.files += 1
        try:
            check_blob(sha256)
        except (GongkaiError, OSError) as error:
            report.problems.append(_("公开的文件 %(name)s：%(error)s") % {"name": sha256, "error": error})


def _check_entries(log: Log, report: DatabaseReport) -> None:
    """Every published entry beside the line of the record; asked for in order, so the database is read once."""
    lines = queries.entries_from(0)

    def compare(index: int, entry: bytes) -> str | None:
        report.entries += 1
        line = next(lines, None)
        if line is None:
            return _("日志有第 %(index)d 条，公开记录里没有。") % {"index": index}
        if line != entry:
            return _("公开记录第 %(number)d 条与日志第 %(index)d 条不同：数据库里的被改动过。") % {
                "number": index + 1,
                "index": index,
            }
        return None

    try:
        found = audit(
            FolderReader(queries.folder_of(log)), queries.policy_without_quorum(log), check_entry=compare
        )
    except TranslogError as error:
        report.problems.append(str(error))
        return
    report.problems += [problem.message for problem in found.problems]


def _check_heads(log: Log, report: DatabaseReport) -> None:
    """Each tree that was signed, made again from the record; so is each note and each witness's line."""
    heads, keys = iter(log.heads.order_by("size").prefetch_related("cosignatures")), queries.keys_of(log)
    tree, head = Accumulator(), next(heads, None)
    for line in queries.entries_from(0):
        head = _checked_until(tree, head, heads, keys, report)
        if head is None:
            return
        tree.add(leaf_hash(line))
    head = _checked_until(tree, head, heads, keys, report)
    if head is not None:
        report.problems.append(
            _("日志曾经签发到 %(size)d 条，公开记录只有 %(number)d 条：数据库是旧的，或者被删过。")
            % {"size": head.size, "number": tree.size}
        )


def _checked_until(tree: Accumulator, head, heads, keys, report: DatabaseReport):
    """Past every head of the tree's size; the next one."""
    while head is not None and head.size == tree.size:
        report.heads += 1
        if head.root != tree.root().hex():
            report.problems.append(_("公开记录的前 %(size)d 条与签过的树不符。") % {"size": head.size})
        elif not _is_signed(head, keys):
            report.problems.append(_("第 %(size)d 条时的检查点与签名不符。") % {"size": head.size})
        head = next(heads, None)
    return head


def _is_signed(head, keys) -> bool:
    try:
        signed = SignedCheckpoint.parse(head.note.encode())
        return bool(signed.note.verified(keys)) and signed.checkpoint.head == queries.tree_head(head)
    except TranslogError:
        return False
