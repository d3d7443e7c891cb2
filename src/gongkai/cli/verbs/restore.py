import json

import click

from gongkai.cli.chinese import Folder, Verb


@click.command("restore", cls=Verb, short_help="从备份恢复到空的数据文件夹")
@click.argument("folder", type=Folder(), metavar="文件夹")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")
def command(folder, as_json):
    """从备份恢复。只恢复到空的数据文件夹和空的数据库；先核对备份里的每个文件，再动手。"""
    from gongkai.cli.django_setup import start_django

    start_django()
    from gongkai.cli.progress import Progress
    from gongkai.core.backup import restore_from

    with Progress() as progress:
        manifest = restore_from(folder, progress=progress)
    if as_json:
        click.echo(json.dumps(manifest.summary(), ensure_ascii=False))
        return
    click.echo(f"恢复已完成，公开记录核对无误。\n{manifest.sentence()}")
    for problem in manifest.problems:
        click.echo(problem, err=True)
