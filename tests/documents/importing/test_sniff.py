import io
import random
import shutil
import struct
import zipfile
import zlib

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from gongkai.core.errors import BadFile
from gongkai.documents.importing.names import safe_name
from gongkai.documents.importing.sniff import inspect_file, public_copy
from gongkai.review.masking.pictures import without_metadata
from tests.documents.importing.word_files import rewritten, saved
from tests.shared_data import shared


def image(kind="PNG", size=(40, 30), **options):
    stream = io.BytesIO()
    random.seed(1)
    picture = Image.frombytes("RGB", size, random.randbytes(size[0] * size[1] * 3))
    picture.save(stream, kind, **options)
    return stream.getvalue()


def pdf(pages=1, password=None, script=None):
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(200, 200)
    if script:
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
        )
        tree = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("x"), action])})
        writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): tree})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def pdf_that_launches():
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")}
    )
    writer.root_object[NameObject("/OpenAction")] = action
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def action(kind, **entries):
    values = {NameObject(f"/{name}"): value for name, value in entries.items()}
    return DictionaryObject({NameObject("/S"): NameObject(kind), **values})


def pdf_with(root=None, page=None, attached=None):
    writer = PdfWriter()
    first = writer.add_blank_page(10, 10)
    for holder, entries in ((writer.root_object, root), (first, page)):
        for name, value in (entries or {}).items():
            holder[NameObject(name)] = value
    if attached:
        writer.add_attachment("a.exe", attached)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def link(kind, **entries):
    """One annotation of the page, as `/Annots` holds it."""
    annotation = DictionaryObject(
        {NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): action(kind, **entries)}
    )
    return {"/Annots": ArrayObject([annotation])}


SCRIPT = action("/JavaScript", JS=TextStringObject("app.alert(1)"))


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ({"root": {"/AA": DictionaryObject({NameObject("/WC"): SCRIPT})}}, "有脚本"),
        ({"page": {"/AA": DictionaryObject({NameObject("/O"): SCRIPT})}}, "有脚本"),
        ({"page": link("/JavaScript", JS=TextStringObject("1"))}, "有脚本"),
        ({"page": link("/Launch", F=TextStringObject("cmd.exe"))}, "有脚本"),
        ({"page": link("/GoTo", Next=SCRIPT)}, "有脚本"),
        ({"root": {"/OpenAction": action("/GoTo", Next=ArrayObject([action("/Named"), SCRIPT]))}}, "有脚本"),
        ({"root": {"/OpenAction": action("/SubmitForm")}}, "有脚本"),
        ({"attached": b"MZ"}, "夹带了别的文件"),
    ],
)
def test_a_pdf_that_would_start_something_or_carries_a_file_is_refused(entries, why):
    with pytest.raises(BadFile, match=why):
        inspect_file(io.BytesIO(pdf_with(**entries)), "a.pdf")


def test_a_pdf_with_links_and_a_form_that_is_sent_on_request_is_taken():
    for kind in ("/URI", "/GoTo", "/SubmitForm"):
        assert inspect_file(io.BytesIO(pdf_with(page=link(kind))), "a.pdf").extension == "pdf"


def xlsx():
    book = openpyxl.Workbook()
    book.active["A1"] = "值"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def word():
    return saved(docx.Document()).getvalue()


def archive(**files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, data in files.items():
            package.writestr(name, data)
    return stream.getvalue()


def ofd():
    return archive(
        **{
            "OFD.xml": '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.0"/>',
            "Doc_0/Document.xml": "<x/>",
        }
    )


def pptx():
    kind = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/ppt/presentation.xml" ContentType="{kind}"/></Types>'
    )
    return archive(**{"[Content_Types].xml": types, "ppt/presentation.xml": "<x/>"})


