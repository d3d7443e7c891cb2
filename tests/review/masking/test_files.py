"""Formats of text, archives, pictures, presentations; what is refused; the tasks of the child process."""

import io
import json
import struct
import zipfile

import pytest
from PIL import Image, PngImagePlugin

from gongkai.core.errors import BadFile
from gongkai.review.masking.files import mask_file, mask_task, strip_file, strip_task
from gongkai.review.masking.leftovers import leftovers
from gongkai.review.masking.needles import Needles
from tests.review.masking.office_files import RELATIONSHIP, TYPES, package, parts_of, rels, written
from tests.review.masking.test_xlsx import full_book
from tests.review.masking.trace import ID, MOBILE, VALUES, all_findings, finding, traces

TEXT = f"姓名,电话\r\n卓玛吉,{MOBILE}\r\n其他人,13900000000\r\n"
MASKED = "姓名,电话\r\n卓**,138****5678\r\n其他人,13900000000\r\n"


def masked(tmp_path, name: str, data: bytes, *findings) -> bytes:
    out = tmp_path / "out"
    mask_file(
        path=written(tmp_path / "in", data), name=name, findings=list(findings) or all_findings(), out=out
    )
    return out.read_bytes()


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("name", ["名单.csv", "名单.txt"])
def test_texts_keep_their_encoding(tmp_path, name, encoding):
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    assert masked(tmp_path, name, mark + TEXT.encode(encoding)) == mark + MASKED.encode(encoding)


def test_broken_bytes_stay_as_they_are(tmp_path):
    data = "名单".encode() * 40 + b"\xff\xfe\n" + MOBILE.encode()
    assert masked(tmp_path, "a.txt", data, finding("mobile", MOBILE)) == data.replace(
        MOBILE.encode(), b"138****5678"
    )


def test_web_page(tmp_path):
    page = (
        '<!DOCTYPE html><html><head><meta name="author" content="某科员"><title>卓玛吉</title></head><body>'
        f"<!-- {ID} --><p>证{ID[:6]}<b>{ID[6:]}</b></p></body></html>"
    )
    assert masked(tmp_path, "a.html", page.encode()).decode() == (
        "<!DOCTYPE html><html><head><title>卓**</title></head><body><p>证632801********1234<b></b></p></body></html>"
    )


def test_zip_and_what_is_within(tmp_path):
    inner = zipped({"再里面.txt": f"电话{MOBILE}".encode("gb18030")})
    data = zipped(
        {
            "表.xlsx": full_book(MOBILE),
            f"照片/{MOBILE}.txt": b"1",
            "内层.zip": inner,
            "__MACOSX/._x": b"Mac OS X",
            "不变.txt": "不变".encode(),
        }
    )
    result = masked(tmp_path, "全部.zip", data, finding("mobile", MOBILE))
    assert traces(result, [MOBILE]) == []
    parts = parts_of(result)
    assert list(parts) == ["表.xlsx", "照片/138****5678.txt", "内层.zip", "不变.txt"]
    assert parts["不变.txt"].decode() == "不变"
    assert parts_of(parts["内层.zip"])["再里面.txt"].decode("gb18030") == "电话138****5678"


def test_names_in_gbk(tmp_path):
    data = zipped({"XXXXXX.txt": b"1"}).replace(b"XXXXXX", "卓玛吉".encode("gb18030"))
    assert list(parts_of(masked(tmp_path, "a.zip", data, finding("minor_name", "卓玛吉")))) == ["卓**.txt"]


def test_names_do_not_lead_out_of_the_folder(tmp_path):
    data = zipped({"../../etc/a.txt": MOBILE.encode(), "/b.txt": b"1"})
    assert list(parts_of(masked(tmp_path, "a.zip", data, finding("mobile", MOBILE)))) == [
        "etc/a.txt",
        "b.txt",
    ]


def test_two_names_that_become_one(tmp_path):
    data = zipped({"13812345678.txt": b"1", "13811115678.txt": b"2"})
    names = parts_of(
        masked(tmp_path, "a.zip", data, finding("mobile", MOBILE), finding("mobile", "13811115678"))
    )
    assert list(names) == ["138****5678.txt", "138****5678-2.txt"]


