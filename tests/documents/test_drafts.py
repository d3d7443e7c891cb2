from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import Page, Revision

from gongkai.core.errors import NotAllowed, Refused
from gongkai.core.models import Thing
from gongkai.documents.actions import create_draft, delete_draft, save_draft
from gongkai.documents.models import Column, Document, Home, News
from gongkai.documents.uploads import keep_upload
from gongkai.review import actions as review
from tests.documents.desk_forms import docx_upload
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db


def test_a_paper_is_entered_with_the_next_index_number_and_its_first_revision(city):
    first = create_draft(model=Document, unit=city.unit, author=city.clerk, title="一")
    second = create_draft(model=News, unit=city.unit, author=city.clerk, title="二")
    year = date.today().year
    assert first.thing.index_number == f"{city.unit.index_prefix}/{year}-00001"
    assert second.thing.index_number == f"{city.unit.index_prefix}/{year}-00002"
    assert (first.live, first.owner, first.get_parent().specific) == (False, city.clerk, city.unit_home)
    assert list(Revision.objects.filter(object_id=str(first.pk)).values_list("user_id", flat=True)) == [
        city.clerk.pk
    ]


def test_site_pages_have_no_index_number_and_need_one_yes(city):
    assert (city.column.thing.index_number, city.column.thing.approvals_required) == (None, 1)
    assert city.draft().thing.approvals_required == 3


def test_the_address_of_a_draft_does_not_tell_its_title(city):
    page = create_draft(model=Document, unit=city.unit, author=city.clerk, title="secret-title")
    assert page.slug.startswith("p-")
    assert "secret" not in page.slug + page.url_path


def test_a_unit_without_a_home_page_cannot_write(city):
    elsewhere = UnitFactory(name="某市水务局")
    with pytest.raises(Refused, match="某市水务局还没有单位主页"):
        create_draft(model=Document, unit=elsewhere, author=city.clerk, title="一")
    assert Document.objects.count() == 0


def test_there_is_one_home(city):
    with pytest.raises(Refused, match="网站首页已经有了"):
        create_draft(model=Home, unit=city.office_unit, author=city.office, title="二", organiser="x")


def test_a_failed_registration_leaves_no_page(city, monkeypatch):
    def broken(**kwargs):
        raise RuntimeError

    monkeypatch.setattr("gongkai.documents.models.papers.register_thing", broken)
    with pytest.raises(RuntimeError):
        create_draft(model=Document, unit=city.unit, author=city.clerk, title="一")
    assert Page.objects.filter(title="一").count() == 0


def test_files_given_at_the_start_are_attached_in_order(city):
    files = [
        keep_upload(upload=docx_upload(f"{n}.docx"), unit_id=city.unit.pk, user=city.clerk) for n in "甲乙"
    ]
    page = create_draft(model=Document, unit=city.unit, author=city.clerk, title="一", attachments=files)
    names = [row.file.name for row in page.get_latest_revision_as_object().attachments.all()]
    assert names == ["甲.docx", "乙.docx"]


def test_saving_makes_a_new_revision_and_leaves_the_public_page_alone(city):
    thing = city.publish()
    page = Document.objects.get(pk=thing.object_id)
    before = (page.title, page.live_revision_id)
    save_draft(page=page, author=city.clerk, title="改过的标题")
    page.refresh_from_db()
    assert (page.title, page.live_revision_id, page.draft_title) == (*before, "改过的标题")


def test_nothing_is_saved_while_in_review(city):
    page = city.draft()
    city.submit(page)
    with pytest.raises(PermissionDenied, match="送审中，先撤回送审才能修改"):
        save_draft(page=page, author=city.clerk, title="偷改")
    page.refresh_from_db()
    assert "偷改" not in (page.title, page.draft_title)


def test_a_saved_revision_is_never_written_over(city):
    page = city.draft()
    with pytest.raises(PermissionDenied, match="每次保存都另存一稿"):
        page.save_revision(user=city.clerk, overwrite_revision=page.latest_revision)


def test_a_draft_is_thrown_away_and_its_number_not_given_again(city):
    page = city.draft()
    number = page.thing.index_number
    delete_draft(page=page, actor=city.clerk)
    assert not Thing.objects.filter(index_number=number).exists()
    assert not Page.objects.filter(pk=page.pk).exists()
    assert city.draft().thing.index_number > number


@pytest.mark.parametrize("who", ["section", "signatory", "office", "auditor"])
def test_only_clerks_of_the_unit_throw_away(city, who):
    page = city.draft()
    with pytest.raises(NotAllowed):
        delete_draft(page=page, actor=getattr(city, who))
    assert Page.objects.filter(pk=page.pk).exists()


def test_what_was_public_or_is_in_review_is_not_thrown_away(city):
    public = Document.objects.get(pk=city.publish().object_id)
    waiting = city.draft()
    city.submit(waiting)
    for page in (public, waiting):
        with pytest.raises(NotAllowed):
            delete_draft(page=page, actor=city.clerk)


def test_a_draft_that_was_submitted_stays_on_record(city):
    page = city.draft()
    submission = review.approve(submission=city.submit(page), person=city.section)
    review.return_to_author(submission=submission, person=city.signatory, comment="不妥")
    recalled = city.draft()
    review.recall(submission=city.submit(recalled), author=city.clerk)
    for each in (page, recalled):
        with pytest.raises(Refused, match="这一件送审过"):
            delete_draft(page=each, actor=city.clerk)


@pytest.mark.parametrize("act", ["publish", "unpublish", "copy", "move", "create_alias", "delete"])
def test_the_ways_round_the_door_are_closed_on_the_page(city, act):
    with pytest.raises(Refused, match="只能经公开之门"):
        getattr(city.draft(), act)()


def test_a_revision_does_not_bring_back_another_unit(city):
    page = city.draft()
    content = page.latest_revision.content | {"unit": city.office_unit.pk}
    assert page.with_content_json(content).unit_id == city.unit.pk


def test_columns_stand_below_the_home(city):
    assert city.column.get_parent().specific == city.home
    assert Column.objects.get().thing.kind == "column"
