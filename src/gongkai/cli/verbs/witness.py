import os
import sys

import click

from gongkai.cli.chinese import Folder, Port, VerbGroup

WHERE = click.option(
    "--folder",
    type=Folder(),
    default="witness",
    metavar="文件夹",
    help="见证人的密钥和记忆所在，默认 ./witness；丢了或者换回旧的，就不能再做这个见证人",
)


@click.group("witness", cls=VerbGroup, short_help="做别人日志的见证人")
def command():
    """做见证人：别的城市、媒体、学校都可以运行，为一个公开日志作证它只增不改、最迟何时是这样。

    \b
    gongkai witness init --name witness.example.org
    gongkai witness add 'www.example.gov.cn/log+…'     见证这个日志
    gongkai witness serve --port 8100                  把网址和公钥告诉对方
    """


@command.command("init", short_help="建立见证人和它的密钥")
@click.option("--name", required=True, metavar="名称", help="见证人的名称，如 witness.example.org")
@WHERE
def init(name, folder):
    """在文件夹里建立密钥和记忆。已有的不覆盖。"""
    from gongkai.ledger.witness_server import make

    key = make(folder, name)
    click.echo(f"见证人已建立：{folder}\n公钥 {key.text}")


@command.command("add", short_help="见证一个日志")
@click.argument("key", metavar="公钥")
@WHERE
def add(key, folder):
    """写下一个日志的验证公钥，从此见证它。对方换密钥时，再写新的一把。"""
    from gongkai.ledger.witness_server import add_log
    from gongkai.translog import VerifierKey

    parsed = VerifierKey.parse(key)
    click.echo(
        f"开始见证 {parsed.name}。" if add_log(folder, parsed) else f"早已见证 {parsed.name}，没有改动。"
    )


@command.command("serve", short_help="启动见证人")
@WHERE
@click.option("--host", default="127.0.0.1", metavar="地址", help="监听地址，默认 127.0.0.1")
@click.option("--port", default=8100, type=Port(), metavar="端口", help="端口，默认 8100")
def serve(folder, host, port):
    """启动见证人，按 Ctrl-C 停止。对外服务时请放在 HTTPS 反向代理后面。"""
    from gongkai.cli.processes import address_of
    from gongkai.ledger.witness_server import FOLDER, key_of, logs_of

    key, logs = key_of(folder), logs_of(folder)
    address = address_of(host, port)
    click.echo(f"见证人 {key.text}\n见证 {len(logs)} 个日志，网址 http://{host}:{port}\n按 Ctrl-C 停止。")
    sys.stdout.flush()
    os.environ[FOLDER] = str(folder)
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "error"]
    server += ["--host", address, "--port", str(port), "--workers", "1", "--blocking-threads", "4"]
    os.execv(sys.executable, [*server, "gongkai.ledger.witness_server:application"])
