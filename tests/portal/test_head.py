"""The head of every page kind: national tags to the letter, the one address, and data that says what the page says."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from gongkai.catalogue.actions import import_plan
from gongkai.demo.reading import read_plan_text
from gongkai.documents.actions import create_draft
from gongkai.documents.models import Home, Interpretation, News, Topic
from gongkai.portal.addresses import paper_address
from gongkai.portal.structured import script
from gongkai.review import actions as review

pytestmark = pytest.mark.django_db
SITE = {"SiteName": "某市政务公开", "SiteDomain": "www.example.gov.cn", "SiteIDCode": "6328010001"}
NATIONAL = re.compile(r"^(Site|Column|Article|Pub|Content|Keywords|Author|Description|Image|Url)")


@pytest.fixture
def site(city):
    """A site whose settings are complete, with a public plan."""
    page = Home.objects.get().get_latest_revision_as_object()
    for name, value in {
        "site_domain": "www.example.gov.cn",
        "site_code": "6328010001",
        "description": "某市公开的政府信息",
        "keywords": "某市,政务公开",
        "telephone": "0000-1234567",
    }.items():
        setattr(page, name, value)
    page.save_revision(user=city.office)
    approve(city, page.thing, city.office, reason="补充页脚。", reason_code="changed")
    plan = import_plan(text=read_plan_text(), source_name="plan.txt").reading.plan.thing
    approve(city, plan, city.office)
    return city


def approve(city, thing, author, **kwargs):
    review.approve(submission=review.submit(thing=thing, author=author, **kwargs), person=city.office2)


def other(city, model, **fields):
    values = {
        "title": "另一件",
        "column": city.column,
        "matter": city.matter,
        "summary": "概述",
        "body": [("text", "<p>内容</p>")],
    }
    return create_draft(model=model, unit=city.unit, author=city.clerk, **values | fields)


def head(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "html.parser").head


def tags(client, address, status=200):
    found = {}
    for tag in head(client, address, status).find_all("meta", attrs={"name": NATIONAL}):
        assert tag["name"] not in found
        found[tag["name"]] = tag["content"]
    return found


def canonical(client, address, status=200):
    return [link["href"] for link in head(client, address, status).find_all("link", rel="canonical")]


def data(client, address, kind=None):
    page = BeautifulSoup(client.get(address).content, "html.parser")
    found = [json.loads(block.string) for block in page.find_all("script", type="application/ld+json")]
    assert all(each["@context"] == "https://schema.org" for each in found)
    return found if kind is None else next(each for each in found if each.get("@type") == kind)


def column(name, description, keywords, kind):
    names = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
    return dict(zip(names, (name, description, keywords, kind), strict=True))


def test_site_and_column_tags_of_every_list(client, site):
    policy = column("政策文件", "政策文件栏目", "政策文件", "政策文件")
    home = column("首页", "某市公开的政府信息", "某市,政务公开", "首页")
    bureau = column("某市财政局", "某市财政局的职能和公开的信息", "某市财政局,机构职能,信息公开", "机构职能")
    for address, expected in [
        ("/", home),
        ("/columns/policy/", policy),
        (f"/units/{site.unit.code}/", bureau),
    ]:
        assert tags(client, address) == SITE | expected
    for address in (
        *("/units/", "/changes/", "/matters/", f"/matters/{site.matter.code}/", "/plan/", "/plan/2.6/"),
        *("/feeds/", "/about/map/", "/about/privacy/", "/about/accessibility/", "/display/", "/search/"),
        *("/log/", "/verify/"),
        "/languages/bo/",
    ):
        found = tags(client, address)
        assert list(found) == [*SITE, *column(*"abcd")], address
        assert all(found.values()), address


def test_machines_read_the_same_tags_in_every_language(client, site):
    chinese = tags(client, "/")
    client.cookies["django_language"] = "en"
    assert tags(client, "/") == chinese


def test_a_site_without_a_code_or_domain_invents_none(client, city):
    assert tags(client, "/") == {"SiteName": "某市政务公开", "SiteDomain": "testserver"} | column(
        "首页", "某市政务公开", "政务公开,政府信息公开", "首页"
    )


def test_content_tags_of_a_paper(client, site):
    image = site.store_file("图 1.png", "image/png")
    block = {"file": image, "alt": "水质", "decorative": False, "caption": ""}
    page = site.draft(
        title="关于<供水>的“通知”",
        keywords="供水 水价",
        source="市水务局",
        body=[("text", "<p>各科室：</p>"), ("image", block)],
    )
    thing = site.publish(page)
    address = paper_address(thing.index_number)
    at = timezone.localtime(thing.events.get(act="publish").at)
    assert tags(client, address) == SITE | column("政策文件", "政策文件栏目", "政策文件", "政策文件") | {
        "ArticleTitle": "关于<供水>的“通知”",
        "PubDate": f"{at:%Y-%m-%d %H:%M}",
        "ContentSource": "市水务局",
        "Keywords": "供水,水价",
        "Description": "概述",
        "Image": f"http://testserver/files/{image.sha256[:16]}/%E5%9B%BE%201.png",
        "Url": f"http://testserver{address}",
    }


def test_tags_that_may_be_missing_are_left_out_and_no_author_is_ever_named(client, site):
    found = tags(client, paper_address(site.publish(site.draft(source="", keywords="")).index_number))
    assert found["ContentSource"] == "某市财政局"
    assert not {"Author", "Keywords", "Image"} & set(found)


def test_every_content_page_has_all_four_column_tags(client, site, correct):
    page = site.draft()
    thing = site.publish(page)
    correct(page, summary="改过的概述")
    address = paper_address(thing.index_number)
    for each in (address, f"{address}versions/1/"):
        assert set(column(*"abcd")) < set(tags(client, each))


def test_the_one_address_of_lists_keeps_the_page_alone(client, city):
    for _ in range(13):
        city.publish()
    for asked, expected in [
        ("/columns/policy/", "/columns/policy/"),
        ("/columns/policy/?page=1", "/columns/policy/"),
        ("/columns/policy/?page=2", "/columns/policy/?page=2"),
        ("/columns/policy/?page=99&q=x&sort=y", "/columns/policy/?page=2"),
        ("/columns/policy/?page=%3Cb%3E", "/columns/policy/"),
        ("/?utm=1", "/"),
        ("/units/", "/units/"),
    ]:
        assert canonical(client, asked) == [f"http://testserver{expected}"], asked


def test_the_one_address_of_papers_and_of_what_has_none(client, city, correct, settings):
    settings.BASE_URL = "https://www.example.gov.cn"
    page = city.draft()
    thing = city.publish(page)
    correct(page, summary="改过的概述")
    address = paper_address(thing.index_number)
    for each in (address, f"{address}?from=x", f"{address}versions/1/"):
        assert canonical(client, each) == [f"https://www.example.gov.cn{address}"]
    gone = city.publish()
    review.withdraw_at_once(thing=gone, person=city.office, reason_code="wrong", reason="有误")
    for each, status in ((paper_address(gone.index_number), 410), ("/nothing", 404)):
        assert canonical(client, each, status) == []


def test_a_title_cannot_end_the_data_block(client, city):
    title = "</script><script>alert(1)</script><!--\u2028]]>"
    block = script({"name": title})
    assert re.findall(r"[<>&\u2028\u2029]", block[len('<script type="application/ld+json">') : -9]) == []
    page = BeautifulSoup(block, "html.parser")
    assert json.loads(page.script.string)["name"] == title
    thing = city.publish(city.draft(title="关于</script><script>alert(1)的通知"))
    found = data(client, paper_address(thing.index_number), "Legislation")
    assert found["name"] == "关于</script><script>alert(1)的通知"


def test_the_data_of_a_document(client, city):
    file = city.store_file("表.xlsx")
    page = city.draft(document_number="财发〔2026〕7号", keywords="供水", attachments=[file])
    thing = city.publish(page)
    at = timezone.localtime(thing.events.get(act="publish").at).isoformat(timespec="seconds")
    address = f"http://testserver{paper_address(thing.index_number)}"
    bureau = {
        "@type": "GovernmentOrganization",
        "name": "某市财政局",
        "url": f"http://testserver/units/{city.unit.code}/",
    }
    assert data(client, address, "Legislation") == {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "@id": address,
        "url": address,
        "identifier": thing.index_number,
        "name": page.title,
        "headline": page.title,
        "inLanguage": "zh-Hans",
        "datePublished": at,
        "dateModified": at,
        "dateCreated": "2026-09-29",
        "isAccessibleForFree": True,
        "version": 1,
        "publisher": bureau,
        "author": bureau,
        "description": "概述",
        "keywords": ["供水"],
        "legislationIdentifier": "财发〔2026〕7号",
        "legislationLegalForce": "https://schema.org/InForce",
        "legislationType": "通知",
        "legislationDate": "2026-09-29",
        "encoding": [
            {
                "@type": "MediaObject",
                "name": "表.xlsx",
                "contentUrl": f"http://testserver/files/{file.sha256[:16]}/%E8%A1%A8.xlsx",
                "encodingFormat": "application/octet-stream",
                "contentSize": "15",
            }
        ],
    }


@pytest.mark.parametrize(
    ("fields", "force"),
    [
        ({"effective_on": "2099-01-01"}, "NotInForce"),
        ({"validity": "partly"}, "PartiallyInForce"),
        ({"validity": "amended"}, "InForce"),
        ({"effective_on": "2019-01-01", "expires_on": "2020-12-31"}, "NotInForce"),
    ],
)
def test_the_force_of_a_document_is_that_of_its_badge(client, city, fields, force):
    thing = city.publish(city.draft(**fields))
    found = data(client, paper_address(thing.index_number), "Legislation")
    assert found["legislationLegalForce"] == f"https://schema.org/{force}"


def test_the_data_of_an_interpretation_leads_to_its_document(client, city):
    page = city.draft(document_number="财发〔2026〕8号")
    document = city.publish(page)
    thing = city.publish(
        other(city, Interpretation, interprets=page, style="text", written_on=timezone.localdate())
    )
    address = f"http://testserver{paper_address(document.index_number)}"
    found = data(client, paper_address(thing.index_number), "Article")
    assert found["isBasedOn"] == address
    assert found["about"] == {
        "@type": "Legislation",
        "@id": address,
        "name": page.title,
        "identifier": document.index_number,
        "legislationIdentifier": "财发〔2026〕8号",
    }


@pytest.mark.parametrize(("model", "kind"), [(News, "NewsArticle"), (Topic, "Article")])
def test_other_kinds_are_articles(client, city, model, kind):
    thing = city.publish(other(city, model, written_on=timezone.localdate()))
    found = data(client, paper_address(thing.index_number), kind)
    assert not {"about", "legislationIdentifier"} & set(found)


def test_a_document_without_a_number_is_no_legislation(client, city):
    thing = city.publish(city.draft(document_number=""))
    assert (
        data(client, paper_address(thing.index_number), "DigitalDocument")["identifier"] == thing.index_number
    )


def test_the_data_of_the_site(client, site):
    [found] = data(client, "/")
    organisation, website = found["@graph"]
    assert organisation == {
        "@type": "GovernmentOrganization",
        "@id": "http://testserver/#organiser",
        "url": "http://testserver/",
        "name": "某市人民政府办公室",
        "telephone": "0000-1234567",
    }
    assert website["publisher"] == {"@id": "http://testserver/#organiser"}
    assert (website["name"], website["identifier"]) == ("某市政务公开", "6328010001")


def test_the_breadcrumb_as_data_says_what_the_breadcrumb_says(client, site, correct):
    page = site.draft(document_number="财发〔2026〕9号")
    thing = site.publish(page)
    correct(page, summary="改过的概述")
    address = paper_address(thing.index_number)
    for each in (
        *(address, f"{address}versions/1/", "/columns/policy/", f"/units/{site.unit.code}/", "/units/"),
        *("/plan/", "/plan/2.6/", "/feeds/", "/about/map/", f"/matters/{site.matter.code}/"),
    ):
        page = BeautifulSoup(client.get(each).content, "html.parser")
        shown = [item.get_text() for item in page.select(".trail li")]
        items = data(client, each, "BreadcrumbList")["itemListElement"]
        assert [item["name"] for item in items] == shown, each
        assert [item["position"] for item in items] == list(range(1, len(items) + 1))
        assert items[0]["item"] == "http://testserver/"
        assert items[-1]["item"] == f"http://testserver{each}"
