import io

import pytest

from gongkai.core.files import store_bytes
from gongkai.documents.models import Attachment, StoredFile


@pytest.fixture
def stored(city):
    """Store a file of the city's unit: `stored(name, media_type, bytes)`."""

    def store(name="表.xlsx", media_type="application/octet-stream", content=b"bytes of a file"):
        blob = store_bytes(io.BytesIO(content))
        return StoredFile.objects.create(
            unit=city.unit,
            name=name,
            media_type=media_type,
            size=blob.size,
            sha256=blob.sha256,
            original_sha256=blob.sha256,
            uploaded_by=city.clerk,
        )

    return store


@pytest.fixture
def with_file(city, stored):
    """A draft with one attached file."""

    def make(file=None, **fields):
        page = city.draft(**fields)
        page.attachments = [Attachment(file=file or stored(), title="附表", sort_order=1)]
        page.save_revision(user=city.clerk)
        return page

    return make


@pytest.fixture
def correct(city):
    """Publish a correction of a public page: `correct(page, reason, reason_code, **fields)`."""

    def make(page, reason="录入有误。", reason_code="misprint", **fields):
        page = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
        for name, value in fields.items():
            setattr(page, name, value)
        page.save_revision(user=city.clerk)
        return city.publish(page, reason=reason, reason_code=reason_code)

    return make
