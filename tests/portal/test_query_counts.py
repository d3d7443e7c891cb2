"""Each page kind costs the same number of queries with eight papers as with twelve."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.documents.models import Topic
from gongkai.ledger.actions import append
from gongkai.portal.addresses import paper_address
from gongkai.search.actions import rebuild

pytestmark = pytest.mark.django_db


def queries_of(client, address):
    client.get(address)  # the site frame is read again after every publication, and then kept
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = client.get(address)
        assert answer.status_code == 200
        b"".join(answer)  # what is streamed asks while it is read
    return len(captured)


EXPECTED = {
    "home": 9,
    "home by kind": 9,
    "column": 3,
    "column filtered": 7,
    "column csv": 2,
    "disclosure": 3,
    "topics": 4,
    "topic": 12,
    "units": 5,
    "unit": 8,
    "unit filtered": 10,
    "language": 3,
    "changes": 4,
    "changes filtered": 4,
    "matters": 2,
    "matter": 4,
    "document": 9,
    "search": 10,
    "search filtered": 6,
    "suggest": 5,
    "feed": 5,
    "unit feed": 7,
    "column feed": 5,
    "changes feed": 5,
    "feeds": 3,
    "map": 3,
    "privacy": 1,
    "log": 7,
    "verify": 3,
    "receipt": 10,
    "display": 1,
    "sitemap": 2,
    "sitemap of pages": 7,
    "sitemap of papers": 2,
}


def grow(city, correct, number):
    """Papers in Tibetan, so that they stand in every list, each corrected once."""
    for _ in range(number):
        page = city.draft(language="bo")
        thing = city.publish(page)
        correct(page, title=f"{page.title}（更正）")
    return thing


def test_the_number_of_queries_does_not_grow(client, city, correct):
    counts = []
    city.make_column("guide", "政府信息公开指南", parent_column=city.column)
    city.publish(city.draft())
    topic = paper_address(city.publish(city.draft_of(Topic, title="专题甲")).index_number)
    for number in (8, 4):
        thing = grow(city, correct, number)
        rebuild()
        append()
        addresses = {
            "home": "/",
            "column": "/columns/policy/",
            "column filtered": "/columns/policy/?validity=in_force&genre=notice&from=2020&sort=written",
            "column csv": "/columns/policy/list.csv?genre=notice",
            "unit filtered": f"/units/{city.unit.code}/?genre=notice",
            "changes filtered": "/changes/?act=correct",
            "home by kind": "/?kind=document",
            "disclosure": "/disclosure/",
            "topics": "/topics/",
            "topic": topic,
            "units": "/units/",
            "unit": f"/units/{city.unit.code}/",
            "language": "/languages/bo/",
            "changes": "/changes/",
            "matters": "/matters/",
            "matter": f"/matters/{city.matter.code}/",
            "document": paper_address(thing.index_number),
            "search": "/search/?q=通知",
            "search filtered": f"/search/?q=通知&kind=document&unit={city.unit.code}&column=policy",
            "suggest": "/search/suggest?q=关于",
            "feed": "/feed.atom",
            "unit feed": f"/units/{city.unit.code}/feed.atom",
            "column feed": "/columns/policy/feed.atom",
            "changes feed": "/changes/feed.atom",
            "feeds": "/feeds/",
            "map": "/about/map/",
            "privacy": "/about/privacy/",
            "log": "/log/",
            "verify": "/verify/",
            "receipt": f"{paper_address(thing.index_number)}receipt/",
            "display": "/display/",
            "sitemap": "/sitemap.xml",
            "sitemap of pages": "/sitemap/pages.xml",
            "sitemap of papers": f"/sitemap/{thing.pk // 10_000}.xml",
        }
        counts.append({name: queries_of(client, address) for name, address in addresses.items()})
    assert counts[0] == counts[1]
    assert counts[0] == EXPECTED


def test_the_site_frame_is_read_again_only_when_the_record_grew(client, city, django_assert_num_queries):
    from gongkai.portal.queries import site_frame

    site_frame()
    with django_assert_num_queries(1):
        assert site_frame().name == "某市政务公开"
    city.make_column("new", "新栏目")
    with django_assert_num_queries(4):
        assert "new" in site_frame().columns


def test_templates_that_do_not_ask_for_the_site_cost_nothing(rf, city, django_assert_num_queries):
    from gongkai.portal.context import site

    with django_assert_num_queries(0):
        site(rf.get("/"))
