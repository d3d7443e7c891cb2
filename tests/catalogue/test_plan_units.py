"""Names of a plan and the units they meant on its day; classes of units by rule."""

from datetime import date

import pytest

from gongkai.catalogue.matching import match_names
from gongkai.catalogue.plan.unit_lists import is_class
from gongkai.catalogue.queries import class_members, responsible_unit
from gongkai.catalogue.unit_classes import class_of
from gongkai.demo.people import load_units
from gongkai.demo.reading import read_units
from gongkai.units.models import Role, Unit, UnitName
from tests.factories import UnitFactory, make_user

pytestmark = pytest.mark.django_db
TITLE, DAY = "格尔木市全面推进政务公开实施方案", date(2016, 7, 15)


@pytest.fixture
def units():
    return load_units(read_units())


def matched(*names, title=TITLE, day=DAY):
    found = match_names(list(names), title=title, day=day)
    return [found[name].unit.code if found[name].unit else found[name].unit_class for name in names]


def test_names_with_and_without_the_place_long_and_short(units):
    assert matched(
        *(
            "市财政局",
            "格尔木市财政局",
            "市市场监督管理局",
            "东城区行委",
            "市发改委",
            "市政府办公室",
            "格尔木日报社",
        ),
    ) == [
        *("632801003", "632801003", "632801018", "632801022", "632801002", "632801001", "632801104"),
    ]


def test_names_of_the_plans_day_not_of_today(units):
    assert matched("市环境保护局", "市卫生和计划生育局", "市政府法制办公室") == [
        *("632801011", "632801015", "632801101"),
    ]
    assert matched("市应急管理局") == [""]  # founded in 2019
    assert matched("市应急管理局", "市政府法制办公室", day=date(2020, 1, 1)) == ["632801016", ""]


def test_a_section_belongs_to_its_unit_and_that_is_said(units):
    found = match_names(["市政府办信息技术科", "市政府办公室信息技术科"], title=TITLE, day=DAY)
    assert [(match.unit.code, match.note) for match in found.values()] == [
        ("632801001", "内设机构“信息技术科”，归到上级单位")
    ] * 2


def test_who_is_not_on_the_list_is_said(units):
    (match,) = match_names(["人民银行格尔木支行"], title=TITLE, day=DAY).values()
    assert (match.unit, match.unit_class, match.note) == (None, "", "单位名录里没有这个单位")


def test_two_of_one_name_are_none(units):
    for code in ("1", "2"):
        UnitName.objects.create(unit=UnitFactory(code=code), name="格尔木市某局", since=date(2010, 1, 1))
    (match,) = match_names(["市某局"], title=TITLE, day=DAY).values()
    assert (match.unit, match.note) == (None, "有几个单位都叫这个名称：1、2")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("各行委", "committees"),
        ("市政府各有关部门", "departments"),
        ("县直有关部门", "departments"),
        ("有关部门", "departments"),
        ("各级行政机关", "organs"),
        ("各乡镇", "towns"),
        ("各管委会", "zones"),
        ("各企事业单位", ""),
    ],
)
def test_classes_are_recognised_by_rule(name, code):
    assert is_class(name)
    assert class_of(name) == code


def test_a_unit_is_no_class():
    assert not any(map(is_class, ["市财政局", "东城区行委", "市有关事务局"]))


def test_an_unknown_class_is_kept_and_said():
    (match,) = match_names(["各企事业单位"], title=TITLE, day=DAY).values()
    assert (match.unit, match.unit_class, match.note) == (None, "", "一类单位，没有规则说明包括哪些")


def codes(members):
    return [unit.code for unit in members]


def test_members_of_the_administrative_committees(units):
    assert codes(class_members("committees")) == ["632801022", "632801023", "632801024"]


def test_members_of_the_departments_then_and_now(units):
    then, now = codes(class_members("departments", day=DAY)), codes(class_members("departments"))
    assert {"632801101", "632801102", "632801103", "632801021"} <= set(then)
    assert not {"632801005", "632801016"} & set(then)
    assert {"632801005", "632801016"} <= set(now)
    assert not {"632801101", "632801102", "632801103", "632801021"} & set(
        now
    )  # 市委编办 is of the party since 2019
    assert not {"632801000", "632801022", "632801025", "632801104"} & set(then + now)
    assert (len(then), len(now)) == (22, 20)


def test_all_organs_are_government_departments_and_committees(units):
    organs = set(codes(class_members("organs")))
    assert organs > set(codes(class_members("departments"))) | set(codes(class_members("committees")))
    assert "632801000" in organs


def test_a_department_below_a_department_is_not_of_the_government(units):
    below = UnitFactory(name="格尔木市财政局国库局", parent=units["632801003"])
    assert below.code not in codes(class_members("departments"))
    assert below.code in codes(class_members("organs"))


def test_the_office_answers_for_the_plan(units):
    assert responsible_unit() == units["632801000"]
    make_user(Role.OFFICE, units["632801001"])
    assert responsible_unit() == units["632801001"]
    Unit.objects.filter(pk=units["632801001"].pk).update(position=99)
    assert responsible_unit() == units["632801001"]
