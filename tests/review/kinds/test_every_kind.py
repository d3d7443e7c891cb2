"""Every kind of check finds its examples and lets its look-alikes pass. What they are stands in examples/<kind>.toml."""

import tomllib
from pathlib import Path

import pytest

from gongkai.review.checking.engine import check_blocks
from gongkai.review.checking.rulebook import shipped
from gongkai.review.kinds import every_kind, name_of, text_kinds
from gongkai.review.reading.blocks import Cell, Place, Row, Text

EXAMPLES = Path(__file__).parent / "examples"


def read(kind):
    return tomllib.loads((EXAMPLES / f"{kind}.toml").read_text(encoding="utf-8"))


def blocks_of(example):
    place = Place("正文", "body")
    for paragraph in example.get("text", "").split("\n\n"):
        if paragraph:
            yield Text(paragraph, place)
    for number, texts in enumerate(example.get("rows", []), 1):
        cells = tuple(
            Cell(str(text), Place(f"第 {number} 行第 {column} 列", "table"), number=not isinstance(text, str))
            for column, text in enumerate(texts, 1)
        )
        yield Row(cells, "table", number)


def found(kind, example, severity=None):
    findings = check_blocks(blocks_of(example), shipped(), title=example.get("title", ""))
    return [
        finding.value
        for finding in findings
        if finding.kind == kind and finding.severity != "info" and severity in {None, finding.severity}
    ]


def cases(part):
    return [
        pytest.param(name, example, id=f"{name}-{number}")
        for name, _kind in text_kinds()
        for number, example in enumerate(read(name)[part], 1)
    ]


@pytest.mark.parametrize(("kind", "example"), cases("found"))
def test_finds(kind, example):
    assert found(kind, example, example.get("severity")) == example["values"]


@pytest.mark.parametrize(("kind", "example"), cases("passed"))
def test_lets_look_alikes_pass(kind, example):
    assert found(kind, example) == []


@pytest.mark.parametrize("kind", every_kind())
def test_has_a_name(kind):
    assert name_of(kind) not in {"", kind}
