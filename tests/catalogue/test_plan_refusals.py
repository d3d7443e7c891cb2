"""What is no plan is refused in Chinese, in bounded time; and whatever comes in, nothing else is ever raised."""

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.catalogue.plan import NotAPlan, as_text, read_plan
from gongkai.catalogue.plan.files import decode, read_text
from tests.shared_data import shared

PLANS = Path(__file__).parent / "plans"
CLEAN, DAMAGED = ((PLANS / f"{name}.txt").read_text(encoding="utf-8") for name in ("clean", "damaged"))
POEM = "春日登楼\n一、\n楼外青山山外水，水边杨柳柳边风。\n（一）\n客来不问花开未，只在茶香雨气中。"
REPORT = CLEAN.replace("实施方案", "工作报告")
NO_UNITS = re.sub("（?(牵头单位|责任单位|责任部门|协办单位|配合单位)：.*", "", CLEAN)
NO_CLAUSES = re.sub("（[一二三]）", "", CLEAN)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "文件是空的。"),
        (" \n\u3000\n。。。\n", "文件是空的。"),
        (POEM, "没有找到标题（“……公开……方案”）、分章的条款（“一、”下的“（一）”）、条款后的责任单位。"),
        (REPORT, "没有找到标题（“……公开……方案”）。"),
        (NO_CLAUSES, "没有找到分章的条款（“一、”下的“（一）”）、条款后的责任单位。"),
        (NO_UNITS, "没有找到条款后的责任单位。"),
        ("一、\x00", "这不是文字文件。"),
        ("\ufffd" * 50, "这不是文字文件。"),
        ("字" * 120_001, "有 120,001 个字符，方案不会超过 120,000 个。"),
        ("字\n" * 4_001, "有 4,001 行，方案不会超过 4,000 行。"),
        ("字" * 5_001, "“字字字字字字字字字字字字……”这一段有 5,001 个字，没有分段。"),
    ],
)
def test_no_plan(text, sentence):
    with pytest.raises(NotAPlan, match=re.escape(sentence)):
        read_plan(text)


def test_a_state_council_paper_is_no_plan():
    path = shared("gov-docs", "state-council-html", "docs.jsonl")
    papers = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(papers) == 38
    for paper in papers:
        text = re.sub("<[^>]+>", "", re.sub("</p>|<br[^>]*>", "\n", paper["content_html"]))
        with pytest.raises(NotAPlan):
            read_plan(text)


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "（",
            "《",
            "自12",
            "一、",
            "责任单位：",
            "（责任单位：",
            "2016",
            "每年",
            "发挥",
            "科技、",
            "根据",
            "除以外",
        ),
        *("东城区、", "东城区、西城区行委、", "\n一", "\n（一", "\n字\n", "a,", ","),
    ],
)
def test_hostile_text_takes_bounded_time(unit):
    """At the limits of length: what grew with the square of the text would take minutes."""
    hostile = "\n".join([(unit * 5_000)[:4_900]] * 23)
    started = time.process_time()
    for text in (hostile, CLEAN + hostile):
        try:
            read_plan(text)
        except NotAPlan:
            continue
    assert time.process_time() - started < 20


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04" + bytes(50), "这是Word（.docx）或压缩文件。请打开后另存为纯文本（UTF-8）再导入。"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "这是Word（.doc）文件。"),
        (b"%PDF-1.7", "这是PDF 文件。"),
        (b"\xff\xfe\x00", "这不是文字文件。"),
        (b"\x81\x20\xff", "这不是文字文件。"),
        (b"." * (1024 * 1024 + 1), "文件超过 1 MB，"),
    ],
)
def test_bytes_that_are_no_text(data, sentence):
    with pytest.raises(NotAPlan, match=re.escape(sentence)):
        decode(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_the_encodings_of_official_texts(encoding, tmp_path):
    path = tmp_path / "plan.txt"
    path.write_bytes(CLEAN.replace("“", '"').replace("”", '"').encode(encoding))
    assert read_plan(read_text(path)).title == "青岭市推进政务公开工作实施方案"


def test_no_more_of_a_huge_file_is_read_than_the_limit(tmp_path):
    path = tmp_path / "dots.txt"
    with path.open("wb") as stream:
        stream.seek(50 * 1024 * 1024)
        stream.write(b".")
    started = time.process_time()
    with pytest.raises(NotAPlan, match="文件超过 1 MB"):
        read_text(path)
    assert time.process_time() - started < 1


def test_a_path_that_is_no_file(tmp_path):
    with pytest.raises(NotAPlan, match="是文件夹。请写出方案文件的路径。"):
        read_text(tmp_path)
    with pytest.raises(NotAPlan, match=r"没有 .*none.txt 这个文件。请核对路径。"):
        read_text(tmp_path / "none.txt")


FRAGMENTS = st.sampled_from(
    [
        *(
            "一、",
            "（一）",
            "(二 ",
            "三)",
            "二",
            "责任单位：",
            "责任单位",
            "配合单位:",
            "市财政局",
            "各部门",
            "、",
            "，",
            "。",
        ),
        *(
            ".",
            ",",
            "\n",
            "《",
            "》",
            "〔",
            "〕",
            "2016",
            "715",
            "20167月)",
            "青办发201626号",
            "发〔2016〕26号",
            "3年内",
        ),
        *(
            "每年",
            "至少一次",
            "公开",
            "方案",
            "关于印发",
            "的通知",
            "除",
            "以外",
            "等",
            "东城区、西城区行委",
            " ",
            "\u3000",
            "附件",
        ),
    ]
)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read_or_refuse(text):
    try:
        return read_plan(text)
    except NotAPlan:
        return None


@QUICK
@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text):
    read_or_refuse(text)


@QUICK
@given(st.lists(st.one_of(FRAGMENTS, st.text(max_size=5)), max_size=60).map("".join))
def test_any_heap_of_fragments_is_read_or_refused(text):
    read_or_refuse(text)
    read_or_refuse(CLEAN + "\n" + text)
    read_or_refuse(text + "\n" + DAMAGED)


@QUICK
@given(
    st.sampled_from([CLEAN, DAMAGED]),
    st.lists(
        st.tuples(st.integers(0, 700), st.sampled_from(["", "（", "）", "《", "》", "、", "。", "\n"])),
        max_size=25,
    ),
)
def test_repairing_is_done_once(text, changes):
    """Whatever characters are lost or added: the repaired text has nothing left to repair and reads the same."""
    characters = list(text)
    for place, change in changes:
        characters[place % len(characters)] = change
    plan = read_or_refuse("".join(characters))
    if plan is None:
        return
    again = read_plan(as_text(plan))
    assert again.repairs == []
    assert (again.title, again.date, again.document_number) == (plan.title, plan.date, plan.document_number)
    assert (again.citations, again.chapters, again.limits) == (plan.citations, plan.chapters, plan.limits)
