import json

import click

from gongkai.cli.chinese import Verb


@click.command("setup", cls=Verb, short_help="为一座城市建立首个单位和管理员")
@click.option("--site", "site_name", required=True, metavar="名称", help="网站名称，如 某市政务公开")
@click.option("--unit", "unit_name", required=True, metavar="名称", help="政务公开主管单位的全称")
@click.option("--code", "unit_code", required=True, metavar="编号", help="单位编号，如 632801001")
@click.option(
    "--prefix",
    "index_prefix",
    default="",
    metavar="代码",
    help="索引号前缀：统一社会信用代码；不填用单位编号",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")
def command(site_name, unit_name, unit_code, index_prefix, as_json):
    """在新建的数据库里建立政务公开主管单位、公开事项目录、首页草稿和三名管理员。

    \b
    管理员的初始口令只显示这一次，第一次登录时须改。
    之后由安全管理员在后台添加人员和岗位，由政务公开办审核公开首页。
    """
    from gongkai.cli.django_setup import start_django

    start_django()
    from gongkai.cli.setting_up import set_up

    people = set_up(site_name=site_name, unit_name=unit_name, unit_code=unit_code, index_prefix=index_prefix)
    begun = _begin_log()
    if as_json:
        click.echo(json.dumps(people, ensure_ascii=False))
        return
    click.echo("已经建好。管理员的初始口令只显示这一次：")
    for row in people:
        click.echo(f"  {row['role']}  用户名 {row['username']}  口令 {row['password']}")
    click.echo(begun)


def _begin_log() -> str:
    from gongkai.ledger.actions import append, begin

    log = begin()
    append()
    key = log.keys.get().text
    return f"公开日志已建立：{log.origin}\n验证公钥 {key}\n请把数据文件夹里的 keys 另存一份，备份里没有它。"
