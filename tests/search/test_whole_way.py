"""Everything that a reader asks for, on either engine: the page, its filters, suggestions, what is meant, what is alike."""

import pytest
from bs4 import BeautifulSoup

from gongkai.portal.addresses import paper_address
from gongkai.review import actions as review
from gongkai.search import actions
from gongkai.search.meaning import did_you_mean
from gongkai.search.queries import state_of_index
from tests.factories import MatterFactory

pytestmark = pytest.mark.django_db


def rows(client, query):
    answer = client.get(f"/search/?{query}")
    assert answer.status_code == 200
    page = BeautifulSoup(answer.content, "html.parser")
    return [title.get_text() for title in page.select(".listing-rows .row-title")]


def suggested(client, words):
    found = client.get("/search/suggest", {"q": words}).json()["suggestions"]
    return [each["text"] for each in found]


def test_from_publication_to_withdrawal(backend, client, city, catch_up):
    file = city.store_file(name="名单.csv", content="锅炉更新改造".encode())
    heating = city.publish(city.draft(title="城市供热管理办法", attachments=[file]))
    rules = city.publish(
        city.draft(title="城市供热管理细则", document_number="财发〔2026〕555号", matter=MatterFactory())
    )
    city.publish(city.draft(title="绿化通知"))
    catch_up()
    actions.read_files()
    assert rows(client, "q=锅炉改造") == ["城市供热管理办法"]
    assert rows(client, "q=“管理细则”") == ["城市供热管理细则"]
    assert rows(client, "q=財發[2026]555號")[0] == "城市供热管理细则"
    assert sorted(rows(client, f"q=供热&unit={city.unit.code}&kind=document&sort=newest")) == [
        "城市供热管理办法",
        "城市供热管理细则",
    ]
    assert rows(client, "q=供热&year=1999") == []
    assert sorted(suggested(client, "供热管")) == ["城市供热管理办法", "城市供热管理细则"]
    assert did_you_mean("城市供热管里细则") == "城市供热管理细则"
    alike = client.get(f"{paper_address(heating.index_number)}alike/").content.decode()
    assert paper_address(rules.index_number) in alike
    review.withdraw_at_once(thing=rules, person=city.office, reason_code="privacy", reason="有隐私")
    assert rows(client, "q=供热") == ["城市供热管理办法"]
    assert suggested(client, "供热管") == ["城市供热管理办法"]
    assert did_you_mean("城市供热管里细则") != "城市供热管理细则"
    assert actions.rebuild() == 2
    assert state_of_index().found == 2
    assert rows(client, "q=锅炉改造") == ["城市供热管理办法"]
