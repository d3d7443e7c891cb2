import base64
import datetime
import io
import json
import re

import pytest
from PIL import Image

from gongkai.documents.importing.body import html_to_blocks
from gongkai.documents.importing.clean import clean_html
from gongkai.documents.importing.guess import genre_of
from gongkai.documents.importing.numbers import parse_document_number
from gongkai.documents.importing.pasted import read_html
from gongkai.documents.models.papers import Genre
from tests.documents.importing.vocabulary import problems, text_of
from tests.shared_data import shared


def png(colour="red", size=(20, 10)):
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, "PNG")
    return stream.getvalue()


def data_uri(data, kind="image/png"):
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def papers():
    lines = (shared("gov-docs", "state-council-html") / "docs.jsonl").read_text("utf-8").strip().split("\n")
    return [json.loads(line) for line in lines]


def squeezed(text):
    return re.sub(r"\s", "", text)


def test_the_heads_and_ends_of_all_real_papers():
    wrong_dates, orders = [], []
    for paper in papers():
        found = read_html(paper["content_html"])
        assert squeezed(found.title) == squeezed(paper["title"])
        html = "".join(block["html"] for block in found.blocks)
        if found.genre == "order":
            orders.append((found.document_number, found.issuer_text))
            assert text_of(html) == text_of(paper["content_html"])
        else:
            assert (found.document_number, found.issuer_text) == (paper["doc_number"], paper["issuer"])
            assert squeezed(found.title + found.document_number) + text_of(html) == text_of(
                paper["content_html"]
            )
        if found.written_on.isoformat() != paper["issue_date"]:
            wrong_dates.append((paper["doc_number"], found.written_on.isoformat()))
    # The register of the source says 17; the paper itself says 二〇〇四年四月二十七日.
    assert wrong_dates == [("国办函〔2004〕36号", "2004-04-27")]
    assert orders == [
        ("中华人民共和国国务院令第707号", "中华人民共和国国务院"),
        ("中华人民共和国国务院令第706号", "中华人民共和国国务院"),
    ]


def test_a_red_headed_paper():
    found = read_html(
        "<p align=center>格尔木市人民政府办公室<br>文 件</p><p align=center>格政办[2026]41号</p>"
        "<p align=center>格尔木市人民政府办公室</p><p align=center>关于印发工作方案的</p><p align=center>通　知</p>"
        "<p>各部门：</p><p>现印发给你们。</p><p align=right>2026年9月29日</p><p>附件：方案</p>"
    )
    assert found.title == "格尔木市人民政府办公室关于印发工作方案的通知"
    assert found.document_number == "格政办〔2026〕41号"
    assert found.issuer_text == "格尔木市人民政府办公室"
    assert found.written_on == datetime.date(2026, 9, 29)
    assert found.genre == "notice"
    assert found.blocks == [
        {
            "type": "text",
            "html": '<p>各部门：</p><p>现印发给你们。</p><p class="date">2026年9月29日</p><p>附件：方案</p>',
        }
    ]


def test_the_city_plan_as_it_was_pasted():
    """A page whose brackets and date marks were lost on the way (青办发201626号, 2016715)."""
    text = shared("..", "plan", "golmud-2016.txt").read_text("utf-8")
    body = text[text.index("格尔木市人民政府办公室") :]
    found = read_html("".join(f"<p>{line.strip()}</p>" for line in body.split("\n")))
    assert found.title == "格尔木市人民政府办公室关于印发格尔木市全面推进政务公开实施方案的通知"
    assert (found.genre, found.issuer_text) == ("notice", "格尔木市人民政府办公室")
    assert (found.document_number, found.written_on) == ("", None)
    assert found.warnings[-1] == "没有认出成文日期，请自己填写。"


def test_text_without_a_head_stays_whole():
    found = read_html("<p>今天下雪。</p><p>路滑。</p>")
    assert (found.title, found.document_number, found.genre, found.issuer_text) == ("", "", "", "")
    assert found.blocks == [{"type": "text", "html": "<p>今天下雪。</p><p>路滑。</p>"}]
    assert found.warnings == ["没有认出标题，请自己填写。", "没有认出成文日期，请自己填写。"]


