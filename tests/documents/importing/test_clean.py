import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.documents.importing.clean import clean_html
from tests.documents.importing.vocabulary import problems, text_of
from tests.shared_data import shared

CASES = [
    ("", ""),
    ("plain text", "<p>plain text</p>"),
    ("1 < 2 & 3 > 2", "<p>1 &lt; 2 &amp; 3 &gt; 2</p>"),
    ('<p style="text-align:center">居中</p>', '<p class="align-center">居中</p>'),
    ('<div align="right"><p>右</p></div>', '<p class="align-right">右</p>'),
    ('<p align="justify">两端</p>', "<p>两端</p>"),
    ('<p style="text-align:left" align="right">左</p>', "<p>左</p>"),
    ("<p>\u3000\u3000缩进\u3000中间</p><p>&nbsp;</p><p><br></p><p><o:p></o:p></p>", "<p>缩进\u3000中间</p>"),
    ("<p>国务院\n办公厅 and\nothers</p>", "<p>国务院办公厅 and others</p>"),
    ("甲<br><br>乙<br>\u3000\u3000丙<br>丁", "<p>甲</p><p>乙</p><p>丙<br>丁</p>"),
    ("<h1>甲</h1><h2>乙</h2><h5>丙</h5>", "<h2>甲</h2><h3>乙</h3><h4>丙</h4>"),
    ("<h2>乙</h2><h3><b>丙</b></h3><h6>丁</h6>", "<h2>乙</h2><h3>丙</h3><h4>丁</h4>"),
    ('<span style="font-weight:bold">一、</span><font size=5>总则</font>', "<p><strong>一、</strong>总则</p>"),
    ('<b style="font-weight:normal"><p>谷歌文档</p></b>', "<p>谷歌文档</p>"),
    ("<b><p>甲</b>乙</p>", "<p><strong>甲</strong>乙</p>"),
    ("<i><b>甲</i></b>", "<p><strong><em>甲</em></strong></p>"),
    ("H<sub>2</sub>O m<span style='vertical-align:super'>2</span>", "<p>H<sub>2</sub>O m<sup>2</sup></p>"),
    ("<script>alert(1)</script><style>p{}</style><p onclick=x>好</p><!-- 注 -->", "<p>好</p>"),
    ("<!--[if gte mso 9]><xml><o:x>垃圾</o:x></xml><![endif]--><p class=MsoNormal>好</p>", "<p>好</p>"),
    ("<p>前<span style='display:none'>隐</span>后</p><div hidden><div>隐</div>隐</div>", "<p>前后</p>"),
    ("<form action=x><p>表</p><input value=1><select><option>选</select><textarea>填</textarea></form>", "<p>表</p>"),
    ("<a href='javascript:alert(1)'>甲</a><a href='java\tscript:x'>乙</a><a href='#x'>丙</a>", "<p>甲乙丙</p>"),
    ("<a href='//a.cn/?a=1&copy=2' target=_blank>甲</a>", '<p><a href="https://a.cn/?a=1&amp;copy=2">甲</a></p>'),
    ("<a href='mailto:a@b.cn'>信</a><a href='/f/1'>内</a><a href='data:x'>数</a>",
     '<p><a href="mailto:a@b.cn">信</a><a href="/f/1">内</a>数</p>'),
    ("<ul><li>甲<ul><li>乙</ul><li>丙</ul>", "<ul><li>甲<ul><li>乙</li></ul></li><li>丙</li></ul>"),
    ("<ol start=3 type=a><li><p>甲</p></li><li></li></ol>", '<ol start="3"><li>甲</li></ol>'),
    ("<ul><li>甲</li><ul><li>乙</li></ul></ul>", "<ul><li>甲<ul><li>乙</li></ul></li></ul>"),
    ("<blockquote><p>引</p></blockquote>", "<blockquote><p>引</p></blockquote>"),
    ("<hr><p>甲</p><hr><hr><p>乙</p><hr>", "<p>甲</p><hr><p>乙</p>"),
    ("<dl><dt>词</dt><dd>义</dd></dl>", "<p>词</p><p>义</p>"),
    ("<pre>一\n  二</pre>", "<p>一<br>二</p>"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "clean"), CASES)
