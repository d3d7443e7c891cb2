"""HTML: what a reader sees, what it holds beside that."""

from gongkai.review.reading.blocks import Cell, Fact, Link, Picture, Place, Row, Text
from gongkai.review.reading.forms import form_blocks
from gongkai.review.reading.html import html_blocks


def blocks(html):
    return list(html_blocks(html, words="正文", part="body[0]"))


def seen(html):
    return [(block.text, block.role, block.place.hidden) for block in blocks(html) if isinstance(block, Text)]


def test_paragraphs_join_what_tags_cut():
    assert blocks("<p>电话 138<b>1234</b>5678</p><h2>二</h2>") == [
        Text("电话 13812345678", Place("正文第 1 段", "body[0]")),
        Text("二", Place("正文第 2 段", "body[0]"), "heading"),
    ]


def test_entities_are_read():
    assert seen("<p>&#49;38&#x31;2345678</p>") == [("13812345678", "body", False)]


def test_tables_keep_their_columns():
    html = "<table><tr><th>姓名<th colspan=2>电话<tr><td rowspan=2>张三<td>1<td>2<tr><td>3<td><p>4</p><p>5</p></table>"
    rows = [block for block in blocks(html) if isinstance(block, Row)]
    assert [[cell.text for cell in row.cells] for row in rows] == [
        ["姓名", "电话", ""],
        ["张三", "1", "2"],
        ["", "3", "4\n5"],
    ]
    assert rows[1].cells[1] == Cell("1", Place("正文表 1 第 2 行第 2 列", "body[0]"))
    assert [(row.table, row.number) for row in rows] == [("表 1", 1), ("表 1", 2), ("表 1", 3)]


def test_a_table_within_a_cell_is_a_table_of_its_own():
    html = "<table><tr><td>外<table><tr><td>内</td></tr></table>后</td></tr></table>"
    assert [(row.table, [cell.text for cell in row.cells]) for row in blocks(html)] == [
        ("表 2", ["内"]),
        ("表 1", ["外后"]),
    ]


def test_what_does_not_show_is_read_as_hidden():
    assert seen('<p>露<span style="display: none">张三 13812345678</span>出</p>') == [
        ("露", "body", False),
        ("张三 13812345678", "body", True),
        ("出", "body", False),
    ]
    assert seen("<div hidden><p>甲</p></div>") == [("甲", "body", True)]
    assert seen('<input type="hidden" value="13812345678">') == [("13812345678", "code", True)]
    assert seen("<script>var a='\\u5f20\\u4e09';</script>") == [("var a='张三';", "code", True)]
    assert seen('<meta name="x" content="张三">') == [("张三", "property", True)]


def test_comments_are_read_as_the_markup_they_hold():
    assert blocks("<!-- <td>138<b>1234</b>5678</td> -->")[0] == Text(
        "13812345678", Place("正文网页注释第 1 段", "body[0]", True)
    )
    assert Fact("comment", "张三", Place("正文网页注释", "body[0]", True)) in blocks("<!-- 张三 -->")


def test_links_and_pictures():
    assert blocks('<a href="mailto:a@163.com">写信</a>')[0] == Link(
        "mailto:a@163.com", Place("正文链接“写信”", "body[0]"), "写信"
    )
    assert blocks('<img src="/a/b.png" alt="地图">')[0] == Picture(Place("正文图片“b.png”", "body[0]"), True)
    assert blocks('<img src="/a/b.png">')[0].described is False


def test_damaged_markup_loses_nothing():
    assert ("13812345678", "body", False) in seen("</td></tr><td><p>13812345678<table><tr>")
    assert seen("<p>一<p>二") == [("一", "body", False), ("二", "body", False)]
    assert len(seen("<div>" * 5000 + "深")) == 1


def test_a_form_gives_every_text_with_its_path():
    form = {
        "title": "通知",
        "unit": {"code": "632801001", "name": "市政府办"},
        "keywords": ["甲", "乙"],
        "body": [
            {"type": "text", "html": "<p>一</p>"},
            {
                "type": "image",
                "sha256": "ab" * 32,
                "name": "a.png",
                "alt": "",
                "caption": "图",
                "width": 9,
                "height": 8,
            },
        ],
        "files": [
            {"title": "附件", "name": "名单.xlsx", "media_type": "x/y", "size": 1, "sha256": "cd" * 32}
        ],
        "origin": {"name": "老网站", "url": "http://example.gov.cn/a"},
    }
    found = {getattr(block, "text", "") or block.place.part: block for block in form_blocks(form)}
    assert found["通知"] == Text("通知", Place("标题", "title"), "heading")
    assert found["市政府办"] == Text("市政府办", Place("负责单位", "unit.name"))
    assert found["乙"] == Text("乙", Place("关键词（2）", "keywords[1]"))
    assert found["一"] == Text("一", Place("正文第 1 块第 1 段", "body[0]"))
    assert found["图"] == Text("图", Place("正文第 2 块", "body[1].caption"))
    assert found["body[1]"] == Picture(Place("正文第 2 块", "body[1]"), False, (9, 8))
    assert found["名单.xlsx"] == Text("名单.xlsx", Place("附件（1）", "files[0].name"), "name")
    assert Link("http://example.gov.cn/a", Place("原网址", "origin.url")) in list(form_blocks(form))
    assert not any("ab" * 32 in str(block) for block in found.values())
