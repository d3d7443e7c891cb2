"""Public pages from files: requests per second beside Django and nginx, and publish to visible at two corpus sizes.

.venv/bin/python benchmarks/bench_serve.py [SMALL LARGE]        (needs wrk and nginx: apt-get install wrk nginx)
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks.setup import fresh_database, p95

SECONDS, ROUNDS, CONNECTIONS = 4, 3, 32
SAMPLES = 30
NGINX = """daemon off; pid {folder}/pid; error_log {folder}/error.log; user root; worker_processes 2; events {{}}
http {{ access_log off; include /etc/nginx/mime.types; server {{ listen 127.0.0.1:{port}; root {root}; }} }}
"""


def serving() -> str:
    missing = [name for name in ("wrk", "nginx") if not _where(name)]
    if missing:
        return f"serve: NOT MEASURED, {' and '.join(missing)} not installed (apt-get install wrk nginx)"
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder, _server(Path(folder)) as base:
        path = _a_document(base)
        page = urllib.request.urlopen(base + path).read()
        root = Path(folder) / "nginx"
        (root / path.strip("/")).mkdir(parents=True)
        (root / path.strip("/") / "index.html").write_bytes(page)
        with _nginx(Path(folder), root) as beside:
            return _compared(base + path, beside + path, len(page))


def _compared(ours: str, nginx: str, size: int) -> str:
    """Turn about, so that what else the machine does falls on all three alike."""
    found: dict[str, list[tuple[float, float]]] = {"file": [], "django": [], "nginx": []}
    for _ in range(ROUNDS):
        found["file"].append(_wrk(ours))
        found["django"].append(_wrk(ours, "-H", "Cookie: django_language=zh-hans"))
        found["nginx"].append(_wrk(nginx))
    rate = {name: median(each[0] for each in rows) for name, rows in found.items()}
    slow = {name: median(each[1] for each in rows) for name, rows in found.items()}
    return (
        f"serve a document of {size:,} bytes, {CONNECTIONS} connections: {rate['file']:,.0f} requests/s, p99 "
        f"{slow['file']:.1f} ms from its file; rendered by Django {rate['django']:,.0f}/s, p99 {slow['django']:.0f} ms "
        f"(x{rate['file'] / rate['django']:.0f}); nginx {rate['nginx']:,.0f}/s, p99 {slow['nginx']:.1f} ms "
        f"({rate['file'] / rate['nginx']:.2f} of it)"
    )


def _wrk(address: str, *more: str) -> tuple[float, float]:
    """(requests per second, p99 in milliseconds)."""
    command = [_where("wrk"), "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", *more, address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said, said
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
    scale = {"us": 0.001, "ms": 1, "s": 1000}[unit]
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), float(value) * scale


@contextmanager
def _server(folder: Path):
    port = _free_port()
    environment = os.environ | {"GONGKAI_DATA_DIR": str(folder / "data")}
    environment.pop("GONGKAI_BASE_URL", None)
    command = [sys.executable, "-m", "gongkai.cli", "serve", "--demo", "--port", str(port)]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield _when_it_answers(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _nginx(folder: Path, root: Path):
    port = _free_port()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, root=root, port=port))
    folder.chmod(0o755)
    process = subprocess.Popen([_where("nginx"), "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        yield _when_it_answers(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait()


def _when_it_answers(base: str, process) -> str:
    for _ in range(1200):
        if process.poll() is not None:
            raise SystemExit(f"{base} did not start")
        try:
            urllib.request.urlopen(base + "/").close()
        except urllib.error.HTTPError:
            return base
        except OSError:
            time.sleep(0.25)
        else:
            return base
    raise SystemExit(f"{base} did not answer")


def _a_document(base: str) -> str:
    feed = urllib.request.urlopen(f"{base}/columns/policy/feed.atom").read().decode()
    return re.search(r'href="http://[^/]*(/documents/[^"]*)"', feed)[1]


def _where(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def visible(small: int, large: int) -> str:
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder, fresh_database(folder):
        from django.conf import settings
        from django.core.handlers.wsgi import WSGIHandler
        from django.db import connection

        settings.STATIC_PUBLICATION, settings.BASE_URL = True, "http://localhost"
        from benchmarks.growth import grow
        from gongkai.portal.publication.serving import PagesBeforeDjango
        from tests.factories import City

        city, site = City(), PagesBeforeDjango(WSGIHandler())
        grow(city, small)
        _published(city, site)
        at_small = _published(city, site)
        grow(city, large)
        _published(city, site)
        at_large = _published(city, site)
        return (
            f"publish to visible {connection.vendor}, on page, column, home and feed, through the files: p95 "
            f"{at_small[0]:.0f} ms at {small:,} documents, {at_large[0]:.0f} ms at {large:,} "
            f"(x{at_large[0] / at_small[0]:.2f}); the worker then writes {at_large[2]:.0f} pages again in p95 "
            f"{at_small[1]:.0f} and {at_large[1]:.0f} ms (x{at_large[1] / at_small[1]:.2f})"
        )


def _published(city, site) -> tuple[float, float, float]:
    """p95 milliseconds of the last yes to visible everywhere, of the worker's writing, and how many pages it wrote."""
    from gongkai.core import outbox
    from gongkai.portal.addresses import paper_address
    from gongkai.portal.publication.writing import write_touched
    from gongkai.review import actions as review

    visible, written, numbers = [], [], []
    for sample in range(SAMPLES):
        page = city.draft(document_number="", title=f"关于第{time.time_ns()}号测试的通知")
        submission = city.submit(page)
        for person in (city.section, city.signatory):
            submission = review.approve(submission=submission, person=person)
        shown = ["/columns/policy/", "/", "/feed.atom"]
        if sample % 2:  # a list that was written again by the worker, and one that was not
            _settled(outbox, write_touched)
        started = time.perf_counter()
        review.approve(submission=submission, person=city.office)
        for path in (paper_address(page.thing.index_number), *shown):
            text = _get(site, path)
            assert page.title in text.replace("<wbr>", ""), path
        visible.append((time.perf_counter() - started) * 1000)
        started = time.perf_counter()
        numbers.append(len(_settled(outbox, write_touched)))
        written.append((time.perf_counter() - started) * 1000)
    return p95(visible), p95(written), median(numbers)


def _settled(outbox, write_touched) -> list[str]:
    while outbox.deliver_pending():
        pass
    return write_touched()


def _get(site, path: str) -> str:
    from gongkai.portal.publication import rendering

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": sys.stdin.buffer,
        "wsgi.errors": sys.stderr,
        "wsgi.version": (1, 0),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    answer = rendering.ask(site, environ)
    assert answer.code == 200, (path, answer.status)
    return answer.body.decode()


def main(small: int, large: int) -> None:
    print(serving())
    print(visible(small, large))


if __name__ == "__main__":
    main(*([int(value) for value in sys.argv[1:3]] or [10_000, 100_000]))
