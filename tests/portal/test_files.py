"""What leaves the private store, how, and when it no longer does."""

import pytest

from gongkai.core import door
from gongkai.portal.addresses import file_address

pytestmark = pytest.mark.django_db


def address_of(file):
    return file_address({"sha256": file.sha256, "name": file.name})


def test_the_file_of_a_draft_is_not_there(client, city, stored, with_file):
    file = stored()
    page = with_file(file)
    assert client.get(address_of(file)).status_code == 404
    city.publish(page)
    assert client.get(address_of(file)).status_code == 200


def test_a_file_is_downloaded_sealed_and_typed(client, city, stored, with_file):
    file = stored("水质 表.xlsx", "application/vnd.ms-excel", b"cells")
    city.publish(with_file(file))
    response = client.get(address_of(file))
    assert b"".join(response.streaming_content) == b"cells"
    assert response["Content-Type"] == "application/vnd.ms-excel"
    assert (
        response["Content-Disposition"] == "attachment; filename*=UTF-8''%E6%B0%B4%E8%B4%A8%20%E8%A1%A8.xlsx"
    )
    assert response["Content-Security-Policy"].endswith("sandbox")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Length"] == "5"
    assert response["ETag"] == f'"{file.sha256}"'
    assert client.get(address_of(file), headers={"If-None-Match": response["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("media_type", "how"),
    [
        ("image/png", "inline"),
        ("application/pdf", "inline"),
        ("image/svg+xml", "attachment"),
        ("text/html", "attachment"),
    ],
)
def test_only_pictures_and_pdf_open_in_the_browser(client, city, stored, with_file, media_type, how):
    file = stored("a.bin", media_type)
    city.publish(with_file(file))
    assert client.get(address_of(file))["Content-Disposition"].split(";")[0] == how


def test_the_file_of_an_earlier_version_is_still_there(client, city, stored, with_file, correct):
    file = stored()
    page = with_file(file)
    city.publish(page)
    correct(page, attachments=[])
    assert client.get(address_of(file)).status_code == 200


def withdraw(city, thing, **kwargs):
    values = {"reason_code": "wrong", "reason": "有误", "request_key": f"w{thing.pk}"} | kwargs
    door.withdraw(thing=thing, actor=city.office, asked_by=city.clerk, **values)


def test_the_file_of_a_withdrawn_paper_is_gone(client, city, stored, with_file):
    file = stored()
    withdraw(city, city.publish(with_file(file)))
    response = client.get(address_of(file))
    assert response.status_code == 410
    assert "文件已撤回" in response.content.decode()


def test_a_file_that_another_public_paper_has_too_stays(client, city, stored, with_file):
    file = stored()
    thing = city.publish(with_file(file))
    city.publish(with_file(file))
    withdraw(city, thing)
    assert client.get(address_of(file)).status_code == 200


def test_after_a_withdrawal_for_privacy_the_file_was_never_there(client, city, stored, with_file):
    file = stored()
    withdraw(city, city.publish(with_file(file)), reason_code="privacy", privacy=True)
    assert client.get(address_of(file)).status_code == 404


@pytest.mark.parametrize("address", ["/files/%61/x", "/files/" + "a" * 64 + "/x", "/files/" + "%" * 3 + "/x"])
def test_other_addresses_find_nothing(client, db, address):
    assert client.get(address).status_code == 404


def test_a_name_that_is_not_the_files_finds_nothing(client, city, stored, with_file):
    file = stored()
    city.publish(with_file(file))
    assert client.get(f"/files/{file.sha256[:16]}/other.xlsx").status_code == 404
    assert client.get(f"/files/{file.sha256[:8]}/{file.name}").status_code == 404
