"""Accounts at the command line: the same backends, the same lock-out and the same dynamic codes as in the browser."""

import logging
import sys

import click
from django.http import HttpRequest

from gongkai.core import audit
from gongkai.core.errors import NotAllowed
from gongkai.units import codes, signin


def sign_in(username: str, purpose: str):
    """The person that this name and the password asked for belong to. Nothing is kept of what was typed."""
    logging.getLogger("axes").setLevel(logging.ERROR)  # It counts as ever, and a person is told below.
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    password = ask(f"{username} 的口令（{purpose}）")
    person = signin.check_password(request=request, username=username, password=password)
    if person.must_change_password:
        raise NotAllowed(f"{username} 还在用初始口令。请先在后台登录并改好口令。")
    if codes.needs_code(person):
        _check_code(person)
    audit.record(user=person, action="sign_in", detail=f"命令行：{purpose}", request=request)
    return person


def _check_code(person) -> None:
    if codes.device_of(person) is None:
        raise NotAllowed(f"{person.username} 的岗位要求动态口令。请先在后台登录并绑定。")
    codes.check_code(user=person, code=ask(f"{person.username} 的动态口令"))


def ask(what: str) -> str:
    """Hidden at a terminal, one line each from anywhere else."""
    if sys.stdin.isatty():
        return click.prompt(what, hide_input=True, err=True)
    try:
        line = sys.stdin.readline()
        line.encode()
    except UnicodeError as error:
        raise NotAllowed(f"{what}里有不是 UTF-8 编码的字，读不出来。") from error
    if not line:
        raise NotAllowed(f"没有读到{what}。不在终端运行时，请从标准输入逐行给出。")
    return line.rstrip("\r\n")
