"""The checks of what people cannot see, hear or reach: each finds its examples and lets its look-alikes pass."""

import pytest

from gongkai.documents.importing.clean import clean_html
from gongkai.review.checking.accessibility import FAMILY
from gongkai.review.checking.engine import check_blocks
from gongkai.review.checking.rulebook import shipped
from gongkai.review.kinds import every_kind, family_of
from gongkai.review.reading.blocks import Place, Text
from gongkai.review.reading.structure import body_structure
from tests.review.kinds.test_every_kind import read

KINDS = [name for name in every_kind() if family_of(name) == FAMILY and name not in ("alt", "scan")]
LONG = "为了方便群众办事，" * 60


def found(kind, example):
    html = example.get("html", "")
    form = {
        "language": example.get("language", "zh-Hans"),
        "interpretation": {"style": example.get("style", "text")},
        "body": [{"type": "text", "html": html.replace("%s", LONG)}] if html else [],
    }
    form["body"] += [{"type": "image"} | image for image in example.get("images", [])]
    findings = check_blocks(body_structure(form), shipped())
    assert {(finding.kind in KINDS, finding.severity) for finding in findings} <= {(True, "warn")}
    return [finding.excerpt for finding in findings if finding.kind == kind]


def cases(part):
    return [
        pytest.param(kind, example, id=f"{kind}-{number}")
        for kind in KINDS
        for number, example in enumerate(read(kind)[part], 1)
    ]


@pytest.mark.parametrize(("kind", "example"), cases("found"))
def test_finds(kind, example):
    assert found(kind, example) == example["values"]


@pytest.mark.parametrize(("kind", "example"), cases("passed"))
def test_lets_look_alikes_pass(kind, example):
    assert found(kind, example) == []


def test_where_it_stands_is_the_block_that_the_editor_knows():
    body = [
        {"type": "text", "html": "<p>一</p>"},
        {"type": "image", "alt": "图片", "name": "a.png"},
        {"type": "text", "html": clean_html("<p><a href='/a'>点击这里</a></p>")},
    ]
    findings = check_blocks(body_structure({"body": body, "language": "zh-Hans"}), shipped())
    assert [(each.kind, each.part, each.where) for each in findings] == [
        ("alt_words", "body[1].alt", "正文第 2 块"),
        ("link_words", "body[2]", "正文第 3 块"),
        ("picture_only", "body[1].alt", "正文第 2 块"),
    ]


def test_a_scanned_file_is_told_once():
    pages = [Text("认出来的字", Place(f"第 {number} 页", f"page {number}"), "ocr") for number in (1, 2)]
    stamp = Text("图章上的字", Place("图片“章.png”", "word/media/image1.png"), "ocr")
    found = check_blocks([*pages, stamp], shipped())
    assert [(each.kind, each.where, each.severity) for each in found] == [("scan", "扫描的页面", "warn")]
    assert check_blocks([stamp, Text("正文", Place("第 1 页", "page 1"))], shipped()) == []


def test_nothing_is_said_of_a_body_that_is_not_there():
    for body in ([], [{"type": "text", "html": ""}], [{"alt": "", "caption": ""}]):
        assert list(body_structure({"body": body})) == []
