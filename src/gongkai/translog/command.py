"""`python -m gongkai.translog`: verifying, auditing and keys, with nothing of Gongkai but this package."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from gongkai.translog.auditing import audit
from gongkai.translog.documents import CONTENT, Verified, verify_document
from gongkai.translog.errors import Malformed, Missing, TranslogError
from gongkai.translog.keys import LOG_KEY, WITNESS_KEY, Ed25519Signer, VerifierKey
from gongkai.translog.merkle import leaf_hash
from gongkai.translog.notes import MAX_NOTE
from gongkai.translog.policy import Cosigned, Policy
from gongkai.translog.readers import reader_of
from gongkai.translog.receipts import MAX_RECEIPT, Receipt

ACTS = {"publish": "公开", "correct": "更正", "expire": "失效", "withdraw": "撤回", "late_review": "补审"}
WORDS = {"act": "事项", "thing": "索引号", "version": "版次", "at": "发布者所写的时间"}
MAX_DOCUMENT = 4 * 1024**3
HELP = """用法：python -m gongkai.translog 命令 …

  verify 凭证 文件      核对：这份文件（或页面的 canonical.json）确实由这个日志公开过
  verify 凭证 --entry 条目文件   核对日志里的一条本身
  audit 网址或文件夹    通读整个日志，核对每一条、每个文件、签名，以及与上次所见是否一致
  key new 名称 文件     建立一把日志的私钥（加 --witness 为见证人的私钥），显示公钥
  key show 文件         显示私钥文件对应的公钥

  --key 公钥            日志的公钥，一行文字，如 example.gov.cn/log+1a2b3c4d+A…
  --policy 文件         或者见证规则文件（log、witness、group、quorum 各行）
  --salt 十六进制       凭证里没有盐时另给
  --remember 文件       audit 把检查点记在这里，下次用来比对

成立时退出码为 0，不成立为 1，用法不对为 2。
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"用法不对。\n\n{HELP}")
        raise SystemExit(2)

    def format_help(self) -> str:
        return HELP


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    try:
        lines, code = asked.run(asked)
    except TranslogError as error:
        sys.stderr.write(_shown(f"不成立：{error}"))
        return 1
    sys.stdout.write("".join(_shown(line) for line in lines))
    return code


def _shown(line: str) -> str:
    """What others wrote moves no cursor and hides nothing on a terminal."""
    return "".join(char if char.isprintable() else "\ufffd" for char in line) + "\n"


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="gongkai.translog")
    commands = parser.add_subparsers(required=True, parser_class=_Parser)
    verify = commands.add_parser("verify")
    verify.add_argument("receipt", type=Path)
    verify.add_argument("document", type=Path, nargs="?")
    verify.add_argument("--entry", type=Path)
    verify.add_argument("--salt")
    verify.set_defaults(run=_verify)
    reading = commands.add_parser("audit")
    reading.add_argument("place")
    reading.add_argument("--remember", type=Path)
    reading.set_defaults(run=_audit)
    for each in (verify, reading):
        believed = each.add_mutually_exclusive_group(required=True)
        believed.add_argument("--key", action="append")
        believed.add_argument("--policy", type=Path)
    keys = commands.add_parser("key").add_subparsers(required=True, parser_class=_Parser)
    new = keys.add_parser("new")
    new.add_argument("name")
    new.add_argument("file", type=Path)
    new.add_argument("--witness", action="store_true")
    new.set_defaults(run=_new_key)
    show = keys.add_parser("show")
    show.add_argument("file", type=Path)
    show.set_defaults(run=_show_key)
    return parser


def _verify(asked: argparse.Namespace) -> tuple[list[str], int]:
    if (asked.document is None) == (asked.entry is None):
        raise Malformed("usage", "请给出一份文件，或者用 --entry 给出日志条目，二者取一。")
    receipt, policy = Receipt.parse(_file(asked.receipt, MAX_RECEIPT)), _policy(asked)
    if asked.entry:
        leaf = leaf_hash(_file(asked.entry, MAX_RECEIPT))
        cosigned = receipt.verify(leaf, policy, now=int(time.time()))
        return ["成立：日志里有这一条。", *_where(receipt), *words_on_time(cosigned)], 0
    document = _file(asked.document, MAX_DOCUMENT)
    verified = verify_document(receipt, document, policy, salt=_salt(asked.salt), now=int(time.time()))
    return words_of(verified, receipt), 0


