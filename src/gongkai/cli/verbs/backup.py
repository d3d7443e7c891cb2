import json

import click

from gongkai.cli.chinese import Folder, Verb


@click.command("backup", cls=Verb, short_help="备份数据库和文件")
@click.argument("folder", type=Folder(), metavar="文件夹")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")
def command(folder, as_json):
    """把数据库、文件和密钥备份到一个新的文件夹。网站不必停。

    备份里有未公开的内容和密钥，请放在只有管理员能读的地方。
    """
    from gongkai.cli.django_setup import start_django

    start_django()
    from gongkai.cli.progress import Progress
    from gongkai.core.backup import backup_to

    with Progress() as progress:
        manifest = backup_to(folder, progress=progress)
    if as_json:
        click.echo(json.dumps({"folder": str(folder), **manifest.summary()}, ensure_ascii=False))
        return
    click.echo(f"备份已完成：{folder}\n{manifest.sentence()}")
    for problem in manifest.problems:
        click.echo(problem, err=True)
