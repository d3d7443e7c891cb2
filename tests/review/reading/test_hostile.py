"""Files made to harm: each ends with a sentence or with its blocks, within time and memory."""

import io
import zipfile
import zlib

import pytest

from gongkai.core.errors import BadFile
from gongkai.review import apart
from gongkai.review.reading.blocks import Unreadable
from tests.review.reading.files import S, packed, word, workbook

SECONDS = 60


@pytest.fixture
def read_apart(tmp_path, monkeypatch):
    """What a bounded child says of the file: its texts, or the sentence of its refusal."""
    monkeypatch.setitem(apart.TASKS, "read", "tests.review.apart_tasks:read_texts")

    def run(data: bytes, name: str = "given"):
        path = tmp_path / name
        path.write_bytes(data)
        try:
            return apart.run_apart("read", {"path": str(path)}, seconds=SECONDS, megabytes=1000)
        except BadFile as error:
            return str(error)

    return run


def test_xml_as_deep_as_a_well(read_apart):
    assert "已损坏" in read_apart(word("<w:sdt>" * 50_000 + "</w:sdt>" * 50_000))


def test_entities_that_grow(read_apart):
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE a [<!ENTITY e0 "张三">{levels}]><w:document>&e11;</w:document>'
    assert "不允许的定义" in read_apart(word("", {"word/document.xml": bomb}))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_declarations_in_other_encodings(read_apart, encoding):
    bomb = '<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a>张三</a>'.encode(encoding)
    assert "不允许的定义" in read_apart(word("", {"word/document.xml": bomb}))


def test_a_sheet_with_a_row_that_never_ends(read_apart):
    content = f"<worksheet {S}><sheetData><row>{'<c/>' * 5_000_000}</row></sheetData></worksheet>"
    data = workbook([("名单", "", "")], {})
    found = read_apart(_replaced(data, "xl/worksheets/sheet1.xml", content))
    assert "压缩比异常" in found


def test_columns_that_hide_far_beyond_the_last(read_apart):
    content = '<cols><col min="1" max="99999999" hidden="1"/></cols><sheetData><row r="99999999999"><c r="ZZZZZZ1"><v>7</v></c></row></sheetData>'
    assert "7" in read_apart(workbook([("名单", "", content)]))


def test_a_pdf_whose_pages_are_their_own_parents(read_apart):
    data = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2/Parent 2 0 R>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n4 0 obj[4 0 R 4 0 R]endobj\n"
        b"trailer<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF"
    )
    assert read_apart(data) == [] or "已损坏" in str(read_apart(data))


def test_a_pdf_with_far_too_many_objects(read_apart):
    target = io.BytesIO()
    target.write(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    )
    target.write(b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n")
    target.write(b"".join(b"%d 0 obj(x)endobj\n" % number for number in range(4, 300_000)))
    target.write(b"trailer<</Root 1 0 R/Size 300000>>\nstartxref\n0\n%%EOF")
    found = read_apart(target.getvalue())
    assert any(sentence in str(found) for sentence in ("部件太多", "已停止"))


def test_a_pdf_stream_that_unpacks_to_gigabytes(read_apart):
    packed_once = zlib.compress(b"\0" * 40_000_000, 9)
    twice = zlib.compress(packed_once * 20, 9)
    stream = (
        b"4 0 obj<</Length %d/Filter[/FlateDecode/FlateDecode]/Type/Metadata>>stream\n%s\nendstream endobj\n"
    )
    data = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
        + stream % (len(twice), twice)
        + b"trailer<</Root 1 0 R/Size 5>>\nstartxref\n0\n%%EOF"
    )
    assert isinstance(read_apart(data), list | str)


def test_a_page_as_large_as_a_country_is_drawn_small(read_apart):
    data = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 2000000 2000000]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>endobj\n"
        b"4 0 obj<</Length 33>>stream\n2000000 0 0 2000000 0 0 cm /I Do \nendstream endobj\n"
        b"5 0 obj<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>stream\nx\nendstream endobj\n"
        b"trailer<</Root 1 0 R/Size 6>>\nstartxref\n0\n%%EOF"
    )
    assert read_apart(data) == []


def test_a_zip_whose_list_lies_about_sizes(read_apart):
    data = bytearray(packed({"a.csv": b"a,13812345678\n" * 1000}))
    position = data.index(b"PK\x01\x02") + 24
    data[position : position + 4] = (100).to_bytes(4, "little")
    assert "已损坏" in str(read_apart(bytes(data)))


def test_markup_without_end_in_a_page(read_apart):
    assert isinstance(read_apart(b"<html>" + b"<table><tr><td>" * 100_000), list)
    assert isinstance(read_apart(b"<html><!--" + b"<!--" * 200_000), list)


def test_damaged_inner_parts_are_told(read):
    found = read(word("<w:p/>", {"customXml/item1.xml": "<a>张三"}))
    assert [block.reason for block in found if isinstance(block, Unreadable)] == [
        "文件内部的 customXml/item1.xml 已损坏，检查读不了。"
    ]


def _replaced(data: bytes, name: str, content: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return packed({**{each: package.read(each) for each in package.namelist()}, name: content})
