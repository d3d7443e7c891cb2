"""Lists as people and programs write them: encodings, broken lines, quotes, headers; fields by name, content and map."""

import json
import tracemalloc

import pytest

from gongkai.core.errors import BadFile
from gongkai.documents.intake import lines, lists
from gongkai.documents.intake.mapfile import read_map
from gongkai.documents.intake.reasons import CannotPlaceError
from tests.documents.intake.conftest import TEXT, record

pytestmark = pytest.mark.django_db
HEAD = "标题,成文日期,正文\n"


def row(title="甲", text="正文。"):
    return f"关于{title}的通知,2019-03-01,{text}\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_in_every_encoding_delimiter_and_line_end(read, write, encoding, delimiter, end):
    text = (HEAD + row()).replace(",", delimiter).replace("\n", end)
    paper = read(write("a.csv", text.encode(encoding))).papers[0]
    assert (paper.where, paper.title, paper.blocks[0]["html"]) == (
        "a.csv 第2行",
        "关于甲的通知",
        "<p>正文。</p>",
    )


def test_cells_over_several_lines_and_quotes_within(read, write):
    text = HEAD + row("甲", '"第一段。\n第二段“引”和""双引""。\n\n第三段"') + row("乙")
    done = read(write("a.csv", text))
    assert [paper.where for paper in done.papers] == ["a.csv 第2行", "a.csv 第6行"]
    assert done.papers[0].blocks[0]["html"] == '<p>第一段。</p><p>第二段“引”和"双引"。</p><p>第三段</p>'


def test_a_quote_that_is_not_closed_costs_its_own_line(read, write):
    text = HEAD + row("甲", '"没有收尾。') + row("乙") + row("丙", '"a"b"c"') + row("丁", '5" 管')
    done = read(write("a.csv", text))
    assert [paper.title for paper in done.papers] == ["关于乙的通知", "关于丁的通知"]
    assert done.reasons == {
        "a.csv 第2行": "这一行的引号没有成对，或者格里的引号没有写成两个，读不出来。请改正。",
        "a.csv 第4行": "这一行的引号没有成对，或者格里的引号没有写成两个，读不出来。请改正。",
    }


def test_rows_that_do_not_fit_the_header(read, write):
    text = (
        "\n\n"
        + HEAD
        + "关于甲的通知,2019-03-01,正,文\n"
        + ",,\n\n"
        + "关于乙的通知,2019-03-01\n"
        + row("丙")[:-1]
    )
    done = read(write("a.csv", text + ",,"))
    assert [paper.title for paper in done.papers] == ["关于丙的通知"]
    assert done.reasons == {
        "a.csv 第4行": "这一行有 4 格，表头只有 3 格，可能是引号或分隔符不对，请改正。",
        "a.csv 第7行": "没有正文。请补上正文，或者在对照文件里写明哪一项是正文。",
    }


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "文件是空的，没有表头也没有记录。"),
        (b"\n \n", "文件是空的，没有表头也没有记录。"),
        ("标题,正文,标题\n".encode(), "表头里“标题”出现了不止一次，分不清用哪一列。请改名后再读。"),
        (b"a,b,c\n1,2,3\n", "认不出这份清单的任何一栏（a、b、c）。表头上面如果还有别的行，请先删去；不然请用 --map 对照文件写明各栏是什么。"),
        ('标题,"正文\n甲,乙\n'.encode(), "表头读不出来：这一行的引号没有成对，或者格里的引号没有写成两个，读不出来。请改正。"),
        ("标题,正文\n".encode("utf-16"), "文件是 UTF-16 编码的。请另存为 UTF-8 编码后再读。"),
        (b"PK\x03\x04" + b"\0" * 100, "这不是文字文件。清单请另存为 UTF-8 编码的 .csv 或 .jsonl 再读。"),
    ],
)  # fmt: skip
def test_files_that_are_no_list(read, write, data, reason):
    assert read(write("a.csv", data)).reasons == {"a.csv": reason}


def test_broken_lines_of_json_are_named_and_the_rest_goes_on(read, write):
    good = json.dumps(record(), ensure_ascii=False).encode()
    second = json.dumps(record(标题="关于乙的通知"), ensure_ascii=False).encode()
    broken = [
        b"{",
        b"[1]",
        b'"x"',
        b"null",
        b"[" * 100_000,
        b'{"a": 1' + b"0" * 5000 + b"}",
        b'{"x": "\xff\xfe\xe4"}',
        b"",
    ]
    done = read(write("a.jsonl", b"\n".join([b"\xef\xbb\xbf" + good, *broken, second])))
    assert [paper.where for paper in done.papers] == ["a.jsonl 第1行", "a.jsonl 第10行"]
    json_problem = "这一行不是完整的 JSON，读不出来。请检查引号、括号是否成对，一行写一条。"
    no_record = '这一行不是一条记录。每行应当是一个 JSON 对象，如 {"title": "标题"}。'
    assert done.reasons == {
        "a.jsonl 第2行": json_problem,
        "a.jsonl 第3行": no_record,
        "a.jsonl 第4行": no_record,
        "a.jsonl 第5行": no_record,
        "a.jsonl 第6行": json_problem,
        "a.jsonl 第7行": json_problem,
        "a.jsonl 第8行": "这一行的文字编码不对，读不出来。请把文件统一另存为 UTF-8 编码。",
    }


