"""What the editor's forms let through, asked through the editor."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from gongkai.documents.actions import create_draft
from gongkai.documents.models import Document, Interpretation
from gongkai.units.models import Succession, UnitName
from tests.documents.desk_forms import edit_address, paper_data
from tests.factories import MatterFactory, UnitFactory
from tests.units.entering import enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(city):
    return city.draft()


@pytest.fixture
def save(city, page):
    client = enter(city.clerk)

    def post(target=None, **fields):
        """The errors by field, empty when it was saved; and the page as saved."""
        target = target or page
        response = client.post(edit_address(target), paper_data(**fields), follow=True)
        form = response.context.get("form") if response.redirect_chain == [] else None
        errors = {name: [str(e) for e in errors] for name, errors in form.errors.items()} if form else {}
        return errors, type(target).objects.get(pk=target.pk).get_latest_revision_as_object(), response

    return post


def offered(city, page, name) -> set[str]:
    choices = enter(city.clerk).get(edit_address(page)).context["form"].fields[name].choices
    flat = [
        option
        for label, group in choices
        for option in (group if isinstance(group, list) else [(label, group)])
    ]
    return {str(label) for _value, label in flat}


@pytest.mark.parametrize(
    "typed", ["财发[2026]77号", "财发（2026）77号", " 财发〔2026〕 77 号", "财发【2026】77号"]
)
def test_a_document_number_is_put_right(save, typed):
    errors, saved, _ = save(document_number=typed)
    assert (errors, saved.document_number) == ({}, "财发〔2026〕77号")


def test_a_number_that_is_none_is_refused(save):
    errors, _, _ = save(document_number="没有号")
    assert list(errors) == ["document_number"]


def test_a_number_is_used_once_by_an_issuer(city, save):
    thing = city.publish(city.draft(document_number="财发〔2026〕501号", title="公开的那件"))
    errors, _, _ = save(document_number="财发[2026]501号")
    assert errors == {
        "document_number": [
            f"发文字号 财发〔2026〕501号 已经用在《公开的那件》（索引号 {thing.index_number}）上，请核对。"
        ]
    }
    city.draft(document_number="财发〔2026〕502号", title="另一件草稿")
    errors, _, _ = save(document_number="财发〔2026〕502号")
    assert errors == {
        "document_number": ["发文字号 财发〔2026〕502号 已经用在本单位的《另一件草稿》上，请核对。"]
    }
    errors, saved, _ = save(document_number="财发〔2026〕501号", issuer=city.office_unit.pk)
    assert (errors, saved.issuer) == ({}, city.office_unit)


def test_saving_again_with_the_same_number_is_no_conflict(city, save):
    public = Document.objects.get(pk=city.publish(city.draft(document_number="财发〔2026〕503号")).object_id)
    assert save(public, document_number="财发〔2026〕503号", title="更正")[0] == {}


def test_issuers_are_the_unit_those_above_and_those_it_took_over(city, page):
    old = UnitFactory(name="某市地方税务局")
    older = UnitFactory(name="某市税务所")
    UnitFactory(name="不相干的局")
    day = date(2018, 7, 1)
    Succession.objects.create(predecessor=old, successor=city.unit, kind="merged", on=day)
    Succession.objects.create(predecessor=older, successor=old, kind="merged", on=day)
    names = {"某市财政局", "某市人民政府办公室", "某市地方税务局", "某市税务所"}
    assert offered(city, page, "issuer") == names | {"本单位（某市财政局）"}


def test_an_issuer_elsewhere_is_refused(save):
    errors, _, _ = save(issuer=UnitFactory().pk)
    assert list(errors) == ["issuer"]


def test_only_public_columns_are_offered(city, page):
    from gongkai.documents.models import Column

    values = {"title": "未公开的栏目", "column_type": "x", "description": "x", "keywords": "x"}
    create_draft(model=Column, unit=city.office_unit, author=city.office, code="hidden", **values)
    assert offered(city, page, "column") == {"请选择", "政策文件"}


def test_matters_out_of_use_are_not_offered_but_stay_where_they_are(city, page, save):
    city.matter.retired_on = timezone.localdate() - timedelta(days=1)
    city.matter.save()
    other = MatterFactory(title="在用的事项")
    fresh = create_draft(model=Document, unit=city.unit, author=city.clerk, title="新的")
    assert offered(city, fresh, "matter") == {"请选择", f"{other.code} {other}"}
    errors, saved, _ = save(page, matter=city.matter.pk)
    assert (errors, saved.matter) == ({}, city.matter)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"written_on": "2999-01-01"}, {"written_on": ["成文日期不能晚于今天。"]}),
        (
            {"effective_on": "2026-05-01", "expires_on": "2026-04-30"},
            {"expires_on": ["有效期至不能早于施行日期。"]},
        ),
        (
            {"written_on": "2026-05-01", "expires_on": "2026-04-30"},
            {"expires_on": ["有效期至不能早于成文日期。"]},
        ),
        (
            {"title": "甲\x0b乙"},
            {"title": ["含有看不见的控制字符，请删去后重新输入；从其他软件粘贴时常见。"]},
        ),
        (
            {"source": "甲\u202e乙"},
            {"source": ["含有看不见的控制字符，请删去后重新输入；从其他软件粘贴时常见。"]},
        ),
        ({"keywords": "甲\n乙"}, {"keywords": ["这一项只能写一行，请删去换行。"]}),
    ],
)
def test_what_does_not_hold_together_is_refused(save, fields, error):
    assert save(**fields)[0] == error


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "长" * 256},
        {"summary": "长" * 501},
        {"keywords": "长" * 201},
        {"body": [("text", "长" * 300_001)]},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_every_text_is_bounded(save, fields):
    assert list(save(**fields)[0]) == list(fields)


def test_lines_are_kept_where_lines_belong(save):
    assert save(summary="第一行\r\n第二行")[1].summary == "第一行\r\n第二行"


def test_a_document_in_force_before_it_was_written_is_kept_with_a_warning(save):
    errors, saved, response = save(written_on="2026-05-01", effective_on="2026-04-01")
    assert (errors, saved.effective_on) == ({}, date(2026, 4, 1))
    assert "施行日期早于成文日期，请核对" in response.content.decode()


def test_a_draft_may_lack_what_a_submission_may_not(save):
    errors, saved, _ = save(title="只有标题")
    assert (errors, saved.column, saved.matter, saved.written_on) == ({}, None, None, None)


class TestInterpretations:
    @pytest.fixture
    def reading(self, city):
        return create_draft(model=Interpretation, unit=city.unit, author=city.clerk, title="解读")

    @pytest.fixture
    def read(self, save, reading):
        return lambda value: save(reading, title="解读", style="text", interprets=value)

    def test_by_index_number_and_by_document_number(self, city, read):
        own, public = city.draft(document_number="财发〔2026〕601号"), city.publish()
        assert read(own.thing.index_number)[1].interprets == own
        assert read("财发[2026]601号")[1].interprets == own
        assert read(public.index_number)[1].interprets.pk == public.object_id
        assert read("")[1].interprets is None

    def test_a_draft_of_another_unit_is_as_if_it_were_not(self, city, read):
        unit = UnitFactory(name="某市水务局")
        from gongkai.documents.models import UnitHome

        city.make_site(UnitHome, unit, title="某市水务局", duties="x")
        foreign = create_draft(model=Document, unit=unit, author=city.clerk, title="秘密")
        missing = read("900000/2026-99999")[0]
        assert read(foreign.thing.index_number)[0] == missing != {}

    def test_the_form_shows_the_index_number_again(self, city, read, reading):
        own = city.draft()
        read(own.thing.index_number)
        text = enter(city.clerk).get(edit_address(reading)).content.decode()
        assert f'value="{own.thing.index_number}"' in text

    def test_the_document_shows_its_interpretations(self, city, read, reading):
        own = city.draft()
        read(own.thing.index_number)
        assert ">解读</a>" in enter(city.clerk).get(edit_address(own)).content.decode()


def test_an_earlier_name_is_not_offered_twice(city, page):
    UnitName.objects.create(unit=city.office_unit, name="某市政府办", since=date(2024, 1, 1))
    assert offered(city, page, "issuer") == {"本单位（某市财政局）", "某市财政局", "某市政府办"}
