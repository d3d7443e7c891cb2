"""Work apart: what a hostile file may do to its child, and that nothing else suffers."""

import os
import time
from pathlib import Path

import pytest

from gongkai.core.errors import BadFile
from gongkai.review import apart


@pytest.fixture(autouse=True)
def tasks(monkeypatch):
    monkeypatch.setitem(apart.TASKS, "try", "tests.review.apart_tasks:task")
    monkeypatch.setenv("GONGKAI_SECRET_KEY", "kept here")


def test_answers_come_back():
    answer = apart.run_apart("try", {"do": "echo", "text": "张三\n李四"})
    assert answer["text"] == "张三\n李四"
    assert answer["pid"] != os.getpid()


def test_only_declared_tasks_run():
    with pytest.raises(KeyError):
        apart.run_apart("os.system", {})
    assert set(apart.TASKS) - {"try"} == {"check", "mask", "read", "strip"}


@pytest.mark.parametrize(
    ("do", "sentence"),
    [("refuse", "打不开。"), ("fail", "出了错"), ("die", "内存不够或出了错"), ("fill", "内存不够")],
)
def test_what_goes_wrong_is_a_sentence(do, sentence):
    with pytest.raises(BadFile, match=sentence) as raised:
        apart.run_apart("try", {"do": do})
    assert "620123" not in str(raised.value)


def test_the_deadline_ends_the_child_and_what_it_started(tmp_path):
    note = tmp_path / "pid"
    with pytest.raises(BadFile, match="超过了 3 秒"):
        apart.run_apart("try", {"do": "sleep", "note": str(note)}, seconds=3)
    _wait_until_gone(int(note.read_text()))


def _wait_until_gone(process: int):
    for _round in range(100):
        stat = Path(f"/proc/{process}/stat")
        if not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.1)
    pytest.fail(f"process {process} still runs")


def test_no_network_and_no_secrets():
    with pytest.raises(BadFile, match="出了错"):
        apart.run_apart("try", {"do": "connect"})
    assert "GONGKAI_SECRET_KEY" not in apart.run_apart("try", {"do": "variables"})


def test_workers_are_used_again_and_replaced_when_they_die():
    with apart.Workers(1) as workers:
        first = workers.run("try", {"do": "echo", "text": ""})["pid"]
        assert workers.run("try", {"do": "echo", "text": ""})["pid"] == first
        with pytest.raises(BadFile):
            workers.run("try", {"do": "refuse"})
        assert workers.run("try", {"do": "echo", "text": ""})["pid"] == first
        with pytest.raises(BadFile):
            workers.run("try", {"do": "die"})
        assert workers.run("try", {"do": "echo", "text": "后"})["text"] == "后"


def test_results_of_many_with_one_hostile_among_them():
    many = [{"do": "echo", "text": str(number)} for number in range(20)]
    many.insert(7, {"do": "die"})
    with apart.Workers(2) as workers:
        results = list(workers.results("try", many))
    assert sorted(answer["text"] for _given, answer in results if not isinstance(answer, BadFile)) == sorted(
        str(number) for number in range(20)
    )
    assert [given for given, answer in results if isinstance(answer, BadFile)] == [{"do": "die"}]