OOXML = "application/vnd.openxmlformats-officedocument."
GOOD = [
    ("通知.docx", word, f"{OOXML}wordprocessingml.document"),
    ("表.xlsx", xlsx, f"{OOXML}spreadsheetml.sheet"),
    ("讲解.pptx", pptx, f"{OOXML}presentationml.presentation"),
    ("文.pdf", pdf, "application/pdf"),
    ("文.ofd", ofd, "application/ofd"),
    ("图.jpg", lambda: image("JPEG"), "image/jpeg"),
    ("图.png", image, "image/png"),
    ("图.gif", lambda: image("GIF"), "image/gif"),
    ("图.webp", lambda: image("WEBP"), "image/webp"),
    ("说明.txt", lambda: "第一条　公开为常态\r\n".encode(), "text/plain"),
    ("国标.txt", lambda: "第一条　公开为常态".encode("gb18030"), "text/plain"),
    ("表.csv", lambda: "名,数\n甲,1\n".encode("utf-8-sig"), "text/csv"),
    ("附件.zip", lambda: archive(**{"一.docx": word(), "二.txt": "好"}), "application/zip"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "media_type"), GOOD)
def test_accepted_files(name, make, media_type):
    data = make()
    facts = inspect_file(io.BytesIO(data), name)
    assert (facts.media_type, facts.safe_name, facts.size) == (media_type, name, len(data))
    assert (facts.width, facts.height) == ((40, 30) if media_type.startswith("image/") else (None, None))
    assert inspect_file(io.BytesIO(data), name.split(".")[0]).extension == name.split(".")[1].replace(
        "csv", "txt"
    )


@pytest.mark.parametrize("make", [make for _name, make, _type in GOOD if _name not in ("国标.txt", "表.csv")])
@pytest.mark.parametrize("written", ["docx", "xlsx", "pdf", "png", "jpg", "zip", "ofd", "doc", "txt"])
def test_a_name_that_does_not_fit_is_refused_with_the_truth(make, written):
    data = make()
    real = inspect_file(io.BytesIO(data), "无名").extension
    if written == real:
        assert inspect_file(io.BytesIO(data), f"甲.{written}").extension == real
        return
    with pytest.raises(BadFile) as caught:
        inspect_file(io.BytesIO(data), f"甲.{written}")
    assert (
        str(caught.value)
        == f"文件名写的是 .{written}，内容其实是 .{real}。请把文件名改对，或者检查是不是拿错了文件。"
    )


def test_a_jpeg_may_be_called_either_way():
    assert inspect_file(io.BytesIO(image("JPEG")), "图.JPEG").safe_name == "图.jpg"


def oversized():
    head = image()
    header = b"IHDR" + struct.pack(">II", 60_000, 60_000) + head[24:29]
    return head[:12] + header + struct.pack(">I", zlib.crc32(header)) + head[33:]