def photograph(kind: str) -> bytes:
    picture, stream = Image.new("RGB", (120, 90), "white"), io.BytesIO()
    exif = Image.Exif()
    exif[0x013B], exif[0x0110] = f"某科员{MOBILE}", "CAMERA-9"
    if kind == "PNG":
        note = PngImagePlugin.PngInfo()
        note.add_text("Author", MOBILE)
        picture.save(stream, kind, pnginfo=note, exif=exif)
    else:
        picture.save(stream, kind, exif=exif)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_lose_what_the_camera_wrote(tmp_path, kind):
    data = photograph(kind)
    assert traces(data, [MOBILE])
    out = tmp_path / "out"
    facts = strip_file(path=written(tmp_path / "in", data), name="a.jpg", out=out)
    assert [fact.kind for fact in facts] == ["place"]
    assert traces(out.read_bytes(), [MOBILE, "CAMERA-9"]) == []
    with Image.open(out) as after, Image.open(io.BytesIO(data)) as before:
        assert after.tobytes() == before.tobytes()


def test_value_within_the_picture_is_refused(tmp_path):
    stream = io.BytesIO()
    Image.new("RGB", (120, 90), "white").save(stream, "PNG")
    with pytest.raises(BadFile, match="图片"):
        masked(tmp_path, "a.png", stream.getvalue(), finding("mobile", MOBILE))
    assert not (tmp_path / "out").exists()


A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"


def slide(text: str, attributes: str = "") -> str:
    runs = "".join(f"<a:r><a:t>{piece}</a:t></a:r>" for piece in (text[:4], text[4:]))
    return (
        f'<p:sld xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{RELATIONSHIP}"{attributes}><p:cSld><p:spTree><p:sp>'
        f'<p:nvSpPr><p:cNvPr id="2" name="框" descr="{text}"/></p:nvSpPr><p:txBody><a:p>{runs}</a:p></p:txBody>'
        "</p:sp></p:spTree></p:cSld></p:sld>"
    )