def test_a_line_too_long_is_passed_over_without_being_held(read, write, monkeypatch):
    monkeypatch.setattr(lines, "MAX_LINE", 2000)
    rows = [record(), record(正文="长" * 5000), record(标题="关于乙的通知")]
    done = read(write("a.jsonl", rows))
    assert [paper.where for paper in done.papers] == ["a.jsonl 第1行", "a.jsonl 第3行"]
    assert done.reasons == {"a.jsonl 第2行": "这一行超过 20 MB，没有读。请检查文件是不是少了换行。"}


def test_nul_and_lone_surrogates_are_taken_out_and_told(read, write):
    text = json.dumps(
        {"标题": "关于\x00甲\ud800的通知", "成文日期": "2019-03-01", "正文": f"{TEXT}\x00\udfff"}
    )
    paper = read(write("a.jsonl", text)).papers[0]
    assert paper.title == "关于甲的通知"
    assert paper.doubts[:2] == ["正文里有看不见的控制字符，已去掉", "标题里有看不见的控制字符，已去掉"]
    assert paper.blocks[0]["html"].endswith("<p>按要求办理。</p>")


def test_memory_stays_flat(write):
    """Ten times the records, not ten times the memory."""
    peaks = []
    for count in (300, 3000):
        path = write(
            "a.jsonl", "".join(json.dumps(record(标题=f"关于{n}的通知")) + "\n" for n in range(count))
        )
        source = lists.Source(path, path.parent, "a.jsonl")
        tracemalloc.start()
        assert sum(1 for _each in lists.list_records(source)) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 2


def test_fields_by_their_names_and_by_what_stands_in_them(read, write):
    rows = [
        {"Article Title": f"关于{n}的通知", "c1": f"某发〔2019〕{n}号", "c2": f"http://a.cn/{n}", "c3": TEXT * 10,
         "issue-date": "2019-03-01", "备注": "x", "级别": "省"}
        for n in range(1, 4)
    ]  # fmt: skip
    done = read(write("a.jsonl", rows))
    assert [paper.document_number for paper in done.papers] == [
        "某发〔2019〕1号",
        "某发〔2019〕2号",
        "某发〔2019〕3号",
    ]
    assert done.reader.mapping.as_report() == {
        "fields": {
            "title": ["Article Title"],
            "document_number": ["c1"],
            "written_on": ["issue-date"],
            "url": ["c2"],
            "body": ["c3"],
        },
        "guessed": {"c1": "document_number", "c2": "url", "c3": "body"},
        "ignored": ["备注", "级别"],
    }


MAP = """
[fields]
title = "名头"
body = ["新正文", "旧正文"]

[defaults]
issuer = "某省水利厅"
kind = "news"

[[place]]
field = "板块"
equals = ["公文", "红头"]
kind = "document"

[[place]]
field = "title"
contains = "财政"
matter = "{matter}"

[[place]]
field = "板块"
starts = "红"
column = "red"
"""


def test_the_map_file_has_the_last_word(read, write, city):
    city.make_column("red", "红头文件")
    path = write("map.toml", MAP.format(matter=city.matter.code))
    rows = [
        {"名头": "甲", "标题": "乙", "旧正文": TEXT, "成文日期": "2019-03-01", "板块": "公文"},
        {"名头": "财政", "新正文": "新。", "旧正文": TEXT, "成文日期": "2019-03-01", "板块": "红头"},
        {"名头": "丙", "旧正文": TEXT, "成文日期": "2019-03-01", "板块": "别的"},
    ]
    papers = read(write("a.jsonl", rows), rules=read_map(path), matter="").unplaced
    assert [item.where for item in papers] == ["a.jsonl 第1行", "a.jsonl 第3行"]
    papers = read(write("a.jsonl", rows), rules=read_map(path)).papers
    assert [(paper.title, paper.kind, paper.column_code, paper.outside_issuer) for paper in papers] == [
        ("甲", "document", "policy", "某省水利厅"),
        ("财政", "document", "red", "某省水利厅"),
        ("丙", "news", "policy", ""),
    ]
    assert papers[1].blocks[0]["html"] == "<p>新。</p>"


def test_the_options_count_more_than_the_defaults_of_the_map(read, write, city):
    city.make_column("red", "红头文件")
    path = write("map.toml", '[defaults]\ncolumn = "red"\nsource = "旧站"')
    rows = write("a.jsonl", [record(), record(标题="乙的通知", 栏目="红头文件")])
    papers = read(rows, rules=read_map(path)).papers
    assert [(paper.column_code, paper.source) for paper in papers] == [("policy", "旧站"), ("red", "旧站")]
    assert read(rows, rules=read_map(path), column="").papers[0].column_code == "red"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[fields", "对照文件不是完整的 TOML"),
        ("[fields]\nname = 'x'", "没有“name”这一项"),
        ("[fields]\ntitle = 3", "对照文件里的 title 应当是带引号的文字。"),
        ("[other]", "对照文件里没有“other”这一项。"),
        ("fields = 1", r"对照文件里的 fields 应当写成 \[fields\] 一段。"),
        ("[place]\nfield = 'x'", r"应当写成 \[\[place\]\]"),
        ("[[place]]\nfield = 'x'\nequals = 'y'", "每条"),
        ("[[place]]\nfield = 'x'\nequals = 'y'\nstarts = 'z'\ncolumn = 'c'", "每条"),
    ],
)
def test_map_files_that_are_wrong(write, text, reason):
    with pytest.raises(BadFile, match=reason):
        read_map(write("map.toml", text))


def test_options_that_name_nothing(read, write):
    with pytest.raises(CannotPlaceError, match="没有“nowhere”这个栏目"):
        read(write("a.jsonl", [record()]), column="nowhere")
