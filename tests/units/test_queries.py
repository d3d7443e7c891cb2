"""Names and successors through time, checked against the plain meaning of the words."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from gongkai.core.errors import Refused
from gongkai.units import actions, queries
from gongkai.units.models import Role, Succession, Unit, UnitName
from tests.factories import UnitFactory, make_user

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2030, 12, 31))
fewer = settings(max_examples=60)
KINDS = st.sampled_from([kind.value for kind in Succession.Kind])


class Names(TestCase):
    @fewer
    @given(st.lists(DAYS, unique=True, min_size=1, max_size=6), DAYS)
    def test_name_on_is_the_newest_that_had_begun_or_the_first(self, days, asked):
        unit = Unit.objects.create(code="c", index_prefix="c")
        for day in days:
            UnitName.objects.create(unit=unit, name=f"{day:%F}", since=day)
        expected = max((day for day in days if day <= asked), default=min(days))
        assert unit.name_on(asked) == f"{expected:%F}"
        assert unit.name == f"{max(days):%F}"

    def test_unit_without_a_name_answers_with_its_code(self):
        assert Unit(code="c7", pk=1).name_on(date(2020, 1, 1)) == "c7"


class Successors(TestCase):
    @fewer
    @given(
        st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), KINDS, DAYS), max_size=12),
        st.lists(st.one_of(st.none(), DAYS), min_size=6, max_size=6),
        DAYS,
    )
    def test_chains_end_and_never_go_in_circles(self, steps, ends, asked):
        units = [
            Unit.objects.create(code=f"u{number}", index_prefix=f"u{number}", dissolved_on=end)
            for number, end in enumerate(ends)
        ]
        edges = set()
        for before, after, kind, day in steps:
            try:
                actions.record_succession(
                    actor=None, predecessor=units[before], successor=units[after], kind=kind, on=day
                )
            except Refused:
                continue
            edges.add((before, after))
        assert not _has_circle(edges)
        for unit in units:
            answers = queries.successors_on(unit, asked)
            exists = unit.dissolved_on is None or unit.dissolved_on > asked
            merged = unit.successions.filter(kind="merged", on__lte=asked).exists()
            handed = unit.successions.filter(on__lte=asked).exists()
            assert (not answers) == (not handed if not exists else not merged)


def _has_circle(edges) -> bool:
    """Plain and slow: whether any unit reaches itself."""
    reach = set(edges)
    for _round in range(6):
        reach |= {(a, d) for a, b in reach for c, d in reach if b == c}
    return any(a == b for a, b in reach)


@pytest.fixture
def chain(db):
    """环保局 was merged into 生态局 in 2019, which was merged into 自然局 in 2024."""
    first, second, third = (UnitFactory(name=name) for name in ("环保局", "生态局", "自然局"))
    for before, after, year in ((first, second, 2019), (second, third, 2024)):
        actions.dissolve_unit(actor=None, unit=before, on=date(year, 3, 1))
        day = date(year, 3, 1)
        actions.record_succession(actor=None, predecessor=before, successor=after, kind="merged", on=day)
        before.refresh_from_db()
    return first, second, third


@pytest.mark.parametrize(("year", "holder"), [(2018, 0), (2020, 1), (2025, 2)])
def test_successors_follow_the_days(chain, year, holder):
    assert queries.successors_on(chain[0], date(year, 1, 1)) == ([chain[holder]] if holder else [])


def test_the_day_itself_counts(chain):
    assert queries.successors_on(chain[0], date(2019, 3, 1) - timedelta(days=1)) == []
    assert queries.successors_on(chain[0], date(2019, 3, 1)) == [chain[1]]


def test_what_the_successor_gave_away_before_does_not_count(db):
    first, second, third = UnitFactory(), UnitFactory(), UnitFactory()
    day = date(2015, 1, 1)
    actions.record_succession(actor=None, predecessor=second, successor=third, kind="merged", on=day)
    day = date(2019, 1, 1)
    actions.record_succession(actor=None, predecessor=first, successor=second, kind="merged", on=day)
    assert queries.successors_on(first, date(2026, 1, 1)) == [second]


def test_a_living_unit_that_gave_some_duties_away_answers_for_itself(db):
    first, second = UnitFactory(), UnitFactory()
    day = date(2019, 1, 1)
    actions.record_succession(actor=None, predecessor=first, successor=second, kind="succeeded", on=day)
    assert queries.successors_on(first, date(2026, 1, 1)) == []


def test_a_circle_is_refused_over_any_number_of_steps(chain):
    with pytest.raises(Refused, match="绕成一圈"):
        actions.record_succession(
            actor=None, predecessor=chain[2], successor=chain[0], kind="merged", on=date(2010, 1, 1)
        )


def test_tree_is_in_order_and_costs_two_queries(db, django_assert_num_queries):
    top = UnitFactory(code="A", position=1)
    UnitFactory(code="C", position=2)
    below = UnitFactory(code="B", parent=top)
    UnitFactory(code="BB", parent=below)
    with django_assert_num_queries(2):
        tree = [(branch.unit.code, branch.depth, bool(branch.unit.name)) for branch in queries.unit_tree()]
    assert tree == [("A", 0, True), ("B", 1, True), ("BB", 2, True), ("C", 0, True)]


def test_people_are_found_by_name_and_by_unit(db):
    one = make_user(Role.CLERK, display_name="才让", username="cairang")
    other = make_user(Role.CLERK, display_name="王政", username="wangzheng")
    assert list(queries.people(text="才让")) == [one]
    assert list(queries.people(text="WANG")) == [other]
    assert list(queries.people(unit_id=one.posts.get().unit_id)) == [one]


def test_a_unit_that_was_split_is_answered_for_by_each_part(db):
    whole, first, second = UnitFactory(), UnitFactory(), UnitFactory()
    day = date(2019, 3, 1)
    actions.dissolve_unit(actor=None, unit=whole, on=day)
    for part in (first, second):
        actions.record_succession(actor=None, predecessor=whole, successor=part, kind="split", on=day)
    whole.refresh_from_db()
    assert queries.successors_on(whole, day) == [first, second]