def deck() -> bytes:
    chart = (
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
        f' xmlns:r="{RELATIONSHIP}"><c:externalData r:id="r1"/></c:chartSpace>'
    )
    return package(
        {
            "_rels/.rels": rels(("r1", "officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{P}" xmlns:r="{RELATIONSHIP}"><p:sldIdLst>'
            '<p:sldId id="256" r:id="r1"/><p:sldId id="257" r:id="r2"/></p:sldIdLst></p:presentation>',
            "ppt/_rels/presentation.xml.rels": rels(
                ("r1", "slide", "slides/slide1.xml"),
                ("r2", "slide", "slides/slide2.xml"),
                ("r3", "commentAuthors", "commentAuthors.xml"),
            ),
            "ppt/commentAuthors.xml": f"<a>{MOBILE}</a>",
            "ppt/slides/slide1.xml": slide(f"电话{MOBILE}"),
            "ppt/slides/slide2.xml": slide(f"藏起来{MOBILE}", ' show="0"'),
            "ppt/slides/_rels/slide1.xml.rels": rels(
                ("n1", "notesSlide", "../notesSlides/notesSlide1.xml"),
                ("c1", "comments", "../comments/comment1.xml"),
                ("g1", "chart", "../charts/chart1.xml"),
                ("m1", "image", "../media/image1.jpeg"),
            ),
            "ppt/notesSlides/notesSlide1.xml": slide(f"备注{MOBILE}"),
            "ppt/comments/comment1.xml": f"<a>{MOBILE}</a>",
            "ppt/charts/chart1.xml": chart,
            "ppt/charts/_rels/chart1.xml.rels": rels(("r1", "package", "../embeddings/book.xlsx")),
            "ppt/embeddings/book.xlsx": full_book(MOBILE),
            "ppt/media/image1.jpeg": photograph("JPEG"),
        },
        {"ppt/presentation.xml": f"{TYPES}.presentationml.presentation.main+xml"},
    )


def test_presentation(tmp_path):
    result = masked(tmp_path, "a.pptx", deck(), finding("mobile", MOBILE))
    assert traces(result, [MOBILE]) == []
    parts = parts_of(result)
    assert "ppt/slides/slide2.xml" not in parts
    assert not [name for name in parts if "notes" in name or "omment" in name]
    assert parts["ppt/presentation.xml"].count(b"<p:sldId ") == 1
    assert "电话138****5678" in parts["ppt/slides/slide1.xml"].decode()
    assert b"CAMERA-9" not in parts["ppt/media/image1.jpeg"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("a.ofd", zipped({"OFD.xml": b"<a/>"})),
        ("a.odt", zipped({"mimetype": b"x", "META-INF/manifest.xml": b"<a/>"})),
        ("a.rar", b"Rar!\x1a\x07\x00"),
        ("a.bin", bytes(range(256)) * 8),
        ("a.zip", b"PK\x03\x04broken"),
        ("a.bmp", b"BM" + b"\0" * 100),
        ("a.zip", zipped({"in.zip": zipped({"in.zip": zipped({"in.zip": zipped({"a.txt": b"1"})})})})),
    ],
)
def test_refused_with_advice(tmp_path, name, data):
    with pytest.raises(BadFile, match=r"请"):
        strip_file(path=written(tmp_path / "in", data), name=name, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_document_type_declarations_are_refused(tmp_path):
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbb">]><w:document xmlns:w="x">&b;</w:document>'
    data = package(
        {"_rels/.rels": rels(("r1", "officeDocument", "word/document.xml")), "word/document.xml": bomb},
        {"word/document.xml": f"{TYPES}.wordprocessingml.document.main+xml"},
    )
    with pytest.raises(BadFile, match="恶意"):
        strip_file(path=written(tmp_path / "in", data), name="a.docx", out=tmp_path / "out")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("kind", VALUES)
def test_leftovers_are_found_in_every_encoding(tmp_path, kind, encoding):
    value, needles = VALUES[kind], Needles([finding(kind, VALUES[kind])])
    whole = written(tmp_path / "a", f"前 {value} 后，说明文字".encode(encoding))
    assert leftovers(whole, needles) == ["a"]
    binary = written(
        tmp_path / "b.zip", zipped({"x/y.bin": b"\0\xff\x81" * 3 + value.encode(encoding) + b"\0"})
    )
    short = len(value.encode(encoding)) < 6
    assert leftovers(binary, needles) == ([] if short else ["b.zip!/x/y.bin"])


@pytest.mark.parametrize(
    "xml",
    [
        f"<a><t>{ID[:5]}</t></a><t>{ID[5:]}</t>",
        "<a>" + "".join(f"&#{ord(one)};" for one in ID) + "</a>",
        f'<a b="{ID[:9]} {ID[9:]}"/>',
        f"<a>%36{ID[1:]}</a>",
        f"<c><v>{ID[0]}.{ID[1:17]}E17</v></c>",
    ],
)
def test_leftovers_are_found_in_markup(tmp_path, xml):
    needles = Needles([finding("id_number", ID)])
    assert leftovers(written(tmp_path / "a.xml", xml.encode()), needles) == ["a.xml"]
    assert leftovers(written(tmp_path / "b.xml", xml.replace("6", "5").encode()), needles) == []


def test_a_number_within_a_longer_one_is_not_left(tmp_path):
    assert (
        leftovers(written(tmp_path / "a", struct.pack(">I", 7) + f"9{ID}9".encode()), Needles(all_findings()))
        == []
    )


def test_tasks_speak_json(tmp_path):
    source = written(tmp_path / "in.csv", TEXT.encode())
    arguments = {
        "path": str(source),
        "name": f"{MOBILE}.csv",
        "out": str(tmp_path / "out"),
        "findings": [one.as_dict() for one in all_findings()],
    }
    told = json.loads(json.dumps(mask_task(arguments)))
    assert told == {"name": "138****5678.csv", "places": 2, "facts": []}
    assert (tmp_path / "out").read_bytes() == MASKED.encode()
    told = json.loads(
        json.dumps(strip_task({**arguments, "path": str(written(tmp_path / "b", photograph("PNG")))}))
    )
    assert [fact["kind"] for fact in told["facts"]] == ["place"]
    assert source.read_bytes() == TEXT.encode()
