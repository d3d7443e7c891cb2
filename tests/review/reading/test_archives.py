"""Archives: read in place, within bounds."""

import io
import zipfile

import pytest

from gongkai.core.errors import BadFile
from gongkai.review.reading import source
from gongkai.review.reading.blocks import Cell, Place, Row, Text, Unreadable
from tests.review.reading.files import packed, word

LIST = "张三,13812345678\n".encode()


def test_files_within_are_read_in_place(read):
    found = read(packed({"名单/list.csv": LIST, "通知.docx": word("<w:p><w:r><w:t>甲</w:t></w:r></w:p>")}))
    (row,) = [block for block in found if isinstance(block, Row)]
    assert row.cells[1] == Cell(
        "13812345678", Place("压缩包内“名单/list.csv”：第 1 行第 2 列", "名单/list.csv!/")
    )
    assert Text("甲", Place("压缩包内“通知.docx”：第 1 段", "通知.docx!/word/document.xml")) in found
    assert Text("list.csv", Place("压缩包里的文件名"), "name") in found


def test_names_that_windows_wrote_in_gbk(read):
    data = packed({"AAAA.csv": LIST}).replace(b"AAAA", "名单".encode("gbk"))
    (row,) = [block for block in read(data) if isinstance(block, Row)]
    assert row.cells[0].place.words == "压缩包内“名单.csv”：第 1 行第 1 列"


def test_archives_within_archives_three_deep_and_no_deeper(read):
    data = packed({"a.csv": LIST})
    for _round in range(2):
        data = packed({"b.zip": data})
    (row,) = [block for block in read(data) if isinstance(block, Row)]
    assert row.cells[0].place.part == "b.zip!/b.zip!/a.csv!/"
    found = read(packed({"b.zip": packed({"b.zip": data})}))
    assert not [block for block in found if isinstance(block, Row)]
    assert [block.reason for block in found if isinstance(block, Unreadable)] == [
        "压缩包里套的压缩包层数太多，不能接收。请解开后再上传。"
    ]


def test_what_nobody_can_read_is_told(read):
    found = read(packed({"a.rar": b"Rar!" + b"x" * 50, "b.csv": LIST, "leer.txt": b""}))
    assert [block.place.words for block in found if isinstance(block, Unreadable)] == ["压缩包内“a.rar”："]
    assert [block for block in found if isinstance(block, Row)]


def test_a_locked_archive_is_refused(read):
    data = bytearray(packed({"a.csv": LIST}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(BadFile, match="设了密码"):
        read(bytes(data))


def test_a_bomb_is_refused(read):
    with pytest.raises(BadFile, match="压缩比异常"):
        read(packed({"a.txt": b"0" * 30_000_000}))


def test_a_bomb_within_is_not_unpacked(read):
    found = read(packed({"inner.zip": packed({"a.txt": b"0" * 30_000_000})}))
    assert [block.reason for block in found if isinstance(block, Unreadable)] == [
        "文件的压缩比异常，可能是恶意文件，不能接收。"
    ]


def test_entries_that_share_their_bytes_are_refused(read):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("a.txt", b"x" * 5000)
        package.writestr("b.txt", b"y" * 5000)
        package.filelist[1].header_offset = package.filelist[0].header_offset
    with pytest.raises(BadFile, match="压缩比异常"):
        read(target.getvalue())


def test_all_levels_share_one_budget(read, monkeypatch):
    monkeypatch.setattr(source.Budget.__init__, "__defaults__", (4000, 100, 1.0))
    inner = packed({"a.txt": b"abc " * 700})
    with pytest.raises(BadFile, match="解压后过大"):
        read(packed({"a.zip": inner, "b.zip": inner, "c.txt": b"abc " * 900}))


@pytest.mark.parametrize(
    ("head", "sentence"),
    [(b"Rar!\x1a\x07", "只能检查 .zip"), (b"7z\xbc\xaf\x27\x1c", "只能检查 .zip"), (b"MZ\x90", "程序")],
)
def test_other_archives_and_programs_are_refused_with_advice(read, head, sentence):
    with pytest.raises(BadFile, match=sentence):
        read(head + b"\0" * 100)


def test_an_empty_archive_is_refused(read):
    with pytest.raises(BadFile, match="空的"):
        read(packed({}))
