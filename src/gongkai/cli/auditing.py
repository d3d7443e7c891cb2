"""What `gongkai log audit` reads, remembers and says."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from gongkai.cli.progress import Progress
from gongkai.cli.receipts import policy_from
from gongkai.core.errors import Refused

SHOWN = 50


@dataclass(frozen=True)
class Said:
    holds: bool
    figures: dict
    lines: list[str]


def of_place(place: str, key: str, policy: Path | None, remember: Path | None) -> Said:
    """The checkpoint is remembered only of a log in which nothing was wrong."""
    from gongkai.ledger.monitor import watch

    memory = remember or _memory_of(place)
    before = memory.read_bytes() if memory.exists() else None
    with Progress() as progress:
        report = watch(place, policy_from(key, policy), remembered=before, progress=progress)
    signed, problems = report.log.signed, [(each.where, each.message) for each in report.problems]
    if not problems:
        _keep(memory, signed.encode())
    figures = {
        "holds": not problems,
        "origin": signed.checkpoint.origin,
        "size": signed.checkpoint.size,
        "site": report.site,
        "pages": report.pages,
        "files": report.files,
        "cosigned": [{"witness": each.witness, "moment": each.moment} for each in report.log.cosigned],
        "problems": [{"where": where, "message": message} for where, message in problems],
    }
    lines = [message for _where, message in problems[:SHOWN]]
    if len(problems) > SHOWN:
        lines.append(f"…共 {len(problems)} 处，全部见 --json")
    seen = "与上次看到的一致" if before else "第一次看"
    site = f"网页 {report.pages} 个、附件 {report.files} 个" if report.site else "这里只有日志，没有网站"
    verdict = "全部相符" if not problems else f"有 {len(problems)} 处不符"
    origin, size = signed.checkpoint.origin, signed.checkpoint.size
    return Said(not problems, figures, [*lines, f"日志 {origin} 共 {size} 条（{seen}），{site}：{verdict}。"])


def of_database() -> Said:
    from gongkai.cli.django_setup import start_django

    start_django()
    from gongkai.core.models import Record
    from gongkai.ledger.checking import audit_database

    total, done = Record.objects.count(), 0
    with Progress() as bar:

        def advance(count):
            nonlocal done
            done += count
            bar("核对", done, max(total, done))

        report = audit_database(progress=advance)
    figures = {"holds": report.holds, **vars(report)}
    verdict = "全部相符" if report.holds else f"有 {len(report.problems)} 处不符"
    lines = [*report.problems[:SHOWN]]
    said = f"核对了日志 {report.entries} 条、签过的树 {report.heads} 棵、公开的文件 {report.files} 个：{verdict}。"
    return Said(report.holds, figures, [*lines, said])


def _memory_of(place: str) -> Path:
    folder = Path(os.environ.get("GONGKAI_DATA_DIR", "data")) / "audits"
    return folder / hashlib.sha256(place.rstrip("/").encode()).hexdigest()[:32]


def _keep(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f"{path.name}.new")
        new.write_bytes(data)
        os.replace(new, path)
    except OSError as error:
        raise Refused(f"看到的检查点没有记住：{path} 写不进去。请用 --remember 换一个文件。") from error
