"""Which reader a file gets: by its content, whatever its name says."""

import struct
import tracemalloc

import pytest

from gongkai.core.errors import BadFile
from gongkai.review.reading import read_blocks
from gongkai.review.reading.blocks import Row, Text, Unreadable
from tests.review.reading.files import packed, word, workbook
from tests.shared_data import shared


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.txt", "a.exe", "无名"])
def test_the_content_decides(read, name):
    found = read(word("<w:p><w:r><w:t>甲</w:t></w:r></w:p>"), name)
    assert found[0].text == "甲"
    assert read("<!DOCTYPE html><html><p>乙</p>".encode(), name)[0].text == "乙"


def test_other_office_files_are_refused_with_advice(read):
    with pytest.raises(BadFile, match=r"另存为 \.docx"):
        read(packed({"[Content_Types].xml": "<x/>", "visio/document.xml": "<x/>"}))


def test_a_locked_office_file_is_refused(read):
    with pytest.raises(BadFile, match="设了密码"):
        read(compound({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"y" * 5000}))


def test_a_file_that_the_windows_packager_wrapped(read):
    content = "张三,13812345678\n".encode()
    native = (
        struct.pack("<IH", 0, 2) + b"a.csv\0C:\\a.csv\0\0\0\x03\0" + struct.pack("<I", 9) + b"C:\\a.csv\0"
    )
    native += struct.pack("<I", len(content)) + content
    found = read(word("<w:p/>", {"word/embeddings/oleObject1.bin": compound({"\x01Ole10Native": native})}))
    (row,) = [block for block in found if isinstance(block, Row)]
    assert row.cells[1].text == "13812345678"
    assert row.cells[1].place.part == "word/embeddings/oleObject1.bin!/Ole10Native!/"
    assert "a.csv" in [block.text for block in found if isinstance(block, Text) and block.role == "name"]


def test_a_workbook_kept_in_a_compound_file(read):
    inner = workbook(
        [("名单", "", '<sheetData><row r="1"><c r="A1"><v>13812345678</v></c></row></sheetData>')]
    )
    found = read(word("<w:p/>", {"word/embeddings/oleObject1.bin": compound({"Package": inner})}))
    assert [row.cells[0].text for row in found if isinstance(row, Row)] == ["13812345678"]


def test_an_embedded_thing_of_an_unknown_kind_is_told(read):
    found = read(
        word("<w:p/>", {"word/embeddings/oleObject1.bin": compound({"Equation": b"13812345678" * 500})})
    )
    assert [block for block in found if isinstance(block, Unreadable)]
    assert any("13812345678" in block.text for block in found if isinstance(block, Text))


def test_a_long_text_is_read_in_bounded_memory(tmp_path):
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        for _round in range(1000):
            stream.write("这一行没有个人信息，只占地方。".encode() * 1000 + b"\n")
    tracemalloc.start()
    count = sum(1 for _block in read_blocks(path, "a.txt"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 1000
    assert peak < 20_000_000


def test_clean_government_files_are_read_without_a_refusal():
    for path in sorted(shared("gov-docs").rglob("*.csv")) + sorted(shared("open-data").rglob("*.xlsx")):
        assert not [block for block in read_blocks(path, path.name) if isinstance(block, Unreadable)], path


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file whose streams all lie in sectors of 512 bytes (padded, so that none is small)."""
    padded = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    sectors, starts, chain = [], {}, []
    for name, content in padded.items():
        starts[name] = len(sectors)
        pieces = [content[at : at + 512].ljust(512, b"\0") for at in range(0, len(content), 512)]
        chain += [len(sectors) + number + 1 for number in range(len(pieces) - 1)] + [0xFFFFFFFE]
        sectors += pieces
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0)]
    entries += [_entry(name, 2, starts[name], len(content)) for name, content in padded.items()]
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * 512, b"\0")
    first = len(sectors)
    count = len(directory) // 512
    chain += [first + number + 1 for number in range(count - 1)] + [0xFFFFFFFE]
    sectors += [directory[at : at + 512] for at in range(0, len(directory), 512)]
    table_count = -(-(len(chain) + 1) // 127)
    tables = list(range(len(sectors), len(sectors) + table_count))
    chain += [0xFFFFFFFD] * table_count
    table = b"".join(struct.pack("<I", each) for each in chain).ljust(table_count * 512, b"\xff")
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, table_count, first, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += b"".join(struct.pack("<I", each) for each in tables)
    return header.ljust(512, b"\xff") + b"".join(sectors) + table


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    entry = written.ljust(64, b"\0") + struct.pack("<HBB", len(written), kind, 1) + b"\xff" * 12
    return entry.ljust(116, b"\0") + struct.pack("<II", start, size) + b"\0" * 4
