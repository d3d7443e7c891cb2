import json
from urllib.parse import urlsplit

import click

from gongkai.cli.chinese import Folder, Verb, VerbGroup

SHOWN = 50


@click.group("site", cls=VerbGroup, short_help="把整个网站写成文件，核对写成的文件")
def command():
    """公开网站的文件：gongkai serve 自己会写、会用，不必管；要放到别的服务器上时用这里的命令。"""


@command.command("build", short_help="把整个网站写到一个文件夹")
@click.argument("folder", type=Folder(), metavar="文件夹")
@click.option(
    "--base-url", metavar="网址", help="对外网址，如 https://www.example.gov.cn；默认用 GONGKAI_BASE_URL"
)
def build(folder, base_url):
    """把全部公开的页面、列表、订阅、附件和样式写到一个文件夹，任何静态服务器都能用。

    \b
    服务器的规则一并写出：.server/nginx.conf（nginx）和 .htaccess（Apache），已撤回的信息答 410。
    查询、列表的后几页、英文界面和后台仍由 gongkai serve 提供。
    文件夹是写的时候的样子：公开、更正、撤回以后要再写一次。写好之前原来的文件夹照常可用。
    """
    _start()
    from gongkai.cli import preparing
    from gongkai.cli.progress import Progress
    from gongkai.portal.publication.building import build, origin_to_build

    _speak_as(base_url or origin_to_build())
    preparing.collect_static()
    with Progress() as progress:
        count = build(folder, progress=progress)
    click.echo(f"已写成 {count} 个文件：{folder}\n页面里的网址是 {origin_to_build()}/")


@command.command("verify", cls=Verb, short_help="把页面重新做一遍，与写成的文件核对")
@click.argument("folder", type=Folder(), metavar="[文件夹]", required=False)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")
@click.pass_context
def verify(ctx, folder, as_json):
    """把每个页面重新做一遍，与文件核对；不同的、缺少的、多出的逐个列出，有一个就以 1 退出。

    不写文件夹时核对 gongkai serve 正在用的文件。页面上的日期和查阅时间不算不同。
    """
    _start()
    from gongkai.cli.progress import Progress
    from gongkai.portal.publication import building, checking

    if folder:
        _speak_as(building.built_for(folder))

    with Progress() as progress:
        if folder:
            report = checking.check_folder(folder, progress=progress)
        else:
            report = checking.check_kept(progress=progress)
    click.echo(json.dumps(_figures(report), ensure_ascii=False) if as_json else "\n".join(_lines(report)))
    ctx.exit(0 if report.holds else 1)


def _start() -> None:
    from gongkai.cli.django_setup import start_django

    start_django()
    from gongkai.cli import preparing
    from gongkai.core.errors import Refused

    if preparing.pending_migrations():
        raise Refused("数据库还没有建立，或者不是这个版本的。请先运行 gongkai upgrade。")


def _speak_as(origin: str) -> None:
    """The address that pages give as their own."""
    from django.conf import settings

    if urlsplit(origin).scheme not in ("http", "https") or not urlsplit(origin).netloc:
        raise click.BadParameter(f"{origin} 不是网址。请写成 https://www.example.gov.cn 的样子。")
    settings.BASE_URL = origin.rstrip("/")


def _figures(report) -> dict:
    return {
        "holds": report.holds,
        "checked": report.checked,
        "void": report.void,
        "differing": report.differing,
        "missing": report.missing,
        "too_many": report.too_many,
    }


def _lines(report) -> list[str]:
    lines = []
    for word, names in (("不同", report.differing), ("缺少", report.missing), ("多出", report.too_many)):
        lines += [f"{word}  {name}" for name in names[:SHOWN]]
        if len(names) > SHOWN:
            lines.append(f"{word}  …共 {len(names)} 个，全部见 --json")
    void = f"，另有 {report.void} 个已作废、等重写" if report.void else ""
    verdict = "全部相同" if report.holds else "有不符"
    return [*lines, f"核对了 {report.checked} 个文件{void}：{verdict}。"]
