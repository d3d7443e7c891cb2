"""Differences are checked by properties: pieces rebuild both texts, and nothing that changed is missing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.portal.differences import Piece, differences, mark
from gongkai.portal.editscript import edit_script

text = st.text(alphabet="公开办法第八条日内24小时，。、a b", max_size=40)
plain = st.text(alphabet="公开办法条日时，。x7", min_size=1, max_size=20)
block = st.one_of(
    plain.map(lambda words: f"<p>{words}</p>"),
    plain.map(lambda words: f"<h2>{words}</h2>"),
    plain.map(lambda words: f"<p><strong>{words}</strong></p>"),
    st.lists(plain, min_size=1, max_size=3).map(
        lambda cells: (
            "<table><tbody><tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr></tbody></table>"
        )
    ),
)


def form(*html, **fields):
    return {"title": "通知", "body": [{"type": "text", "html": "".join(html)}], "files": []} | fields


def joined(pieces, *ops):
    return "".join(piece.text for piece in pieces if piece.op in ops)


@given(text, text)
def test_pieces_rebuild_both_texts(old, new):
    before, after = mark(old, new)
    assert joined(before, "same", "del") == old
    assert joined(after, "same", "ins") == new
    assert joined(before, "same") == joined(after, "same")


@given(st.lists(st.integers(0, 3), max_size=30), st.lists(st.integers(0, 3), max_size=30))
def test_the_script_covers_both_and_its_same_parts_are_equal(old, new):
    script, given_up = edit_script(old, new)
    assert not given_up
    assert [x for _, i1, i2, _, _ in script for x in old[i1:i2]] == old
    assert [x for _, _, _, j1, j2 in script for x in new[j1:j2]] == new
    assert all(old[i1:i2] == new[j1:j2] for op, i1, i2, j1, j2 in script if op == "same")


@given(st.lists(st.integers(0, 3), max_size=12), st.lists(st.integers(0, 3), max_size=12))
def test_the_script_keeps_as_much_as_the_longest_common_subsequence(old, new):
    script, _ = edit_script(old, new)
    table = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i, left in enumerate(old):
        for j, right in enumerate(new):
            table[i + 1][j + 1] = table[i][j] + 1 if left == right else max(table[i][j + 1], table[i + 1][j])
    assert sum(i2 - i1 for op, i1, i2, _, _ in script if op == "same") == table[-1][-1]


@given(st.lists(block, max_size=6))
def test_a_form_does_not_differ_from_itself(blocks):
    assert differences(form(*blocks), form(*blocks)) == []


@settings(max_examples=200)
@given(st.lists(block, max_size=6), st.lists(block, max_size=6))
def test_different_bodies_always_show_a_change(old, new):
    assert bool(differences(form(*old), form(*new))) == ("".join(old) != "".join(new))


@given(st.lists(block, max_size=5), plain, st.lists(block, max_size=5))
def test_a_changed_paragraph_among_many_is_the_only_change(head, words, tail):
    old = form(*head, "<p>※原来的一段</p>", *tail)
    new = form(*head, f"<p>※原来的一段{words}</p>", *tail)
    [change] = differences(old, new)
    assert joined(change.before, "same", "del") == "※原来的一段"
    assert joined(change.after, "ins") == words


def test_the_heading_names_the_article():
    old = form("<h2>第三章　异常处置</h2><p>第七条　甲。</p><p>第八条　应当在3日内公布情况。</p>")
    new = form("<h2>第三章　异常处置</h2><p>第七条　甲。</p><p>第八条　应当在24小时内公布情况。</p>")
    [change] = differences(old, new)
    assert (change.level, change.heading) == ("paragraph", "第八条")
    assert change.before == (
        Piece("same", "第八条　应当在"),
        Piece("del", "3日"),
        Piece("same", "内公布情况。"),
    )
    assert change.after == (
        Piece("same", "第八条　应当在"),
        Piece("ins", "24小时"),
        Piece("same", "内公布情况。"),
    )


def test_table_rows_are_compared_row_by_row():
    row = "<tr><td>市级水源地</td><td>每月{}次</td></tr>"
    old = form(f"<table><tbody>{row.format(1)}<tr><td>乡镇水源地</td><td>每季度1次</td></tr></tbody></table>")
    new = form(f"<table><tbody>{row.format(2)}<tr><td>乡镇水源地</td><td>每季度1次</td></tr></tbody></table>")
    [change] = differences(old, new)
    assert change.level == "row"
    assert joined(change.before, "same", "del") == "市级水源地 │ 每月1次"
    assert joined(change.after, "ins") == "2"


def test_a_link_that_leads_elsewhere_is_a_change():
    old, new = form('<p>见<a href="/a">附件</a>。</p>'), form('<p>见<a href="/b">附件</a>。</p>')
    [change] = differences(old, new)
    assert joined(change.before, "same", "del") == "见附件（/a）。"
    assert joined(change.after, "same", "ins") == "见附件（/b）。"


def test_a_change_of_format_alone_is_said():
    [change] = differences(form("<p>甲乙</p>"), form("<p>甲<strong>乙</strong></p>"))
    assert change.note == "文字未变，只改了格式。"
    assert joined(change.before, "same") == joined(change.after, "same") == "甲乙"


def test_metadata_is_compared_field_by_field():
    old = form(
        "<p>甲</p>", document={"number": "格政办〔2026〕41号", "expires_on": None, "validity": "in_force"}
    )
    new = form(
        "<p>甲</p>",
        document={"number": "格政办〔2026〕42号", "expires_on": "2031-10-31", "validity": "amended"},
    )
    found = {
        change.heading: (joined(change.before, "same", "del"), joined(change.after, "same", "ins"))
        for change in differences(old, new)
    }
    assert found == {
        "发文字号": ("格政办〔2026〕41号", "格政办〔2026〕42号"),
        "有效期至": ("", "2031年10月31日"),
        "有效性": ("有效", "已修改"),
    }


def test_a_file_with_other_bytes_under_its_old_name_is_a_change():
    item = {"title": "附表", "name": "b.xlsx", "size": 2048, "sha256": "a" * 64}
    [change] = differences(form(files=[item]), form(files=[item | {"sha256": "b" * 64}]))
    assert (change.level, change.note) == ("file", "名称未变，文件内容已更换。")


def test_an_image_with_other_bytes_is_a_change():
    image = {"type": "image", "sha256": "a" * 64, "name": "a.png", "alt": "图", "caption": "图一"}
    old, new = form() | {"body": [image]}, form() | {"body": [image | {"sha256": "b" * 64}]}
    [change] = differences(old, new)
    assert (change.level, change.note) == ("image", "说明未变，图片或替代文字已更换。")


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>" + "公开办法规定如下。" * 4000 + "</p>", "<p>" + "公开办法规定如下，" * 4000 + "</p>"),
        (
            "".join(f"<p>第{n}条　甲乙丙丁。</p>" for n in range(3000)),
            "".join(f"<p>第{n}条　戊己庚辛。</p>" for n in range(3000)),
        ),
        ("<p>" + "甲乙" * 20000 + "</p>", "<p>" + "乙甲" * 15000 + "丙" + "甲乙" * 5000 + "</p>"),
        (
            "".join("<p>一样的一行</p>" for _ in range(5000)),
            "".join("<p>一样的一行</p>" for _ in range(4990)) + "<p>另</p>",
        ),
    ],
)
def test_long_bodies_are_compared_without_hanging(old, new):
    changes = differences(form(old), form(new))
    assert changes
    assert all(change.before != change.after for change in changes)
