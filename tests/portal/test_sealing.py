"""What every public answer is: sealed without exception, compressed, alone with its own host, free of secrets."""

import gzip
import re

import pytest
from bs4 import BeautifulSoup

from gongkai.catalogue.actions import import_plan
from gongkai.demo.reading import read_plan_text
from gongkai.documents.intake.staging import approve_now, take_in
from gongkai.documents.models import Intake
from gongkai.ledger.actions import append
from gongkai.portal.addresses import paper_address
from gongkai.portal.urls import PROVED, urlpatterns
from gongkai.review import actions as review
from gongkai.search.actions import rebuild
from tests.documents.intake.shelf_of import candidate
from tests.units.entering import enter

pytestmark = pytest.mark.django_db
NO_PAGE = {"public_file", "closed_log_file", "set_language"}


@pytest.fixture
def addresses(city, correct):
    """One address of every public page kind, by the name of its route; and of what stands for something gone."""
    page = city.draft(attachments=[city.store_file()])
    thing = city.publish(page)
    correct(page, summary="改过的概述")
    gone, secret = city.publish(), city.publish()
    review.withdraw_at_once(thing=gone, person=city.office, reason_code="wrong", reason="有误")
    review.withdraw_at_once(thing=secret, person=city.office, reason_code="privacy", reason="有隐私")
    plan = import_plan(text=read_plan_text(), source_name="plan.txt").reading.plan.thing
    review.approve(submission=review.submit(thing=plan, author=city.office), person=city.office2)
    take_in(candidates=[candidate(city)], name="老网站迁移", source_name="老网站", author=city.clerk)
    approve_now(name="老网站迁移", person=city.office)
    rebuild()
    append()
    paper, unit = paper_address(thing.index_number), f"/units/{city.unit.code}/"
    pages = {
        "home": "/",
        "column": "/columns/policy/",
        "units": "/units/",
        "unit": unit,
        "document": paper,
        "version": f"{paper}versions/1/",
        "alike": f"{paper}alike/",
        "intake": f"/intakes/{Intake.objects.get().pk}/",
        "language": "/languages/bo/",
        "changes": "/changes/",
        "matters": "/matters/",
        "matter": f"/matters/{city.matter.code}/",
        "disclosure": "/disclosure/",
        "topics": "/topics/",
        "search": "/search/?q=通知",
        "suggest": "/search/suggest?q=通知",
        "column_csv": "/columns/policy/list.csv",
        "unit_csv": f"{unit}list.csv",
        "matter_csv": f"/matters/{city.matter.code}/list.csv",
        "clause_csv": "/plan/2.6/list.csv",
        "plan": "/plan/",
        "plan_clause": "/plan/2.6/",
        "feeds": "/feeds/",
        "feed": "/feed.atom",
        "unit_feed": f"{unit}feed.atom",
        "column_feed": "/columns/policy/feed.atom",
        "changes_feed": "/changes/feed.atom",
        "map": "/about/map/",
        "privacy": "/about/privacy/",
        "accessibility": "/about/accessibility/",
        "display": "/display/",
        "robots": "/robots.txt",
        "sitemap": "/sitemap.xml",
        "sitemap_pages": "/sitemap/pages.xml",
        "sitemap_part": f"/sitemap/{thing.pk // 10_000}.xml",
        "+gone": paper_address(gone.index_number),
        "+secret": paper_address(secret.index_number),
        "log": "/log/",
        "verify": "/verify/",
        "log_file": "/log/checkpoint",
        "log_policy": "/log/policy",
        "+nothing": "/nothing",
    }
    proofs = {f"{name}_canonical": f"{pages[name]}canonical.json" for name in PROVED}
    proofs |= {f"{name}_proof": f"{pages[name]}receipt/" for name in PROVED}
    return pages | proofs | {f"{name}_receipt": f"{pages[name]}receipt.tlog-proof" for name in PROVED}


def test_every_route_is_tried_here(addresses):
    routes = {route.name for route in urlpatterns}
    assert routes - NO_PAGE == {name for name in addresses if not name.startswith("+")}


def test_the_policy_has_no_exception_on_any_public_answer(client, addresses):
    for name, address in addresses.items():
        policy = client.get(address)["Content-Security-Policy"]
        assert "unsafe" not in policy, name
        assert "style-src-attr" not in policy, name
        assert {"script-src 'self'", "style-src 'self'", "object-src 'none'"} <= set(policy.split("; ")), name


def test_public_answers_are_compressed_and_say_the_same(client, addresses):
    for name, address in addresses.items():
        plain = b"".join(client.get(address))
        answer = client.get(address, headers={"accept-encoding": "gzip"})
        packed = b"".join(answer)
        if answer.get("Content-Encoding") == "gzip":
            assert "Accept-Encoding" in answer["Vary"], name
            packed = gzip.decompress(packed)
        else:
            assert len(plain) < 200, name
        assert packed == plain, name


def test_the_back_office_is_never_compressed(city):
    """Its pages hold the form token beside what others wrote."""
    clerk = enter(city.clerk)
    for address in ("/admin/", "/admin/gongkai/papers/", "/admin/login/"):
        answer = clerk.get(address, headers={"accept-encoding": "gzip"}, follow=True)
        assert "Content-Encoding" not in answer, address


def test_no_public_page_holds_a_token(client, city, addresses):
    clerk = enter(city.clerk)
    for name, address in addresses.items():
        for visitor in (client, clerk):
            words = b"".join(visitor.get(address)).decode()
            assert "csrf" not in words.lower(), name
            assert city.clerk.username not in words, name


def test_no_page_asks_another_host_for_anything(client, addresses):
    for name, address in addresses.items():
        if name.endswith(("feed", "csv", "suggest")) or name.startswith(("sitemap", "robots")):
            continue
        page = BeautifulSoup(client.get(address).content, "html.parser")
        fetched = [
            element.get("src") or element.get("href")
            for element in page.find_all(["script", "img", "iframe", "link", "source"])
            if element.name != "link" or {"stylesheet", "icon", "preload"} & set(element["rel"])
        ]
        other = [found for found in fetched if found and not re.match(r"/(?!/)", found)]
        assert other == [], name
