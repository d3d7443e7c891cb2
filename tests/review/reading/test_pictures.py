"""Pictures: what they carry, what they show, and what happens without Tesseract."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from gongkai.core.errors import BadFile
from gongkai.review.reading import ocr
from gongkai.review.reading.blocks import Fact, Place, Text, Unreadable
from tests.review.reading.files import word

needs_ocr = pytest.mark.skipif(ocr.program() is None, reason="Tesseract with Chinese is not installed")


def saved(picture, kind: str = "PNG", **options) -> bytes:
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def written(words: str):
    picture = Image.new("RGB", (900, 200), "white")
    ImageDraw.Draw(picture).text((40, 60), words, fill="black", font=ImageFont.load_default(60))
    return picture


def blank(side: int = 40):
    return Image.new("RGB", (side, side), "white")


def test_place_camera_and_author(read):
    picture = blank()
    exif = picture.getexif()
    exif[0x010F], exif[0x013B] = "Huawei", "李四".encode()
    exif.get_ifd(0x8825).update({1: "N", 2: (36.0, 24.0, 36.0), 3: "E", 4: (94.0, 54.0, 0.0)})
    found = read(saved(picture, "JPEG", exif=exif))
    assert {(block.kind, block.text) for block in found if isinstance(block, Fact)} == {
        ("device", "Make：Huawei"),
        ("author", "Artist：李四"),
        ("place", "拍摄地点 N36.41000 E94.90000"),
    }
    assert Text("李四", Place("的拍摄信息", "EXIF", True), "property") in found


def test_notes_in_png_and_jpeg(read):
    note = PngInfo()
    note.add_itxt("Comment", "张三 13812345678")
    assert Text("张三 13812345678", Place("的附注", "notes", True), "property") in read(
        saved(blank(), pnginfo=note)
    )
    found = read(saved(blank(), "JPEG", comment="13812345678"))
    assert Text("13812345678", Place("的附注", "notes", True), "property") in found


@needs_ocr
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"])
def test_words_in_pictures_are_read(read, kind):
    found = read(saved(written("Tel 13812345678"), kind))
    assert [block.role for block in found if isinstance(block, Text)] == ["ocr"]
    assert "13812345678" in found[-1].text.replace(" ", "")


@needs_ocr
def test_a_photograph_without_words_is_no_hindrance(read):
    assert read(saved(blank(300))) == []


@needs_ocr
def test_a_scanned_page_is_read(read):
    found = read(saved(written("Tel 13812345678"), "PDF", resolution=100))
    (text,) = [block for block in found if isinstance(block, Text) and block.role == "ocr"]
    assert text.place == Place("第 1 页", "page 1")
    assert "13812345678" in text.text.replace(" ", "")


@needs_ocr
def test_a_picture_within_a_paper_is_read(read):
    found = read(word("<w:p/>", {"word/media/image1.png": saved(written("13812345678"))}))
    (text,) = [block for block in found if isinstance(block, Text) and block.role == "ocr"]
    assert text.place == Place("图片“image1.png”", "word/media/image1.png")


def test_without_tesseract_a_person_has_to_look(read, monkeypatch):
    monkeypatch.setattr(ocr, "program", lambda: None)
    (block,) = read(saved(blank(300)))
    assert isinstance(block, Unreadable)
    assert "请人工确认" in block.reason
    assert read(saved(blank(79))) == []


def test_a_time_for_all_pictures_together(read, monkeypatch):
    monkeypatch.setattr("gongkai.review.reading.source.OCR_SECONDS", 0)
    monkeypatch.setattr("gongkai.review.reading.source.Budget.__init__.__defaults__", (10**9, 100, 0.0))
    monkeypatch.setattr(ocr, "program", lambda: "tesseract")
    (block,) = read(saved(blank(300)))
    assert "图片太多" in block.reason


def test_a_gigapixel_is_refused_before_it_is_unpacked(read):
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    data = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )
    with pytest.raises(BadFile, match="像素太多"):
        read(data)


def test_a_broken_picture_is_refused(read):
    with pytest.raises(BadFile, match="图片已损坏"):
        read(saved(written("a"))[:400])
