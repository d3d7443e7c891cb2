import pytest

from gongkai.review.masking.text import mask_html, mask_text
from tests.review.masking.trace import all_findings


def test_text():
    assert mask_text("卓玛吉，电话13812345678。", all_findings()) == "卓**，电话138****5678。"


@pytest.mark.parametrize(
    ("source", "masked"),
    [
        ("<p>没有&nbsp;什么 &amp; 如此</p>", "<p>没有&nbsp;什么 &amp; 如此</p>"),
        ("<p>电话138<strong>1234</strong>5678</p>", "<p>电话138****5678<strong></strong></p>"),
        ("<p>138&#49;&#x32;345678</p>", "<p>138****5678</p>"),
        ("<p>1381234<br>5678</p>", "<p>138****5678<br></p>"),
        ("<td>138</td><td>12345678</td>", "<td>138</td><td>12345678</td>"),
        ('<p><a href="tel:13812345678">打电话</a>吧</p>', "<p>打电话吧</p>"),
        ('<a href="mailto:cao%5F178@163.com">cao_178@163.com</a>', "c***@163.com"),
        ('<a href="/a">甲</a><a href="tel:13812345678">乙</a>', '<a href="/a">甲</a>乙'),
        ('<img src="a.png" alt="卓玛吉的照片">', '<img src="a.png" alt="卓**的照片">'),
        ("<!-- 13812345678 --><p>好</p>", "<!-- 138****5678 --><p>好</p>"),
        ("<script>var a='13812345678'</script>", "<script>var a='138****5678'</script>"),
        ("<p>3 < 5，13812345678</p>", "<p>3 < 5，138****5678</p>"),
        ("<p>A&lt;13812345678</p>", "<p>A&lt;138****5678</p>"),
    ],
)
def test_html(source, masked):
    assert mask_html(source, all_findings()) == masked
