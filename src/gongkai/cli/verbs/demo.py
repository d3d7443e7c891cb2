import json

import click

from gongkai.cli.chinese import VerbGroup


@click.group("demo", cls=VerbGroup, short_help="演示城市和演示账号")
def command():
    """演示城市：装入数据，列出账号。

    演示账号只在 GONGKAI_DEMO=1 时能登录，gongkai serve --demo 会自动设置。
    """


@command.command("load", short_help="把演示城市装入空库")
def load():
    """把演示城市装入空的数据库；已经装过时什么也不做。"""
    from gongkai.cli.django_setup import start_django

    start_django()
    from gongkai.cli import demo_city

    click.echo("演示城市已装好。" if demo_city.make_ready() else "演示城市早已装好，没有改动。")


@command.command("accounts", short_help="列出演示账号")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")
def accounts(as_json):
    """列出每个角色的演示账号和口令。"""
    from gongkai.cli.django_setup import start_django

    start_django()
    from gongkai.cli import demo_city

    click.echo(
        json.dumps(demo_city.accounts(), ensure_ascii=False) if as_json else demo_city.accounts_table()
    )
