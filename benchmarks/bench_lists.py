"""Public lists: queries and p95 of home, column and unit at two corpus sizes. Prints one line.

.venv/bin/python benchmarks/bench_lists.py [SMALL LARGE]      (DATABASE_URL for PostgreSQL: an empty database)
"""

import sys
import tempfile
import time
from urllib.parse import urlencode

from benchmarks.setup import fresh_database, p95

SAMPLES = 40


def addresses(city) -> dict[str, list[str]]:
    """Each page kind with several addresses, so that no answer is measured twice in a row."""
    issuers = [unit.name for unit in city.spread.units[4:]]
    topics = ["综合政务", "科技、教育", "工业、交通", "国土资源、能源"]
    pairs = [{"issuer": issuer, "topic": topic} for issuer in issuers for topic in topics]
    return {
        "home": ["/"],
        "column": ["/columns/policy/"],
        "column of two facets": [f"/columns/policy/?{urlencode(pair)}" for pair in pairs],
        "column in force": ["/columns/policy/?validity=in_force&genre=notice"],
        "column page 50": [f"/columns/policy/?page={page}" for page in range(50, 60)],
        "unit": [f"/units/{unit.code}/" for unit in city.spread.units[4:]],
    }


def measure(client, wanted: list[str], *, first: bool = False) -> tuple[float, int]:
    """(p95 milliseconds, queries); `first` measures what nobody asked for since the last publication."""
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for address in wanted:
        client.get(address)
    times = []
    for sample in range(SAMPLES):
        if first:
            cache.clear()
        started = time.perf_counter()
        answer = client.get(wanted[sample % len(wanted)])
        times.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 200, answer.status_code
    with CaptureQueriesContext(connection) as captured:
        client.get(wanted[0])
    return p95(times), len(captured)


def figures(city, client) -> dict[str, tuple[float, int]]:
    found = {name: measure(client, wanted) for name, wanted in addresses(city).items()}
    return found | {"column, first after a publication": measure(client, ["/columns/policy/"], first=True)}


def main(small: int, large: int) -> None:
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder, fresh_database(folder):
        from django.db import connection
        from django.test import Client

        from benchmarks.growth import grow
        from tests.factories import City

        city, client = City(), Client()
        grow(city, small)
        before = figures(city, client)
        grow(city, large)
        after = figures(city, client)
        parts = [
            f"{name} {before[name][0]:.0f} → {after[name][0]:.0f} ms ({before[name][1]}, {after[name][1]} queries)"
            for name in before
        ]
        print(f"lists {connection.vendor}, p95 at {small:,} → {large:,} papers: {'; '.join(parts)}")


if __name__ == "__main__":
    sizes = [int(value) for value in sys.argv[1:3]] or [1000, 100_000]
    main(*sizes)
