"""schema.org data about a page, for search engines and other programs; the same facts as the page itself shows."""

import json
from collections.abc import Callable

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from gongkai.portal.addresses import file_address, paper_address

Absolute = Callable[[str], str]

TYPES = {"interpretation": "Article", "news": "NewsArticle", "topic": "Article"}
FORCE = {"in_force": "InForce", "amended": "InForce", "partly": "PartiallyInForce"}
# Inside a script element only these can end it or start another; as JSON escapes they mean the same.
ESCAPES = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


def script(data: dict) -> str:
    """A data block, which browsers never execute, so the strict policy for scripts does not touch it."""
    text = json.dumps({"@context": "https://schema.org"} | data, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


def breadcrumb(absolute: Absolute, steps: list[tuple[str, str]]) -> dict:
    items = [
        {"@type": "ListItem", "position": place, "name": str(name), "item": absolute(path)}
        for place, (name, path) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def site(absolute: Absolute, name: str, home: dict) -> dict:
    address = absolute("/")
    organisation = {"@type": "GovernmentOrganization", "@id": address + "#organiser", "url": address}
    organisation |= _known(name=home.get("organiser") or name, telephone=home.get("telephone"))
    website = {
        "@type": "WebSite",
        "@id": address + "#site",
        "url": address,
        "name": name,
        "inLanguage": "zh-Hans",
        "publisher": {"@id": organisation["@id"]},
    } | _known(
        identifier=home.get("site_code"), description=home.get("description"), keywords=home.get("keywords")
    )
    return {"@graph": [organisation, website]}


def paper(absolute: Absolute, *, form: dict, record, published_at, badge, interpreted) -> dict:
    document = form.get("document") or {}
    address = absolute(paper_address(form["index_number"]))
    is_numbered = bool(document.get("number"))
    kind = "Legislation" if is_numbered else TYPES.get(form["kind"], "DigitalDocument")
    data = {
        "@type": kind,
        "@id": address,
        "url": address,
        "identifier": form["index_number"],
        "name": form["title"],
        "headline": form["title"],
        "inLanguage": form.get("language") or "zh-Hans",
        "datePublished": timezone.localtime(published_at).isoformat(timespec="seconds"),
        "dateModified": timezone.localtime(record.event.at).isoformat(timespec="seconds"),
        "isAccessibleForFree": True,
        "version": record.number,
        "publisher": _organisation(absolute, form["unit"]),
        "author": _organisation(absolute, document.get("issuer") or form["unit"]),
    }
    data |= _known(
        description=form.get("summary"),
        keywords=form.get("keywords"),
        dateCreated=form.get("written_on"),
        expires=document.get("expires_on"),
        image=_images(absolute, form),
        encoding=_files(absolute, form),
    )
    if is_numbered:
        data |= _legislation(document, form, badge)
    if form.get("interpretation"):
        data |= _known(about=_interpreted(absolute, interpreted), isBasedOn=_based_on(absolute, interpreted))
    return data


def _known(**values) -> dict:
    return {name: value for name, value in values.items() if value}


def _organisation(absolute: Absolute, unit: dict) -> dict:
    """An organ outside the city has a name and no page here."""
    data = {"@type": "GovernmentOrganization", "name": unit["name"]}
    return data | ({"url": absolute(reverse("unit", args=[unit["code"]]))} if unit["code"] else {})


def _legislation(document: dict, form: dict, badge) -> dict:
    return {
        "legislationIdentifier": document["number"],
        "legislationLegalForce": "https://schema.org/" + FORCE.get(badge.code, "NotInForce"),
    } | _known(legislationType=document.get("genre_label"), legislationDate=form.get("written_on"))


def _interpreted(absolute: Absolute, row) -> dict | None:
    if row is None:
        return None
    return {
        "@type": "Legislation" if row.document_number else "DigitalDocument",
        "@id": absolute(paper_address(row.thing.index_number)),
        "name": row.title,
        "identifier": row.thing.index_number,
    } | _known(legislationIdentifier=row.document_number)


def _based_on(absolute: Absolute, row) -> str | None:
    return absolute(paper_address(row.thing.index_number)) if row else None


def _images(absolute: Absolute, form: dict) -> list[str]:
    return [absolute(file_address(block)) for block in form.get("body", []) if block["type"] == "image"]


def _files(absolute: Absolute, form: dict) -> list[dict]:
    return [
        {
            "@type": "MediaObject",
            "name": file["title"],
            "contentUrl": absolute(file_address(file)),
            "encodingFormat": file["media_type"],
            "contentSize": str(file["size"]),
        }
        for file in form.get("files", [])
    ]
