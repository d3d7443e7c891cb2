"""What readers see of papers that were public elsewhere before."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from gongkai.core.models import Record
from gongkai.documents.intake.candidate import Origin
from gongkai.documents.intake.staging import approve_now, take_in
from gongkai.documents.models import Intake, PublishedPaper
from gongkai.portal import queries
from gongkai.portal.addresses import paper_address
from tests.documents.intake.shelf_of import candidate
from tests.portal.titles import without_breaks

pytestmark = pytest.mark.django_db


@pytest.fixture
def intake(city):
    papers = [candidate(city, 1), candidate(city, 2, origin=Origin())]
    take_in(candidates=papers, name="老网站", source_name="旧站", author=city.clerk)
    approve_now(name="老网站", person=city.office)
    return Intake.objects.get()


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", without_breaks(answer.content.decode())))


def page_of(title: str):
    paper = PublishedPaper.objects.select_related("thing").get(title=title)
    return Client().get(paper_address(paper.thing.index_number))


def test_source_and_first_day_are_kept(intake):
    answer = page_of("关于第1件旧事的通知")
    text = text_of(answer)
    assert "2018年3月1日 发布" in text
    assert "老网站 （外部链接） ↗ 2018年3月1日 原索引号 old/1" in text
    assert '<meta name="PubDate" content="2018-03-01 00:00">' in answer.content.decode()
    assert "整批收进本站（现行版本）" in text
    number = Record.objects.get(event__thing__kind="intake").number
    assert f"公开记录第 {number} 条" in text
    assert f'href="/intakes/{intake.pk}/"' in answer.content.decode()


def test_without_a_known_day_it_is_public_since_today(intake):
    today = timezone.localdate()
    text = text_of(page_of("关于第2件旧事的通知"))
    assert f"{today.year}年{today.month}月{today.day}日" in text
    assert "原发布处" not in text


def test_the_page_of_the_batch(intake, django_assert_num_queries):
    client = Client()
    answer = client.get(f"/intakes/{intake.pk}/")
    text = text_of(answer)
    assert "历史信息入库：老网站" in text
    assert "关于第1件旧事的通知" in text
    assert "共 2 件" in text
    assert client.get("/intakes/999999999/").status_code == 404
    assert client.get("/intakes/99999999999999999999/").status_code == 404


def test_a_batch_that_waits_is_not_public(city):
    take_in(candidates=[candidate(city)], name="老网站", source_name="旧站", author=city.clerk)
    assert Client().get(f"/intakes/{Intake.objects.get().pk}/").status_code == 404
    assert not PublishedPaper.objects.exists()


def test_an_archive_is_not_todays_news(intake, city):
    assert queries.figures(timezone.now())["today"] == 0
    thing = city.publish()
    assert queries.figures(timezone.now())["today"] == 1
    newest = [paper.title for paper in queries.published()]
    assert newest == [thing.published.title, "关于第1件旧事的通知", "关于第2件旧事的通知"]