def test_cleaning(raw, clean):
    assert clean_html(raw) == clean
    assert clean_html(clean) == clean


TABLES = [
    ("<table><tr><td colspan=2 style='text-align:center'>甲<td>乙<tr><td rowspan=9>丙</table>",
     '<table><tbody><tr><td colspan="2" class="align-center">甲</td><td>乙</td></tr><tr><td>丙</td></tr></tbody></table>'),
    ("<table><thead><tr><td>名<td>数</thead><tr><td rowspan=0>甲<td>1<tr><td>2</table>",
     '<table><thead><tr><th scope="col">名</th><th scope="col">数</th></tr></thead>'
     '<tbody><tr><td rowspan="2">甲</td><td>1</td></tr><tr><td>2</td></tr></tbody></table>'),
    ("<table><caption>表 1</caption><tr><th>名<td colspan=99999>值</table>",
     '<table><caption>表 1</caption><tbody><tr><th>名</th><td colspan="1000">值</td></tr></tbody></table>'),
    ("<table><tr><td><p>甲<p>乙<td><h2>丙</h2></table>",
     "<table><tbody><tr><td><p>甲</p><p>乙</p></td><td>丙</td></tr></tbody></table>"),
    ("<table><tr><td><h2>一</h2><p>整篇</table>", "<h2>一</h2><p>整篇</p>"),
    ("<tbody><tr><td id=UCAP-CONTENT><p>甲</p><table><tr><td>1<td>2</table><p>乙</p></td></tr></tbody>",
     "<p>甲</p><table><tbody><tr><td>1</td><td>2</td></tr></tbody></table><p>乙</p>"),
    ("<table><tr><td>左栏<td><p>甲</p><table><tr><td>1<td>2</table>尾</table>后",
     "<p>左栏</p><p>甲</p><table><tbody><tr><td>1</td><td>2</td></tr></tbody></table><p>尾</p><p>后</p>"),
    ("<table><tr style='display:none'><td>隐<td>隐</tr><tr><td>甲<td>乙</table>",
     "<table><tbody><tr><td>甲</td><td>乙</td></tr></tbody></table>"),
    ("<table><tr><td></td></tr></table>", ""),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "clean"), TABLES)
def test_tables(raw, clean):
    assert clean_html(raw) == clean
    assert clean_html(clean) == clean


def test_signature_and_date_are_recognised():
    raw = (
        "<p align=right>格尔木市人民政府办公室&nbsp; &nbsp;</p><p align=right>2026年9月29日&nbsp;</p><p>（此件公开发布）</p>"
        "<p align=right>市财政局<br>二〇二六年九月三十日</p><p align=right>2026年13月1日</p>"
    )
    assert clean_html(raw) == (
        '<p class="signature">格尔木市人民政府办公室</p><p class="date">2026年9月29日</p><p>（此件公开发布）</p>'
        '<p class="signature">市财政局</p><p class="date">二〇二六年九月三十日</p><p class="align-right">2026年13月1日</p>'
    )


def test_the_addressee_is_not_indented():
    raw = '<p>各部门：</p><p style="text-indent:2em">现通知如下：</p><p>尾</p>'
    assert clean_html(raw) == '<p class="no-indent">各部门：</p><p>现通知如下：</p><p>尾</p>'


def word_item(marker, text, level=1, number="l0"):
    return (
        f"<p class=MsoListParagraph style='margin-left:21pt;mso-list:{number} level{level} lfo1'><![if !supportLists]>"
        f"<span><span style='mso-list:Ignore'>{marker}<span style='font:7pt \"Times New Roman\"'>&nbsp;&nbsp; </span>"
        f"</span></span><![endif]><span>{text}<o:p></o:p></span></p>"
    )


