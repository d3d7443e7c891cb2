import pytest

from gongkai.core import outbox
from gongkai.search import actions


@pytest.fixture
def catch_up():
    """What the worker does, at once: deliveries first, then the index."""

    def run():
        while outbox.deliver_pending():
            pass
        return actions.index_waiting()

    return run
