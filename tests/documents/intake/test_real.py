"""The real material: what is placed and with what, counted exactly; what cannot be, with its true reason."""

import json
import re
import tomllib
from collections import Counter

import pytest

from gongkai.documents.importing.tokens import words
from gongkai.documents.intake.mapfile import MapFile
from tests.documents.intake.conftest import TEXT
from tests.shared_data import shared

pytestmark = pytest.mark.django_db
IMAGES = "有 9 张图片不在文件旁边，或者打不开。请把图片取回放在原来的相对位置，再读一次。"


def rows_of(path):
    return {
        f"{path.name} 第{n}行": json.loads(line)
        for n, line in enumerate(path.read_text("utf-8").split("\n"), start=1)
        if line.strip()
    }


def html(paper):
    return "".join(block.get("html", "") for block in paper.blocks)


def test_state_council_papers_are_read_as_the_collector_found_them(read):
    path = shared("gov-docs", "state-council-html", "docs.jsonl")
    rows, done = rows_of(path), read(path)
    assert (len(rows), len(done.papers)) == (38, 37)
    assert done.reasons == {"docs.jsonl 第24行": IMAGES}
    for paper in done.papers:
        row = rows[paper.where]
        names = row["issuer"].split("、")
        assert (paper.title, paper.document_number) == (row["title"], row["doc_number"])
        assert (paper.written_on.isoformat(), paper.topic) == (row["issue_date"], row["topic"])
        assert (paper.outside_issuer, paper.co_issuers) == (names[0], "、".join(names[1:]))
        assert (paper.origin.url, paper.origin.index_number) == (row["url"], row["index_number"])
        assert paper.origin.published_on.isoformat() == row["publish_date"]
    assert {paper.where: paper.doubts for paper in done.papers if paper.doubts} == {
        "docs.jsonl 第16行": ["成文日期与正文落款的 2004-04-27 不同"]
    }
    genres = Counter(paper.genre for paper in done.papers)
    assert genres == {
        "notice": 12,
        "opinion": 8,
        "letter": 7,
        "other": 3,
        "order": 2,
        "reply": 2,
        "circular": 2,
        "decision": 1,
    }


def test_the_page_alone_says_the_same(read):
    """Without the collector's fields: number, days, issuer and topic from the metadata table of each page."""
    path = shared("gov-docs", "state-council-html", "docs.jsonl")
    rules = MapFile(fields={"page": ["page_html"], "url": ["url"]} | {name: ["-"] for name in (
        "title", "document_number", "issuer", "written_on", "published_on", "index_number", "topic", "body",
    )})  # fmt: skip
    rows, done = rows_of(path), read(path, rules=rules)
    assert len(done.papers) == 37
    for paper in done.papers:
        row = rows[paper.where]
        assert (paper.title, paper.document_number) == (row["title"], row["doc_number"])
        assert (paper.written_on.isoformat(), paper.topic) == (row["issue_date"], row["topic"])
        assert paper.origin.published_on.isoformat() == row["publish_date"]
        assert paper.origin.index_number == row["index_number"]
        assert "、".join(filter(None, [paper.outside_issuer, paper.co_issuers])) == row["issuer"]


def test_the_page_as_a_file(read, write):
    row = json.loads(shared("gov-docs", "state-council-html", "docs.jsonl").read_text("utf-8").split("\n")[0])
    whole = f"<html><head><title>x_y</title></head><body>{row['page_html']}</body></html>"
    for encoding in ("utf-8", "gb18030"):
        paper = read(write("a.html", whole.encode(encoding))).papers[0]
        assert (paper.title, paper.document_number) == (row["title"], row["doc_number"])
        assert (paper.written_on.isoformat(), paper.outside_issuer) == (row["issue_date"], row["issuer"])


def test_ministries_and_shandong_without_number_and_with_english_titles(read):
    path = shared("gov-docs", "policies-full-text", "central_shandong.jsonl")
    rows, done = rows_of(path), read(path)
    assert (len(rows), len(done.papers)) == (101, 99)
    assert done.reasons == {
        "central_shandong.jsonl 第27行": "标题超过 255 个字，放不下。请改短后再读。",
        "central_shandong.jsonl 第79行": "与central_shandong.jsonl 第3行是同一件（网址、索引号、发文字号或标题相同），只入库一件。",
    }
    assert len(rows["central_shandong.jsonl 第27行"]["title_en"]) > 255
    for paper in done.papers:
        row = rows[paper.where]
        assert paper.origin.published_on.isoformat() == row["release_date"]
        assert paper.outside_issuer == row["issuer_en"].split(",")[0].strip()
        assert paper.title == row["title_en"] or re.search("[\u4e00-\u9fff]", paper.title)
    figures = {
        "chinese titles": sum(bool(re.search("[\u4e00-\u9fff]", paper.title)) for paper in done.papers),
        "days from the text": sum(paper.written_on is not None for paper in done.papers),
        "without a web address": sum(not paper.origin.url for paper in done.papers),
    }
    assert figures == {"chinese titles": 14, "days from the text": 20, "without a web address": 50}
    assert done.reader.mapping.as_report()["ignored"] == ["level"]


