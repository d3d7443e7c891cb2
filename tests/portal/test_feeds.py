"""Atom feeds: valid, complete, with ids that never change, and silent on what was taken out for good."""

import json
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from gongkai.core import door
from gongkai.documents.models import Home
from gongkai.portal import atom
from gongkai.portal.addresses import paper_address
from gongkai.portal.views import feeds
from gongkai.review import actions as review
from gongkai.units.models import UnitName
from tests.shared_data import shared

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def read(client, address, **headers):
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def entries(tree):
    return tree.findall(f"{ATOM}entry")


def text(element, name):
    return element.findtext(f"{ATOM}{name}")


def links(element):
    return {link.get("rel"): link.get("href") for link in element.findall(f"{ATOM}link")}


def terms(entry):
    return [(category.get("term"), category.get("label")) for category in entry.findall(f"{ATOM}category")]


def day_of(thing):
    return timezone.localdate(thing.events.latest("id").at).isoformat()


def withdraw(city, thing, *, privacy=False):
    return door.withdraw(
        thing=thing,
        actor=city.office,
        asked_by=city.clerk,
        reason_code="privacy" if privacy else "wrong",
        reason="有误。",
        privacy=privacy,
        request_key=f"withdraw-{thing.pk}",
    )


def test_the_feed_of_everything(client, city):
    thing = city.publish(city.draft(title="关于<供水>的通知", summary="写了什么 & 为什么"))
    tree = read(client, "/feed.atom")
    assert text(tree, "title") == "某市政务公开"
    assert text(tree, "id").startswith("tag:gongkai.invalid,")
    assert links(tree) == {
        "self": "http://testserver/feed.atom",
        "alternate": "http://testserver/",
        "first": "http://testserver/feed.atom",
        "last": "http://testserver/feed.atom",
    }
    [entry] = entries(tree)
    assert text(entry, "title") == "关于<供水>的通知"
    assert text(entry, "summary") == "写了什么 & 为什么"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "某市财政局"
    assert links(entry) == {"alternate": "http://testserver" + paper_address(thing.index_number)}
    assert terms(entry) == [("policy", "政策文件"), ("document", "通知")]
    assert text(entry, "updated") == text(entry, "published") == text(tree, "updated")


def test_every_element_that_the_standard_requires_is_there_once(client, city, correct):
    page = city.draft()
    city.publish(page)
    correct(page, summary="改过的概述")
    withdraw(city, city.publish(), privacy=True)
    for address in ("/feed.atom", "/changes/feed.atom", "/columns/policy/feed.atom"):
        tree = read(client, address)
        for element in (tree, *entries(tree)):
            for name in ("id", "title", "updated", "author"):
                assert len(element.findall(f"{ATOM}{name}")) == 1, (address, name)
        ids = [text(entry, "id") for entry in entries(tree)]
        assert len(ids) == len(set(ids)) > 0


def test_a_column_feed_holds_the_columns_below_it_and_a_unit_feed_its_own(client, city):
    below = city.make_column("rules", "规章", parent_column=city.column)
    other = city.make_column("news", "动态")
    titles = {column: f"在{column.code}的通知" for column in (city.column, below, other)}
    for column, title in titles.items():
        city.publish(city.draft(title=title, column=column))
    found = [text(entry, "title") for entry in entries(read(client, "/columns/policy/feed.atom"))]
    assert found == [titles[below], titles[city.column]]
    UnitName.objects.create(unit=city.unit, name="某市财政和国资局", since="2026-10-01")
    tree = read(client, f"/units/{city.unit.code}/feed.atom")
    assert text(tree, "title") == "某市财政和国资局_某市政务公开"
    assert len(entries(tree)) == 3
    assert entries(read(client, f"/units/{city.office_unit.code}/feed.atom")) == []


@pytest.mark.parametrize("address", ["/units/none/feed.atom", "/columns/none/feed.atom"])
def test_there_is_no_feed_of_what_does_not_exist(client, city, address):
    assert client.get(address).status_code == 404


def test_before_anything_is_public_there_is_no_feed(client, db):
    assert client.get("/feed.atom").status_code == 404


