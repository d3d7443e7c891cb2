"""What nobody found is told to the office in numbers, and nothing of a person is kept."""

import datetime as dt

import pytest

from gongkai.search.actions import clear_old_empty_searches, note_empty
from gongkai.search.actions.empty import is_harmless
from gongkai.search.models import EmptySearch
from gongkai.search.queries import empty_searches

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 2)


def test_words_are_kept_from_the_third_time_on():
    note_empty("航天 飞机", DAY)
    note_empty("航天  飛機", DAY)
    row = EmptySearch.objects.get()
    assert (row.words, row.number) == ("", 2)
    assert "航" not in row.digest
    assert empty_searches() == []
    note_empty("航天 飞机", DAY)
    assert [(row.words, row.number) for row in empty_searches()] == [("航天 飞机", 3)]


def test_two_days_are_two_rows_that_nothing_connects():
    note_empty("航天", DAY)
    note_empty("航天", DAY + dt.timedelta(days=1))
    digests = set(EmptySearch.objects.values_list("digest", flat=True))
    assert len(digests) == 2


@pytest.mark.parametrize(
    "words",
    [
        "632801199001011234",
        "13800138000",
        "六个数字 12 34 56",
        "someone@example.cn",
        "王小明 低保",
        "长" * 31,
        "（）",
        "",
    ],
)
def test_what_looks_like_a_person_is_never_kept(words):
    for _turn in range(5):
        note_empty(words, DAY)
    assert not EmptySearch.objects.exists()


def test_ordinary_words_are_harmless():
    for words in ("航天飞机", "2026年预算", "pm2.5"):
        assert is_harmless(words), words


def test_a_flood_fills_nothing(monkeypatch):
    monkeypatch.setattr("gongkai.search.actions.empty.A_DAY", 2)
    for words in ("甲乙", "丙丁", "戊己"):
        note_empty(words, DAY)
    assert EmptySearch.objects.count() == 2


def test_they_go_after_half_a_year():
    note_empty("航天", dt.date(2020, 1, 1))
    note_empty("航天")
    assert clear_old_empty_searches() == 1
    assert EmptySearch.objects.count() == 1
