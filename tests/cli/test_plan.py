"""`gongkai plan`: what a person and a program read."""

import json

import pytest

from gongkai.catalogue.models import Plan, PlanReading
from gongkai.cli import entry
from gongkai.demo.people import load_units
from gongkai.demo.reading import read_plan_text, read_units
from tests.shared_data import real_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys):
    def call(*arguments):
        code = entry.run(["plan", *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def file(tmp_path):
    def write(content, name="plan.txt"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_the_real_plan_for_a_program(run, file):
    code, said, wrong = run("import", file(real_plan()), "--json")
    figures = json.loads(said)
    assert (code, wrong) == (0, "")
    assert list(figures) == ["title", "date", "citations", "clauses", "limits", "repairs"]
    assert (figures["title"], figures["date"]) == ("格尔木市全面推进政务公开实施方案", "2016-07-15")
    assert len(figures["clauses"]) == 18
    assert figures["clauses"][1] == {
        "number": "2.2",
        "title": "推进执行公开",
        "lead": ["市发展和改革委员会", "市审计局"],
        "supporting": ["市政府各有关部门"],
    }
    assert figures["limits"][0] == {"clause": "2.3", "text": "2016年全面完成"}
    assert figures["repairs"][3] == {"raw": "青办发201626号", "repaired": "青办发〔2016〕26号"}
    assert run("import", file(real_plan()), "--json") == (0, said, "")
    assert PlanReading.objects.count() == 1


def test_the_real_plan_for_a_person(run, file):
    load_units(read_units())
    code, said, _wrong = run("import", file(real_plan()))
    lines = said.splitlines()
    assert code == 0
    assert lines[:3] == [
        "格尔木市全面推进政务公开实施方案（2016-07-15）",
        "条款 18 条，时限 6 处，引用文件 3 件。",
        "改正 12 处：",
    ]
    assert "  2016715 → 2016-07-15  补上失落的日期分隔" in lines
    assert lines[15] == "没有把握 9 处："
    assert "  导向工作  可能是“导向作用”，照原文保留" in lines
    assert lines[25:29] == [
        "单位要核对 3 处：",
        "  市政府办公室信息技术科  内设机构“信息技术科”，归到上级单位",
        "  人民银行格尔木支行  单位名录里没有这个单位",
        "  市政府办信息技术科  内设机构“信息技术科”，归到上级单位",
    ]
    assert lines[29:] == ["已导入。下一步由政务公开办在后台“实施方案”里送审，另一人审核后公开。"]
    assert run("import", file(real_plan()))[1].splitlines()[-1] == "这些内容已经导入过，没有改动。"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "文件是空的。请核对是不是选错了文件。"),
        (b"PK\x03\x04", "这是Word（.docx）或压缩文件。请打开后另存为纯文本（UTF-8）再导入。"),
        (b"\x00\x01\x02", "这不是文字文件。请用 Word 打开方案，另存为纯文本（UTF-8）后再导入。"),
        (b"." * 50_000_000, "文件超过 1 MB，不会是一份方案的文字。请核对是不是选错了文件。"),
        (
            "春眠不觉晓\n",
            "这不是一份政务公开实施方案：没有找到标题（“……公开……方案”）、分章的条款（“一、”下的“（一）”）、"
            "条款后的责任单位。请核对是不是选错了文件。",
        ),
    ],
)
def test_a_file_that_is_no_plan(run, file, content, sentence):
    assert run("import", file(content)) == (1, "", sentence + "\n")
    assert Plan.objects.count() == 0


def test_a_file_that_is_not_there(run, tmp_path):
    path = tmp_path / "none.txt"
    assert run("import", path) == (1, "", f"没有 {path} 这个文件。请核对路径。\n")
    assert run("import")[:2] == (2, "")


def test_show(run, file):
    assert run("show") == (0, "还没有导入方案。请运行 gongkai plan import 文件。\n", "")
    load_units(read_units())
    run("import", file(read_plan_text()))
    lines = run("show")[1].splitlines()
    assert lines[0] == "格尔木市全面推进政务公开实施方案（演示文本）（未公开）"
    assert lines[15] == "4.4  抓好教育培训  责任：市人力资源和社会保障局  配合：市政府各有关部门  时限：3年内"
    assert len(lines) == 19
