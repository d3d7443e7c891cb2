"""The map of the site, what it says of itself, and the foot of every page."""

import io
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from PIL import Image

from gongkai.documents.checks import missing_in
from gongkai.documents.models import Home
from gongkai.documents.public_forms import home_form
from gongkai.portal.queries import Frame
from gongkai.review import actions as review

pytestmark = pytest.mark.django_db

COMPLETE = {
    "undertaker": "某市信息中心",
    "telephone": "0000-1234567",
    "office_hours": "工作日9:00—18:00",
    "description": "某市公开的政府信息",
    "keywords": "某市,政务公开",
    "site_domain": "www.example.gov.cn",
    "site_code": "6328010001",
    "icp_number": "青ICP备00000000号",
    "police_number": "青公网安备00000000000000号",
    "police_url": "https://beian.example.gov.cn/1",
    "government_mark_url": "https://bszs.example.gov.cn/1",
    "error_report_url": "https://zfwzgl.example.gov.cn/1",
    "ipv6": True,
}


def set_home(city, **fields):
    page = Home.objects.get().get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision(user=city.office)
    submission = review.submit(
        thing=page.thing, author=city.office, reason="补充页脚。", reason_code="changed"
    )
    review.approve(submission=submission, person=city.office2)


def foot(client, address="/"):
    return BeautifulSoup(client.get(address).content, "html.parser").footer


def test_the_foot_says_all_that_is_set(client, city):
    set_home(city, **COMPLETE)
    found = foot(client)
    words = found.get_text(" ", strip=True)
    for name in ("undertaker", "telephone", "office_hours", "site_code", "icp_number", "police_number"):
        assert COMPLETE[name] in words
    assert "本站支持 IPv6" in words
    links = {link["href"]: link.get_text(strip=True) for link in found.find_all("a")}
    assert links[COMPLETE["police_url"]].startswith(COMPLETE["police_number"])
    assert links[COMPLETE["government_mark_url"]].startswith("党政机关网站标识")
    assert links[COMPLETE["error_report_url"]].startswith("我为政府网站找错")
    for path in ("/about/map/", "/about/privacy/", "/about/accessibility/", "/feeds/", "/changes/"):
        assert path in links


def test_the_foot_invents_nothing(client, city):
    words = foot(client).get_text(" ", strip=True)
    for word in ("承办", "咨询", "标识", "找错", "备", "IPv6"):
        assert word not in words
    assert [link["href"] for link in foot(client).find_all("a") if urlsplit(link["href"]).netloc] == []


def test_issued_images_pass_the_door_and_are_served_from_here(client, city):
    picture = io.BytesIO()
    Image.new("RGB", (40, 50), "red").save(picture, "PNG")
    mark = city.store_file("标识.png", "image/png", picture.getvalue())
    set_home(city, **COMPLETE, government_mark=mark)
    [image] = foot(client).find_all("img")
    assert image["alt"] == "党政机关网站标识"
    answer = client.get(image["src"])
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert b"".join(answer) == picture.getvalue()


def test_a_form_from_before_these_settings_is_still_shown(client, city, monkeypatch):
    old = (
        "form",
        "kind",
        "title",
        "organiser",
        "undertaker",
        "motto",
        "motto_note",
        "telephone",
        "office_hours",
    )
    form = {name: value for name, value in home_form(city.home).items() if name in old}
    monkeypatch.setattr("gongkai.portal.context.site_frame", lambda: Frame(home=form, columns={}))
    for address in ("/", "/about/privacy/", "/feeds/"):
        assert "某市政务公开" in client.get(address).content.decode()


def test_what_is_not_set_is_named_by_the_check(city, capsys):
    call_command("check", databases=["default"])
    told = capsys.readouterr().err
    assert "gongkai.W001" in told
    assert "页脚和网页标签还缺：网站域名、网站标识码、ICP 备案号" in told
    set_home(city, **COMPLETE)
    call_command("check", databases=["default"])
    assert "gongkai.W001" not in capsys.readouterr().err


def test_a_complete_home_lacks_nothing():
    assert missing_in(COMPLETE | {"organiser": "某市人民政府办公室"}) == []
    assert missing_in({"site_code": ""})[:2] == ["site_domain", "site_code"]


def test_the_map_leads_everywhere(client, city):
    city.make_column("rules", "规章", parent_column=city.column)
    page = BeautifulSoup(client.get("/about/map/").content, "html.parser")
    links = [link["href"] for link in page.main.find_all("a")]
    for path in ("/columns/policy/", "/columns/rules/", f"/units/{city.unit.code}/", "/feeds/", "/matters/"):
        assert path in links
    for path in set(links):
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("address", ["/about/privacy/", "/about/accessibility/"])
def test_statements_name_the_telephone_when_there_is_one(client, city, address):
    assert "咨询电话" not in client.get(address).content.decode()
    set_home(city, telephone="0000-1234567")
    assert "咨询电话 0000-1234567。" in client.get(address).content.decode()


def test_the_privacy_statement_tells_the_truth_about_cookies(client, city):
    """Reading sets none; the language and the display settings set those that are named, for as long as is said."""
    words = client.get("/about/privacy/").content.decode()
    for address in ("/", "/feeds/", "/feed.atom", "/about/privacy/", "/nothing"):
        assert not client.get(address).cookies
    cookies = client.post("/language/", {"language": "en"}).cookies
    assert list(cookies) == ["django_language"]
    assert "django_language" in words
    assert cookies["django_language"]["max-age"] == ""
    cookies = client.post("/display/", {"theme": "dark"}).cookies
    assert (list(cookies), cookies["display"]["max-age"]) == (["display"], 365 * 24 * 3600)
    assert "display" in words
