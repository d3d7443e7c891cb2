import json
from pathlib import Path

import click

from gongkai.cli.chinese import VerbGroup


@click.group("plan", cls=VerbGroup, short_help="导入、查看政务公开实施方案")
def command():
    """政务公开实施方案：从文字识读条款、责任单位和时限，查看识读的结果。"""


@command.command("import", short_help="从纯文本导入方案")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")
def import_(file, as_json):
    """识读方案的文字（纯文本），存入系统；改正了哪里、哪里没有把握，逐条列出。

    \b
    同样的内容再导入一次不会有任何改动；文字有变化时存为下一次识读，原来的保留。
    导入的方案不会自动公开：由政务公开办在后台“实施方案”里送审。
    """
    from gongkai.cli.django_setup import start_django

    start_django()
    from gongkai.catalogue.actions import import_plan
    from gongkai.catalogue.plan.files import read_text

    done = import_plan(text=read_text(file), source_name=file.name)
    if as_json:
        click.echo(json.dumps(_figures(done.read), ensure_ascii=False))
    else:
        click.echo("\n".join(_report(done)))


@command.command("show", short_help="列出导入的方案和条款")
def show():
    """列出最近导入的方案：条款、责任单位、时限，以及是否已经公开。"""
    from gongkai.cli.django_setup import start_django

    start_django()
    from gongkai.catalogue.queries import plan_rows, reading_page

    rows = plan_rows()
    if not rows:
        click.echo("还没有导入方案。请运行 gongkai plan import 文件。")
        return
    page = reading_page(rows[0].plan)
    click.echo(f"{rows[0].plan.title}（{rows[0].thing.get_state_display()}）")
    for line in page["clauses"]:
        click.echo("  ".join(_clause_words(line)))


def _figures(read) -> dict:
    return {
        "title": read.title,
        "date": read.date.isoformat() if read.date else None,
        "citations": read.citations,
        "clauses": [
            {"number": each.number, "title": each.title, "lead": each.lead, "supporting": each.supporting}
            for each in read.clauses
        ],
        "limits": [{"clause": limit.clause, "text": limit.text} for limit in read.limits],
        "repairs": [{"raw": repair.raw, "repaired": repair.repaired} for repair in read.repairs],
    }


def _report(done) -> list[str]:
    read = done.read
    lines = [f"{read.title}（{read.date.isoformat() if read.date else '没有读到成文日期'}）"]
    lines.append(
        f"条款 {len(read.clauses)} 条，时限 {len(read.limits)} 处，引用文件 {len(read.citations)} 件。"
    )
    lines += _listed("改正", [f"{each.raw} → {each.repaired}  {each.why}" for each in read.repairs])
    lines += _listed("没有把握", [f"{each.raw}  {each.why}".strip() for each in read.unsure])
    lines += _listed("单位要核对", [f"{name}  {note}" for name, note in done.to_check])
    if not done.is_new:
        return [*lines, "这些内容已经导入过，没有改动。"]
    return [*lines, "已导入。下一步由政务公开办在后台“实施方案”里送审，另一人审核后公开。"]


def _listed(label: str, items: list[str]) -> list[str]:
    return [f"{label} {len(items)} 处：", *(f"  {item}" for item in items)] if items else [f"{label} 0 处。"]


def _clause_words(line: dict) -> list[str]:
    clause = line["clause"]
    words = [clause.number, clause.title]
    for label, units in (("责任", line["lead"]), ("配合", line["supporting"])):
        if units:
            words.append(f"{label}：{'、'.join(unit.name for unit in units)}")
    limits = "、".join(limit.text for limit in clause.limits.all())
    return [*words, f"时限：{limits}"] if limits else words
