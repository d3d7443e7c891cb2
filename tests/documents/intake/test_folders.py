"""Folders: papers one by one with the metadata beside them, lists, pictures, attachments; and what is left alone."""

import os
from datetime import date

import docx
import pytest

from gongkai.core.errors import BadFile
from gongkai.documents.intake import bodies
from tests.documents.desk_forms import png_bytes
from tests.documents.importing.word_files import saved
from tests.documents.intake.conftest import TEXT, record

pytestmark = pytest.mark.django_db
PAGE = """<html><head><meta charset="{charset}"><title>关于某事的通知_某市政府网</title>
<meta name="ArticleTitle" content="关于某事的通知"><meta name="PubDate" content="2018-05-08 09:00">
<meta name="ContentSource" content="某市水利局"><meta name="SiteName" content="某市人民政府网"></head>
<body><div class="nav">首页 导航</div><ul><li><b>索引号：</b>000/2018-00001</li><li>发文字号：某水发〔2018〕12号</li></ul>
<div class="TRS_Editor"><p>正文。</p>{more}<div>内层</div><p align="right">某市水利局<br>2018年5月6日</p></div><div>版权所有</div></body></html>"""


def page(more="", charset="utf-8"):
    return PAGE.format(more=more, charset=charset).encode("gb18030" if charset != "utf-8" else "utf-8")


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_a_web_page(read, write, charset):
    paper = read(write("a.html", page(charset=charset))).papers[0]
    assert (paper.where, paper.title, paper.document_number) == (
        "a.html",
        "关于某事的通知",
        "某水发〔2018〕12号",
    )
    assert (paper.written_on, paper.origin.published_on) == (date(2018, 5, 6), date(2018, 5, 8))
    assert (paper.source, paper.origin.name, paper.origin.index_number) == (
        "某市水利局",
        "某市人民政府网",
        "000/2018-00001",
    )
    assert paper.outside_issuer == "某市水利局"
    assert paper.blocks[0]["html"] == (
        '<p>正文。</p><p>内层</p><p class="signature">某市水利局</p><p class="date">2018年5月6日</p>'
    )


def test_word_and_text_files_say_themselves_what_they_are(read, write):
    document = docx.Document()
    for line in ("某水发〔2018〕12号", "关于防汛工作的通知", "各科室：", "正文。", "2018年5月6日"):
        document.add_paragraph(line)
    write("b.docx", saved(document).getvalue())
    write("c.txt", f"关于抗旱工作的通知\n{TEXT}\n2018年6月6日".encode("gb18030"))
    done = read(write("d 没有标题.txt", f"{TEXT}\n2018年6月6日").parent)
    assert [(paper.where, paper.title, paper.document_number, paper.written_on) for paper in done.papers] == [
        ("b.docx", "关于防汛工作的通知", "某水发〔2018〕12号", date(2018, 5, 6)),
        ("c.txt", "关于抗旱工作的通知", "", date(2018, 6, 6)),
        ("d 没有标题.txt", "d 没有标题", "", date(2018, 6, 6)),
    ]
    assert "没有认出标题，用了文件名" in done.papers[2].doubts


def test_an_old_word_file_goes_the_way_of_its_converter(read, write, monkeypatch):
    """The conversion itself is tested with `importing`; here is only that the file gets there."""
    document = docx.Document()
    for line in ("关于防汛工作的通知", "正文。", "2018年5月6日"):
        document.add_paragraph(line)
    monkeypatch.setattr(bodies, "read_legacy", lambda stream, name: bodies.read_docx(saved(document)))
    paper = read(write("旧.doc", b"\xd0\xcf\x11\xe0 old")).papers[0]
    assert (paper.title, paper.written_on) == ("关于防汛工作的通知", date(2018, 5, 6))


