import json

import click

from gongkai.cli.chinese import FileOrFolder, VerbGroup

SIGNER = (
    click.option(
        "--signer", "command", metavar="命令", default="", help="用外部命令签名（硬件密钥），不在本机建私钥"
    ),
    click.option("--key", metavar="公钥", default="", help="与 --signer 同用：那把密钥的验证公钥"),
)


def with_signer(function):
    for option in reversed(SIGNER):
        function = option(function)
    return function


@click.group("log", cls=VerbGroup, short_help="公开日志：建立、签发、换密钥、见证、核对")
def command():
    """公开日志：每次公开、更正、撤回各一条，只增不改，谁都可以核对。

    平时不必管：后台任务会自己签发，请见证人签名。说明见 docs/operate.md 和 docs/transparency-log.md。
    """


@command.command("init", short_help="建立日志和密钥")
@click.option(
    "--origin", metavar="名称", default="", help="日志名称，如 www.example.gov.cn/log；默认用网站的域名"
)
@with_signer
def init(origin, command, key):
    """建立公开日志和它的密钥。密钥在数据文件夹的 keys 里，不在数据库和备份里，请另存一份。"""
    actions = _actions()
    _check_signer(command, key)
    log = actions.begin(origin=origin, command=command, key=key)
    signed = actions.append()
    click.echo(f"公开日志已建立：{log.origin}，已签发 {signed.checkpoint.size} 条。")
    click.echo(f"验证公钥 {log.keys.get().text}")
    click.echo("请把数据文件夹里的 keys 另存到安全的地方：gongkai backup 不备份它。")


@command.command("append", short_help="把还没有签发的各条写进日志")
def append():
    """马上签发。gongkai serve 和 gongkai worker 每秒自己做一次，平时不必运行。"""
    signed = _actions().append()
    click.echo(f"日志 {signed.checkpoint.origin} 已签发 {signed.checkpoint.size} 条。")


@command.command("status", short_help="看日志签到第几条、谁见证过")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")
def status(as_json):
    """日志的名称、公钥、条数、等待签发的条数、见证人。"""
    _actions()
    from gongkai.core.errors import Refused
    from gongkai.ledger import keyring, queries

    state = queries.state()
    if state is None:
        raise Refused("公开日志还没有建立。请运行 gongkai log init。")
    said = _figures(state, keyring.trouble())
    click.echo(json.dumps(said, ensure_ascii=False) if as_json else "\n".join(_lines(said)))


@command.command("rotate", short_help="换密钥")
@click.option("--finish", is_flag=True, help="换完：旧密钥不再签名，从本机删除")
@click.option("--lost", is_flag=True, help="旧密钥已经丢失，只用新密钥签名")
@with_signer
def rotate(finish, lost, command, key):
    """换密钥分两步：先加新密钥，新旧同签一段时间，让各方换用新公钥；再 --finish 停用旧密钥。"""
    actions = _actions()
    if finish:
        click.echo(f"旧密钥已停用。现在的验证公钥 {actions.finish_rotation().text}")
        return
    _check_signer(command, key)
    made = actions.rotate(command=command, key=key, lost=lost)
    click.echo(f"新的验证公钥 {made.text}\n请告知见证人和核对日志的人，并把 keys 文件夹再存一份。")
    if not lost:
        click.echo("现在新旧两把同签。各方换好以后请运行 gongkai log rotate --finish。")


@command.command("rebuild", short_help="由数据库重写丢失的日志文件")
@click.option("--mirror", metavar="网址或文件夹", default="", help="日志的镜像，先看它见过多少条")
def rebuild(mirror):
    """日志文件丢失或损坏时，由数据库重写。先问见证人和镜像见过多少条：数据库比他们见过的旧，就不写。

    损坏的文件请先移走。数据库必须是最新的备份。
    """
    signed = _actions().rebuild(mirror=mirror)
    click.echo(f"已由数据库重写，共 {signed.checkpoint.size} 条，与以前签发的一致。")


@command.command("restart", short_help="关闭日志，另立一个新的（最后的办法）")
@click.option("--reason", required=True, metavar="理由", help="为什么另立，会在日志页上公开")
@click.option("--origin", metavar="名称", default="", help="新日志的名称；默认在原名后加序号")
@with_signer
def restart(reason, origin, command, key):
    """数据库只能从旧备份恢复、签过的内容已找不回时，另立新日志。原来的日志文件照旧公开，理由一并公开。"""
    actions = _actions()
    _check_signer(command, key)
    log = actions.begin_again(reason=reason, origin=origin, command=command, key=key)
    click.echo(f"新的公开日志 {log.origin}\n验证公钥 {log.keys.get().text}")


