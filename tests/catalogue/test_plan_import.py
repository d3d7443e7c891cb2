"""Taking plans in: all or nothing, once, and what was read before stays."""

import pytest
from django.db import IntegrityError, transaction

from gongkai.catalogue.actions import import_plan
from gongkai.catalogue.models import ClauseLimit, ClauseUnit, Plan, PlanChapter, PlanClause, PlanReading
from gongkai.catalogue.plan import NotAPlan
from gongkai.core.errors import NotAllowed
from gongkai.core.models import AuditEntry, Thing, ThingState
from gongkai.demo.people import load_units
from gongkai.demo.reading import read_plan_text, read_units
from gongkai.units.actions import add_unit
from gongkai.units.models import Role
from tests.factories import make_user
from tests.shared_data import real_plan

pytestmark = pytest.mark.django_db
TABLES = (Plan, PlanReading, PlanChapter, PlanClause, ClauseUnit, ClauseLimit, Thing, AuditEntry)


def counts():
    return {model.__name__: model.objects.count() for model in TABLES}


@pytest.fixture
def units():
    return load_units(read_units())


def test_the_real_plan_in_rows(units):
    done = import_plan(text=real_plan(), source_name="golmud-2016.txt")
    assert done.is_new
    assert {
        name: counts()[name] for name in ("Plan", "PlanReading", "PlanChapter", "PlanClause", "ClauseLimit")
    } == {
        **{"Plan": 1, "PlanReading": 1, "PlanChapter": 5, "PlanClause": 18, "ClauseLimit": 6},
    }
    rows = ClauseUnit.objects.filter(clause__number="2.3").order_by("kind", "position")
    assert [(row.kind, row.name, row.unit.code if row.unit else row.unit_class) for row in rows] == [
        ("lead", "市机构编制管理办公室", "632801021"),
        ("lead", "市公安局", "632801006"),
        ("lead", "市司法局", "632801008"),
        ("lead", "市政府法制办公室", "632801101"),
        ("lead", "市民政局", "632801007"),
        ("lead", "市农牧和扶贫开发局", "632801014"),
        ("lead", "东城区行委", "632801022"),
        ("lead", "西城区行委", "632801023"),
        ("supporting", "市政府各有关部门", "departments"),
    ]
    assert done.to_check == [
        ("市政府办公室信息技术科", "内设机构“信息技术科”，归到上级单位"),
        ("人民银行格尔木支行", "单位名录里没有这个单位"),
        ("市政府办信息技术科", "内设机构“信息技术科”，归到上级单位"),
    ]
    reading = done.reading
    assert len(reading.repairs) == 12
    assert reading.repairs[1] == {"raw": "2016715", "repaired": "2016-07-15", "why": "补上失落的日期分隔"}
    assert (reading.source, len(reading.unsure)) == (real_plan(), 9)
    assert reading.plan.thing.state == ThingState.DRAFT


def test_twice_changes_nothing(units):
    first = import_plan(text=read_plan_text(), source_name="a.txt")
    before = counts()
    second = import_plan(text="\n" + read_plan_text() + "\n\n", source_name="b.txt")
    assert (second.is_new, second.reading) == (False, first.reading)
    assert counts() == before


def test_a_changed_text_is_the_next_reading_and_the_first_stays(units):
    text = read_plan_text()
    first = import_plan(text=text, source_name="a.txt").reading
    second = import_plan(text=text.replace("3年内", "5年内"), source_name="a.txt").reading
    back = import_plan(text=text, source_name="a.txt").reading
    assert [reading.number for reading in (first, second, back)] == [1, 2, 3]
    assert first.plan == second.plan == back.plan
    limits = ClauseLimit.objects.filter(clause__number="4.4").order_by("pk")
    assert [limit.text for limit in limits] == ["3年内", "5年内", "3年内"]
    assert (first.digest, Thing.objects.count()) == (back.digest, 1)


def test_a_unit_entered_since_is_matched_by_the_same_text(units):
    text = read_plan_text()
    import_plan(text=text, source_name="a.txt")
    add_unit(actor=None, code="9", name="人民银行格尔木支行", since=units["632801003"].names.get().since)
    again = import_plan(text=text, source_name="a.txt")
    assert (again.is_new, again.reading.number) == (True, 2)
    assert (
        ClauseUnit.objects.get(clause__chapter__reading=again.reading, name="人民银行格尔木支行").unit.code
        == "9"
    )


def test_without_any_unit_the_plan_is_read_and_every_name_is_to_be_checked():
    done = import_plan(text=read_plan_text(), source_name="a.txt")
    assert done.is_new
    assert len(done.to_check) == len({row.name for row in ClauseUnit.objects.filter(unit_class="")})


@pytest.mark.parametrize("text", ["", "一首诗\n一、\n（一）春\n", "字" * 200_000])
def test_no_plan_leaves_nothing(units, text):
    before = counts()
    with pytest.raises(NotAPlan):
        import_plan(text=text, source_name="x.txt")
    assert counts() == before


def test_a_failure_half_way_leaves_nothing(units, monkeypatch):
    before = counts()

    def broken(*_arguments, **_named):
        raise RuntimeError

    monkeypatch.setattr("gongkai.catalogue.plan_import.ClauseLimit.objects.bulk_create", broken)
    with pytest.raises(RuntimeError):
        import_plan(text=read_plan_text(), source_name="a.txt")
    assert counts() == before


def test_only_the_office_imports(units):
    clerk, office = make_user(Role.CLERK, units["632801003"]), make_user(Role.OFFICE, units["632801001"])
    with pytest.raises(NotAllowed, match="只有政务公开办能办理这件事。"):
        import_plan(text=read_plan_text(), source_name="a.txt", actor=clerk)
    reading = import_plan(text=read_plan_text(), source_name="a.txt", actor=office).reading
    entry = AuditEntry.objects.get(action="plan.import")
    assert (reading.imported_by, entry.user, entry.target) == (office, office, reading.plan.title)


def test_a_name_is_a_unit_or_a_class_never_both(units):
    import_plan(text=read_plan_text(), source_name="a.txt")
    row = ClauseUnit.objects.filter(unit__isnull=False).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        ClauseUnit.objects.filter(pk=row.pk).update(unit_class="departments")
