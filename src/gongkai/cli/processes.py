"""Keep the web server and the worker running side by side, and stop both cleanly."""

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

import click

from gongkai.core.errors import GongkaiError

GRACE_SECONDS = 15
EARLY_SECONDS = 5
PR_SET_PDEATHSIG = 1


class CannotServe(GongkaiError):
    """The server cannot be started or kept."""


def address_of(host: str, port: int) -> str:
    """The numeric address of `host`; refuses when the port is taken or not ours to take."""
    try:
        family, _kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise CannotServe(
            f"本机没有 {host} 这个地址。请改用 127.0.0.1（只供本机）或 0.0.0.0（供其他电脑）。"
        ) from error
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise CannotServe(_refusal(error, host, port)) from error
    return address[0]


def _refusal(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        another = port + 1 if port < 65535 else 8000
        return f"{port} 端口已被别的程序占用。请换一个端口，例如 PORT={another}，或先停止那个程序。"
    if error.errno == errno.EACCES:
        return f"没有权限使用 {port} 端口。请换一个 1024 以上的端口，例如 PORT=8000。"
    return _no_address(host)


def _no_address(host: str) -> str:
    return f"本机没有 {host} 这个地址。请用 HOST=127.0.0.1（只供本机）或 HOST=0.0.0.0（供其他电脑）。"


@dataclass
class Child:
    """One process of ours, with the waiting time before it is started again."""

    name: str
    command: list[str]
    process: subprocess.Popen | None = None
    started: float = 0.0
    pause: float = 0.0
    again_at: float = field(default=0.0)

    def start(self) -> None:
        # Its own session: a Ctrl-C reaches only us, and we stop the children in order.
        self.process = subprocess.Popen(self.command, start_new_session=True, preexec_fn=_die_with_parent)
        self.started = time.monotonic()

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None


def _die_with_parent() -> None:
    """Linux only: were we killed outright, the children would hold the port for ever."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    def __init__(self, *, web: list[str], worker: list[str]):
        self.web = Child("网站", web)
        self.worker = Child("后台任务", worker)
        self.stopping = threading.Event()

    def run(self, *, host: str, port: int, when_ready) -> None:
        """Start both, call `when_ready` once the port answers, and watch until a signal comes."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.stopping.set())
        try:
            self.web.start()
            self.worker.start()
            if self._wait_for(host, port):
                when_ready()
            while not self.stopping.wait(0.5):
                self._keep(self.web)
                self._keep(self.worker)
        finally:
            self._stop()

    def _wait_for(self, host: str, port: int) -> bool:
        while not self.stopping.is_set():
            try:
                socket.create_connection((host, port), timeout=1).close()
            except OSError:
                self._keep(self.web)
                self.stopping.wait(0.1)
            else:
                return True
        return False

    def _keep(self, child: Child) -> None:
        """Start a dead child again, each time a little later; a web server that dies at once is not tried again."""
        now = time.monotonic()
        if child.running or now < child.again_at:
            return
        if child.process is None:
            child.start()
            return
        early = now - child.started < EARLY_SECONDS
        if early and child is self.web:
            raise CannotServe("网站进程启动后随即退出。请看上面的信息，改正后重试。")
        child.pause = min(child.pause * 2, 30.0) if early and child.pause else 1.0
        child.again_at = now + child.pause
        click.echo(
            f"{child.name}进程已退出（{child.process.returncode}），{child.pause:.0f} 秒后重新启动。",
            err=True,
        )
        child.process = None

    def _stop(self) -> None:
        children = [child for child in (self.web, self.worker) if child.running]
        for child in children:
            child.process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for child in children:
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.process.pid, signal.SIGKILL)
                child.process.wait()
