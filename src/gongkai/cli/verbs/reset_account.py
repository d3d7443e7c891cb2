import json

import click

from gongkai.cli.chinese import Verb


@click.command("reset-account", cls=Verb, short_help="重置一个账号的口令和动态口令")
@click.argument("username", metavar="用户名")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")
def command(username, as_json):
    """最后一名安全管理员进不来时用：给出新的初始口令（只显示这一次），并解除动态口令和登录锁定。

    操作会记入操作日志。
    """
    from gongkai.cli.django_setup import start_django

    start_django()
    from django.db import transaction

    from gongkai.core.errors import Refused
    from gongkai.units.actions import reset_code, reset_password
    from gongkai.units.models import User

    person = User.objects.filter(username=username).first()
    if person is None:
        raise Refused(f"没有用户名是“{username}”的账号。")
    with transaction.atomic():
        password = reset_password(actor=None, person=person)
        reset_code(actor=None, person=person)
    if as_json:
        click.echo(json.dumps({"username": username, "password": password}, ensure_ascii=False))
        return
    click.echo(f"用户名 {username}  新口令 {password}\n动态口令已解除，下次登录时重新绑定。")
