"""Every public address for search engines, in parts; and what robots are told."""

from datetime import datetime
from xml.etree import ElementTree

import pytest

from gongkai.portal.addresses import paper_address
from gongkai.portal.queries import feeds
from gongkai.review import actions as review

pytestmark = pytest.mark.django_db
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    tree = ElementTree.fromstring(b"".join(answer))
    return {row.findtext(f"{SPACE}loc"): row.findtext(f"{SPACE}lastmod") for row in tree}


def below(client, address="/sitemap.xml"):
    """Every address of every part."""
    found = {}
    for part in read(client, address):
        found |= read(client, part)
    return {location.removeprefix("http://testserver"): changed for location, changed in found.items()}


def test_every_public_paper_is_there_with_its_last_change_and_no_withdrawn_one(client, city, correct):
    page = city.draft()
    thing, gone = city.publish(page), city.publish()
    correct(page, summary="改过的概述")
    review.withdraw_at_once(thing=gone, person=city.office, reason_code="wrong", reason="有误")
    city.draft()
    found = below(client)
    papers = {location: changed for location, changed in found.items() if location.startswith("/documents/")}
    assert list(papers) == [paper_address(thing.index_number)]
    [changed] = papers.values()
    at = thing.events.get(act="correct").at
    assert changed.endswith("+08:00")
    assert datetime.fromisoformat(changed) == at.replace(microsecond=0)


def test_the_pages_that_are_no_papers(client, city):
    found = below(client)
    assert set(found) == {
        *("/", "/disclosure/", "/topics/", "/units/", "/changes/", "/matters/", "/feeds/", "/log/"),
        *("/about/map/", "/about/privacy/", "/about/accessibility/", "/columns/policy/", "/display/"),
        *("/languages/bo/", "/languages/mn/", "/log/", "/verify/"),
        f"/matters/{city.matter.code}/",
        *(f"/units/{unit.code}/" for unit in (city.office_unit, city.unit)),
    }
    assert found["/columns/policy/"]
    for address in found:
        assert client.get(address).status_code == 200, address


def test_parts_are_ranges_of_keys_and_hold_each_paper_once(client, city, monkeypatch):
    monkeypatch.setattr(feeds, "ADDRESSES_PER_PART", 3)
    things = [city.publish() for _ in range(7)]
    parts = [part for part in read(client, "/sitemap.xml") if not part.endswith("pages.xml")]
    found = [location for part in parts for location in read(client, part)]
    assert sorted(found) == sorted(
        f"http://testserver{paper_address(thing.index_number)}" for thing in things
    )
    assert all(len(read(client, part)) <= 3 for part in parts)
    assert len(parts) >= 3


def test_a_part_that_holds_nothing_does_not_exist(client, city):
    assert client.get("/sitemap/99.xml").status_code == 404


def test_robots(client, city, settings):
    assert client.get("/robots.txt").content.decode() == (
        "User-agent: *\nDisallow: /admin/\nSitemap: http://testserver/sitemap.xml\n"
    )
    settings.BASE_URL = "https://www.example.gov.cn"
    assert "Sitemap: https://www.example.gov.cn/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_an_empty_site_has_an_empty_map(client, db):
    assert "/" in below(client)
