import pytest

from gongkai.search.highlighting import SNIPPET, pieces, snippet
from gongkai.search.numbers import document_key, index_key, keys_asked
from gongkai.search.text import BREAK, fold, pairs_of, plain_text, solid, words_of


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("政務公開", "政务公开"),
        ("ＰＭ２．５", "pm2.5"),
        ("（二）", "(二)"),
        ("麵條與後來", "面条与后来"),
        ("ABC", "abc"),
    ],
)
def test_folding(written, folded):
    assert fold(written) == folded


def test_long_words_are_indexed_with_the_short_ones_inside():
    assert set(words_of("全面推进政务公开工作实施方案")) >= {
        "政务",
        "公开",
        "工作",
        "实施",
        "方案",
        "实施方案",
    }
    assert words_of("（，。*）") == []


def test_pairs_do_not_reach_across_sentences():
    assert pairs_of("公开。工作") == ["公开", BREAK, "工作", BREAK]
    assert pairs_of("公开，工作") == ["公开", "开工", "工作", BREAK]
    assert pairs_of("。。。") == []


def test_tibetan_and_mongolian_are_cut_into_words():
    assert words_of("关于འཐུང་ཆུ་གཙང་མ་ཡིན།的通知") == ["关于", "འཐུང", "ཆུ", "གཙང", "མ", "ཡིན", "的", "通知"]
    assert words_of("ᠬᠡᠨ ᠴᠦ᠂ ᠠᠷᠭ᠎ᠠ᠃") == ["ᠬᠡᠨ", "ᠴᠦ", "ᠠᠷᠭᠠ"]
    assert words_of("༄༅། །") == []


def test_vowel_signs_tell_tibetan_words_apart():
    assert solid("ཆུ་མི།") == "ཆུམི"
    assert pairs_of("ཆུ") == ["ཆུ", BREAK]
    assert pieces("གཙང་མ་ཆུ", ("ཆུ",)) == [("གཙང་མ་", False), ("ཆུ", True)]


def test_no_mark_and_no_cut_parts_letters_that_join():
    assert pieces("ཆ་འཕྲིན་འདྲི་ཆོག", ("ཆ",)) == [("ཆ", True), ("་འཕྲིན་འདྲི་ཆོག", False)]
    assert pieces("ᠤᠰᠤᠨ ᠤᠰᠤ", ("ᠤᠰᠤ",)) == [("ᠤᠰᠤᠨ ", False), ("ᠤᠰᠤ", True)]
    shown = snippet("གསལ་བསྒྲགས།" * 30 + "ཆུ", ("ཆུ",))
    assert shown[0] == ("…", False)
    assert shown[1][0][0] in "གབ།་"
    assert shown[-1] == ("ཆུ", True)


def test_the_text_of_a_body():
    assert plain_text("<p>一&amp;二</p><table><tr><td>甲</td><td>乙</td></tr></table>").split() == [
        "一&二",
        "甲",
        "乙",
    ]


@pytest.mark.parametrize(
    "written",
    ["格政办〔2026〕41号", "格政办[2026]41号", "格政办（2026）41号", "格政办【2026】41号", "格政办(2026)41号",
     "格政办 〔2026〕 41 号", "格政辦〔2026〕41號", "格政办2026年41号", "格政办〔2026〕41", "发文字号：格政办〔2026〕41号",
     "格政办〔２０２６〕４１号", "格政办﹝2026﹞41号", "格政办［2026］41号"],
)  # fmt: skip
def test_one_number_has_one_key(written):
    assert document_key(written) == "格政办|2026|41"


def test_what_is_no_number_has_no_key():
    assert document_key("住房公积金提取办法") == ""
    assert document_key("") == document_key("号" * 500) == ""


def test_index_numbers():
    assert index_key("索引号：632801001／2026—00012") == "632801001/2026-00012"
    assert index_key("６３２８０１００１／２０２６－０００１２") == "632801001/2026-00012"
    assert "632801001/2026-00012" in keys_asked("632801001/2026-00012")
    assert keys_asked("税") == ()


def shown(found):
    return "".join(f"[{piece}]" if is_hit else piece for piece, is_hit in found)


def test_marks_stand_in_the_original_text():
    assert shown(pieces("全面推进政務公開工作", ("政务公开",))) == "全面推进[政務公開]工作"
    assert shown(pieces("ＰＭ２．５浓度㎡", ("pm25", "浓度"))) == "[ＰＭ２．５浓度]㎡"
    assert shown(pieces("格政办（2026）41号", ("格政办202641号",))) == "[格政办（2026）41号]"
    assert shown(pieces("没有", ("公开",))) == "没有"
    assert pieces("", ("公开",)) == []


def test_marks_that_touch_become_one():
    assert shown(pieces("政务公开工作", ("政务", "公开", "务公"))) == "[政务公开]工作"


def test_a_snippet_is_where_most_of_the_words_stand():
    text = (
        "开头的话。" * 60
        + "这里说到公积金。"
        + "中间的话。" * 60
        + "公积金可以提取，每年提取一次。"
        + "结尾的话。" * 60
    )
    found = shown(snippet(text, ("公积金", "提取")))
    assert found.startswith("…")
    assert "[公积金]可以[提取]，每年[提取]一次" in found
    assert len(found) < SNIPPET + 20


def test_a_snippet_without_any_mark_is_the_beginning():
    assert shown(snippet("短短一句", ("公开",))) == "短短一句"
    assert shown(snippet("长" * 500, ("公开",))) == "长" * SNIPPET + "…"


def test_solid_leaves_letters_and_digits():
    assert solid("格政办〔2026〕41号，《通知》") == "格政办202641号通知"
