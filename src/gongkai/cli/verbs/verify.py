import json

import click

from gongkai.cli.chinese import FileOrFolder, Verb


@click.command("verify", cls=Verb, short_help="用公开凭证核对一份文件")
@click.argument("receipt", type=FileOrFolder(), metavar="凭证")
@click.argument("file", type=FileOrFolder(), metavar="文件")
@click.option("--key", metavar="公钥", default="", help="日志的验证公钥，从别处取得的")
@click.option(
    "--policy", type=FileOrFolder(), metavar="文件", help="见证规则（C2SP tlog-policy）：公钥、见证人和要几人"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")
def command(receipt, file, key, policy, as_json):
    """核对一份文件是不是凭证所记的那一份，不用问服务器。不相符时退出码为 1。

    \b
    文件可以是页面的 canonical.json，也可以是从页面下载的附件。
    gongkai verify 凭证.tlog-proof canonical.json --key 'www.example.gov.cn/log+…'
    """
    from gongkai.cli.receipts import check, policy_from

    found = check(receipt, file, policy_from(key, policy))
    if as_json:
        click.echo(json.dumps(_figures(found), ensure_ascii=False))
        return
    what = "正文" if found.part == "content" else "附件"
    click.echo(f"相符：这是 {found.leaf.get('thing', '')} 的{what}。")
    click.echo(f"它在日志 {found.origin} 的第 {found.index + 1} 条，日志当时共 {found.size} 条。")
    for each in found.cosigned:
        click.echo(f"见证人 {each.witness} 在 {_time(each.moment)} 见过这个日志。")
    if not found.cosigned:
        click.echo(f"没有见证人的签名，时间 {found.leaf.get('at', '')} 是发布者自己说的。")


def _figures(found) -> dict:
    return {
        "origin": found.origin,
        "index": found.index,
        "size": found.size,
        "part": found.part,
        "leaf": found.leaf,
        "cosigned": [{"witness": each.witness, "moment": each.moment} for each in found.cosigned],
    }


def _time(moment: int) -> str:
    from datetime import datetime

    return datetime.fromtimestamp(moment).astimezone().isoformat(sep=" ", timespec="seconds")
