"""`gongkai intake`: rehearsed, taken in, approved, run again; who may, and what a person and a program read."""

import csv
import io
import json
import sys

import pytest
from axes.models import AccessAttempt

from gongkai.cli import entry
from gongkai.core.errors import Refused
from gongkai.core.models import AuditEntry, Thing
from gongkai.documents.intake import staging
from gongkai.documents.models import Document, Intake, IntakeItem, PublishedPaper
from tests.documents.intake.conftest import record
from tests.factories import PASSWORD, make_user
from tests.units.entering import bound_device, current_code

pytestmark = pytest.mark.django_db
ROWS = [
    record(
        标题="关于甲的通知", 网址="http://old.example/1.html", 发文机关="某省水利厅", 文号="某水〔2019〕1号"
    ),
    record(标题="关于乙的通知", 网址="http://old.example/2.html", 成文日期="", 发布日期="2019-03-05"),
    record(标题="关于丙的通知", 网址="http://old.example/3.html", 正文=""),
]
NO_TEXT = "没有正文。请补上正文，或者在对照文件里写明哪一项是正文。"
DOUBTS = ["没有成文日期，只有发布日期", "没有发文机关，按负责单位记"]


@pytest.fixture
def write(tmp_path):
    def make(rows):
        path = tmp_path / "旧网站.jsonl"
        path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in rows), "utf-8")
        return path

    return make


@pytest.fixture
def run(capsys, monkeypatch, city):
    """Calls the command; `typed` are the lines that come from standard input."""

    def call(*arguments, typed=(), places=True):
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
        here = ("--unit", city.unit.code, "--column", "policy", "--matter", city.matter.code)
        code = entry.run(["intake", *map(str, arguments), *(here if places else ())])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_a_rehearsal_writes_nothing_at_all(run, write):
    counts = Thing.objects.count(), AuditEntry.objects.count()
    code, said, wrong = run(write(ROWS), "--dry-run", "--json")
    assert (code, wrong) == (1, "")
    assert json.loads(said) == {
        "read": 3,
        "placed": 2,
        "already": 0,
        "unplaced": [{"where": "旧网站.jsonl 第3行", "reason": NO_TEXT}],
        "doubts": [{"where": "旧网站.jsonl 第2行", "doubts": DOUBTS}],
        "mapping": {
            "fields": {
                "title": ["标题"],
                "document_number": ["文号"],
                "issuer": ["发文机关"],
                "written_on": ["成文日期"],
                "published_on": ["发布日期"],
                "url": ["网址"],
                "body": ["正文"],
            },
            "guessed": {},
            "ignored": [],
        },
        "not_read": [],
        "batches": [],
    }
    assert (Thing.objects.count(), AuditEntry.objects.count()) == counts
    assert not IntakeItem.objects.exists()


def test_what_a_person_reads(run, write):
    rows = [row | {"备注": "x"} for row in ROWS]
    _code, said, _wrong = run(write(rows), "--dry-run")
    assert said.splitlines() == [
        "读了 3 条：可以入库 2，已在库 0，未能入库 1。",
        "各栏的对应：标题 ← 标题；发文字号 ← 文号；发文机关 ← 发文机关；成文日期 ← 成文日期；发布日期 ← 发布日期；原文网址 ← 网址；正文 ← 正文。",
        "没有采用的栏：备注。",
        "未能入库 1 条：",
        f"  旧网站.jsonl 第3行  {NO_TEXT}",
        "存疑 1 条：",
        f"  旧网站.jsonl 第2行  {'；'.join(DOUBTS)}",
        "这是预演，什么都没有写入。去掉 --dry-run，加上 --as 用户名，就会入库。",
    ]


def test_only_twenty_are_shown(run, write):
    _code, said, _wrong = run(
        write([record(标题="", 网址=f"http://a.cn/{n}") for n in range(30)]), "--dry-run"
    )
    assert said.count("没有标题。") == 20
    assert "  还有 10 条，见 --report 写出的文件。" in said.splitlines()