@pytest.mark.parametrize("name", ["metadata.csv", "metadata.jsonl"])
def test_the_metadata_beside_files_counts_more_than_what_they_say(read, write, name):
    rows = [
        {"文件名": "a.html", "标题": "关于甲事的通知", "成文日期": "2018年5月7日"},
        {"文件名": "下面/c.txt", "标题": "关于丙事的通知", "成文日期": "2018年5月9日"},
        {"文件名": "没有.html", "标题": "无", "成文日期": ""},
        {"文件名": "a.html", "标题": "又是甲", "成文日期": ""},
    ]
    if name.endswith(".csv"):
        rows = "文件名,标题,成文日期\n" + "".join(",".join(row.values()) + "\n" for row in rows)
    write("a.html", page())
    write("下面/c.txt", TEXT)
    done = read(write(name, rows).parent)
    assert [(paper.title, paper.written_on) for paper in done.papers] == [
        ("关于甲事的通知", date(2018, 5, 7)),
        ("关于丙事的通知", date(2018, 5, 9)),
    ]
    third, fourth = (4, 5) if name.endswith(".csv") else (3, 4)
    assert done.reasons == {
        f"{name} 第{third}行": "文件夹里没有“没有.html”，或者它不是能读的文件。",
        f"{name} 第{fourth}行": "“a.html”前面已经写过一行。请删去多余的。",
    }


def test_pictures_and_attachments_that_stand_beside_the_page(read, write):
    write("img/图 1.png", png_bytes())
    write("files/表.csv", "甲,乙\n1,2\n")
    write("files/没人要.pdf", b"%PDF-1.4")
    more = '<p><img src="img/%E5%9B%BE%201.png" alt="流程"></p><p><a href="./files/表.csv?v=1">附件</a></p>'
    done = read(write("a.html", page(more)), write("a.html", page(more)).parent / "files")
    paper = done.papers[0]
    assert [block["type"] for block in paper.blocks] == ["text", "image", "text"]
    assert (paper.blocks[1]["alt"], paper.blocks[1]["sha256"]) == ("流程", paper.images[0].sha256)
    assert [path.name for path in paper.attachments] == ["表.csv"]
    assert "<p>附件</p>" in paper.blocks[2]["html"]
    assert [each.name for each in done.reader.not_read] == ["files/没人要.pdf"]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ('<img src="img/a.png">', "有 1 张图片没有文字说明，看不见图的人读不到。请在图片的 alt 里写上说明，再读一次。"),
        ('<img src="../out.png" alt="外">', "有 1 张图片不在文件旁边，或者打不开。请把图片取回放在原来的相对位置，再读一次。"),
        ('<img src="img/bad.png" alt="坏">', "有 1 张图片不在文件旁边，或者打不开。请把图片取回放在原来的相对位置，再读一次。"),
        ('<a href="bad.docx">附件</a>', "附件“bad.docx”：文件是空的，请检查后重新上传。"),
    ],
)  # fmt: skip
def test_a_page_of_which_a_part_is_missing_is_not_placed(read, write, more, reason):
    write("img/a.png", png_bytes())
    write("img/bad.png", b"\x89PNG\r\n\x1a\nno")
    write("bad.docx", b"")
    (write("../out.png", png_bytes())).rename(write("x.txt", "").parent.parent / "out.png")
    assert read(write("a.html", page(more))).reasons == {"a.html": reason}


def test_the_order_is_that_of_names_and_what_is_no_source_is_named(read, write):
    for name in ("b/2.txt", "b/1.txt", "a.txt", "c.txt"):
        write(name, f"关于{name.replace('/', '')}的通知\n{TEXT}\n2018年6月6日")
    for name in (".hidden.txt", "~$c.docx", "z.pdf", "z.xlsx"):
        write(name, "x")
    done = read(write("l.jsonl", [record()]).parent)
    assert [paper.where for paper in done.papers] == ["a.txt", "b/1.txt", "b/2.txt", "c.txt", "l.jsonl 第1行"]
    assert [(each.name, each.why) for each in done.reader.not_read] == [
        ("z.pdf", "不是能读的文件类型"),
        ("z.xlsx", "不是能读的文件类型"),
    ]


