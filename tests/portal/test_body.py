from gongkai.portal.body import Entry, render_body


def rendered(html):
    blocks, contents = render_body(
        [{"type": "text", "html": html}], language="zh-Hans", table_label="表格", upright_label="竖排"
    )
    return blocks[0]["html"], contents


def test_headings_get_ids_and_make_the_contents():
    html, contents = rendered(
        '<h2>总则</h2><p>甲</p><h3 class="align-center">第一章　<em>范围</em></h3><h4>小</h4>'
    )
    assert contents == [Entry("section-1", 2, "总则"), Entry("section-2", 3, "第一章　范围")]
    assert html == (
        '<h2 id="section-1">总则</h2><p>甲</p>'
        '<h3 id="section-2" class="align-center">第一章　<em>范围</em></h3><h4>小</h4>'
    )


def test_ids_go_on_over_several_blocks():
    block = {"type": "text", "html": "<h2>甲</h2>"}
    _blocks, contents = render_body(
        [block, block], language="zh-Hans", table_label="表格", upright_label="竖排"
    )
    assert [entry.id for entry in contents] == ["section-1", "section-2"]


def test_an_empty_heading_is_not_in_the_contents():
    assert rendered("<h2> <br></h2>") == ("<h2> <br></h2>", [])


def test_article_numbers_are_bold_at_the_start_of_a_paragraph_only():
    html, _ = rendered("<p>第十二条　按照第三条　办理。</p><p>第一条例外</p>")
    assert html == "<p><b>第十二条</b>　按照第三条　办理。</p><p>第一条例外</p>"


def test_tables_scroll_in_a_frame_that_the_keyboard_reaches():
    html, _ = rendered("<table><tbody><tr><td>1</td></tr></tbody></table>")
    assert html == (
        '<div class="table-frame" role="group" tabindex="0" aria-label="表格">'
        "<table><tbody><tr><td>1</td></tr></tbody></table></div>"
    )


def test_escaped_text_stays_escaped():
    html, contents = rendered("<h2>&lt;script&gt;</h2>")
    assert html == '<h2 id="section-1">&lt;script&gt;</h2>'
    assert contents[0].title == "<script>"


TIBETAN, MONGOLIAN = "བོད་ཡིག", "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ"


def test_a_paragraph_and_a_stretch_in_another_script_say_so():
    html, _ = rendered(f"<p>请看<b>{TIBETAN} {TIBETAN}</b>的说明。</p><p>{TIBETAN}།（藏文）</p>")
    assert html == (
        f'<p>请看<b><span lang="bo">{TIBETAN} {TIBETAN}</span></b>的说明。</p>'
        f'<p lang="bo">{TIBETAN}།<span lang="zh-Hans">（藏文）</span></p>'
    )


def test_mongolian_paragraphs_stand_upright_together():
    html, _ = rendered(
        f'<p>甲</p><p>{MONGOLIAN}</p><p class="date">{MONGOLIAN}</p><p>乙的{MONGOLIAN}说明</p>'
    )
    assert html == (
        '<p>甲</p><div class="upright-frame" role="group" tabindex="0" aria-label="竖排">'
        f'<div class="upright" lang="mn-Mong"><p lang="mn-Mong">{MONGOLIAN}</p>'
        f'<p class="date" lang="mn-Mong">{MONGOLIAN}</p></div></div>'
        f'<p>乙的<span lang="mn-Mong">{MONGOLIAN}</span>说明</p>'
    )
