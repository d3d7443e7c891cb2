"""The server: refuses a taken port first, keeps its two processes alive, stops them cleanly."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from gongkai.cli.processes import CannotServe, Supervisor, address_of
from gongkai.core.backup import backup_to
from tests.elsewhere import Elsewhere, fresh


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def taken_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


@pytest.fixture(autouse=True)
def same_signal_handlers():
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_taken_port_is_said_before_anything_else_happens(taken_port, tmp_path):
    done = fresh(tmp_path / "new", "serve", "--demo", "--port", taken_port)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(
        f"{taken_port} 端口已被别的程序占用。请换一个端口，例如 PORT={taken_port + 1}"
    )
    assert not (tmp_path / "new").exists()


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(CannotServe, match=r"本机没有 192\.0\.2\.1 这个地址"):
        address_of("192.0.2.1", 8000)


def test_serving_without_a_database_points_to_upgrade(free_port, tmp_path):
    done = fresh(tmp_path / "new", "serve", "--port", free_port)
    assert (done.returncode, "请先运行 gongkai upgrade" in done.stderr) == (1, True)


def test_a_killed_worker_is_started_again(free_port, tmp_path):
    starts = tmp_path / "starts"
    worker = f"import time; open({str(starts)!r}, 'a').write('x'); time.sleep(600)"
    supervisor = Supervisor(
        web=[sys.executable, "-m", "http.server", str(free_port), "--bind", "127.0.0.1"],
        worker=[sys.executable, "-c", worker],
    )

    def kill_and_wait_for_the_next():
        wait_for(lambda: starts.exists() and starts.read_text() == "x")
        supervisor.worker.process.kill()
        wait_for(lambda: starts.read_text() == "xx")
        supervisor.stopping.set()

    killer = threading.Thread(target=kill_and_wait_for_the_next)
    supervisor.run(host="127.0.0.1", port=free_port, when_ready=killer.start)
    killer.join()
    assert starts.read_text() == "xx"
    assert (supervisor.web.running, supervisor.worker.running) == (False, False)


def test_a_web_server_that_cannot_start_ends_it_all(free_port):
    supervisor = Supervisor(
        web=[sys.executable, "-c", "raise SystemExit(3)"],
        worker=[sys.executable, "-c", "import time; time.sleep(600)"],
    )
    with pytest.raises(CannotServe, match="网站进程启动后随即退出"):
        supervisor.run(host="127.0.0.1", port=free_port, when_ready=lambda: pytest.fail("it was never ready"))
    assert supervisor.worker.running is False


@pytest.mark.django_db(transaction=True)
def test_the_real_thing_serves_works_and_stops(city, free_port, tmp_path, settings):
    """Through `gongkai serve` itself: the home page answers, the worker delivers, SIGTERM ends every process."""
    settings.DATA_DIR = tmp_path / "data"
    city.publish()
    backup_to(tmp_path / "backup")
    place = Elsewhere(tmp_path / "elsewhere")
    try:
        assert place.gongkai("restore", tmp_path / "backup").returncode == 0
        server = subprocess.Popen(
            place.command("serve", "--port", free_port),
            env=place.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        try:
            lines = iter(server.stdout.readline, "")
            assert any(line.startswith(f"网站：http://127.0.0.1:{free_port}/") for line in lines)
            with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/", timeout=30) as page:
                assert (page.status, "某市政务公开" in page.read().decode()) == (200, True)
            children = children_of(server.pid)
            assert len(children) == 2
            server.send_signal(signal.SIGTERM)
            assert server.wait(30) == 0
            assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []
        finally:
            server.kill()
            server.stdout.close()
    finally:
        place.close()


def children_of(pid: int) -> list[int]:
    stats = (path.read_text() for path in Path("/proc").glob("[0-9]*/stat"))
    return [int(stat.split()[0]) for stat in stats if int(stat.rpartition(")")[2].split()[1]) == pid]


def wait_for(condition) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, os.getpid()
        time.sleep(0.05)