def test_a_heading_at_the_top_is_the_title():
    found = read_html("<h1>市政务大厅搬迁</h1><h2>新址</h2><p>昆仑路。</p>")
    assert found.title == "市政务大厅搬迁"
    assert found.blocks == [{"type": "text", "html": "<h2>新址</h2><p>昆仑路。</p>"}]


@pytest.mark.parametrize(
    ("title", "genre"),
    [("关于防火的通知", "notice"), ("关于防火的意见（试行）", "opinion"), ("关于同意的批复", "reply"), ("关于协查的复函", "letter"),
     ("防火公告", "proclamation"), ("防火通告", "announcement"), ("关于表扬的通报", "circular"), ("专利代理条例", "other"), ("", ""),
     ("人事任免令", "order"), ("政府工作报告", "report"), ("第三次会议纪要", "minutes")],
)  # fmt: skip
def test_genres(title, genre):
    assert genre_of(title) == genre
    assert genre in {*Genre.values, ""}


def test_an_order_is_known_by_its_number():
    assert genre_of("个人所得税法实施条例", parse_document_number("国令第707号")) == "order"


def test_pictures_inside_the_html_are_taken_and_others_left():
    red, blue = png(), png("blue")
    found = read_html(
        f"<p>前<img src='{data_uri(red)}' alt='红'>中<img src='{data_uri(blue)}'>后</p>"
        "<p><img src='https://a.cn/x.png'><img src='/x.png'><img></p>"
        "<p><img src='data:image/svg+xml,<svg/>'><img src='data:image/png;base64,AAAA'></p>"
    )
    assert [(block["type"], block.get("html", block.get("alt"))) for block in found.blocks] == [
        ("text", "<p>前</p>"), ("image", "红"), ("text", "<p>中</p>"), ("image", ""), ("text", "<p>后</p>"),
    ]  # fmt: skip
    assert [image.data for image in found.images] == [red, blue]
    assert [block["sha256"] for block in found.blocks if block["type"] == "image"] == [
        image.sha256 for image in found.images
    ]
    assert found.warnings[:3] == [
        "有 3 张图片在别的网站上，没有取回，请另存后自行插入。",
        "有 2 张图片打不开或格式不支持，没有导入，请另存为 JPG 或 PNG 后自行插入。",
        "有 1 张图片没有文字说明，请补写，供看不到图片的人了解内容。",
    ]


def test_what_was_left_behind_is_named():
    found = read_html(
        "<p>正文。<span style='display:none'>暗</span></p><iframe src=x></iframe><video></video><input>"
        f"<table><tr><td>1<img src='{data_uri(png())}' alt=a></td><td>2</td></tr></table>"
        "<a href='javascript:x'>坏</a><a href='file:///C:/x'>本机</a><a name=top>锚</a>"
    )
    assert found.warnings[:-2] == [
        "表格或列表中的 1 张图片移到了表格或列表之后，请核对位置。",
        "原文中有 1 处隐藏文字，没有导入。",
        "原文中有 2 处音视频或嵌入内容，没有导入，请改为附件。",
        "原文中有 1 个表单控件，没有导入。",
        "有 2 个链接不安全或打不开，只保留了文字。",
    ]
    assert [block["type"] for block in found.blocks] == ["text", "image", "text"]


def test_blocks_of_pictures_already_taken():
    images = {}
    first = html_to_blocks(f"<p><img src='{data_uri(png())}' alt='一'></p>", images)
    assert len(images) == 1
    again = html_to_blocks(f"<p>甲</p><img src='{next(iter(images))}' alt='二'>", images)
    assert again == [{"type": "text", "html": "<p>甲</p>"}, {**first[0], "alt": "二"}]
    assert len(images) == 1


def test_text_blocks_are_clean():
    for paper in papers()[:12]:
        for block in read_html(paper["content_html"]).blocks:
            assert problems(block["html"]) == []
            assert clean_html(block["html"]) == block["html"]


def test_naughty_strings_as_title_number_and_text():
    for text in json.loads((shared("conformance", "naughty-strings") / "blns.json").read_text("utf-8")):
        escaped = text.replace("&", "&amp;").replace("<", "&lt;")
        found = read_html(
            f"<p align=center>{escaped}</p><p align=center>{escaped}</p><p>正文。</p><p align=right>{escaped}</p>"
        )
        assert all(problems(block["html"]) == [] for block in found.blocks)
        assert all("\x00" not in value for value in (found.title, found.document_number, found.issuer_text))
