"""Texts and tables of text in every encoding that a clerk's computer writes."""

import json

import pytest

from gongkai.core.errors import BadFile
from gongkai.review.reading import read_blocks
from gongkai.review.reading.blocks import Cell, Place, Row, Text, Unreadable
from tests.shared_data import shared


def read(folder, name, data):
    path = folder / "given"
    path.write_bytes(data)
    return list(read_blocks(path, name))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "utf-32"]
)
def test_encodings(tmp_path, encoding):
    text = "姓名 张三\n电话 13812345678 身份证 620123197808101023\r\n" * 3
    found = read(tmp_path, "名单.txt", text.encode(encoding))
    assert found[0] == Text("姓名 张三", Place("第 1 行"))
    assert found[1].text == "电话 13812345678 身份证 620123197808101023"
    assert len(found) == 6


def test_bytes_of_no_encoding_are_told(tmp_path):
    data = "姓名,电话\n张三,13812345678\n".encode() * 20 + b"\xff\xfe\xfa"
    found = read(tmp_path, "a.csv", data)
    assert isinstance(found[0], Unreadable)
    assert found[2].cells[1].text == "13812345678"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "，"])
def test_delimiters(tmp_path, delimiter):
    found = read(tmp_path, "a.csv", f"姓名{delimiter}电话\n张三{delimiter}13812345678\n".encode())
    assert found[1] == Row(
        (Cell("张三", Place("第 2 行第 1 列")), Cell("13812345678", Place("第 2 行第 2 列"))), "", 2
    )


def test_a_txt_that_is_a_table_is_read_as_one(tmp_path):
    found = read(tmp_path, "a.txt", "姓名\t电话\n张三\t138\n".encode())
    assert [[cell.text for cell in row.cells] for row in found] == [["姓名", "电话"], ["张三", "138"]]


def test_an_unclosed_quotation_loses_nothing(tmp_path):
    data = '姓名,电话\n"张三,13812345678\n李四,13912345678\n'.encode()
    assert "13912345678" in str(read(tmp_path, "a.csv", data))


def test_one_endless_line_is_read_in_overlapping_pieces(tmp_path):
    data = b"x" * 199_995 + b" 13812345678 " + b"y" * 200_000
    found = read(tmp_path, "a.txt", data)
    assert sum("13812345678" in block.text for block in found) >= 1
    assert max(len(block.text) for block in found) <= 200_200


def test_escaped_characters_are_read(tmp_path):
    assert read(tmp_path, "a.json", b'{"name": "\\u5f20\\u4e09"}')[0].text == '{"name": "张三"}'


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03" * 50, bytes(range(256)) * 4])
def test_what_is_no_text_is_refused(tmp_path, data):
    with pytest.raises(BadFile, match="看不出这是什么文件"):
        read(tmp_path, "a.txt", data)


def test_an_empty_file_is_refused(tmp_path):
    with pytest.raises(BadFile, match="空的"):
        read(tmp_path, "a.txt", b"")


def test_naughty_strings_come_back_whole(tmp_path):
    lines = json.loads(shared("conformance", "naughty-strings", "blns.json").read_text(encoding="utf-8"))
    lines = [line for line in lines if line.strip() and line.isprintable() and "\\u" not in line]
    found = read(tmp_path, "a.txt", "\n".join(lines).encode())
    assert [block.text for block in found] == lines
