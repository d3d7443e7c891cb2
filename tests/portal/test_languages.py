"""Papers in Tibetan and Mongolian: listed, marked as what they are, found, and with fonts that no other page names."""

import json

import pytest
from bs4 import BeautifulSoup

from gongkai.core import outbox
from gongkai.documents.models import Document, PublishedPaper
from gongkai.portal.addresses import paper_address
from gongkai.portal.publication.touched import touched
from gongkai.search import actions

pytestmark = pytest.mark.django_db
TIBETAN, MONGOLIAN = "འཐུང་ཆུ་གཙང་མ་ཡིན།", "ᠴᠡᠪᠡᠷ ᠤᠰᠤ"


@pytest.fixture
def tibetan(city):
    body = [("text", f"<p>{TIBETAN}</p><p>（饮用水是干净的。）</p>")]
    return city.publish(city.draft(title=TIBETAN, language="bo", summary="饮用水", body=body))


@pytest.fixture
def mongolian(city):
    body = [("text", f"<p>{MONGOLIAN}</p>")]
    return city.publish(city.draft(title=MONGOLIAN, language="mn-Mong", summary="水", body=body))


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def titles(page):
    return [(link["lang"], link.get_text()) for link in page.select(".row-title a")]


def names_fonts(page):
    return any("scripts" in link["href"] for link in page.select('head link[rel="stylesheet"]'))


def test_each_language_has_its_list(client, city, tibetan, mongolian):
    city.publish()
    assert titles(read(client, "/languages/bo/")) == [("bo", TIBETAN)]
    assert titles(read(client, "/languages/mn/")) == [("mn-Mong", MONGOLIAN)]
    assert client.get("/languages/zh/").status_code == 404


def test_an_empty_list_says_so_with_the_languages_own_name(client, city):
    none = read(client, "/languages/mn/").select_one(".none")
    assert none.get_text() == "还没有用蒙古文（ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ）公开的信息。"
    assert none.select_one("[lang=mn-Mong]").get_text() == "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ"


def test_every_page_leads_to_both_lists(client, city):
    links = read(client, "/units/").select(".languages a")
    assert [(link["href"], link["lang"], link.get_text()) for link in links] == [
        ("/languages/bo/", "bo", "བོད་ཡིག"),
        ("/languages/mn/", "zh-Hans", "蒙古文"),
    ]


def test_a_tibetan_paper_says_of_each_part_what_language_it_is_in(client, tibetan):
    page = read(client, paper_address(tibetan.index_number))
    assert page.select_one("h1")["lang"] == "bo"
    assert page.select_one(".paper")["lang"] == "bo"
    assert [part.get("lang") for part in page.select(".paper p")] == [None, "zh-Hans"]
    assert page.find("dd", string="饮用水")["lang"] == "zh-Hans"
    blocks = [json.loads(block.string) for block in page.select('script[type="application/ld+json"]')]
    assert [block["inLanguage"] for block in blocks if "inLanguage" in block] == ["bo"]


def test_a_mongolian_paper_stands_upright_in_a_frame_for_the_keyboard(client, mongolian):
    frame = read(client, paper_address(mongolian.index_number)).select_one(".upright-frame")
    assert (frame["tabindex"], frame["aria-label"]) == ("0", "蒙古文竖排，可左右滚动")
    assert frame.select_one(".paper-mongolian")["lang"] == "mn-Mong"


def test_only_pages_with_such_text_name_its_fonts(client, city, tibetan):
    chinese = city.publish(city.draft(title="另一件"))
    with_text = [
        "/",
        "/languages/bo/",
        "/languages/mn/",
        "/columns/policy/",
        paper_address(tibetan.index_number),
    ]
    without = ["/units/", "/about/map/", "/nothing", f"{paper_address(chinese.index_number)}alike/"]
    assert [address for address in with_text if not names_fonts(read(client, address))] == []
    pages = {address: BeautifulSoup(client.get(address).content, "html.parser") for address in without}
    assert [address for address, page in pages.items() if names_fonts(page)] == []


def test_feeds_say_which_titles_are_not_chinese(client, tibetan):
    entry = BeautifulSoup(client.get("/feed.atom").content, "xml").entry
    assert (entry.title.get_text(), entry.title["xml:lang"]) == (TIBETAN, "bo")
    assert "xml:lang" not in entry.summary.attrs


@pytest.mark.parametrize("words", ["ཆུ", "གཙང་མ", "འཐུང་ཆུ"])
def test_words_of_a_tibetan_paper_are_found(client, city, tibetan, words):
    city.publish()
    _index()
    page = read(client, f"/search/?q={words}")
    assert titles(page) == [("bo", TIBETAN)]
    assert page.select(".row-title mark")


def test_words_of_a_mongolian_paper_are_found(client, city, mongolian):
    city.publish()
    _index()
    assert titles(read(client, "/search/?q=ᠤᠰᠤ")) == [("mn-Mong", MONGOLIAN)]


def test_a_paper_touches_the_list_of_its_language(city, tibetan, correct):
    event = tibetan.events.get()
    assert "language/bo" in touched(event)
    assert not any(key.startswith("language/") for key in touched(city.publish().events.get()))


def test_a_correction_moves_it_to_the_other_list(city, tibetan, correct):
    correct(Document.objects.get(pk=tibetan.object_id), language="mn-Mong")
    assert PublishedPaper.objects.get(thing=tibetan).language == "mn-Mong"


def _index():
    while outbox.deliver_pending():
        pass
    actions.index_waiting()
