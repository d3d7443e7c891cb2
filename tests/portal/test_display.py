"""The display settings: one cookie of known words, obeyed without script, and of no account to anybody else."""

import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from gongkai.portal.addresses import paper_address
from gongkai.portal.display import CHOICES, Display
from tests.units.entering import enter

ATTRIBUTES = re.compile(r"<html[^>]*>")
PRESSED = re.compile(
    r' aria-pressed="\w+"|(?<=name="theme" )value="\w+"|(?<=name="pointer" )value="\w*"| media="[^"]*"'
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("dark", "dark"),
        ("dark.high.text-large.pointer", "dark.high.text-large.pointer"),
        ("pointer.huge.dark.elder", "dark.huge.elder.pointer"),
        ("elder", "large.elder"),
        ("elder.text-small", "large.elder"),
        ("light.dark", "dark"),
        ("DARK", ""),
        ("dark;high", ""),
        ('"><script>', ""),
        ("dark." * 40, ""),
        ("dark.<b>.\x00.high", "dark.high"),
    ],
)
def test_only_known_words_are_read(text, expected):
    assert Display.read(text).write() == expected


def test_each_word_stands_for_one_choice():
    words = [word for choice in CHOICES.values() for word in choice]
    assert len(set(words)) == len(words)
    assert all(Display.read(word).write() in (word, "large.elder") for word in words)
    fullest = Display("light", "normal", "text-large", "", "pointer").choose("elder", "elder")
    assert Display.read(fullest.write()) == fullest


@pytest.mark.parametrize(
    ("before", "field", "word", "after"),
    [
        ("", "elder", "elder", "large.elder"),
        ("huge", "elder", "elder", "huge.elder"),
        ("text-large", "elder", "elder", "large.elder"),
        ("large.elder", "size", "huge", "huge.elder"),
        ("large.elder", "size", "text-small", "text-small"),
        ("large.elder", "size", "", ""),
        ("dark.high.huge.elder.pointer", "elder", "", "high"),
        ("dark", "theme", "light", "light"),
        ("dark", "theme", "", ""),
        ("dark", "theme", "red", "dark"),
        ("dark", "colour", "light", "dark"),
        ("", "pointer", "pointer", "pointer"),
    ],
)
def test_a_choice(before, field, word, after):
    assert Display.read(before).choose(field, word).write() == after


@pytest.mark.parametrize(
    ("words", "attributes", "widths"),
    [
        (
            "",
            "",
            ("screen and (width >= 1024px)", "screen and (width < 1024px)", "screen and (width < 768px)"),
        ),
        (
            "dark.high.text-large.pointer",
            ' data-theme="dark" data-contrast="high" data-text="large" data-pointer=""',
            ("screen and (width >= 1024px)", "screen and (width < 1024px)", "screen and (width < 768px)"),
        ),
        (
            "large",
            ' data-size="large"',
            ("screen and (width >= 1536px)", "screen and (width < 1536px)", "screen and (width < 1152px)"),
        ),
        (
            "huge.elder",
            ' data-size="huge" data-elder=""',
            ("not all", "screen", "screen and (width < 1440px)"),
        ),
    ],
)
def test_what_the_style_sheets_are_told(words, attributes, widths):
    display = Display.read(words)
    assert display.attributes == attributes
    assert (display.wide, display.narrow, display.phone) == widths


def choose(client, **choices):
    return client.post("/display/", choices)


@pytest.mark.django_db
def test_a_choice_is_kept_for_a_year_and_leads_back(client, city, settings):
    answer = choose(client, elder="elder", next="/units/")
    assert (answer.status_code, answer.url) == (302, "/units/")
    cookie = answer.cookies["display"]
    assert cookie.value == "large.elder"
    assert (cookie["max-age"], cookie["samesite"], cookie["path"]) == (365 * 24 * 3600, "Lax", "/")
    assert not cookie["httponly"]  # the page's own script reads it, so that a page from a file obeys too
    assert not cookie["secure"]
    assert choose(client, theme="dark", contrast="high").cookies["display"].value == "dark.high.large.elder"
    assert choose(client, elder="").cookies["display"].value == "high"
    gone = choose(client, reset="1").cookies["display"]
    assert (gone.value, gone["max-age"]) == ("", 0)
    settings.SECURE_COOKIES = True
    assert choose(client, theme="dark").cookies["display"]["secure"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "there", ["", "https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "units"]
)
def test_a_choice_never_leads_elsewhere(client, there):
    assert choose(client, theme="dark", next=there).url == "/display/#saved"


@pytest.mark.django_db
def test_the_page_says_what_is_chosen(client, city):
    choose(client, theme="dark", size="text-large", pointer="pointer", contrast="high")
    page = BeautifulSoup(client.get("/display/").content, "html.parser")
    checked = {radio["name"]: radio["value"] for radio in page.select("input[type=radio][checked]")}
    assert checked == {"theme": "dark", "contrast": "high", "size": "text-large", "pointer": "pointer"}
    assert page.html["data-theme"] == "dark"
    pressed = {
        button.get_text(): button["aria-pressed"] for button in page.select(".elder button[aria-pressed]")
    }
    assert pressed == {"大字": "false", "特大字": "false", "深色": "true", "大鼠标": "true", "朗读": "false"}


@pytest.mark.django_db
def test_a_chosen_page_is_the_same_page_and_its_reader_s_alone(client, city):
    """But for what says the choice: the root element, which sheets apply, which buttons are pressed."""
    address = paper_address(city.publish().index_number)
    chosen = Client()
    chosen.cookies["display"] = "dark.high.huge.elder.pointer"
    for path in ("/", address, "/columns/policy/", "/nothing", "/search/?q=x"):
        usual, own = client.get(path), chosen.get(path)
        bodies = [PRESSED.sub("", ATTRIBUTES.sub("", each.content.decode())) for each in (usual, own)]
        assert re.sub(r" data-word=\"\w+\"", "", bodies[0]) == re.sub(r" data-word=\"\w+\"", "", bodies[1]), (
            path
        )
        assert (
            'data-theme="dark" data-contrast="high" data-size="huge" data-elder="" data-pointer=""'
            in own.content.decode()
        )
        assert {"private", "no-cache"} <= set(own["Cache-Control"].split(", ")), path
        assert "Cookie" in own["Vary"].split(", "), path
        assert "data-theme" not in usual.content.decode()
        assert "private" not in usual.get("Cache-Control", "")


@pytest.mark.django_db
def test_a_hostile_cookie_is_nothing(client, city):
    client.cookies["display"] = '"><script>alert(1)</script>' + "x" * 4000
    html = client.get("/units/").content.decode()
    assert '<html lang="zh-Hans">' in html
    assert "alert" not in html


@pytest.mark.django_db
def test_a_preview_is_what_everybody_will_see(city):
    clerk = enter(city.clerk)
    clerk.cookies["display"] = "huge.elder"
    page = city.draft()
    answer = clerk.get(reverse("desk:preview", args=[page.thing.pk, page.latest_revision_id]))
    assert answer.status_code == 200
    assert "data-elder" not in answer.content.decode()
    assert "退出" not in BeautifulSoup(answer.content, "html.parser").header.get_text()