def test_nothing_outside_the_folder_and_nothing_that_is_no_file_is_opened(read, write, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text(f"关于秘密的通知\n{TEXT}\n2018年6月6日")
    folder = write("a.txt", f"关于甲的通知\n{TEXT}\n2018年6月6日").parent
    (folder / "b.txt").symlink_to(secret)
    (folder / "c").symlink_to(tmp_path)
    (folder / "d.txt").symlink_to(folder / "nowhere")
    (folder / "e.txt").symlink_to(folder / "a.txt")
    os.mkfifo(folder / "f.txt")
    done = read(folder)
    outside = "是指向文件夹外面的链接"
    assert [(each.name, each.why) for each in done.reader.not_read] == [
        ("b.txt", outside),
        ("c", outside),
        ("d.txt", outside),
    ]
    assert [paper.where for paper in done.papers] == ["a.txt"]
    assert done.reasons == {
        "e.txt": "与a.txt是同一件（网址、索引号、发文字号或标题相同），只入库一件。",
        "f.txt": "这不是普通文件，不能读。",
    }


def test_files_of_one_name_in_two_folders_are_two_papers(read, write):
    first = write("2015/1.txt", f"关于甲的通知\n{TEXT}\n2015年6月6日").parent
    second = write("2016/1.txt", f"关于乙的通知\n{TEXT}\n2016年6月6日").parent
    keys = {paper.title: paper.key for paper in read(first, second).papers}
    assert list(keys) == ["关于甲的通知", "关于乙的通知"]
    assert keys["关于乙的通知"] == read(second).papers[0].key


def test_a_file_that_cannot_be_opened_costs_itself_alone(read, write, monkeypatch):
    folder = write("a.txt", f"关于甲的通知\n{TEXT}\n2018年6月6日").parent
    write("b.txt", "乙")
    write("c.jsonl", "丙")
    opener = os.open

    def refusing(path, *arguments, **more):
        if os.fspath(path).endswith(("b.txt", "c.jsonl")):
            raise PermissionError
        return opener(path, *arguments, **more)

    monkeypatch.setattr(os, "open", refusing)
    done = read(folder)
    assert [paper.where for paper in done.papers] == ["a.txt"]
    shut = "文件打不开，请检查文件是否存在、有没有读取权限。"
    assert done.reasons == {"b.txt": shut, "c.jsonl": shut}


def test_names_of_old_chinese_systems(read, write):
    folder = write("a.txt", f"关于甲的通知\n{TEXT}\n2018年6月6日").parent
    os.rename(os.fsencode(folder / "a.txt"), os.fsencode(folder) + "/关于甲.txt".encode("gb18030"))
    assert read(folder).papers[0].where == "关于甲.txt"


def test_names_that_would_break_a_line(read, write):
    folder = write("a\n\x1b[31mb.txt", f"关于甲的通知\n{TEXT}\n2018年6月6日").parent
    assert read(folder).papers[0].where == "a [31mb.txt"


@pytest.fixture
def deep(write):
    """More folders in each other than functions may call each other; taken away again one by one."""
    folder = write("x.txt", "").parent
    here = os.getcwd()
    os.chdir(folder)
    for _each in range(1200):
        os.mkdir("d")
        os.chdir("d")
    os.chdir(here)
    yield folder
    os.chdir(folder)
    while os.path.isdir("d"):
        os.chdir("d")
    while not os.path.exists("x.txt"):
        os.chdir("..")
        os.rmdir("d")
    os.chdir(here)


def test_many_folders_deep(read, deep):
    assert [item.where for item in read(deep).items] == ["x.txt"]


def test_a_path_that_is_not_there(read, tmp_path):
    with pytest.raises(BadFile, match=r"没有 .*不在 这个文件或文件夹。请核对路径。"):
        read(tmp_path / "不在")
