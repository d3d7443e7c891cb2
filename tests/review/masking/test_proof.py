import pytest

from gongkai.core.errors import BadFile
from gongkai.review.masking import proof
from gongkai.review.masking.needles import Needles
from gongkai.review.reading.blocks import Cell, Link, Place, Row, Text, Unreadable
from tests.review.masking.trace import MOBILE, finding

HERE = Place("第 1 页", "page 1")


def proved(tmp_path, monkeypatch, blocks, *, text: str = "好"):
    """The proof over a clean copy of which the readers say this; `text` is what the masks met before."""
    copy = tmp_path / "copy.txt"
    copy.write_text("好", encoding="utf-8")
    monkeypatch.setattr(proof, "read_blocks", lambda _path, _name: iter(blocks))
    found = finding("mobile", MOBILE)
    needles = Needles([found])
    needles.mask(text)
    proof.prove(copy, "copy.txt", needles, [found])


@pytest.mark.parametrize(
    ("block", "sentence"),
    [
        (Text(f"电话{MOBILE}", HERE), "第 1 页：个人信息去不干净"),
        (Text(f"电话{MOBILE}", HERE, "ocr"), "第 1 页：个人信息在图片上"),
        (Text(MOBILE, Place("图片", "word/media/image1.png")), "图片：个人信息在图片上"),
        (Row((Cell("甲", HERE), Cell(MOBILE, HERE)), "表", 1), "第 1 页：个人信息去不干净"),
        (Link(f"tel:{MOBILE}", HERE), "第 1 页：个人信息去不干净"),
        (Link("/", HERE, MOBILE), "第 1 页：个人信息去不干净"),
        (Unreadable("读不了", HERE), "第 1 页：检查读不了"),
    ],
)
def test_what_the_readers_still_see_stops_the_copy(tmp_path, monkeypatch, block, sentence):
    with pytest.raises(BadFile, match=sentence):
        proved(tmp_path, monkeypatch, [block])


def test_unreadable_parts_pass_when_every_value_was_met(tmp_path, monkeypatch):
    proved(
        tmp_path, monkeypatch, [Unreadable("读不了", HERE), Text("138****5678", HERE)], text=f"电话{MOBILE}"
    )
