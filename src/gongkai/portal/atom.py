"""Atom (RFC 4287): ids that never change, plain text that cannot break the XML, links from page to page."""

import datetime as dt
import io
import re
from dataclasses import dataclass

from django.utils.feedgenerator import rfc3339_date
from django.utils.timezone import localtime
from django.utils.xmlutils import SimplerXMLGenerator

from gongkai.core.text import CHINESE, language_of

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
NAMESPACE = "http://www.w3.org/2005/Atom"
# What XML 1.0 cannot hold, whatever the escaping.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Category:
    scheme: str
    term: str
    label: str


@dataclass(frozen=True)
class Entry:
    id: str
    title: str
    address: str
    author: str
    summary: str
    published: dt.datetime
    updated: dt.datetime
    categories: list[Category]


@dataclass(frozen=True)
class Feed:
    """`links` are absolute addresses by their relation: self, alternate, first, previous, next, last."""

    id: str
    title: str
    subtitle: str
    author: str
    updated: dt.datetime
    links: dict[str, str]
    entries: list[Entry]


def render(feed: Feed) -> bytes:
    stream = io.BytesIO()
    xml = _Writer(stream, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement("feed", {"xmlns": NAMESPACE, "xml:lang": "zh-Hans"})
    xml.texts(id=feed.id, title=feed.title, subtitle=feed.subtitle, updated=_moment(feed.updated))
    xml.author(feed.author)
    for relation, address in feed.links.items():
        xml.empty("link", rel=relation, href=address)
    for entry in feed.entries:
        _write_entry(xml, entry)
    xml.endElement("feed")
    xml.endDocument()
    return stream.getvalue()


def _write_entry(xml: "_Writer", entry: Entry) -> None:
    xml.startElement("entry", {})
    xml.texts(id=entry.id)
    xml.spoken("title", entry.title)
    xml.empty("link", rel="alternate", type="text/html", href=entry.address)
    xml.texts(published=_moment(entry.published), updated=_moment(entry.updated))
    xml.author(entry.author)
    for category in entry.categories:
        xml.empty("category", scheme=category.scheme, term=category.term, label=category.label)
    xml.spoken("summary", entry.summary)
    xml.endElement("entry")


class _Writer(SimplerXMLGenerator):
    def texts(self, **elements: str) -> None:
        for name, words in elements.items():
            self.addQuickElement(name, plain(words))

    def spoken(self, name: str, words: str) -> None:
        """The feed is in Chinese; what is in another language says so."""
        language = language_of(words)
        self.addQuickElement(name, plain(words), {} if language == CHINESE else {"xml:lang": language})

    def empty(self, name: str, **attributes: str) -> None:
        self.addQuickElement(name, "", {key: plain(value) for key, value in attributes.items()})

    def author(self, name: str) -> None:
        self.startElement("author", {})
        self.texts(name=name)
        self.endElement("author")


def plain(words) -> str:
    """Text without the characters that no XML document may hold."""
    return NOT_XML.sub("", str(words))


def _moment(value: dt.datetime) -> str:
    return rfc3339_date(localtime(value))
