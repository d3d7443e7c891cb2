import os
import sys
from functools import partial

import click

from gongkai.cli.chinese import Port, Verb

OF_ALL_ADDRESSES = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
WORKERS = 2
THREADS = 8


@click.command("serve", cls=Verb, short_help="启动网站和后台任务")
@click.option(
    "--host",
    envvar="HOST",
    default="127.0.0.1",
    metavar="地址",
    help="监听地址，默认 127.0.0.1（环境变量 HOST）",
)
@click.option(
    "--port",
    envvar="PORT",
    default=8000,
    type=Port(),
    metavar="端口",
    help="端口，默认 8000（环境变量 PORT）",
)
@click.option("--demo", is_flag=True, help="先装入演示城市，并开放演示账号")
def command(host, port, demo):
    """启动网站和后台任务，按 Ctrl-C 停止。

    \b
    gongkai serve --demo       打开演示城市，不需要任何准备
    gongkai serve              启动自己的网站；第一次请先运行 gongkai upgrade
    """
    from gongkai.cli.processes import Supervisor, address_of

    address = address_of(host, port)
    if demo:
        os.environ["GONGKAI_DEMO"] = "1"
    _prepare(demo)
    supervisor = Supervisor(web=_web(address, port), worker=[sys.executable, "-m", "gongkai.cli", "worker"])
    near = OF_ALL_ADDRESSES.get(address, address)
    announce = partial(_announce, near, port, demo=demo, open_to_others=near != address)
    supervisor.run(host=near, port=port, when_ready=announce)
    click.echo("已停止。", err=True)


def _prepare(demo: bool) -> None:
    from gongkai.cli.django_setup import start_django

    start_django()
    from gongkai.cli import preparing
    from gongkai.core.errors import Refused

    if demo:
        from gongkai.cli import demo_city

        demo_city.make_ready()
    elif preparing.pending_migrations():
        raise Refused("数据库还没有建立，或者不是这个版本的。请先运行 gongkai upgrade。")
    else:
        preparing.migrate()
    _forget_written_pages()
    if preparing.collect_static():
        click.echo("静态文件已更新。", err=True)


def _forget_written_pages() -> None:
    """Another version of the product, other settings or a restored backup may show other pages."""
    from django.conf import settings

    from gongkai.portal.publication.journal import journal

    if settings.STATIC_PUBLICATION:
        journal().start_afresh()


def _web(address: str, port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "error"),
        *("--host", address, "--port", str(port)),
        *("--workers", str(WORKERS), "--blocking-threads", str(THREADS)),
        *("--respawn-failed-workers", "--workers-kill-timeout", "10"),
        "gongkai.wsgi:application",
    ]


def _announce(address: str, port: int, *, demo: bool, open_to_others: bool) -> None:
    home = f"http://{f'[{address}]' if ':' in address else address}:{port}/"
    click.echo(f"\n网站：{home}\n后台：{home}admin/")
    if open_to_others and "GONGKAI_HOSTS" not in os.environ:
        click.echo("从其他电脑访问，须先把所用的域名或地址写入 GONGKAI_HOSTS，否则会被拒绝。")
    if demo:
        from gongkai.cli import demo_city

        click.echo(f"\n演示账号（只在演示时能登录）：\n{demo_city.accounts_table()}")
    click.echo("\n按 Ctrl-C 停止。")
