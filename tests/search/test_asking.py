"""What readers type, and what is made of it. Nothing that they type is a query language."""

import json

import pytest

from gongkai.search.asking import LONGEST, MOST_PARTS, ask, read_words
from tests.shared_data import shared


def parts(words, synonyms=()):
    return [part.words for part in ask(words, synonyms).question.parts]


def test_words_are_all_asked_for():
    asked = ask("住房公积金 提取")
    assert [word for part in asked.question.parts for word in part.words] == ["住房", "公积金", "提取"]
    assert asked.question.need == 3
    assert [weaker.need for weaker in asked.relaxed] == [2, 1]


def test_words_of_asking_are_not_looked_for():
    asked = ask("如何提取住房公积金？")
    assert {word for part in asked.question.parts for word in part.words} == {"提取", "住房", "公积金"}
    assert asked.question.need == 1
    assert asked.relaxed == ()


def test_single_characters_are_given_up_first():
    weaker = ask("暖气 冷 供热").relaxed
    assert [[part.words for part in question.parts] for question in weaker] == [[("暖气",), ("供热",)]] * 2
    assert [question.need for question in weaker] == [2, 1]


def test_a_word_of_asking_alone_is_looked_for():
    assert parts("什么") == [("什么",)]


def test_phrases_in_any_quotation_marks():
    for words in ("“信息公开”", '"信息公开"', "「信息公开」", "『信息公开』", "„信息公开“"):
        question = ask(words).question
        assert [part.phrases for part in question.must] == [("信息公开",)], words
        assert question.parts == ()
    mixed = ask("制度 “信息公开”").question
    assert mixed.parts[0].words == ("制度",)
    assert mixed.must[0].phrases == ("信息公开",)


def test_a_quotation_mark_that_is_not_closed_means_nothing():
    question = ask("“信息公开").question
    assert question.must == ()
    assert question.parts


def test_synonyms_are_alternatives():
    question = ask("城市低保标准", [["低保", "最低生活保障"]]).question
    alternatives = [part.phrases for part in question.parts if len(part.phrases) > 1]
    assert alternatives == [("低保", "最低生活保障")]
    assert question.need == len(question.parts)


def test_too_much_is_cut():
    assert read_words("公开" * 5000) == ("公开" * (LONGEST // 2), True)
    assert read_words("公开") == ("公开", False)
    assert len(ask(" ".join(f"词{n}" for n in range(100))).question.parts) <= MOST_PARTS


def test_signs_that_nobody_sees_are_left_out():
    assert read_words("公\u200b开\x00\n 工作\ud800")[0] == "公 开 工作"


@pytest.mark.parametrize("words", ["(", "。。。", "* ? ~ ^", "“ ”", "\u3000", "🙂"])
def test_nothing_to_look_for(words):
    assert ask(words).question.is_empty


@pytest.mark.parametrize(
    "words",
    [
        "title:公开",
        "公开 AND NOT 工作",
        "公开~2",
        "公开^5",
        "+公开 -工作",
        "公开*",
        "/公.*/",
        "id:[1 TO 9]",
        "公开\\",
    ],
)
def test_no_query_language(words):
    question = ask(words).question
    assert ("公开",) in [part.words for part in question.parts] or "id" in words or "/" in words
    assert all(any(letter.isalnum() for letter in word) for part in question.parts for word in part.words)


def test_every_naughty_string_is_read():
    for line in json.loads((shared("conformance", "naughty-strings") / "blns.json").read_text("utf-8")):
        assert len(ask(line).words) <= LONGEST
