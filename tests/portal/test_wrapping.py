"""Where the line of a title may break."""

import pytest

from gongkai.portal.wrapping import by_words, marked_by_words
from gongkai.search.highlighting import pieces
from gongkai.search.text import wrapped
from tests.portal.titles import without_breaks


@pytest.mark.parametrize(
    "lines",
    [
        "关于|印发|《格尔木市|集中式|饮用水|水源|水质|信息|公开|办法》的|通知",
        "格尔木市|2026年|第三季度|水源|水质|状况",
        "关于|执行|格政办〔2026〕41号|文件的|通知",
        "老旧|小区|改造|三年|行动计划|（2022—|2024年）",
        "2025年度|“三公”|经费|决算",
        "城市居民|PM2.5数据，|A-B |测试",
        "全面|推進|政務|公開|實施方案",
    ],
)
def test_between_words_and_where_punctuation_allows_it(lines):
    assert wrapped(lines.replace("|", "")) == lines.split("|")


def test_a_title_is_escaped_and_keeps_its_letters():
    assert (
        by_words("公开<b>办法</b>") == '<span class="words">公开<wbr>&lt;b&gt;<wbr>办法<wbr>&lt;/b&gt;</span>'
    )
    assert without_breaks(by_words("政务公开工作实施方案")) == "政务公开工作实施方案"


def test_what_is_not_chinese_stays_as_it_is():
    assert by_words("འཐུང་ཆུ་གཙང་མ") == "འཐུང་ཆུ་གཙང་མ"
    assert by_words("") == by_words("Open <data>").replace("Open &lt;data&gt;", "") == ""


def test_marks_do_not_change_where_a_title_breaks():
    title = "《关于优化调整城区公交线网的决定》解读"
    shown = marked_by_words(pieces(title, ("公交", "于优", "<")))
    assert shown == (
        '<span class="words">《关<mark>于<wbr>优</mark>化<wbr>调整<wbr>城区<mark><wbr>公交</mark>'
        "线<wbr>网的<wbr>决定》<wbr>解读</span>"
    )
    assert marked_by_words([("<", True), ("公开", False)]) == (
        '<span class="words"><mark>&lt;</mark><wbr>公开</span>'
    )
