"""The batch on the desk: who sees it, what is shown of each paper, the yes of the office, taking one off."""

import json

import pytest
from django.urls import reverse
from django.utils import translation

from gongkai.core.errors import Refused
from gongkai.core.models import Version
from gongkai.documents.intake.staging import take_in
from gongkai.documents.models import Intake, IntakeItem, PublishedPaper
from gongkai.review import actions as review
from gongkai.review.models import Submission
from tests.documents.intake.shelf_of import candidate, staged
from tests.units.entering import enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def intake(city):
    papers = [candidate(city, 1, doubts=["没有发文字号"]), candidate(city, 2)]
    take_in(candidates=papers, name="老网站", source_name="旧站", author=city.clerk)
    return Intake.objects.get()


def test_the_way_of_the_office(city, intake):
    office = enter(city.office)
    assert "老网站" in office.get(reverse("desk:intakes")).content.decode()
    page = office.get(reverse("desk:intake", args=[intake.pk]))
    text = page.content.decode()
    assert "关于第1件旧事的通知" in text
    assert "没有发文字号" in text
    assert "去掉" not in text
    only = office.get(reverse("desk:intake", args=[intake.pk]), {"doubts": "1"}).content.decode()
    assert "关于第2件旧事的通知" not in only
    item = intake.items.first()
    preview = office.get(reverse("desk:intake_item", args=[item.pk])).content.decode()
    assert "第1件旧事的正文" in preview
    thing = office.get(reverse("desk:thing", args=[intake.thing.pk])).content.decode()
    assert reverse("desk:intake", args=[intake.pk]) in thing
    submission = Submission.objects.get(thing=intake.thing)
    answer = office.post(reverse("desk:approve", args=[submission.pk]), {"comment": ""}, follow=True)
    assert answer.status_code == 200
    assert PublishedPaper.objects.count() == 2
    public = office.get(reverse("intake", args=[intake.pk])).content.decode().replace("<wbr>", "")
    assert "关于第2件旧事的通知" in public


def test_an_english_desk_submits_and_approves_the_same_words(city, intake):
    review.recall(submission=Submission.objects.get(thing=intake.thing), author=city.clerk)
    with translation.override("en"):
        submission = review.submit(thing=intake.thing, author=city.clerk)
        review.approve(submission=submission, person=city.office)
    assert submission.title == "历史信息入库：老网站"
    assert json.loads(Version.objects.get(thing=intake.thing).form)["title"] == "历史信息入库：老网站"


def test_a_public_batch_is_not_corrected_as_a_whole(city, intake):
    review.approve(submission=Submission.objects.get(thing=intake.thing), person=city.office)
    sentence = "这一批已经公开。要改其中一件，请更正那一件。"
    for person in (city.office, city.clerk):
        page = enter(person).get(reverse("desk:thing", args=[intake.thing.pk])).content.decode()
        assert sentence in page
        assert reverse("desk:submit", args=[intake.thing.pk]) not in page
        with pytest.raises(Refused, match=sentence):
            review.submit(thing=intake.thing, author=person, reason="改正")


def test_the_list_costs_the_same_however_long(city, django_assert_num_queries):
    for number in range(3):
        take_in(
            candidates=[candidate(city, number)], name=f"批{number}", source_name="旧站", author=city.clerk
        )
    client = enter(city.clerk)
    client.get(reverse("desk:intakes"))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as three:
        client.get(reverse("desk:intakes"))
    for number in range(3, 9):
        take_in(
            candidates=[candidate(city, number)], name=f"批{number}", source_name="旧站", author=city.clerk
        )
    with django_assert_num_queries(len(three)):
        client.get(reverse("desk:intakes"))


def test_taking_one_off(city):
    intake = staged(city, candidate(city, 1), candidate(city, 2))
    item = intake.items.first()
    elsewhere = enter(city.section)
    assert elsewhere.post(reverse("desk:drop_intake_item", args=[item.pk])).status_code == 404
    clerk = enter(city.clerk)
    answer = clerk.post(reverse("desk:drop_intake_item", args=[item.pk]), follow=True)
    assert "已从批次里去掉《关于第1件旧事的通知》。" in answer.content.decode()
    assert IntakeItem.objects.count() == 1


def test_another_unit_sees_nothing(city, intake):
    from gongkai.units.models import Role
    from tests.factories import UnitFactory, make_user

    stranger = enter(make_user(Role.CLERK, UnitFactory()))
    assert "老网站" not in stranger.get(reverse("desk:intakes")).content.decode()
    for name, number in (("desk:intake", intake.pk), ("desk:intake_item", intake.items.first().pk)):
        assert stranger.get(reverse(name, args=[number])).status_code == 404


def test_what_waits_in_a_batch_is_not_among_the_drafts(city, intake):
    client = enter(city.clerk)
    assert "关于第1件旧事的通知" not in client.get(reverse("desk:papers")).content.decode()
    assert "关于第1件旧事的通知" not in client.get("/admin/").content.decode()
    review.approve(submission=Submission.objects.get(thing=intake.thing), person=city.office)
    assert "关于第1件旧事的通知" in client.get(reverse("desk:papers")).content.decode()
