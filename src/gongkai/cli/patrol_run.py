"""What `gongkai check --public` does: checks what was not yet checked under today's lists, and lists what stands open."""

import json

import click

from gongkai.cli.progress import Progress
from gongkai.review import actions
from gongkai.review.checkup import said
from gongkai.review.patrols import open_findings, patrol_rows, unchecked_versions
from gongkai.review.rulelists import current_rulebook


class PatrolRun:
    def __init__(self):
        self.key = current_rulebook().key
        self.checked = 0
        self.rows = []

    def check(self) -> None:
        total = unchecked_versions(self.key).count()
        with Progress() as progress:

            def done(count: int) -> None:
                self.checked += count
                progress("检查已公开的信息", self.checked, total)

            actions.patrol(progress=done)
        self.rows = patrol_rows(open_findings(self.key))

    @property
    def exit_code(self) -> int:
        return 1 if self.rows else 0

    def say(self, *, as_json: bool) -> None:
        if as_json:
            click.echo(json.dumps([_plain(each) for each in self.rows], ensure_ascii=False, indent=1))
            return
        for each in self.rows:
            click.echo(f"{each.row.thing.index_number}　{each.title}")
            for words in said(each.checkup.of("blocking")):
                click.echo(f"    {words}")
        if self.rows:
            click.echo(f"这次检查了 {self.checked} 件，共有 {len(self.rows)} 件要处理，也列在后台“巡检”里。")
        else:
            click.echo(f"这次检查了 {self.checked} 件，没有要处理的。")


def _plain(each) -> dict:
    """Without values: they are masked wherever they are kept."""
    findings = [finding for group in each.checkup.of("blocking") for finding in group.findings]
    keys = ("kind", "severity", "where", "masked", "message", "source_name")
    return {
        "index_number": each.row.thing.index_number,
        "title": each.title,
        "findings": [{key: getattr(finding, key) for key in keys} for finding in findings],
    }
