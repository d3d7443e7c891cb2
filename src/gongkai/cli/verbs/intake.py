from pathlib import Path

import click

from gongkai.cli.chinese import FileOrFolder, Verb

KINDS = ("document", "interpretation", "news")


@click.command("intake", cls=Verb, short_help="成批收录已经公开过的公文")
@click.argument("paths", metavar="文件或文件夹…", nargs=-1, required=True, type=FileOrFolder())
@click.option("--unit", metavar="编号", help="负责单位的编号")
@click.option("--column", metavar="代码", help="放在哪个栏目")
@click.option("--matter", metavar="编号", help="按哪个公开事项公开")
@click.option(
    "--kind",
    metavar="种类",
    type=click.Choice(KINDS),
    help="document（公文）、interpretation（解读）或 news（动态）",
)
@click.option(
    "--map",
    "map_file",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="对照文件（TOML），写法见 docs/intake.md",
)
@click.option("--name", metavar="名称", help="这一批的名称；再次收录时用同一个名称接着做")
@click.option("--source", metavar="来源", help="这一批原来在哪里公开，会写在批次的公开页上；不写时用文件名")
@click.option("--dry-run", is_flag=True, help="只读、只检查，什么都不写")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")
@click.option(
    "--report", metavar="文件", type=click.Path(path_type=Path), help="把每一条的结果写进这个 CSV 文件"
)
@click.option("--as", "author", metavar="用户名", help="收录的人：经办或者政务公开办")
@click.option(
    "--approve-as", "approver", metavar="用户名", help="当场审核公开的人：政务公开办，不能是收录的人"
)
def command(paths, map_file, name, source, dry_run, as_json, report, author, approver, **places):
    """读一批已经公开过的公文，收进系统，由政务公开办一次审核公开。

    \b
    能读的：.jsonl、.csv 清单，.html、.docx、.doc、.wps、.txt 单件，以及放着它们的文件夹。
    先用 --dry-run 看一遍：哪些能收、哪些不能、为什么、怎么办。
    中途停了再运行一次就接着做；收过的不会重复。
    不在终端运行时，口令从标准输入逐行给出：先收录的人，后审核的人；有动态口令的各多一行。
    退出码：0 全部收录，1 有的没有收录，2 什么都没有做。
    """  # fmt: skip
    from gongkai.cli.django_setup import start_django

    start_django()
    from gongkai.cli.intake_run import IntakeRun

    run = IntakeRun(paths=paths, places=places, map_file=map_file, name=name, report=report, source=source)
    if dry_run:
        run.rehearse()
    else:
        run.take_in(author=author, approver=approver)
    run.say(as_json=as_json)
    return run.exit_code
