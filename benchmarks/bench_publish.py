"""Publish to visible on page and list: p95 and queries per publication at two corpus sizes. Prints one line.

.venv/bin/python benchmarks/bench_publish.py [SMALL LARGE]      (DATABASE_URL for PostgreSQL: an empty database)
"""

import sys
import tempfile
import time

from benchmarks.setup import fresh_database, p95

SAMPLES = 40


def measure(city, client) -> tuple[float, float]:
    """(p95 milliseconds, queries) of: last approval → door → document page answers 200 → title on the column's first page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from gongkai.core.kinds import kind_of
    from gongkai.review import actions as review

    times, queries = [], []
    for _ in range(SAMPLES):
        page = city.draft(document_number="")
        submission = city.submit(page)
        for person in (city.section, city.signatory):
            submission = review.approve(submission=submission, person=person)
        started = time.perf_counter()
        with CaptureQueriesContext(connection) as captured:
            review.approve(submission=submission, person=city.office)
        queries.append(len(captured))  # before a request, which empties the log
        thing = page.thing
        answer = client.get(kind_of(thing).address(thing))
        listed = client.get("/columns/policy/")
        times.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 200, answer.status_code
        assert page.title in answer.content.decode().replace("<wbr>", "")
        assert page.title in listed.content.decode().replace("<wbr>", "")
    return p95(times), sum(queries) / len(queries)


def main(small: int, large: int) -> None:
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder, fresh_database(folder):
        from django.db import connection
        from django.test import Client

        from benchmarks.growth import grow
        from tests.factories import City

        city, client = City(), Client()
        grow(city, small)
        measure(city, client)
        small_ms, small_queries = measure(city, client)
        grow(city, large)
        large_ms, large_queries = measure(city, client)
        print(
            f"publish-to-visible {connection.vendor}: p95 {small_ms:.0f} ms at {small:,} documents, {large_ms:.0f} ms at "
            f"{large:,} (x{large_ms / small_ms:.2f}); queries per publication {small_queries:.0f} and {large_queries:.0f}"
        )


if __name__ == "__main__":
    sizes = [int(value) for value in sys.argv[1:3]] or [1000, 100_000]
    main(*sizes)
