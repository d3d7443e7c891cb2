"""Public addresses. They carry index numbers and codes only, never a word of the content."""

from urllib.parse import quote

from django.conf import settings
from django.urls import reverse


def paper_address(index_number: str) -> str:
    return reverse("document", args=index_number.rsplit("/", 1))


def version_address(index_number: str, number: int) -> str:
    return reverse("version", args=[*index_number.rsplit("/", 1), number])


def file_address(file: dict, prefix: str = "/files/") -> str:
    """The address of a file or image of a form: the first 16 hex digits of its SHA-256, then its name."""
    return f"{prefix}{file['sha256'][:16]}/{quote(file['name'])}"


def absolute(request, path: str) -> str:
    """With the site's own scheme and host: the configured ones, else those of the request."""
    if settings.BASE_URL:
        return settings.BASE_URL.rstrip("/") + path
    return request.build_absolute_uri(path)
