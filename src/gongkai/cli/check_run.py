"""What `gongkai check` does: finds the lists, has every file checked, says what was found."""

import csv
import json
import os
from collections import defaultdict
from pathlib import Path

import click

from gongkai.cli.progress import Progress
from gongkai.core.errors import BadFile

SHOWN = 5
SECONDS = 600
_WORDS = {"block": "拦下", "warn": "提醒", "info": "请看一下"}


class CheckRun:
    def __init__(self, *, terms: Path | None):
        self.rulebook = _rulebook(terms)
        self.findings: dict[Path, list[dict]] = {}
        self.unreadable: dict[Path, str] = {}

    def check(self, paths) -> None:
        """Every file in a child process: one that breaks its reader takes nothing else with it."""
        from gongkai.review.apart import Workers

        files = _files_below(paths)
        missing = [path for path in files if not path.is_file()]
        self.unreadable |= dict.fromkeys(missing, "没有这个文件。请核对路径。")
        files = [path for path in files if path not in self.unreadable]
        if not files and not missing:
            raise click.UsageError("这里没有文件。请核对路径。")
        rules = self.rulebook.as_dict()
        tasks = ({"path": str(path), "name": path.name, "rules": rules} for path in files)
        count = min(os.cpu_count() or 1, len(files) or 1)
        with Progress() as progress, Workers(count, seconds=SECONDS) as workers:
            for done, (task, result) in enumerate(workers.results("check", tasks), 1):
                self._note(Path(task["path"]), result)
                if len(files) > 1:
                    progress("检查文件", done, len(files))
        self.findings = {path: self.findings[path] for path in files if path in self.findings}

    def _note(self, path: Path, result) -> None:
        if isinstance(result, BadFile):
            self.unreadable[path] = str(result)
        else:
            self.findings[path] = result["findings"]

    @property
    def exit_code(self) -> int:
        if any(_is_blocked(found) for found in self.findings.values()):
            return 1
        return 2 if self.unreadable else 0

    def say(self, *, as_json: bool) -> None:
        if as_json:
            click.echo(json.dumps(self._rows(), ensure_ascii=False, indent=1))
        else:
            for path, found in self.findings.items():
                _say_file(path, found)
        for path, reason in self.unreadable.items():
            click.echo(f"{path}：读不了。{reason}", err=True)
        if not as_json and len(self.findings) + len(self.unreadable) > 1:
            self._say_summary()

    def _rows(self) -> list[dict]:
        """What could not be read is in the list too, so that a program does not take silence for a yes."""
        keys = ("kind", "value", "where", "severity", "masked", "message")
        rows = [
            {**{key: finding[key] for key in keys}, "file": str(path)}
            for path, found in self.findings.items()
            for finding in found
        ]
        return rows + [
            {
                "kind": "unreadable",
                "value": "",
                "where": "",
                "severity": "none",
                "masked": "",
                "message": reason,
                "file": str(path),
            }
            for path, reason in self.unreadable.items()
        ]

    def _say_summary(self) -> None:
        blocked = sum(_is_blocked(found) for found in self.findings.values())
        total = len(self.findings) + len(self.unreadable)
        click.echo(
            f"共 {total} 个文件：拦下 {blocked} 个，可以公开 {len(self.findings) - blocked} 个，读不了 {len(self.unreadable)} 个。"
        )


def _is_blocked(found: list[dict]) -> bool:
    return any(finding["severity"] == "block" for finding in found)


def _say_file(path: Path, found: list[dict]) -> None:
    from gongkai.review.kinds import name_of

    counts = {severity: sum(row["severity"] == severity for row in found) for severity in _WORDS}
    told = "，".join(f"{_WORDS[severity]} {count} 处" for severity, count in counts.items() if count)
    click.echo(f"{path}：{told or '没有发现问题'}。")
    groups = defaultdict(list)
    for row in sorted(found, key=lambda row: list(_WORDS).index(row["severity"])):
        groups[row["severity"], row["kind"], row["message"]].append(row)
    for (severity, kind, message), rows in groups.items():
        click.echo(f"  {_WORDS[severity]}　{name_of(kind)} {len(rows)} 处。{message}")
        for row in rows[:SHOWN]:
            click.echo(f"    {row['where']}　{' '.join(row['excerpt'].split())}".rstrip())
        if len(rows) > SHOWN:
            click.echo(f"    还有 {len(rows) - SHOWN} 处，加 --json 看全部。")


def _files_below(paths) -> list[Path]:
    """Given files, and every file below given folders; hidden ones and their lock files are nobody's documents."""
    files: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = (child for child in sorted(path.rglob("*")) if child.is_file())
            files |= dict.fromkeys(
                child
                for child in inside
                if not any(part.startswith((".", "~$")) for part in child.relative_to(path).parts)
            )
        else:
            files[path] = None
    return list(files)


def _rulebook(terms: Path | None):
    data = Path(os.environ.get("GONGKAI_DATA_DIR", "data"))
    if os.environ.get("DATABASE_URL") or (data / "gongkai.sqlite3").exists():
        rulebook = _current_rulebook()
    else:
        rulebook = _shipped_rulebook()
    if terms is None:
        return rulebook
    from gongkai.review.checking.rulebook import make_rulebook

    return make_rulebook(terms=_read_terms(terms), masks=rulebook.masks)


def _current_rulebook():
    from gongkai.cli.django_setup import start_django

    start_django()
    from gongkai.review.rulelists import current_rulebook

    return current_rulebook()


def _shipped_rulebook():
    """No database: gettext must still find settings."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)
    from gongkai.review.checking.rulebook import shipped

    return shipped()


def _read_terms(path: Path):
    from gongkai.review.checking.rulebook import read_terms

    try:
        terms = read_terms(path)
    except OSError:
        raise click.UsageError(f"词表打不开：{path}。请核对路径。") from None
    except (UnicodeDecodeError, TypeError, csv.Error):
        raise click.UsageError(
            "词表读不懂。请用 UTF-8 的 CSV，第一行写 text,severity,reason,instead。"
        ) from None
    if any(term.severity not in {"block", "warn"} or not term.text.strip() for term in terms):
        raise click.UsageError("词表里有的行不对：text 不能空，severity 只能写 block 或者 warn。")
    return terms
