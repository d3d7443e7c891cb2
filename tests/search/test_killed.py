"""A killed indexer leaves an index that answers, and whoever comes next goes on."""

import os
import signal

import pytest

from gongkai.search.asking import ask
from gongkai.search.backends import get_backend


@pytest.fixture
def filled(entry):
    get_backend().rebuild([entry(1, "供热办法", "内容"), entry(2, "供水办法", "内容")])
    return get_backend()


def found(words):
    return sorted(get_backend().find(ask(words).question).ids)


def killed_at_the_second(act, entries):
    """Run it in a process of its own and kill that while it works on the second entry."""
    reading, writing = os.pipe()

    def two():
        yield entries[0]
        os.write(writing, b".")
        signal.pause()
        yield entries[1]

    child = os.fork()
    if not child:
        act(two())
        os._exit(0)
    os.read(reading, 1)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reading)
    os.close(writing)


def test_an_interrupted_rebuild_leaves_the_old_index_serving(filled, entry):
    killed_at_the_second(filled.rebuild, [entry(3, "供电办法", "内容"), entry(4, "供气办法", "内容")])
    assert found("办法") == [1, 2]
    filled.update(entries=[entry(5, "绿化办法", "内容")], gone=[1])
    assert found("办法") == [2, 5]
    filled.rebuild([entry(6, "新的办法", "内容")])
    assert found("办法") == [6]
    assert len(list(filled.folder.glob("index-*"))) == 1  # what the killed one left is gone


def test_an_interrupted_update_is_done_again(filled, entry):
    new = [entry(3, "供电办法", "内容"), entry(4, "供气办法", "内容")]
    killed_at_the_second(lambda entries: filled.update(entries=entries, gone=[1]), new)
    assert found("办法") == [1, 2]
    filled.update(entries=new, gone=[1])
    assert found("办法") == [2, 3, 4]


def test_what_changes_during_a_rebuild_is_written_meanwhile(filled, entry):
    def meanwhile():
        yield entry(1, "供热办法", "内容")
        filled.update(entries=[entry(3, "供电办法", "内容")], gone=[])
        assert found("办法") == [1, 2, 3]

    filled.rebuild(meanwhile())
    assert found("办法") == [1]
