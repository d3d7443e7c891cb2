"""Publish to visible on page, list, home, feed and search at two corpus sizes, with a real worker. Prints one line.

.venv/bin/python -m benchmarks.bench_publish [SMALL LARGE]      (DATABASE_URL for PostgreSQL: an empty database)
"""

import io
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from benchmarks.setup import fresh_database, p95

SAMPLES, WARM = 30, 5
PATIENCE = 60  # seconds
ORIGIN = "http://localhost"


def measure(city, site, samples: int) -> dict[str, float]:
    """p95 milliseconds from the last yes until the title stands on page, column, home and feed, and until a search finds
    it; queries of the last yes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from gongkai.portal.addresses import paper_address
    from gongkai.review import actions as review

    shown, searched, queries = [], [], []
    for _ in range(samples):
        page = city.draft(document_number="", title=f"关于第{time.time_ns()}号测试的通知")
        submission = city.submit(page)
        for person in (city.section, city.signatory):
            submission = review.approve(submission=submission, person=person)
        started = time.perf_counter()
        with CaptureQueriesContext(connection) as captured:
            review.approve(submission=submission, person=city.office)
        queries.append(len(captured))  # before a request, which empties the log
        for path in (paper_address(page.thing.index_number), "/columns/policy/", "/", "/feed.atom"):
            assert page.title in ask(site, path), path
        shown.append((time.perf_counter() - started) * 1000)
        address = f'href="{paper_address(page.thing.index_number)}"'
        while address not in ask(site, "/search/", f"q={quote(page.title)}"):
            assert time.perf_counter() - started < PATIENCE, "the worker does not index"
            time.sleep(0.01)
        searched.append((time.perf_counter() - started) * 1000)
    return {"shown": p95(shown), "searched": p95(searched), "queries": sum(queries) / len(queries)}


def ask(site, path: str, query: str = "") -> str:
    from gongkai.portal.publication import rendering

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.version": (1, 0),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    answer = rendering.ask(site, environ)
    assert answer.code == 200, (path, answer.status)
    return answer.body.decode().replace("<wbr>", "")


@contextmanager
def worker():
    """The product's own, at its own pace."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "gongkai.cli", "worker"], env=environment, stderr=said
        )
        try:
            yield
            assert process.poll() is None, "the worker ended"
        finally:
            process.terminate()
            process.wait()


def at(city, site, total: int) -> tuple[dict[str, float], float]:
    """What is measured with so many papers, and the seconds that it took to grow them."""
    from benchmarks.growth import grow
    from gongkai.search.actions import rebuild

    started = time.perf_counter()
    grow(city, total)
    seconds = time.perf_counter() - started
    rebuild()
    with worker():
        measure(city, site, WARM)
        return measure(city, site, SAMPLES), seconds


def main(small: int, large: int) -> None:
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder, fresh_database(folder):
        from django.conf import settings
        from django.core.handlers.wsgi import WSGIHandler
        from django.db import connection

        settings.STATIC_PUBLICATION, settings.BASE_URL = True, ORIGIN
        settings.SITE_DIR, settings.SEARCH_DIR = Path(folder) / "site", Path(folder) / "search"
        from gongkai.portal.publication.serving import PagesBeforeDjango
        from tests.factories import City

        city, site = City(), PagesBeforeDjango(WSGIHandler())
        (low, _seconds), (high, seconds) = at(city, site, small), at(city, site, large)
        print(
            f"publish to visible {connection.vendor}, p95 at {small:,} and {large:,} documents: on page, column, home and "
            f"feed {low['shown']:.0f} and {high['shown']:.0f} ms (x{high['shown'] / low['shown']:.2f}); on search as well, "
            f"at the worker's pace, {low['searched']:.0f} and {high['searched']:.0f} ms "
            f"(x{high['searched'] / low['searched']:.2f}); queries per publication {low['queries']:.0f} and "
            f"{high['queries']:.0f}; grown by bulk insert in {seconds:.0f} s"
        )


if __name__ == "__main__":
    sizes = [int(value) for value in sys.argv[1:3]] or [10_000, 100_000]
    main(*sizes)
