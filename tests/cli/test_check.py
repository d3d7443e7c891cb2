"""gongkai check: any file, without a database."""

import json
import os
import subprocess
import sys

import pytest

from gongkai.cli import entry

IDENTITY = "632801196701163870"


@pytest.fixture(autouse=True)
def _without_data(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGKAI_DATA_DIR", str(tmp_path / "none"))
    monkeypatch.delenv("DATABASE_URL", raising=False)


def run(capsys, *arguments):
    code = entry.run(["check", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def write(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_clean_file(capsys, tmp_path):
    path = write(tmp_path, "通知.txt", "各乡镇：请认真贯彻执行。")
    assert run(capsys, path) == (0, f"{path}：没有发现问题。\n", "")


def test_a_blocked_file_is_told_with_values_masked(capsys, tmp_path):
    path = write(tmp_path, "名单.txt", f"申请人身份证号{IDENTITY}")
    code, out, err = run(capsys, path)
    assert (code, err) == (1, "")
    assert out.splitlines() == [
        f"{path}：拦下 1 处。",
        "  拦下　身份证号 1 处。身份证号。请遮盖，或者删去这一列。",
        "    第 1 行　申请人身份证号632801********3870",
    ]
    assert IDENTITY not in out


def test_json(capsys, tmp_path):
    path = write(tmp_path, "名单.txt", f"申请人身份证号{IDENTITY}")
    code, out, _err = run(capsys, "--json", path)
    assert code == 1
    assert json.loads(out) == [
        {
            "kind": "id_number",
            "value": IDENTITY,
            "where": "第 1 行",
            "severity": "block",
            "masked": "632801********3870",
            "message": "身份证号。请遮盖，或者删去这一列。",
            "file": str(path),
        }
    ]


def test_many_findings_are_counted_and_all_in_json(capsys, tmp_path):
    lines = "\n".join(f"申请人手机1389701{number:04}" for number in range(40))
    path = write(tmp_path, "名单.txt", lines)
    out = run(capsys, path)[1]
    assert "拦下　手机号 40 处" in out
    assert "还有 35 处，加 --json 看全部。" in out
    assert len(json.loads(run(capsys, path, "--json")[1])) == 40


def test_a_folder_with_a_summary(capsys, tmp_path):
    folder = tmp_path / "档案"
    (folder / "里面").mkdir(parents=True)
    write(folder, "甲.txt", "请认真贯彻执行。")
    write(folder / "里面", "乙.txt", f"身份证{IDENTITY}")
    write(folder, ".隐藏.txt", f"身份证{IDENTITY}")
    (folder / "丙.docx").write_bytes(bytes(range(256)) * 8)
    code, out, err = run(capsys, folder)
    assert code == 1
    assert out.splitlines()[-1] == "共 3 个文件：拦下 1 个，可以公开 1 个，读不了 1 个。"
    assert err.startswith(f"{folder / '丙.docx'}：读不了。")


def test_what_cannot_be_read(capsys, tmp_path):
    broken = tmp_path / "坏.docx"
    broken.write_bytes(bytes(range(256)) * 8)
    code, out, err = run(capsys, broken, "--json")
    assert code == 2
    assert [(row["kind"], row["severity"]) for row in json.loads(out)] == [("unreadable", "none")]
    assert err.startswith(f"{broken}：读不了。")
    assert run(capsys, tmp_path / "没有.txt")[0] == 2


def test_an_empty_folder(capsys, tmp_path):
    code, _out, err = run(capsys, tmp_path)
    assert (code, err.splitlines()[0]) == (2, "这里没有文件。请核对路径。")


def test_a_list_of_terms_given(capsys, tmp_path):
    terms = write(tmp_path, "词.csv", "text,severity,reason\n某某工程,block,未公布\n")
    path = write(tmp_path, "通知.txt", "某某工程进展顺利")
    assert run(capsys, path)[0] == 0
    code, out, _err = run(capsys, path, "--terms", terms)
    assert code == 1
    assert "“某某工程”：未公布。" in out


@pytest.mark.parametrize(
    "content",
    ["text,severity\n甲,block\n", "text,severity,reason\n甲,red,乙\n", "text,severity,reason\n,warn,乙\n"],
)
def test_a_wrong_list_of_terms(capsys, tmp_path, content):
    path = write(tmp_path, "通知.txt", "请执行")
    code, _out, err = run(capsys, path, "--terms", write(tmp_path, "词.csv", content))
    assert code == 2
    assert err.startswith("词表")


def test_needs_neither_database_nor_data(tmp_path):
    path = write(tmp_path, "名单.txt", f"身份证{IDENTITY}")
    environment = {**os.environ, "GONGKAI_DATA_DIR": str(tmp_path / "none")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-m", "gongkai.cli", "check", str(path)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert not (tmp_path / "none").exists()