def words_of(verified: Verified, receipt: Receipt) -> list[str]:
    """What a receipt has proved, for a person."""
    what = "公开的内容" if verified.part == CONTENT else "公开的附件"
    leaf = {**verified.leaf, "act": ACTS.get(str(verified.leaf.get("act")), verified.leaf.get("act"))}
    said = [f"{word} {leaf[name]}" for name, word in WORDS.items() if leaf.get(name)]
    return [
        f"成立：这份文件就是{what}。",
        *([f"日志里写的是：{'，'.join(said)}。"] if said else []),
        *_where(receipt),
        *words_on_time(verified.cosigned),
    ]


def words_on_time(cosigned: list[Cosigned]) -> list[str]:
    """Only witnesses prove a time; without them it is the publisher's own claim, and that is said."""
    if not cosigned:
        return ["时间：没有见证人签名，条目里的时间只是发布者自己的说法。"]
    return [
        f"时间：不晚于 {datetime.fromtimestamp(each.moment).astimezone():%Y-%m-%d %H:%M:%S %z}（见证人 {each.witness}）"
        for each in cosigned
    ]


def _where(receipt: Receipt) -> list[str]:
    checkpoint = receipt.signed.checkpoint
    return [f"日志 {checkpoint.origin}，序号 {receipt.index}，共 {checkpoint.size} 条，签名有效。"]


def _audit(asked: argparse.Namespace) -> tuple[list[str], int]:
    seen = asked.remember
    remembered = _file(seen, MAX_NOTE) if seen and seen.exists() else None
    found = audit(reader_of(asked.place), _policy(asked), remembered=remembered, now=int(time.time()))
    checkpoint = found.signed.checkpoint
    lines = [f"日志 {checkpoint.origin}，{checkpoint.size} 条。", *words_on_time(found.cosigned)]
    if not found.sound:
        lines += [f"有问题：{problem.message}" for problem in found.problems]
        return [*lines, f"共 {len(found.problems)} 处问题。"], 1
    compared = "与上次所见一致" if remembered else "这是第一次，没有上次可比"
    if seen:
        _keep(seen, found.signed.encode())
    return [*lines, f"完好：每一条、每个文件都与签名相符，{compared}。"], 0


def _keep(path: Path, data: bytes) -> None:
    """In one step, so that what is remembered is never half of it."""
    new = path.with_name(path.name + ".new")
    try:
        new.write_bytes(data)
        os.replace(new, path)
    except OSError as error:
        raise Missing("not-written", f"不能写 {path}。请检查路径和权限。") from error


def _new_key(asked: argparse.Namespace) -> tuple[list[str], int]:
    signer = Ed25519Signer.generate(asked.name, WITNESS_KEY if asked.witness else LOG_KEY)
    signer.save(asked.file)
    return [signer.key.text], 0


def _show_key(asked: argparse.Namespace) -> tuple[list[str], int]:
    return [Ed25519Signer.load(asked.file).key.text], 0


def _policy(asked: argparse.Namespace) -> Policy:
    if asked.policy:
        return Policy.parse(_file(asked.policy, MAX_RECEIPT))
    return Policy.of(*map(VerifierKey.parse, asked.key))


def _salt(text: str | None) -> bytes | None:
    try:
        return None if text is None else bytes.fromhex(text)
    except ValueError as error:
        raise Malformed("hex", "盐应当是十六进制数字。") from error


def _file(path: Path, limit: int) -> bytes:
    try:
        if path.stat().st_size > limit:
            raise Malformed("too-large", f"{path} 太大：最多 {limit:,} 字节。")
        return path.read_bytes()
    except OSError as error:
        raise Missing("no-file", f"读不了 {path}。请检查路径和权限。") from error
