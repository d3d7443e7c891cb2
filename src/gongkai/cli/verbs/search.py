import json

import click

from gongkai.cli.chinese import Verb

SHOWN = 20


@click.command("search", cls=Verb, short_help="搜索公开的信息，或者重建索引")
@click.argument("words", metavar="词", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")
@click.option(
    "--limit",
    default=SHOWN,
    type=click.IntRange(1, 1000),
    metavar="件数",
    help=f"最多列出多少件，默认 {SHOWN}",
)
def command(words, as_json, limit):
    """在全部公开信息里搜索，按相关度列出。

    \b
    gongkai search 住房公积金 提取
    gongkai search 格政办〔2026〕41号 --json
    gongkai search rebuild      从数据库重建索引，搜索照常可用
    """
    from gongkai.cli.django_setup import start_django

    start_django()
    if words == ("rebuild",):
        _rebuild()
        return
    hits = _hits(" ".join(words), limit)
    if as_json:
        click.echo(json.dumps(hits, ensure_ascii=False))
    elif hits:
        click.echo("\n".join(f"{hit['date']}  {hit['title']}  {hit['unit']}  {hit['url']}" for hit in hits))
    else:
        click.echo("没有找到。请少写一个词，或者换一个说法。")


def _rebuild() -> None:
    from gongkai.cli.progress import Progress
    from gongkai.core.errors import Refused
    from gongkai.search import actions
    from gongkai.search.backends import Unreachable

    try:
        with Progress() as bar:
            number = actions.rebuild(lambda done, total: bar("重建索引", done, total))
            read = actions.read_files(progress=lambda done, total: bar("读取附件", done, total))
    except Unreachable as error:
        raise Refused("搜索服务连不上。请核对 SEARCH_URL 和搜索服务后重试。") from error
    click.echo(f"索引已重建，共 {number} 件。" + (f"新读取了 {read} 件的附件。" if read else ""))


def _hits(words: str, limit: int) -> list[dict]:
    from gongkai.core.errors import Refused
    from gongkai.search.backends import Unreachable
    from gongkai.search.queries import Search, in_order

    try:
        return [_line(row) for row in in_order(Search(words).ids(0, limit))]
    except Unreachable as error:
        raise Refused("索引还没有建立，或者搜索服务连不上。请先运行 gongkai search rebuild。") from error


def _line(row) -> dict:
    from django.conf import settings

    from gongkai.search.queries import address_of
    from gongkai.search.searched import day_of

    return {
        "index_number": row.thing.index_number,
        "title": row.title,
        "unit": row.issuer_name,
        "date": day_of(row).isoformat(),
        "url": settings.BASE_URL.rstrip("/") + address_of(row),
    }