MACRO = {"word/vbaProject.bin": b"x"}
BAD = [
    ("空.txt", lambda: b"", "文件是空的"),
    ("大.txt", lambda: b"a" * 2000, "文件太大，最大 0 MB"),
    ("程序.exe", lambda: b"MZ\x90\x00" + b"\0" * 100, "不收程序、脚本"),
    ("程序.pdf", lambda: b"MZ\x90\x00" + b"\0" * 100, "这是程序或脚本"),
    ("程序", lambda: b"\x7fELF" + b"\0" * 100, "这是程序或脚本"),
    ("脚本.txt", lambda: b"#!/bin/sh\nrm -rf /\n", "这是程序或脚本"),
    ("页.html", lambda: b"<html>", "不收程序、脚本、网页"),
    ("页.txt", lambda: b"\xef\xbb\xbf \n<!DOCTYPE html><script>x</script>", "这是网页、图形代码或脚本"),
    ("图.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不收程序、脚本、网页"),
    ("图.txt", lambda: b"<svg onload=alert(1)>", "这是网页、图形代码或脚本"),
    ("图", lambda: "<?xml version='1.0'?><svg/>".encode("utf-16"), "这是网页、图形代码或脚本"),
    ("页.txt", lambda: b"<?php system('x'); ?>", "这是网页、图形代码或脚本"),
    ("宏.docm", word, "不收程序、脚本、网页和带宏的文件"),
    ("宏.docx", lambda: rewritten(io.BytesIO(word()), add=MACRO).getvalue(), "文件里有宏"),
    ("宏.docx", lambda: rewritten(io.BytesIO(word()), {"[Content_Types].xml": lambda old: old.replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml")}).getvalue(), "文件里有宏"),
    ("坏.docx", lambda: word()[:2000], "文件已损坏"),
    ("坏.pdf", lambda: b"%PDF-1.7\n" + b"x" * 500, "PDF 文件已损坏"),
    ("密.pdf", lambda: pdf(password="secret"), "PDF 文件设了密码或限制"),
    ("无.pdf", lambda: pdf(pages=0), "PDF 文件里没有页面"),
    ("脚本.pdf", lambda: pdf(script="app.alert(1)"), "PDF 文件里有脚本"),
    ("启动.pdf", pdf_that_launches, "PDF 文件里有脚本"),
    ("坏.png", lambda: image()[:200], "图片已损坏"),
    ("坏.jpg", lambda: image("JPEG")[:300], "图片已损坏"),
    ("大.png", oversized, "图片的像素太多"),
    ("图.bmp", lambda: image("BMP"), "不收这种图片"),
    ("图.tif", lambda: image("TIFF"), "不收这种图片"),
    ("包.rar", lambda: b"Rar!\x1a\x07\x00" + b"x" * 50, "只收 .zip 压缩包"),
    ("包.7z", lambda: b"7z\xbc\xaf\x27\x1c" + b"x" * 50, "只收 .zip 压缩包"),
    ("包.zip", lambda: archive(**{"安装.exe": b"x"}), "“安装.exe”，请删去后再上传"),
    ("包.zip", lambda: archive(**{"a.dat": b"MZ\x90\x00"}), "“a.dat”是程序或脚本"),
    ("包.zip", lambda: archive(**{"内.zip": archive(a=b"x")}), "压缩包里还有压缩包“内.zip”"),
    ("包.zip", lambda: archive(**{"../../a.txt": b"x"}), "不正常的路径"),
    ("包.zip", lambda: archive(**{"宏.docx": rewritten(io.BytesIO(word()), add=MACRO).getvalue()}), "“宏.docx”带有宏"),
    ("包.zip", lambda: archive(**{"夹/": b""}), "压缩包是空的"),
    ("包.zip", lambda: b"PK\x05\x06" + b"\0" * 18, "压缩包是空的"),
    ("文.odt", lambda: archive(mimetype=b"application/vnd.oasis.opendocument.text"), "不收这种文件"),
    ("库.jar", lambda: archive(a=b"x"), "不收程序、脚本"),
    ("文.rtf", lambda: b"{\\rtf1 x}", "不收 RTF 文件"),
    ("数据.bin", lambda: bytes(range(256)) * 9, "看不出这是什么文件"),
    ("假.ofd", lambda: archive(**{"OFD.xml": "<x/>"}), "OFD 文件已损坏"),
    ("炸.ofd", lambda: archive(**{"OFD.xml": '<!DOCTYPE x [<!ENTITY a "b">]><OFD/>'}), "可能是恶意文件"),
    ("坏.doc", lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 3000, "文件已损坏"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "words"), BAD)
def test_refused_files(name, make, words, settings):
    if name == "大.txt":
        settings.MAX_UPLOAD_BYTES = 1000
    with pytest.raises(BadFile) as caught:
        inspect_file(io.BytesIO(make()), name)
    assert words in str(caught.value)
    assert str(caught.value).endswith("。")


def compound(names, opening=b"", mini=False):
    """A compound file with these entries; the first has `opening` as its first bytes."""
    size = 512
    fat = [0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE] + [0xFFFFFFFF] * 125
    header = bytearray(size)
    header[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<II", header, 68, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    directory = bytearray(size)
    for index, name in enumerate(["Root Entry", *names][:4]):
        raw = name.encode("utf-16-le")
        directory[index * 128 : index * 128 + len(raw)] = raw
        struct.pack_into("<HB", directory, index * 128 + 64, len(raw) + 2, 5 if not index else 2)
        struct.pack_into("<II", directory, index * 128 + 116, 2, 100 if mini else 5000)
    return bytes(header) + struct.pack("<128I", *fat) + bytes(directory) + opening.ljust(size, b"\0")


WORD_OPEN = struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0, 0, 0x0000)
WORD_LOCKED = struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0, 0, 0x0100)
SHEET_OPEN = struct.pack("<HH16xHHH", 0x0809, 16, 0x0042, 2, 1200)
SHEET_LOCKED = struct.pack("<HH16xHH4x", 0x0809, 16, 0x002F, 4)


@pytest.mark.parametrize(
    ("names", "opening", "name", "extension"),
    [(["WordDocument"], WORD_OPEN, "旧.doc", "doc"), (["WordDocument"], WORD_OPEN, "旧.wps", "wps"),
     (["Workbook"], SHEET_OPEN, "旧.xls", "xls"), (["Workbook"], SHEET_OPEN, "旧.et", "et"), (["Book"], SHEET_OPEN, "旧", "xls")],
)  # fmt: skip
def test_old_office_files(names, opening, name, extension):
    assert inspect_file(io.BytesIO(compound(names, opening)), name).extension == extension


@pytest.mark.parametrize(
    ("names", "opening", "name", "words"),
    [
        (["WordDocument"], WORD_LOCKED, "密.doc", "设了密码"),
        (["Workbook"], SHEET_LOCKED, "密.xls", "设了密码"),
        (["EncryptedPackage", "EncryptionInfo"], b"", "密.docx", "设了密码"),
        (["WordDocument", "Macros"], WORD_OPEN, "宏.doc", "文件里有宏"),
        (["Workbook", "_VBA_PROJECT_CUR"], SHEET_OPEN, "宏.xls", "文件里有宏"),
        (["PowerPoint Document"], b"", "旧.ppt", "请另存为 .pptx 或 .pdf"),
        (["Other"], b"", "安装.doc", "看不出这是什么文件"),
        (["WordDocument"], WORD_OPEN, "甲.xls", "内容其实是 .doc"),
    ],
)
def test_old_office_files_that_are_refused(names, opening, name, words):
    with pytest.raises(BadFile, match=words):
        inspect_file(io.BytesIO(compound(names, opening)), name)


def test_a_compound_file_that_loops_is_damaged():
    data = bytearray(compound(["WordDocument"], WORD_OPEN))
    struct.pack_into("<I", data, 512 + 4, 1)
    with pytest.raises(BadFile, match="已损坏"):
        inspect_file(io.BytesIO(bytes(data)), "旧.doc")


def test_every_real_file_is_what_its_name_says():
    seen = 0
    for path in sorted(shared("conformance").rglob("*")) + sorted(
        shared("privacy-sample", "files").iterdir()
    ):
        if path.suffix in (".xlsx", ".xls", ".docx", ".pdf") and path.stat().st_size:
            with path.open("rb") as stream:
                assert inspect_file(stream, path.name).extension == path.suffix[1:], path
            seen += 1
    assert seen > 100


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_damage_anywhere_is_a_bad_file_or_nothing_else():
    random.seed(7)
    for make, name in ((word, "甲.docx"), (pdf, "甲.pdf"), (image, "甲.png"), (lambda: image("JPEG"), "甲.jpg"), (xlsx, "甲.xlsx"),
                       (lambda: compound(["WordDocument"], WORD_OPEN), "甲.doc"), (lambda: image("WEBP"), "甲.webp")):  # fmt: skip
        whole = make()
        for _turn in range(60):
            data = bytearray(whole)
            for _spot in range(5):
                data[random.randrange(len(data))] = random.randrange(256)
            try:
                facts = inspect_file(io.BytesIO(bytes(data)), name)
                public_copy(io.BytesIO(bytes(data)), facts)
            except BadFile:
                continue


# Names


@pytest.mark.parametrize(
    ("name", "extension", "safe"),
    [
        ("关于印发《方案》的通知.docx", "docx", "关于印发《方案》的通知.docx"),
        ("附件1：名单（第2批）.xlsx", "xlsx", "附件1_名单（第2批）.xlsx"),
        ("../../etc/passwd.pdf", "pdf", "passwd.pdf"),
        ("C:\\Users\\张三\\文件.pdf", "pdf", "文件.pdf"),
        (".htaccess.txt", "txt", "htaccess.txt"),
        ("报告\u202egnp.exe.pdf", "pdf", "报告gnp_exe.pdf"),
        ("a\x00b\r\nc.txt", "txt", "abc.txt"),
        ("CON.txt", "txt", "文件_CON.txt"),
        ("com1.2.txt", "txt", "文件_com1.2.txt"),
        ("版本1.2.docx", "docx", "版本1.2.docx"),
        ("a b&c?d#e%f'g\"h<i>.txt", "txt", "a_b_c_d_e_f_g_h_i.txt"),
        ("...", "pdf", "文件.pdf"),
        ("", "pdf", "文件.pdf"),
        ("བོད་ཡིག.pdf", "pdf", "བོད_ཡིག.pdf"),
        ("名" * 300 + ".docx", "docx", "名" * 78 + ".docx"),
        ("n" * 300 + ".docx", "docx", "n" * 115 + ".docx"),
        ("图.JPG", "jpg", "图.jpg"),
    ],
)  # fmt: skip
def test_safe_names(name, extension, safe):
    assert safe_name(name, extension) == safe


@given(st.text(max_size=400), st.sampled_from(["docx", "pdf", "jpg"]))
def test_any_name_becomes_safe(name, extension):
    safe = safe_name(name, extension)
    assert safe.endswith(f".{extension}")
    assert len(safe) <= 120
    assert len(safe.encode()) <= 245
    assert not set(safe) & set('/\\:*?"<>|#%& \t\r\n\0')
    assert not safe.startswith((".", "-", " "))
    assert safe_name(safe, extension) == safe


# Public copies


def exif(orientation=1):
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010F] = "秘密相机"
    data[0x0131] = "SecretSoft"
    data.get_ifd(0x8825)[1] = "N"
    data.get_ifd(0x8825)[2] = (36.4, 25.0, 11.0)
    return data


def copied(data, name):
    facts = inspect_file(io.BytesIO(data), name)
    return public_copy(io.BytesIO(data), facts), facts


def pixels(data):
    with Image.open(io.BytesIO(data)) as picture:
        return picture.convert("RGBA").tobytes()


def orientation_of(data):
    with Image.open(io.BytesIO(data)) as picture:
        return dict(picture.getexif())


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "照.jpg"), ("PNG", "照.png"), ("WEBP", "照.webp")])
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_photographs_lose_place_and_time_but_not_one_pixel(kind, name, orientation):
    data = image(kind, exif=exif(orientation))
    assert b"SecretSoft" in data
    copy, facts = copied(data, name)
    assert b"SecretSoft" not in copy
    assert "秘密相机".encode() not in copy
    assert pixels(copy) == pixels(data)
    assert orientation_of(copy) == ({0x0112: orientation} if orientation != 1 else {})
    assert (facts.width, facts.height) == ((30, 40) if orientation in (6, 8) else (40, 30))
    assert copied(copy, name)[0] is None