def test_word_lists_become_lists():
    raw = (
        word_item("·", "甲")
        + word_item("o", "乙", 2)
        + word_item("·", "丙")
        + "<p>中</p>"
        + word_item("2.", "丁")
    )
    assert clean_html(raw) == (
        '<ul><li>甲<ul><li>乙</li></ul></li><li>丙</li></ul><p>中</p><ol start="2"><li>丁</li></ol>'
    )


@pytest.mark.parametrize(
    "markers", [("一、", "二、"), ("第一条", "第二条"), ("1.", "3."), ("（1）", "（2）")]
)
def test_numbers_that_a_list_would_lose_stay_text(markers):
    raw = "".join(word_item(marker, "内容") for marker in markers)
    assert clean_html(raw) == "".join(f"<p>{marker}内容</p>" for marker in markers)


def papers():
    with (shared("gov-docs", "state-council-html") / "docs.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_state_council_papers_keep_their_whole_text():
    found = papers()
    assert len(found) == 38
    for paper in found:
        raw = paper["content_html"]
        clean = clean_html(raw)
        assert text_of(clean) == text_of(raw), paper["title"]
        assert problems(clean) == []
        assert clean_html(clean) == clean
        assert 'class="date"' in clean, paper["title"]


def test_state_council_tables_keep_rows_and_spans():
    tables = [paper for paper in papers() if "<table" in paper["content_html"]]
    assert len(tables) == 2
    for paper in tables:
        inner = re.search(r"<table.*?</table>", paper["content_html"], re.S)[0]
        clean = re.search(r"<table.*?</table>", clean_html(paper["content_html"]), re.S)[0]
        assert text_of(clean) == text_of(inner)
        for wanted in ("<tr", "<td", 'colspan="', 'rowspan="'):
            spans = len([n for n in re.findall(r'(?:col|row)span="(\d+)"', inner) if n != "1"])
            if wanted.startswith("<"):
                assert clean.count(wanted) == len(re.findall(wanted + r"\b", inner))
            assert len(re.findall(r"(?:col|row)span=", clean)) == spans


def strings_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings_in(inner)


def attacks():
    for line in (
        (shared("conformance", "html-sanitizer") / "dompurify_expect.jsonl")
        .read_text("utf-8")
        .strip()
        .split("\n")
    ):
        yield from strings_in(json.loads(line))
    for name in ("tokenizer", "serializer"):
        for path in sorted((shared("conformance", "html5lib") / name).glob("*.test")):
            for test in json.loads(path.read_text("utf-8"))["tests"]:
                yield from strings_in(test)
    yield from json.loads((shared("conformance", "naughty-strings") / "blns.json").read_text("utf-8"))


def test_conformance_material_comes_out_in_the_vocabulary():
    seen = 0
    for raw in attacks():
        clean = clean_html(raw)
        assert problems(clean) == [], raw
        assert clean_html(clean) == clean, raw
        seen += 1
    assert seen > 2000


def test_naughty_strings_survive_in_every_text_position():
    frames = ("<p>{}</p>", "<h2>{}</h2>", "<ul><li>{}</li></ul>", "<table><tr><td>{}</td><td>x</td></tr></table>",
              "<b>{}</b>", "<blockquote>{}</blockquote>", "<a href='https://a.cn/'>{}</a>")  # fmt: skip
    for text in json.loads((shared("conformance", "naughty-strings") / "blns.json").read_text("utf-8")):
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for frame in frames:
            clean = clean_html(frame.format(escaped))
            assert visible(text_of(clean)) == visible(text) + ("x" if "<td>x" in frame else ""), (frame, text)
            assert problems(clean) == []
            assert clean_html(clean) == clean


def visible(text):
    """Controls, overrides and zero-width blanks are no text of a paper."""
    return re.sub("[\\s\x00-\x1f\x7f-\x9f\xa0\u1680\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f\u2060-\u2064\u2066-\u2069"
                  "\u3000\ufeff\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]", "", text)  # fmt: skip


NAMES = st.sampled_from(
    [
        "p",
        "div",
        "span",
        "b",
        "i",
        "u",
        "s",
        "sub",
        "sup",
        "a",
        "h1",
        "h2",
        "h4",
        "ul",
        "ol",
        "li",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "blockquote",
        "br",
        "hr",
        "img",
        "pre",
        "form",
        "input",
        "button",
        "script",
        "style",
        "svg",
        "math",
        "title",
        "textarea",
        "xml",
        "center",
        "font",
        "o:p",
        "dl",
        "dd",
        "select",
        "noscript",
        "template",
    ]
)
ATTRIBUTES = st.sampled_from([
    "", "", ' align="right"', ' style="text-align:center"', " rowspan=3 colspan=0", ' class="date align-right x"',
    " href=https://a.cn/?a&amp;b", " href=javascript:x", ' style="display:none"', " hidden", " start=7",
    ' style="mso-list:l1 level2 lfo1"', " style='mso-list:Ignore'", ' style="font-weight:bold;text-indent:2em"',
    ' src="data:image/png;base64,AAAA"', ' class="no-indent signature"', " scope=row", ' "', " =", " /",
])  # fmt: skip
WORDS = st.sampled_from(
    [
        "甲",
        "乙：",
        "2026年9月29日",
        "a",
        " ",
        "\n",
        "&nbsp;&nbsp;&nbsp;",
        "\u3000",
        "1.",
        "·",
        "&",
        "<",
        "\u202e",
        "第一条",
    ]
)
PIECES = st.one_of(
    st.builds("<{}{}>".format, NAMES, ATTRIBUTES),
    st.builds("</{}>".format, NAMES),
    WORDS,
    st.sampled_from(["<!--", "-->", "<![if x]>", "<![endif]>", "</", "<", "]]>", "<?x"]),
    st.text(max_size=6),
)
MARKUP = st.lists(PIECES, max_size=40).map("".join)


@settings(max_examples=600)
@given(MARKUP)
def test_cleaning_is_idempotent_and_keeps_to_the_vocabulary(raw):
    clean = clean_html(raw)
    assert problems(clean) == []
    assert clean_html(clean) == clean


@settings(max_examples=300)
@given(st.text())
def test_any_text_can_be_cleaned(raw):
    assert problems(clean_html(raw)) == []


@settings(max_examples=300)
@given(st.lists(st.text(alphabet="甲乙丙ab1，。<>&", min_size=1, max_size=8), max_size=8))
def test_text_is_never_lost(texts):
    raw = "".join(f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>" for text in texts)
    assert text_of(clean_html(raw)) == "".join(texts)


MEGABYTE = 1_000_000
TRAPS = {
    "nested blocks": "<div>",
    "nested tables": "<table><tr><td>",
    "nested lists": "<ul><li>x",
    "different formatting elements": "".join(f"<b id={n}>" for n in range(30_000)) + "<p>x",
    "unclosed comments": "<!--",
    "unclosed attributes": '<a href="',
    "ampersands": "&",
    "less-than signs": "<",
    "a number without end": "&#" + "9" * MEGABYTE,
    "end tags": "<div>" * 200 + "</p></span></td>",
    "raw text elements": "<title><xml>",
    "breaks with indentation": "<br>\u3000x",
    "open quotes": "<blockquote>x",
    "attributes": "<p " + "a=b " * 250_000,
    "equals signs": "<p " + "=" * MEGABYTE,
    "blanks": "\xa0 ",
}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("trap", TRAPS)
def test_a_megabyte_of_markup_takes_bounded_time(trap):
    piece = TRAPS[trap]
    raw = piece * max(1, MEGABYTE // len(piece))
    assert problems(clean_html(raw)[:2000]) == []


def test_ten_thousand_levels_keep_their_text():
    for tag in ("div", "b", "table><tr><td", "ul><li", "blockquote", "span style='font-weight:bold'"):
        assert text_of(clean_html(f"<{tag}>" * 10_000 + "底" + "</div>" * 10_000)) == "底"
