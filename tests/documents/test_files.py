"""Uploads and their private copies."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.core.errors import BadFile
from gongkai.core.files import blob_path, open_blob
from gongkai.documents.models import StoredFile
from gongkai.documents.uploads import keep_upload
from tests.documents.desk_forms import docx_bytes, docx_upload, png_upload
from tests.units.entering import enter

pytestmark = pytest.mark.django_db


def address(stored) -> str:
    return f"/admin/gongkai/files/{stored.pk}/"


def keep(city, upload) -> StoredFile:
    return keep_upload(upload=upload, unit_id=city.unit.pk, user=city.clerk)


def test_a_text_is_kept_as_it_came(city):
    content = "正文".encode()
    stored = keep(city, SimpleUploadedFile("通 知.txt", content))
    assert (stored.size, stored.sha256, stored.removed) == (len(content), stored.original_sha256, [])
    assert open_blob(stored.sha256).read() == content


def test_an_authors_name_stays_behind(city):
    content = docx_bytes("正文")
    stored = keep(city, SimpleUploadedFile("通 知.docx", content))
    assert open_blob(stored.original_sha256).read() == content
    released = ZipFile(open_blob(stored.sha256))
    assert b"python-docx" in ZipFile(BytesIO(content)).read("docProps/core.xml")
    assert not [name for name in released.namelist() if b"python-docx" in released.read(name)]
    assert "author 1" in stored.removed


def test_a_pictures_place_and_time_stay_behind(city):
    from PIL import Image

    exif, stream = Image.Exif(), BytesIO()
    exif[0x010F] = "Some Camera"
    Image.new("RGB", (8, 8)).save(stream, "JPEG", exif=exif)
    stored = keep(city, SimpleUploadedFile("照片.jpg", stream.getvalue()))
    assert stored.sha256 != stored.original_sha256
    original, released = open_blob(stored.original_sha256).read(), open_blob(stored.sha256).read()
    assert b"Some Camera" in original
    assert b"Some Camera" not in released
    assert stored.size == len(released)


def test_a_refused_file_leaves_no_row(city):
    with pytest.raises(BadFile):
        keep(city, SimpleUploadedFile("a.exe", b"MZ" + b"\0" * 100))
    assert StoredFile.objects.count() == 0


def test_pictures_are_shown_and_the_rest_is_saved(city):
    client = enter(city.clerk)
    picture, document = (
        client.get(address(keep(city, png_upload()))),
        client.get(address(keep(city, docx_upload()))),
    )
    assert picture["Content-Disposition"].startswith("inline")
    assert document["Content-Disposition"].startswith("attachment")
    for response in (picture, document):
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in response["Cache-Control"]
        assert "sandbox" in response["Content-Security-Policy"]


def test_outside_the_unit_a_file_does_not_exist(city):
    stored = keep(city, docx_upload())
    answers = {
        name: enter(getattr(city, name)).get(address(stored)).status_code
        for name in ("section", "auditor", "office")
    }
    assert answers == {"section": 200, "auditor": 200, "office": 404}
    assert enter(city.office).get("/admin/gongkai/files/999999/").status_code == 404


def test_lost_bytes_are_a_404(city):
    stored = keep(city, docx_upload())
    blob_path(stored.sha256).unlink()
    assert enter(city.clerk).get(address(stored)).status_code == 404
