"""A document page of `gongkai serve` beside the same page rendered by Wagtail and the same file from nginx. Prints one line.

.venv/bin/python -m benchmarks.bench_serve [SECONDS]        (wrk and nginx where installed: apt-get install wrk nginx)
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks.client import load, name, where

SECONDS, ROUNDS, CONNECTIONS = 4, 3, 32
NGINX = """daemon off; pid {folder}/pid; error_log {folder}/error.log; user root; worker_processes 2; events {{}}
http {{ access_log off; include /etc/nginx/mime.types; server {{ listen 127.0.0.1:{port}; root {root}; }} }}
"""


def serving(seconds: float) -> str:
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as name_of_folder:
        folder = Path(name_of_folder)
        with _server(folder) as base, _wagtail(folder) as wagtail:
            path = _a_document(base)
            page = urllib.request.urlopen(base + path).read()
            places = {"file": base + path, "wagtail": wagtail + _in_the_tree(wagtail, path)}
            _is_the_same(page, urllib.request.urlopen(places["wagtail"]).read())
            with _nginx(folder, path, page) as nginx:
                compared = _compared(places | ({"nginx": nginx + path} if nginx else {}), seconds)
            return f"{compared}; {_first_view(base, path)}"


def _in_the_tree(wagtail: str, path: str) -> str:
    return _read(wagtail + path.replace("/documents/", "/where/"))


def _compared(places: dict[str, str], seconds: float) -> str:
    """Turn about, so that what else the machine does falls on all alike."""
    found: dict[str, list[tuple[float, float]]] = {each: [] for each in places}
    for _ in range(ROUNDS):
        for each, address in places.items():
            found[each].append(load(address, connections=CONNECTIONS, seconds=seconds))
    rate = {each: median(row[0] for row in rows) for each, rows in found.items()}
    slow = {each: median(row[1] for row in rows) for each, rows in found.items()}
    said = [
        f"serve, by {name()}, {CONNECTIONS} connections: {rate['file']:,.0f} requests/s, p99 {slow['file']:.1f} ms from its "
        f"file; rendered by Wagtail {rate['wagtail']:,.0f}/s, p99 {slow['wagtail']:.0f} ms (x{rate['file'] / rate['wagtail']:.0f})"
    ]
    if "nginx" in places:
        said.append(
            f"nginx {rate['nginx']:,.0f}/s, p99 {slow['nginx']:.1f} ms ({rate['file'] / rate['nginx']:.2f} of it)"
        )
    else:
        said.append("nginx not installed")
    return "; ".join(said)


def _first_view(base: str, path: str) -> str:
    """Bytes over the wire until a document is read for the first time: the page with all that it names, by encoding."""
    sizes = {}
    page = _read(base + path)
    assets = set(re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg|png|woff2))"', page))
    for encoding in ("br", "gzip", "identity"):
        asked = {"Accept-Encoding": encoding, "Accept": "text/html,*/*"}
        pages = [urllib.request.Request(base + each, headers=asked) for each in (path, *assets)]
        sizes[encoding] = [len(urllib.request.urlopen(each).read()) for each in pages]
    said = ", ".join(f"{sum(each):,} {encoding} (page {each[0]:,})" for encoding, each in sizes.items())
    return f"first view of a document, page and {len(assets)} files, bytes: {said}"


def _is_the_same(ours: bytes, other: bytes) -> None:
    """The two tell another moment of reading."""
    moment = rb"<time[^>]*>[^<]*</time>|<p>[^<]*</p>"
    assert re.sub(moment, b"", ours) == re.sub(moment, b"", other), "Wagtail's page is another one"


@contextmanager
def _server(folder: Path):
    port = _free_port()
    command = [sys.executable, "-m", "gongkai.cli", "serve", "--demo", "--port", str(port)]
    with _running(command, port, _environment(folder)) as base:
        yield base


@contextmanager
def _wagtail(folder: Path):
    """As many processes and threads as `gongkai serve` has, over the same database."""
    from gongkai.cli.verbs.serve import THREADS, WORKERS

    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "error"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", str(WORKERS)]
    command += ["--blocking-threads", str(THREADS), "benchmarks.wagtail_site:application"]
    with _running(command, port, _environment(folder)) as base:
        yield base


def _environment(folder: Path) -> dict:
    """One address for both, since pages write their own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GONGKAI_")}
    environment.pop("DATABASE_URL", None)
    own = {"GONGKAI_DATA_DIR": str(folder / "data"), "GONGKAI_BASE_URL": "http://localhost"}
    return environment | own | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


@contextmanager
def _running(command: list[str], port: int, environment: dict | None = None):
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield _when_it_answers(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _nginx(folder: Path, path: str, page: bytes):
    if not where("nginx"):
        yield None
        return
    port, root = _free_port(), folder / "nginx"
    (root / path.strip("/")).mkdir(parents=True)
    (root / path.strip("/") / "index.html").write_bytes(page)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, root=root, port=port))
    folder.chmod(0o755)
    with _running([where("nginx"), "-c", str(folder / "nginx.conf")], port) as base:
        yield base


def _when_it_answers(base: str, process) -> str:
    for _ in range(4000):
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
    feed = _read(f"{base}/columns/policy/feed.atom")
    return re.search(r'href="http://[^/]*(/documents/[^"]*)"', feed)[1]


def _read(address: str) -> str:
    return urllib.request.urlopen(address).read().decode()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    print(serving(*([float(value) for value in sys.argv[1:2]] or [SECONDS])))
