"""What every engine promises: the same tests for the embedded one and for OpenSearch."""

import datetime as dt
from dataclasses import replace

import pytest

from gongkai.search.asking import ask
from gongkai.search.backends import Question, Unreachable, get_backend

FACETS = ("unit", "column", "kind", "year", "validity")


@pytest.fixture
def filled(backend, entry):
    backend.rebuild(
        [
            entry(
                1,
                "关于做好最低生活保障工作的通知",
                "提高保障标准。",
                keys=["格政办|2026|41"],
                day=dt.date(2026, 3, 1),
            ),
            entry(2, "住房公积金提取办法", "工作人员可以提取公积金。", unit="b", day=dt.date(2025, 3, 1)),
            entry(
                3,
                "全面推进政务公开工作实施方案",
                "政务公开，工作要点。",
                column="plan",
                day=dt.date(2024, 3, 1),
            ),
            entry(
                4,
                "政务动态",
                "信息公开工作会议召开。公开工作很重要。",
                kind="news",
                validity="",
                day=dt.date(2026, 5, 1),
            ),
        ]
    )
    return backend


def found(backend, words, **changes):
    return backend.find(replace(ask(words).question, **changes)).ids


def test_words_find_what_holds_all_of_them(filled):
    assert found(filled, "公积金") == [2]
    assert set(found(filled, "工作")) == {1, 2, 3, 4}
    assert set(found(filled, "政务 公开")) == {3, 4}
    assert found(filled, "政务 公开 实施方案") == [3]
    assert found(filled, "没有的词汇") == []


def test_a_word_in_the_title_comes_first(filled):
    assert found(filled, "政务公开")[0] == 3


def test_a_quoted_phrase_stands_there_to_the_letter_and_in_one_sentence(filled):
    assert set(found(filled, "“公开工作”")) == {3, 4}  # 公开，工作 is one sentence, and commas do not count
    assert found(filled, "“开工”") == found(filled, "“公开工”")
    assert found(filled, "“信息公开工作会议”") == [4]
    assert found(filled, "“召开公开工作”") == []  # a full stop stands between
    assert found(filled, "“工作 公开”") == []


def test_what_stands_in_a_file_is_found_after_what_papers_say_themselves(backend, entry):
    backend.rebuild(
        [
            entry(1, "补助公告", "内容。", files=["锅炉更新改造三十万元。管网保温", "锅炉锅炉锅炉"]),
            entry(2, "锅炉管理办法", "内容。"),
            entry(3, "通知", "说到锅炉，" + "还有许多别的内容" * 20),
            entry(4, "另一件", "内容。"),
        ]
    )
    assert found(backend, "锅炉") == [2, 3, 1]
    assert found(backend, "补助 保温") == [1]  # one word in the paper, the other in its file
    assert found(backend, "“锅炉更新改造”") == [1]
    assert found(backend, "“万元管网”") == []
    assert backend.counts(ask("锅炉").question, FACETS)["kind"] == {"document": 3}


def test_a_number_finds_its_paper_alone_at_the_top(filled):
    for written in (
        "格政办〔2026〕41号",
        "格政办[2026]41号",
        "格政办（2026）41号",
        "格政办【2026】41",
        "格政辦2026年41號",
    ):
        assert found(filled, written)[0] == 1, written


def test_traditional_characters_widths_and_cases_do_not_matter(filled):
    assert found(filled, "住房公積金") == [2]
    assert found(filled, "政務公開工作實施方案")[0] == 3


def test_choices_narrow_and_are_alternatives_within_one_facet(filled):
    assert found(filled, "工作", among={"unit": ("b",)}) == [2]
    assert set(found(filled, "工作", among={"unit": ("a", "b"), "kind": ("document",)})) == {1, 2, 3}
    assert found(filled, "工作", among={"unit": ("nobody",)}) == []


def test_what_is_hidden_is_not_found(filled):
    assert set(found(filled, "工作", without=(1, 4))) == {2, 3}


def test_the_order_by_date(filled):
    assert found(filled, "工作", order="newest") == [4, 1, 2, 3]
    assert found(filled, "工作", order="oldest") == [3, 2, 1, 4]


def test_pages_and_the_whole_number(filled):
    question = replace(ask("工作").question, order="newest")
    answer = filled.find(question, start=1, number=2)
    assert (answer.ids, answer.total) == ([1, 2], 4)
    assert filled.find(question, start=40, number=2).ids == []


def test_counts_of_every_facet(filled):
    counts = filled.counts(ask("工作").question, FACETS)
    assert counts["unit"] == {"a": 3, "b": 1}
    assert counts["column"] == {"policy": 3, "plan": 1}
    assert counts["kind"] == {"document": 3, "news": 1}
    assert counts["year"] == {"2026": 2, "2025": 1, "2024": 1}
    assert counts["validity"]["in_force"] == 3


def test_characters_of_titles(filled):
    assert filled.find(Question(title_phrase="公开工作")).ids == [3]
    assert filled.find(Question(title_phrase="公积金")).ids == [2]
    assert filled.find(Question(title_characters="政务公幵", need=3)).ids == [3]


def test_an_entry_is_replaced_and_taken_out(filled, entry):
    filled.update(entries=[entry(2, "改过的标题", "别的内容")], gone=[1, 99])
    assert found(filled, "公积金") == []
    assert found(filled, "改过的标题") == [2]
    assert found(filled, "最低生活保障") == []
    assert filled.find(Question(everything=True)).total == 3


def test_a_rebuilt_index_replaces_the_old_one(filled, entry):
    filled.rebuild([entry(9, "新的一件", "内容")])
    assert filled.find(Question(everything=True)).ids == [9]
    assert filled.is_there()


def test_nothing_asked_for_finds_nothing(filled):
    for words in ("", "(", "。。。", "“”", "* ? ~"):
        question = ask(words).question
        assert question.is_empty, words
        assert filled.find(question).ids == []
        assert filled.counts(question, FACETS) == {name: {} for name in FACETS}


def test_before_there_is_an_index(backend):
    assert not backend.is_there()
    with pytest.raises(Unreachable):
        backend.find(ask("工作").question)


def test_an_update_of_an_index_that_is_not_there_makes_one(backend, entry):
    backend.update(entries=[entry(1, "第一件", "内容")], gone=[])
    assert backend.is_there()
    assert found(backend, "第一件") == [1]


def test_a_cluster_that_does_not_answer_is_said_so(settings):
    settings.SEARCH_URL = "http://127.0.0.1:9/gongkai"
    with pytest.raises(Unreachable):
        get_backend().find(ask("工作").question)
    with pytest.raises(Unreachable):
        get_backend().is_there()
