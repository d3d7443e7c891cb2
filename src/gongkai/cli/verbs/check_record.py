import json

import click

from gongkai.cli.chinese import Verb


@click.command("check-record", cls=Verb, short_help="重新计算并核对公开记录")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")
@click.pass_context
def command(ctx, as_json):
    """从第一条起重新计算公开记录的摘要链，并核对公开内容和状态。有不符时退出码为 1。"""
    from gongkai.cli.django_setup import start_django

    start_django()
    from gongkai.cli.progress import Progress
    from gongkai.core.models import Record
    from gongkai.core.verify import verify_record

    total, done = Record.objects.count(), 0
    with Progress() as bar:

        def advance(count):
            nonlocal done
            done += count
            bar("核对", done, max(total, done))

        report = verify_record(progress=advance)
    if as_json:
        figures = {"holds": report.holds, "records": report.records, "newest_digest": report.newest_digest}
        click.echo(json.dumps({**figures, "problems": report.problems}, ensure_ascii=False))
    else:
        for problem in report.problems:
            click.echo(problem, err=True)
        verdict = "全部相符" if report.holds else f"有 {len(report.problems)} 处不符"
        click.echo(f"公开记录共 {report.records} 条，{verdict}。最新摘要 {report.newest_digest}")
    ctx.exit(0 if report.holds else 1)
