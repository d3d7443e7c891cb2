import datetime as dt

import pytest

from gongkai.core import outbox
from gongkai.search import actions
from gongkai.search.backends import get_backend
from gongkai.search.searched import Entry


@pytest.fixture
def catch_up():
    """What the worker does, at once: deliveries first, then the index."""

    def run():
        while outbox.deliver_pending():
            pass
        return actions.index_waiting()

    return run


@pytest.fixture
def entry():
    """`entry(3, "title", "text", keys=…, unit=…)`: one thing as the index knows it."""

    def make(id, title, *text, keys=(), files=(), day=dt.date(2026, 9, 1), **facets):
        values = {
            "unit": "a",
            "column": "policy",
            "kind": "document",
            "year": str(day.year),
            "validity": "in_force",
        }
        place = int(f"{day:%Y%m%d}") * 10**10 + id
        return Entry(id, title, tuple(keys), text, values | facets, place, tuple(files))

    return make


@pytest.fixture(scope="session")
def osmem():
    """A stand-in for a cluster, in memory."""
    server = pytest.importorskip("osmem_server")
    with server.OsmemServer.start() as running:
        yield running


@pytest.fixture(params=["embedded", "opensearch"])
def backend(request, settings):
    """Either engine, empty: what one promises the other keeps."""
    if request.param == "opensearch":
        running = request.getfixturevalue("osmem")
        with running.clone() as clone:
            settings.SEARCH_URL = f"{clone.url}/gongkai"
            yield get_backend()
    else:
        yield get_backend()