def test_taken_in_by_a_clerk_it_waits_for_the_office(run, write, city):
    code, said, wrong = run(
        write(ROWS), "--as", city.clerk.username, "--name", "旧网站公文", typed=[PASSWORD]
    )
    assert (code, wrong) == (1, "")
    assert said.splitlines()[0] == "读了 3 条：已入库 2，已在库 0，未能入库 1。"
    assert said.splitlines()[-1] == "下一步由政务公开办在后台“历史信息入库”里审核：旧网站公文。"
    assert Intake.objects.get().made_by == city.clerk
    assert not PublishedPaper.objects.exists()
    entries = AuditEntry.objects.filter(action="sign_in").values_list("username", "detail", "address")
    assert list(entries) == [(city.clerk.username, "命令行：收录", "127.0.0.1")]


def test_approved_at_once_by_somebody_of_the_office_with_a_code(run, write, city):
    device = bound_device(city.office)
    people = ("--as", city.clerk.username, "--approve-as", city.office.username)
    typed = [PASSWORD, PASSWORD, current_code(device)]
    code, said, wrong = run(write(ROWS[:2]), *people, "--json", typed=typed)
    figures = json.loads(said)
    assert (code, wrong, figures["placed"], figures["public"]) == (0, "", 2, 2)
    assert len(figures["batches"]) == 1
    assert [paper.title for paper in PublishedPaper.objects.order_by("thing_id")] == [
        "关于甲的通知",
        "关于乙的通知",
    ]


def test_a_second_run_adds_what_is_new_and_nothing_else(run, write, city):
    who = ("--as", city.clerk.username, "--name", "旧网站公文", "--json")
    run(write(ROWS[:1]), *who, typed=[PASSWORD])
    code, said, _wrong = run(write(ROWS[:2]), *who, typed=[PASSWORD])
    figures = json.loads(said)
    assert (code, figures["placed"], figures["already"]) == (0, 1, 1)
    code, said, _wrong = run(write(ROWS[:2]), "--dry-run", "--json")
    assert (code, json.loads(said)["already"]) == (0, 2)
    assert Document.objects.count() == 2
    changed = [ROWS[0] | {"正文": "改过的正文。"}]
    code, said, _wrong = run(write(changed), "--dry-run", "--json")
    number = IntakeItem.objects.order_by("pk").first().thing.index_number
    assert (code, json.loads(said)["unplaced"]) == (
        2,
        [
            {
                "where": "旧网站.jsonl 第1行",
                "reason": f"来源的内容有变化：它以索引号 {number} 入过库。要改，请在后台更正那一件。",
            }
        ],
    )


def test_the_report_says_what_became_of_every_record(run, write, city, tmp_path):
    report = tmp_path / "结果.csv"
    rows = [*ROWS, record(标题="=1+1的通知")]
    run(write(rows), "--as", city.clerk.username, "--report", report, typed=[PASSWORD])
    assert report.read_bytes().startswith(b"\xef\xbb\xbf")
    found = list(csv.reader(report.open(encoding="utf-8-sig", newline="")))
    numbers = [item.thing.index_number for item in IntakeItem.objects.order_by("position")]
    assert found == [
        ["位置", "标题", "结果", "索引号", "原因", "存疑"],
        ["旧网站.jsonl 第1行", "关于甲的通知", "已入库", numbers[0], "", ""],
        ["旧网站.jsonl 第2行", "关于乙的通知", "已入库", numbers[1], "", "；".join(DOUBTS)],
        ["旧网站.jsonl 第3行", "关于丙的通知", "未能入库", "", NO_TEXT, ""],
        ["旧网站.jsonl 第4行", "'=1+1的通知", "已入库", numbers[2], "", DOUBTS[1]],
    ]


def test_the_report_of_a_rehearsal(run, write, tmp_path):
    report = tmp_path / "结果.csv"
    run(write(ROWS), "--dry-run", "--report", report)
    found = list(csv.reader(report.open(encoding="utf-8-sig", newline="")))
    assert [row[2] for row in found[1:]] == ["可以入库", "可以入库", "未能入库"]