def test_a_correction_keeps_the_id_and_comes_to_the_head(client, city, correct):
    first = city.draft(title="先公开的")
    thing = city.publish(first)
    before = text(entries(read(client, "/feed.atom"))[0], "id")
    city.publish(city.draft(title="后公开的"))
    correct(first, summary="改过的概述")
    tree = read(client, "/feed.atom")
    entry, other = entries(tree)
    assert (text(entry, "title"), text(other, "title")) == ("先公开的", "后公开的")
    assert text(entry, "id") == before
    assert before.endswith(":" + thing.index_number)
    assert text(entry, "updated") > text(entry, "published")
    assert text(entry, "summary").startswith("已更正 1 次，最近一次变更在")
    assert ("correct", "已更正") in terms(entry)
    assert "更正" not in text(other, "summary")


def test_an_end_is_said(client, city):
    thing = city.publish()
    door.expire(
        thing=thing,
        actor=city.office,
        asked_by=city.clerk,
        reason_code="repealed",
        reason="已有新办法。",
        request_key="expire",
    )
    assert ("expire", "失效") in terms(entries(read(client, "/feed.atom"))[0])
    [change] = entries(read(client, "/changes/feed.atom"))
    assert text(change, "title").startswith("废止：")
    assert text(change, "summary") == "理由：已有新办法。"


def test_a_withdrawn_thing_is_told_of_by_the_changes_feed_alone(client, city):
    thing = city.publish(city.draft(title="会撤回的通知"))
    withdraw(city, thing)
    assert entries(read(client, "/feed.atom")) == []
    [entry] = entries(read(client, "/changes/feed.atom"))
    assert text(entry, "title") == "已撤回：会撤回的通知"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "某市财政局"
    assert terms(entry) == [("withdraw", "已撤回")]


def test_after_a_breach_of_privacy_the_title_is_in_no_feed(client, city, correct):
    page = city.draft(title="有隐私的通知")
    thing = city.publish(page)
    correct(page, summary="改过的概述")
    withdraw(city, thing, privacy=True)
    tree = read(client, "/changes/feed.atom")
    assert [text(entry, "title") for entry in entries(tree)] == [
        f"已撤回：索引号 {thing.index_number}",
        f"已更正：索引号 {thing.index_number}",
    ]
    assert {entry.findtext(f"{ATOM}author/{ATOM}name") for entry in entries(tree)} == {"某市财政局"}
    for address in ("/feed.atom", "/changes/feed.atom", f"/units/{city.unit.code}/feed.atom"):
        assert "有隐私" not in client.get(address).content.decode()


def test_no_name_of_staff_is_in_a_feed(client, city, correct):
    page = city.draft()
    city.publish(page)
    correct(page, summary="改过的概述")
    people = (city.clerk, city.section, city.signatory, city.office)
    for address in ("/feed.atom", "/changes/feed.atom"):
        words = client.get(address).content.decode()
        assert not [person for person in people if person.display_name in words or person.username in words]


def name_the_domain(city, domain):
    page = Home.objects.get().get_latest_revision_as_object()
    page.site_domain = domain
    page.save_revision(user=city.office)
    submission = review.submit(
        thing=page.thing, author=city.office, reason="域名批下来了。", reason_code="changed"
    )
    review.approve(submission=submission, person=city.office2)


def test_ids_stay_when_the_site_gets_and_changes_its_domain(client, city):
    published, ids = [], {}

    def all_ids():
        tree = read(client, "/feed.atom")
        return {text(entry, "title"): text(entry, "id") for entry in entries(tree)} | {"": text(tree, "id")}

    for domain in (None, "www.example.gov.cn", "www.例子.政务"):
        if domain:
            name_the_domain(city, domain)
        published.append(city.publish(city.draft(title=f"在{domain}")))
        found = all_ids()
        assert ids.items() <= found.items()
        ids = found
    day = day_of(published[0])
    assert ids == {
        "": f"tag:gongkai.invalid,{day}:feed",
        "在None": f"tag:gongkai.invalid,{day}:{published[0].index_number}",
        "在www.example.gov.cn": f"tag:www.example.gov.cn,{day}:{published[1].index_number}",
        "在www.例子.政务": f"tag:www.xn--fsqu00a.xn--zfr164b,{day}:{published[2].index_number}",
    }


