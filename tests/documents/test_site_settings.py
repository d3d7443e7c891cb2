"""The form of the site's own settings."""

import pytest
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from gongkai.documents.models import Home
from tests.documents.desk_forms import docx_upload, edit_address, png_upload
from tests.units.entering import enter

pytestmark = pytest.mark.django_db


def save(city, **fields):
    data = {"title": "某市政务公开", "organiser": "某市人民政府办公室", "motto": "公开为常态"}
    data |= {"attachments": inline_formset([])} | fields
    return enter(city.office).post(edit_address(city.home), nested_form_data(data))


def newest(city) -> Home:
    return Home.objects.get().get_latest_revision_as_object()


def errors(answer) -> dict:
    return {name: list(said) for name, said in answer.context["form"].errors.items()}


def test_the_form_offers_every_part_of_the_foot(city):
    text = enter(city.office).get(edit_address(city.home)).content.decode()
    for label in (
        *("网站描述", "网站关键词", "网站域名", "网站标识码", "公安备案链接", "党政机关网站标识图片"),
        *("我为政府网站找错图片", "本站支持 IPv6", "没有批下来的不填"),
    ):
        assert label in text


def test_what_is_typed_and_uploaded_is_kept(city):
    answer = save(
        city,
        site_domain="www.example.gov.cn",
        police_url="https://beian.example.gov.cn/1",
        ipv6="on",
        **{"government_mark-upload": png_upload("标识.png")},
    )
    assert answer.status_code == 302
    page = newest(city)
    assert (page.site_domain, page.ipv6) == ("www.example.gov.cn", True)
    assert page.government_mark.name == "标识.png"


@pytest.mark.parametrize(
    "domain", ["https://www.example.gov.cn", "example", "www.example.gov.cn/", "a" * 64 + ".cn"]
)
def test_a_domain_is_only_a_domain(city, domain):
    assert errors(save(city, site_domain=domain)) == {
        "site_domain": ["只写域名，如 www.example.gov.cn，不带 http:// 和斜杠。"]
    }


def test_an_issued_image_is_an_image(city):
    answer = save(city, **{"government_mark-upload": docx_upload("标识.docx")})
    assert errors(answer) == {"government_mark": ["这里只能放图片：JPG、PNG、GIF 或 WebP。"]}
