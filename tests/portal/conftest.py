import pytest

from gongkai.documents.models import Attachment


@pytest.fixture
def stored(city):
    """Store a file of the city's unit: `stored(name, media_type, bytes)`."""

    return city.store_file


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