def test_pages_lead_on_and_back(client, city, monkeypatch):
    monkeypatch.setattr(feeds, "PER_FEED", 2)
    things = [city.publish() for _ in range(5)]
    address, seen = "http://testserver/feed.atom", []
    while address:
        tree = read(client, address)
        assert links(tree)["self"] == address
        seen += [text(entry, "id").split(":")[-1] for entry in entries(tree)]
        address = links(tree).get("next")
    assert seen == [thing.index_number for thing in reversed(things)]
    assert links(tree)["previous"] == "http://testserver/feed.atom?page=2"
    assert links(tree)["last"] == "http://testserver/feed.atom?page=3"


@pytest.mark.parametrize("address", ["/feed.atom", "/changes/feed.atom"])
def test_what_did_not_change_is_not_sent_again(client, city, correct, address):
    page = city.draft()
    city.publish(page)
    correct(page, summary="改过的概述")
    answer = client.get(address)
    tag, changed = answer["ETag"], answer["Last-Modified"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304
    assert client.get(address, headers={"if-modified-since": changed}).status_code == 304
    assert client.get(address, headers={"if-none-match": tag, "accept-encoding": "gzip"}).status_code == 304
    withdraw(city, page.thing)
    answer = client.get(address, headers={"if-none-match": tag})
    assert answer.status_code == 200
    assert answer["ETag"] != tag


def test_the_feed_is_the_same_in_every_language(client, city):
    city.publish()
    contents = {
        client.get("/feed.atom", headers={"accept-language": language}).content for language in ("en", "zh")
    }
    assert len(contents) == 1


def test_a_configured_address_goes_before_that_of_the_request(client, city, settings):
    settings.BASE_URL = "https://www.example.gov.cn"
    city.publish()
    tree = read(client, "/feed.atom")
    assert links(tree)["self"] == "https://www.example.gov.cn/feed.atom"
    assert links(entries(tree)[0])["alternate"].startswith("https://www.example.gov.cn/documents/")


def made(words):
    at = timezone.now()
    entry = atom.Entry(words, words, "/", words, words, at, at, [atom.Category("s", words, words)])
    return atom.Feed("tag:x,2026-01-01:x", words, words, words, at, {"self": "/"}, [entry])


HOSTILE = [
    "\0",
    "]]>",
    "</title>",
    "<![CDATA[",
    "&#0;",
    "\x0b\x1f",
    "\ud800",
    "\ufffe\uffff",
    "😀𠮷",
    "‮",
    "a\tb\nc",
]


def test_hostile_words_leave_the_feed_well_formed():
    for words in HOSTILE:
        tree = ElementTree.fromstring(atom.render(made(words)))
        shown = atom.NOT_XML.sub("", words)
        [entry] = entries(tree)
        assert text(entry, "title") == shown
        assert text(entry, "summary") == shown


def test_naughty_strings_come_out_as_they_went_in():
    for words in json.loads((shared("conformance", "naughty-strings") / "blns.json").read_text("utf-8")):
        [entry] = entries(ElementTree.fromstring(atom.render(made(words))))
        kept = atom.NOT_XML.sub("", words).replace("\r\n", "\n").replace("\r", "\n")
        assert text(entry, "title") == kept


def test_the_page_of_feeds_lists_them_all_and_pages_name_theirs(client, city):
    html = client.get("/feeds/").content.decode()
    for address in (
        "/feed.atom",
        "/changes/feed.atom",
        "/columns/policy/feed.atom",
        f"/units/{city.unit.code}/feed.atom",
    ):
        assert f'href="{address}"' in html
        assert f"http://testserver{address}" in html
    link = '<link rel="alternate" type="application/atom+xml" title="{}" href="{}">'
    for address, title, feed in [
        ("/", "某市政务公开", "/feed.atom"),
        ("/columns/policy/", "政策文件", "/columns/policy/feed.atom"),
        (f"/units/{city.unit.code}/", "某市财政局", f"/units/{city.unit.code}/feed.atom"),
        ("/changes/", "更正与撤回", "/changes/feed.atom"),
    ]:
        assert link.format(title, feed) in client.get(address).content.decode()