def test_comments_and_what_hides_behind_the_end_go():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "Zhang San")
    notes.add_itxt("XML:com.adobe.xmp", "<x>secret</x>")
    png = image(pnginfo=notes) + b"hidden behind"
    copy, _facts = copied(png, "图.png")
    assert pixels(copy) == pixels(png)
    assert not any(secret in copy for secret in (b"Zhang San", b"secret", b"hidden"))
    jpeg = image("JPEG", comment=b"Zhang San") + b"hidden behind"
    copy, _facts = copied(jpeg, "图.jpg")
    assert pixels(copy) == pixels(jpeg)
    assert not any(secret in copy for secret in (b"Zhang San", b"hidden"))


@pytest.mark.parametrize("progressive", [False, True])
def test_progressive_and_coloured_photographs(progressive):
    profile = b"a colour profile " * 20
    data = image("JPEG", (300, 200), progressive=progressive, icc_profile=profile, exif=exif(), quality=95)
    copy, _facts = copied(data, "照.jpg")
    assert pixels(copy) == pixels(data)
    with Image.open(io.BytesIO(copy)) as picture:
        assert picture.info["icc_profile"] == profile
        assert "exif" not in picture.info


@pytest.mark.parametrize(
    ("kind", "name"), [("JPEG", "照.jpg"), ("PNG", "照.png"), ("WEBP", "照.webp"), ("GIF", "照.gif")]
)
def test_a_picture_without_metadata_is_public_as_it_is(kind, name):
    assert copied(image(kind), name)[0] is None


def test_other_files_are_public_as_they_are():
    assert copied(word(), "甲.docx")[0] is None


@given(st.binary(max_size=300), st.sampled_from(["image/jpeg", "image/png", "image/webp"]))
def test_rubbish_is_a_bad_file(data, media_type):
    try:
        without_metadata(data, media_type)
    except BadFile:
        return
