"""Did you mean: only what public titles hold, and only what finds something."""

import pytest

from gongkai.review import actions as review
from gongkai.search.meaning import did_you_mean

pytestmark = pytest.mark.django_db


@pytest.fixture
def titled(city, catch_up):
    def make(*titles):
        things = [city.publish(city.draft(title=title)) for title in titles]
        catch_up()
        return things

    return make


def test_mistyped_words_of_titles(titled):
    titled("全面推进政务公开工作实施方案", "住房公积金提取办法")
    assert did_you_mean("政务公幵") == "政务公开"  # one wrong
    assert did_you_mean("政公务开") == "政务公开"  # two the wrong way round
    assert did_you_mean("住房公金提取") == "住房公积金提取"  # one left out
    assert did_you_mean("住房公公积金") == "住房公积金"  # one too many
    assert did_you_mean("政务公幵 实施房案") == "政务公开 实施方案"
    assert did_you_mean("政务公幵 公级金") == "政务公开 公积金"  # no paper has both, but some have one
    assert did_you_mean("供电 政务公幵 航天") == "供电 政务公开 航天"
    assert did_you_mean("政務公幵") == "政务公开"


def test_nothing_where_there_is_nothing_near(titled):
    titled("全面推进政务公开工作实施方案")
    for words in ("航天飞机", "政", "", "(", "政务公开", "水" * 200):
        assert did_you_mean(words) == "", words


def test_a_word_of_the_dictionary_is_not_mistyped(titled):
    titled("排污许可证核发", "电厂排污许可")
    assert did_you_mean("酒厂 排污许可") == ""
    assert did_you_mean("电长 排污许可") == "电厂 排污许可"


def test_a_withdrawn_title_gives_nothing_away(titled, city):
    thing, _other = titled("赵某某救助名单", "供水办法")
    assert did_you_mean("赵某某救住名单") == "赵某某救助名单"
    review.withdraw_at_once(thing=thing, person=city.office, reason_code="privacy", reason="有隐私")
    assert did_you_mean("赵某某救住名单") == ""


def test_without_an_index(db):
    assert did_you_mean("政务公幵") == ""
