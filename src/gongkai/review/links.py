"""Links to this very site that a reader cannot follow: nothing stands there, or not in public."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from gongkai.core.models import Thing
from gongkai.core.queries import PUBLIC_STATES, public_file
from gongkai.review.checking.finding import WARN, Finding
from gongkai.review.reading.blocks import Link
from gongkai.review.reading.forms import form_blocks


def dead_links(form: dict) -> list[Finding]:
    """Warnings, one for each place; at most one query for the papers that are named and one for each file."""
    ours = [(link, path) for link in _links(form) if (path := _own_path(link.url)) is not None]
    papers = {path: number for _link, path in ours if (number := _index_number(path))}
    public = set(
        Thing.objects.filter(index_number__in=papers.values(), state__in=PUBLIC_STATES).values_list(
            "index_number", flat=True
        )
        if papers
        else ()
    )
    dead = {path for path, number in papers.items() if number not in public}
    dead |= {path for _link, path in ours if path not in papers and not _opens(path)}
    return [_finding(link) for link, path in ours if path in dead]


def _links(form: dict) -> Iterator[Link]:
    return (block for block in form_blocks({"body": form.get("body", [])}) if isinstance(block, Link))


def _own_path(url: str) -> str | None:
    """The path of an address of ours; None of every other, and of a place on the same page."""
    try:
        address = urlsplit(re.sub(r"[\x00-\x20]", "", url))
        host = split_domain_port(address.netloc)[0]
    except ValueError:
        return None
    if address.scheme not in ("", "http", "https") or not address.path.startswith("/"):
        return None
    named = [each for each in settings.ALLOWED_HOSTS if each != "*"]
    return address.path if not address.netloc or validate_host(host, named) else None


def _match(path: str):
    try:
        return resolve(path)
    except Resolver404:
        return None


def _index_number(path: str) -> str:
    match = _match(path)
    is_paper = match is not None and match.view_name in ("document", "version")
    return f"{match.kwargs['prefix']}/{match.kwargs['number']}" if is_paper else ""


def _opens(path: str) -> bool:
    match = _match(path)
    if match is None or path.startswith("/admin/"):
        return False
    if match.view_name == "public_file":
        return public_file(match.kwargs["sha_prefix"], match.kwargs["name"]) is not None
    return True


def _finding(link: Link) -> Finding:
    return Finding(
        kind="link",
        severity=WARN,
        where=link.place.words,
        message=_("链接指向本网站没有公开的内容，读者打不开。请核对地址，或者等对方公开以后再写。"),
        value=link.url,
        raw=link.url,
        excerpt=link.text or link.url,
        part=link.place.part,
    )
