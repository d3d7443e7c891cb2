from pathlib import Path

import click

from gongkai.cli.chinese import FileOrFolder, Verb


@click.command("check", cls=Verb, short_help="检查文件里有没有不能公开的内容")
@click.argument("paths", metavar="文件或文件夹…", nargs=-1, required=True, type=FileOrFolder())
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")
@click.option(
    "--terms",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="用这份词表（CSV），不用系统里的",
)
def command(paths, as_json, terms):
    """检查文件能不能公开：个人信息、密级标志、不可能的日期、链接、图片说明、文件里的内部信息。

    \b
    不需要数据库。GONGKAI_DATA_DIR 里有数据库时，用政务公开办现在的词表和脱敏规则。
    能读的：docx、xlsx、pptx、pdf、ofd、odt、ods、csv、txt、html、zip 和图片；文件夹里的全部文件。
    退出码：0 没有要拦下的，1 有要拦下的，2 有文件读不了。
    """  # fmt: skip
    from gongkai.cli.check_run import CheckRun

    run = CheckRun(terms=terms)
    run.check(paths)
    run.say(as_json=as_json)
    return run.exit_code
