"""The office's desk of searching: synonyms, recommendations, what nobody found."""

import pytest
from django.urls import reverse

from gongkai.core.models import AuditEntry
from gongkai.search.actions import note_empty
from gongkai.search.models import Promotion, SynonymGroup
from gongkai.search.text import fold
from tests.portal.titles import without_breaks
from tests.units.entering import enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(city):
    return enter(city.office)


def said(answer):
    return without_breaks(answer.content.decode()).replace("<mark>", "").replace("</mark>", "")


def test_the_overview(office, city, catch_up):
    city.publish()
    catch_up()
    for _turn in range(3):
        note_empty("航天飞机")
    text = said(office.get(reverse("desk_search")))
    assert "索引里有 1 件，已公开 1 件，等待更新 0 件。" in text
    assert "航天飞机" in text
    assert "低保、最低生活保障" in text  # what a city begins with


def test_the_overview_without_an_index_says_what_to_do(office):
    assert "gongkai search rebuild" in said(office.get(reverse("desk_search")))


def test_the_auditor_reads_and_changes_nothing(city):
    auditor = enter(city.auditor)
    text = said(auditor.get(reverse("desk_search")))
    assert "新增同义词" not in text
    assert auditor.post(reverse("desk_search_synonyms"), {"words": "甲、乙"}).status_code == 404


def test_synonyms_are_added_changed_and_deleted(office, client, city, catch_up):
    city.publish(city.draft(title="公示栏办法"))
    catch_up()
    assert "公示栏办法" not in said(client.get("/search/?q=炉子钱"))
    assert office.post(reverse("desk_search_synonyms"), {"words": "炉子钱，公示栏"}).status_code == 302
    group = SynonymGroup.objects.get(words="炉子钱、公示栏")
    assert "公示栏办法" in said(client.get("/search/?q=炉子钱"))
    edit = reverse("desk_search_synonyms_edit", args=[group.pk])
    office.post(edit, {"words": "锅炉款、公示栏、公示栏"})
    group.refresh_from_db()
    assert group.words == "锅炉款、公示栏"
    office.post(edit, {"delete": "1"})
    assert not SynonymGroup.objects.filter(pk=group.pk).exists()
    actions = list(
        AuditEntry.objects.filter(action__startswith="search.").values_list("action", "target").order_by("pk")
    )
    assert actions == [
        ("search.synonyms", "炉子钱、公示栏"),
        ("search.synonyms", "锅炉款、公示栏"),
        ("search.synonyms_deleted", "锅炉款、公示栏"),
    ]


def test_what_a_city_begins_with_says_each_word_once():
    """As the form at the desk asks for: a word in two groups would be found in one of them alone."""
    words = [fold(word) for group in SynonymGroup.objects.all() for word in group.word_list]
    assert len(words) > 150
    assert len(set(words)) == len(words)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("一个词", "至少写两个不同的词"),
        ("低保、低保", "至少写两个不同的词"),
        ("低保、补助", "“低保”已经在“低保、最低生活保障”这一组里"),
    ],
)
def test_synonyms_that_make_no_sense(office, words, sentence):
    assert sentence in said(office.post(reverse("desk_search_synonyms"), {"words": words}))


def test_a_recommendation_stands_first(office, client, city, catch_up):
    thing = city.publish(city.draft(title="冬季公示栏办法", document_number="财发〔2026〕555号"))
    city.publish(city.draft(title="暖气 暖气 暖气"))
    catch_up()
    answer = office.post(
        reverse("desk_search_promotion"), {"words": "暖气、取暖", "paper": "财发[2026]555号"}
    )
    assert answer.status_code == 302
    promotion = Promotion.objects.get()
    assert (promotion.thing, promotion.added_by, promotion.words) == (thing, city.office, "暖气、取暖")
    text = said(client.get("/search/?q=暖气"))
    assert text.index("推荐</h2>") < text.index("冬季公示栏办法") < text.index('class="listing-rows"')
    assert "推荐</h2>" not in said(client.get("/search/?q=炉子钱"))
    edit = reverse("desk_search_promotion_edit", args=[promotion.pk])
    assert thing.index_number in said(office.get(edit))
    office.post(edit, {"delete": "1"})
    assert not Promotion.objects.exists()


def test_a_recommendation_needs_a_public_paper(office, city):
    draft = city.draft()
    answer = office.post(
        reverse("desk_search_promotion"), {"words": "暖气", "paper": draft.thing.index_number}
    )
    assert "没有找到这件已公开的信息" in said(answer)
    answer = office.post(reverse("desk_search_promotion"), {"words": "、，", "paper": "x"})
    assert "写至少一个搜索词" in said(answer)