@command.command("witness", short_help="请见证人签名")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")
@click.pass_context
def witness(ctx, as_json):
    """请 keys/policy 里的见证人为最新的检查点签名。后台任务也会自己请。有人没签时退出码为 1。"""
    _actions()
    from gongkai.ledger.witnessing import ask_witnesses

    asked = ask_witnesses()
    if as_json:
        click.echo(json.dumps([vars(each) for each in asked], ensure_ascii=False))
    for each in asked if not as_json else ():
        click.echo(f"{each.witness}  " + (_time(each.moment) if each.moment else each.trouble))
    if not asked and not as_json:
        click.echo("没有要请的见证人：都签过了，或者 keys/policy 里还没有写。")
    ctx.exit(1 if any(each.trouble for each in asked) else 0)


@command.command("audit", short_help="核对整个日志和网站")
@click.argument("place", metavar="[网址或文件夹]", required=False)
@click.option("--database", is_flag=True, help="改为核对本机的数据库与日志")
@click.option("--key", metavar="公钥", default="", help="日志的验证公钥，从别处取得的")
@click.option("--policy", type=FileOrFolder(), metavar="文件", help="见证规则（C2SP tlog-policy）")
@click.option(
    "--remember", type=FileOrFolder(), metavar="文件", help="记住看到的检查点，下次核对日志没有倒退或分叉"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")
@click.pass_context
def audit(ctx, place, database, key, policy, remember, as_json):
    """读完整个日志，核对每一条、每个文件；网站上每个公开的页面和附件，是不是日志最新的一条所记的。

    \b
    gongkai log audit https://www.example.gov.cn/ --key 'www.example.gov.cn/log+…'
    gongkai log audit 文件夹      gongkai site build 写成的，或者日志的镜像
    gongkai log audit --database  数据库里的公开记录、内容、文件与日志是否一致

    有不符的逐个列出，以 1 退出。
    """
    from gongkai.cli import auditing

    if database == bool(place):
        raise click.BadParameter("请写网址或文件夹，或者写 --database，两个写一个。")
    report = auditing.of_database() if database else auditing.of_place(place, key, policy, remember)
    click.echo(json.dumps(report.figures, ensure_ascii=False) if as_json else "\n".join(report.lines))
    ctx.exit(0 if report.holds else 1)


def _actions():
    from gongkai.cli.django_setup import start_django

    start_django()
    from gongkai.ledger import actions

    return actions


def _check_signer(command: str, key: str) -> None:
    if bool(command) != bool(key):
        raise click.BadParameter("--signer 和 --key 要一起写：用外部命令签名时，须写明那把密钥的验证公钥。")


def _time(moment: int) -> str:
    from datetime import datetime

    return datetime.fromtimestamp(moment).astimezone().isoformat(sep=" ", timespec="seconds")


def _figures(state, trouble: str) -> dict:
    return {
        "origin": state.log.origin,
        "keys": [key.text for key in state.keys if key.retired_at is None],
        "former_keys": [key.text for key in state.keys if key.retired_at],
        "size": state.head.size if state.head else 0,
        "root": state.head.root if state.head else "",
        "waiting": state.waiting,
        "quorum": state.quorum,
        "witnessed": state.witnessed,
        "witnesses": [
            {"name": each.name, "size": each.size, "moment": each.moment and each.moment.isoformat()}
            for each in state.witnesses
        ],
        "trouble": trouble,
    }


def _lines(said: dict) -> list[str]:
    lines = [f"日志 {said['origin']}", *(f"验证公钥 {key}" for key in said["keys"])]
    lines += [f"以前的公钥 {key}" for key in said["former_keys"]]
    lines.append(f"已签发 {said['size']} 条，等待签发 {said['waiting']} 条。")
    for each in said["witnesses"]:
        lines.append(
            f"见证人 {each['name']}："
            + (f"到第 {each['size']} 条，{each['moment']}" if each["moment"] else "还没有签过名")
        )
    if not said["witnesses"]:
        lines.append("没有见证人，时间是发布者自己说的。")
    return [*lines, f"没有签发：{said['trouble']}"] if said["trouble"] else lines
