from pathlib import Path

import click

from gongkai.cli.chinese import FileOrFolder, Verb


@click.command("check", cls=Verb, short_help="检查文件里有没有不能公开的内容")
@click.argument("paths", metavar="文件或文件夹…", nargs=-1, type=FileOrFolder())
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")
@click.option(
    "--terms",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="用这份词表（CSV），不用系统里的",
)
@click.option("--public", is_flag=True, help="把已经公开的信息按现在的规则重新检查一遍")
def command(paths, as_json, terms, public):
    """检查文件能不能公开：个人信息、密级标志、不可能的日期、链接、图片说明、文件里的内部信息。

    \b
    不需要数据库。GONGKAI_DATA_DIR 里有数据库时，用政务公开办现在的词表和脱敏规则。
    --public 检查数据库里已经公开的信息，结果也列在后台“巡检”里。
    能读的：docx、xlsx、pptx、pdf、ofd、odt、ods、csv、txt、html、zip 和图片；文件夹里的全部文件。
    退出码：0 没有要拦下的，1 有要拦下的，2 有文件读不了。
    """  # fmt: skip
    if public == bool(paths):
        raise click.UsageError("请写要检查的文件或文件夹，或者只写 --public。")
    if public:
        return _check_public(as_json)
    from gongkai.cli.check_run import CheckRun

    run = CheckRun(terms=terms)
    run.check(paths)
    run.say(as_json=as_json)
    return run.exit_code


def _check_public(as_json: bool) -> int:
    from gongkai.cli.django_setup import start_django

    start_django()
    from gongkai.cli.patrol_run import PatrolRun

    run = PatrolRun()
    run.check()
    run.say(as_json=as_json)
    return run.exit_code
