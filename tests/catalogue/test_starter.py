import re

import pytest

from gongkai.catalogue.actions import load_starter, read_starter
from gongkai.catalogue.clauses import CLAUSES
from gongkai.catalogue.models import Matter
from gongkai.catalogue.queries import by_clause, find_matters, matters_in_use

PLAN_CLAUSES = [
    *("2.1", "2.2", "2.3", "2.4", "2.5", "2.6"),
    *("3.1", "3.2", "3.3", "3.4", "3.5"),
    *("4.1", "4.2", "4.3", "4.4"),
    *("5.1", "5.2", "5.3"),
]
ROWS = read_starter()


def test_the_clauses_are_the_plans_eighteen_in_order():
    assert list(CLAUSES) == PLAN_CLAUSES


def test_every_clause_of_the_plan_has_a_matter():
    assert {row["clause"] for row in ROWS} == set(PLAN_CLAUSES)
    assert len(ROWS) >= 45


def test_codes_are_unique_and_run_without_a_gap():
    for clause in PLAN_CLAUSES:
        codes = [row["code"] for row in ROWS if row["clause"] == clause]
        assert codes == [f"{clause}-{number:02d}" for number in range(1, len(codes) + 1)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["code"])
def test_a_matter_has_everything_the_national_form_asks(row):
    matter = Matter(**row)
    matter.clean_fields()
    assert len(matter.element_list) >= 2
    assert re.search("条例|法|办发|国发|国办|办法|发改", matter.basis)
    assert all("《" in line and "》" in line for line in matter.basis_list)


@pytest.mark.django_db
def test_loading_twice_adds_once_and_keeps_what_the_city_changed():
    assert load_starter() == len(ROWS)
    Matter.objects.filter(code="2.6-03").update(time_limit="批复后10日内")
    assert load_starter() == 0
    assert Matter.objects.count() == len(ROWS)
    assert Matter.objects.get(code="2.6-03").time_limit == "批复后10日内"


@pytest.mark.django_db
def test_search_needs_every_word_and_groups_follow_the_plan():
    load_starter()
    found = find_matters("预算法 财政部门批复")
    assert [matter.code for matter in found] == []  # the time limit is not searched
    assert [matter.code for matter in find_matters("预算法 部门")] == ["2.6-03", "2.6-04"]
    groups = by_clause(find_matters("环境"))
    assert [group.code for group in groups] == [
        code for code in PLAN_CLAUSES if code in {g.code for g in groups}
    ]
    assert {"2.6-09", "2.6-10", "2.6-11"} <= {matter.code for group in groups for matter in group.matters}


@pytest.mark.django_db
def test_a_retired_matter_is_not_offered_any_more():
    load_starter()
    Matter.objects.filter(code="2.2-04").update(retired_on="2026-01-01")
    assert "2.2-04" not in matters_in_use().values_list("code", flat=True)