def test_a_report_that_cannot_be_written_takes_nothing_back(run, write, city):
    code, said, wrong = run(
        write(ROWS[:1]), "--as", city.clerk.username, "--report", "/dev/full", typed=[PASSWORD]
    )
    assert (code, said.splitlines()[0]) == (0, "读了 1 条：已入库 1，已在库 0，未能入库 0。")
    assert wrong == "报告文件 /dev/full 没有写成，请检查磁盘空间；其余都已照办。\n"


def test_nothing_to_read_is_said(run, tmp_path):
    code, said, _wrong = run(tmp_path, "--dry-run")
    assert code == 2
    assert (
        said.splitlines()[-1] == "没有找到能读的文件，什么都没有做。能读哪些文件，见 gongkai intake --help。"
    )


def test_a_public_batch_waits_for_nobody(run, write, city):
    path = write(ROWS[:1])
    run(path, "--as", city.clerk.username, "--name", "旧网站", typed=[PASSWORD])
    staging.approve_now(name="旧网站", person=city.office)
    code, said, _wrong = run(path, "--as", city.clerk.username, "--name", "旧网站", typed=[PASSWORD])
    assert (code, "下一步" in said) == (0, False)


def test_many_columns_are_not_all_named(run, tmp_path):
    path = tmp_path / "宽.csv"
    path.write_text(",".join(["标题", *(f"列{n}" for n in range(60))]) + "\n关于甲的通知" + ",x" * 60)
    _code, said, _wrong = run(path, "--dry-run")
    assert "没有采用的栏：" + "、".join(f"列{n}" for n in range(20)) + " 等。" in said


def test_at_a_terminal_the_password_is_asked_for_and_not_shown(run, write, city, monkeypatch):
    asked = []

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    def prompt(text, **options):
        asked.append((text, options))
        return PASSWORD

    monkeypatch.setattr("gongkai.cli.accounts.click.prompt", prompt)
    monkeypatch.setattr("gongkai.cli.accounts.sys.stdin", Terminal())
    monkeypatch.setattr("tests.cli.test_intake.io.StringIO", lambda _typed: Terminal())
    code, _said, _wrong = run(write(ROWS[:1]), "--as", city.clerk.username)
    assert code == 0
    assert asked == [(f"{city.clerk.username} 的口令（收录）", {"hide_input": True, "err": True})]


def test_what_the_office_may_not_approve_stays_in_and_waits(run, write, city, monkeypatch):
    def refused(**_arguments):
        raise Refused("这一批没有公开。")

    bound = bound_device(city.office)
    monkeypatch.setattr("gongkai.cli.intake_run.approve_now", refused)
    people = ("--as", city.clerk.username, "--approve-as", city.office.username)
    code, said, _wrong = run(write(ROWS[:2]), *people, typed=[PASSWORD, PASSWORD, current_code(bound)])
    assert (code, said.splitlines()[-1]) == (1, "已入库，没有公开：这一批没有公开。")
    assert IntakeItem.objects.count() == 2


