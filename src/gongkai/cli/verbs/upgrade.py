import click

from gongkai.cli.chinese import Verb


@click.command("upgrade", cls=Verb, short_help="建立数据库，或升级到这个版本")
def command():
    """建立或升级数据库。已有数据时先备份到数据文件夹的 backups 里，再升级。请先停止网站。"""
    from gongkai.cli.django_setup import start_django

    start_django()
    from gongkai.cli.upgrading import upgrade

    upgrade()