def test_local_papers_with_the_head_lines_of_a_database(read):
    path = shared("gov-docs", "policies-full-text", "local_digital_gov.jsonl")
    rows, done = rows_of(path), read(path)
    assert len(done.papers) == len(rows) == 3
    assert [(p.written_on.isoformat(), p.outside_issuer) for p in done.papers] == [
        ("2022-04-14", "包头市人民政府办公室"),
        ("2021-09-02", "安徽省人民政府办公厅"),
        ("2021-10-11", "阿坝州人民政府办公室"),
    ]
    for paper in done.papers:
        row = rows[paper.where]
        assert (paper.title, paper.document_number) == (row["title"], row["doc_number"])
        assert paper.origin.url in row["text"]
        assert paper.doubts == ["正文开头的说明行（原文网址）已取到各自的栏里"]
        assert re.match('<p class="no-indent">各(旗|市|县)', html(paper))
        assert "法宝" not in html(paper)
    assert "<h2>第一章\u3000总则</h2><p>第一条" in html(done.papers[2])


def test_registers_without_text_are_told_so_line_by_line(read):
    done = read(shared("gov-docs", "metadata"))
    reasons = Counter(done.reasons.values())
    assert (len(done.papers), reasons) == (
        0,
        {"没有正文。请补上正文，或者在对照文件里写明哪一项是正文。": 22295},
    )


def test_laws_in_markdown(read):
    done = read(shared("gov-docs", "laws", "regulations.jsonl"))
    assert (len(done.papers), Counter(done.reasons.values())) == (
        646,
        {"没有成文日期，也没有发布日期。请补上其中一个。": 46},
    )
    assert not any(re.search(r"<p>#{1,4} |\*\*", html(paper)) for paper in done.papers)


def naughty():
    return json.loads(shared("conformance", "naughty-strings", "blns.json").read_text("utf-8"))


def test_naughty_strings_in_every_field(read, write):
    """Each string once as title, once as body, once everywhere: a paper or a sentence, never an exception."""
    strings = naughty()
    rows = []
    for n, text in enumerate(strings):
        rows.append({"标题": text, "正文": TEXT, "成文日期": "2019-03-01", "网址": f"http://a.cn/{n}"})
        rows.append(
            {"标题": "关于某事的通知", "正文": text, "成文日期": "2019-03-01", "网址": f"http://b.cn/{n}"}
        )
        rows.append(
            dict.fromkeys(("标题", "正文", "成文日期", "网址", "文号", "发文机关", "附件", "主题分类"), text)
        )
    done = read(write("a.jsonl", rows))
    assert len(done.items) == len(rows) == 3 * len(strings)
    assert all(re.search("[\u4e00-\u9fff]", item.reason) for item in done.unplaced)
    assert len(done.papers) > len(strings)
    for paper in done.papers:
        assert not re.search("[\x00-\x08\x0b-\x1f\ud800-\udfff]", html(paper) + paper.title)
        assert not re.search("<script|<svg|<img|<[^>]*onerror=", html(paper))


def test_sanitizer_and_parser_vectors_as_bodies(read, write):
    vectors = [
        json.loads(line) for line in shared("conformance", "html-sanitizer", "dompurify_expect.jsonl").open()
    ]
    for path in sorted(shared("conformance", "html5lib", "tokenizer").iterdir()):
        vectors += [
            {"payload": test["input"]} for test in json.loads(path.read_text("utf-8")).get("tests", [])
        ]
    rows = [
        {"标题": f"关于{n}的通知", "正文": "<p>正文。</p>" + vector["payload"], "成文日期": "2019-03-01"}
        for n, vector in enumerate(vectors)
    ]
    done = read(write("a.jsonl", rows))
    assert len(done.items) == len(vectors) > 200
    allowed = words(
        "p h2 h3 h4 ul ol li blockquote table caption thead tbody tfoot tr th td a strong em u s sub sup br hr"
    )
    for paper in done.papers:
        assert set(re.findall(r"<([a-z0-9]+)", html(paper))) <= allowed
        assert not re.search(r"<[^>]*(?:javascript:|\son[a-z]+=)", html(paper))
    assert len(done.papers) > 0.9 * len(vectors)


@pytest.mark.parametrize(("folder", "lists"), [("csv-spectrum", 11), ("frictionless-fixtures", None)])
def test_csv_fixtures_are_read_to_their_end(read, folder, lists):
    done = read(shared("conformance", folder))
    assert done.papers == []
    assert all(re.search("[\u4e00-\u9fff]", reason) for reason in done.reasons.values())
    if lists:
        assert len(done.items) == lists


def test_csv_fixtures_give_the_cells_they_should(read):
    """csv-spectrum says in JSON what each of its files holds."""
    from gongkai.documents.intake.lists import Record, Source, list_records

    folder = shared("conformance", "csv-spectrum", "csvs")
    for path in sorted(folder.glob("*.csv")):
        expected = json.loads((folder.parent / "json" / f"{path.stem}.json").read_text("utf-8"))
        found = [
            each.values for each in list_records(Source(path, folder, path.name)) if isinstance(each, Record)
        ]
        assert [{k: v.replace("\r\n", "\n") for k, v in row.items()} for row in expected] == found, path.name


def test_the_map_file_of_the_handbook_is_one(write):
    from gongkai.documents.intake.mapfile import read_map
    from tests.shared_data import ROOT

    text = (ROOT / "docs" / "intake.md").read_text("utf-8")
    example = re.search(r"```toml\n(.*?)```", text, re.DOTALL)[1]
    assert list(tomllib.loads(example)) == ["fields", "defaults", "place"]
    rules = read_map(write("map.toml", example))
    assert (rules.fields["title"], rules.defaults["unit"], len(rules.rules)) == (["名头"], "632801001", 3)
