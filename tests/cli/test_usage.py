"""What a person reads who calls `gongkai` rightly or wrongly: Chinese, short, and never a traceback."""

import re

import click
import pytest
from django.db import OperationalError

from gongkai.cli import entry
from gongkai.cli.group import gongkai
from gongkai.core.errors import Refused

VERBS = gongkai.list_commands(None)
ENGLISH = re.compile(r"Usage|Options|Commands|Show this|Error|Try |Missing|Invalid|Traceback")


def run(capsys, *arguments) -> tuple[int, str, str]:
    code = entry.run([*arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_verbs_of_the_product():
    assert VERBS == [
        "backup",
        "check",
        "check-record",
        "demo",
        "intake",
        "log",
        "manage",
        "plan",
        "receipt",
        "reset-account",
        "restore",
        "search",
        "serve",
        "setup",
        "site",
        "upgrade",
        "verify",
        "witness",
        "worker",
    ]


@pytest.mark.parametrize("verb", [name for name in VERBS if name != "manage"])
def test_every_verb_explains_itself_in_chinese(capsys, verb):
    code, said, wrong = run(capsys, verb, "--help")
    assert (code, wrong) == (0, "")
    assert said.startswith(f"用法: gongkai {verb}")
    assert "显示这段说明" in said
    assert not ENGLISH.search(said)


def test_the_list_of_verbs_has_a_word_on_each(capsys):
    code, said, _wrong = run(capsys, "--help")
    lines = {line.split()[0]: line.split()[1] for line in said.split("命令:")[1].splitlines() if line.strip()}
    assert (code, list(lines)) == (0, VERBS)
    assert all(re.search(r"[\u4e00-\u9fff]", text) for text in lines.values())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["serv"], "没有 serv 这个命令。\n看说明: gongkai --help\n"),
        (["backup"], "缺少 文件夹。\n看说明: gongkai backup --help\n"),
        (["backup", ""], "文件夹不能是空的。请写出路径。\n看说明: gongkai backup --help\n"),
        (["backup", "a", "b"], "参数太多，或者位置不对。\n看说明: gongkai backup --help\n"),
        (
            ["backup", "--jsn", "a"],
            "没有 --jsn 这个选项。是不是要用 --json？\n看说明: gongkai backup --help\n",
        ),
        (
            ["serve", "--port"],
            "选项 --port 的用法不对：可能少了值，或者多了值。\n看说明: gongkai --help\n",
        ),
        (["demo", "lod"], "没有 lod 这个命令。是不是要用 load？\n看说明: gongkai demo --help\n"),
        (["setup", "--site", "某市政务公开"], "缺少 --unit。\n看说明: gongkai setup --help\n"),
    ],
)
def test_a_wrong_call_is_answered_in_chinese(capsys, arguments, sentence):
    assert run(capsys, *arguments) == (2, "", sentence)


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80.5"])
def test_a_bad_port_is_named(capsys, monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    code, said, wrong = run(capsys, "serve")
    assert (code, said) == (2, "")
    assert wrong.startswith(f"端口应当是 1 到 65535 之间的整数，现在是“{port}”。")


@pytest.fixture
def failing(monkeypatch, tmp_path):
    """The verb `worker` replaced by one that fails with a given error."""
    monkeypatch.setenv("GONGKAI_DATA_DIR", str(tmp_path))

    def with_error(error):
        @click.command()
        def command():
            raise error

        monkeypatch.setattr("gongkai.cli.verbs.worker.command", command)

    return with_error


def test_a_refusal_is_its_sentence_and_exit_1(capsys, failing):
    failing(Refused("现在不能办理。请稍后再试。"))
    assert run(capsys, "worker") == (1, "", "现在不能办理。请稍后再试。\n")


def test_the_unexpected_goes_to_a_file_and_not_to_the_person(capsys, failing, tmp_path):
    failing(ZeroDivisionError("division by zero"))
    code, said, wrong = run(capsys, "worker")
    (log,) = (tmp_path / "logs").iterdir()
    assert (code, said) == (1, "")
    assert wrong == f"出现意外错误，没有完成。详情见 {log}，请把这个文件交给技术人员。\n"
    assert "ZeroDivisionError: division by zero" in log.read_text()


def test_a_database_that_does_not_answer_is_said(capsys, failing):
    failing(OperationalError("connection refused"))
    code, _said, wrong = run(capsys, "worker")
    assert (code, wrong.startswith("数据库连不上或正忙。请检查 DATABASE_URL")) == (1, True)


def test_an_interrupted_command_says_so(capsys, failing):
    failing(KeyboardInterrupt())
    code, _said, wrong = run(capsys, "worker")
    assert (code, wrong.strip()) == (130, "已停止。")


@pytest.mark.parametrize(
    "name", ["flush", "createsuperuser", "purge_revisions", "publish_scheduled", "loaddata"]
)
def test_commands_that_go_round_the_door_are_gone(capsys, name):
    code, said, wrong = run(capsys, "manage", name, "--noinput")
    assert (code, said) == (1, "")
    assert wrong.startswith(f"{name} 已经去掉：")


def test_a_data_folder_without_a_database_is_told_what_to_do(tmp_path):
    from tests.elsewhere import fresh

    done = fresh(tmp_path / "new", "check-record")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("数据库还没有建立，或者不是这个版本的。请先运行 gongkai upgrade。")
