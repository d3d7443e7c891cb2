"""The catalogue in the back office: to read for everybody who holds a post, for nobody else."""

import pytest
from django.urls import reverse

from gongkai.catalogue.actions import load_starter
from tests.factories import UserFactory, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    load_starter()
    client.force_login(make_user("clerk"))
    return client


def test_the_list_shows_every_clause_with_its_matters(clerk):
    text = clerk.get(reverse("desk_matters")).content.decode()
    assert "共 82 项" in text
    assert (
        text.index("2.1 推进决策公开")
        < text.index("2.6 推进重点领域信息公开")
        < text.index("5.3 加强考核监督")
    )
    assert "集中式生活饮用水水源水质" in text


def test_search_finds_by_basis_and_says_when_nothing_is_found(clerk):
    found = clerk.get(reverse("desk_matters"), {"q": "第四十条 行政许可法"}).content.decode()
    assert "共 1 项" in found
    assert "行政许可决定" in found
    assert "共 0 项" in clerk.get(reverse("desk_matters"), {"q": "没有这种事项"}).content.decode()


def test_a_matter_shows_all_columns_of_the_national_form(clerk):
    text = clerk.get(reverse("desk_matter", args=["2.6-11"])).content.decode()
    for part in (
        "监测点位",
        "第七十二条",
        "至少每季度公开一次",
        "市生态环境局",
        "公开查阅点",
        "全社会",
        "主动",
        "县级",
    ):
        assert part in text


def test_an_unknown_code_is_not_there(clerk):
    assert clerk.get(reverse("desk_matter", args=["9.9-99"])).status_code == 404


@pytest.mark.parametrize("name", ["desk_matters", "desk_matter"])
def test_without_a_post_the_catalogue_is_closed(client, name):
    load_starter()
    address = reverse(name, args=["2.6-11"] if name == "desk_matter" else [])
    assert client.get(address).status_code == 302
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    answer = client.get(address)
    assert "监测点位" not in answer.content.decode()
    assert answer.status_code in (302, 404)