@pytest.mark.parametrize(
    ("arguments", "typed", "reason"),
    [
        ([], [], "缺少 --as 用户名：由谁收录。只看不写请用 --dry-run。"),
        (["--as", "{clerk}"], [], "没有读到{clerk} 的口令（收录）。不在终端运行时，请从标准输入逐行给出。"),
        (["--as", "{clerk}"], ["wrong"], "用户名或口令不对。请检查大小写；忘记口令请找安全管理员重置。"),
        (["--as", "nobody"], [PASSWORD], "用户名或口令不对。请检查大小写；忘记口令请找安全管理员重置。"),
        (["--as", "{office}"], [PASSWORD], "{office} 的岗位要求动态口令。请先在后台登录并绑定。"),
        (["--as", "{office2}"], [PASSWORD], "没有读到{office2} 的动态口令。不在终端运行时，请从标准输入逐行给出。"),
        (["--as", "{office2}"], [PASSWORD, "000"], "动态口令是 6 位数字，请照手机上的显示填写。"),
        (["--as", "{clerk}", "--approve-as", "{clerk}"], [], "--approve-as 不能是收录的人自己，请由另一人审核。"),
        (["--as", "{clerk}", "--approve-as", "{other}"], [PASSWORD] * 2, "{other} 不是政务公开办的人，不能审核公开。"),
        (["--as", "{fresh}"], [PASSWORD], "{fresh} 还在用初始口令。请先在后台登录并改好口令。"),
        (["--as", "{clerk}", "--column", "nowhere"], [], "没有“nowhere”这个栏目，或者它没有公开。请核对，或者在对照文件里写规则对应到栏目代码。"),
        (["--as", "{clerk}", "--map", "nothing.toml"], [], "对照文件 nothing.toml：文件打不开，请检查文件是否存在、有没有读取权限。"),
        (["--as", "{clerk}", "--report", "/nowhere/x.csv"], [], "报告文件 /nowhere/x.csv 写不进去。请核对路径和权限。"),
        (["--kind", "letter"], [], "--kind 的值不对。可以用 document、interpretation、news。"),
        (["--as", "{clerk}"], ["\udcff"], "{clerk} 的口令（收录）里有不是 UTF-8 编码的字，读不出来。"),
        (["--as", "{clerk}", "--report", "/"], [], "报告文件 / 写不进去。请核对路径和权限。"),
        ([""], [], "路径不能是空的。要读当前的文件夹，请写一个点（.）。"),
        (["x" * 300], [], f"没有 {'x' * 200}… 这个文件或文件夹。请核对路径。"),
        (["nowhere.jsonl"], [], "没有 nowhere.jsonl 这个文件或文件夹。请核对路径。"),
    ],
)  # fmt: skip
def test_nothing_is_done_and_why(run, write, city, arguments, typed, reason):
    other, fresh = make_user("clerk", city.unit), make_user("clerk", city.unit, must_change_password=True)
    bound_device(city.office2)
    names = {
        "clerk": city.clerk.username,
        "office": city.office.username,
        "office2": city.office2.username,
        "other": other.username,
        "fresh": fresh.username,
    }
    places = "--column" not in arguments
    code, said, wrong = run(
        write(ROWS), *[text.format(**names) for text in arguments], typed=typed, places=places
    )
    assert (code, said, wrong.splitlines()[0]) == (2, "", reason.format(**names))
    assert not IntakeItem.objects.exists()


def test_failures_count_toward_the_lock_out(run, write, city, settings):
    for _each in range(settings.AXES_FAILURE_LIMIT):
        run(write(ROWS), "--as", city.clerk.username, typed=["wrong"])
    assert AccessAttempt.objects.get().failures_since_start == settings.AXES_FAILURE_LIMIT
    code, _said, wrong = run(write(ROWS), "--as", city.clerk.username, typed=[PASSWORD])
    assert code == 2
    assert wrong.startswith("连续输错次数过多，已暂停登录。")
    assert not IntakeItem.objects.exists()


def test_a_clerk_of_another_unit_places_nothing(run, write, city):
    stranger = make_user("clerk")
    code, said, _wrong = run(write(ROWS[:1]), "--as", stranger.username, "--json", typed=[PASSWORD])
    assert (code, json.loads(said)["unplaced"]) == (
        2,
        [
            {
                "where": "旧网站.jsonl 第1行",
                "reason": f"{city.unit}的信息由它自己的经办或者政务公开办入库。",
            }
        ],
    )


def test_a_number_that_is_public_already(run, write, city):
    public = city.publish(city.draft(document_number="财发〔2019〕1号"))
    title = PublishedPaper.objects.get(thing=public).title
    rows = [record(文号="财发〔2019〕1号", 发文机关=city.unit.name)]
    code, said, _wrong = run(write(rows), "--dry-run", "--json")
    reason = f"发文字号 财发〔2019〕1号 已经用在《{title}》上，请核对。"
    assert (code, json.loads(said)["unplaced"][0]["reason"]) == (2, reason)
