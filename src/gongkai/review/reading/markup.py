"""XML of strangers: parsed within bounds, without declarations, nothing fetched; streamed where it may be large."""

import io
import re
from collections.abc import Iterator
from html import unescape
from xml.parsers import expat

from django.utils.translation import gettext as _
from lxml import etree

from gongkai.core.errors import BadFile
from gongkai.review.reading.telling import is_telling

_PROLOG = 64 * 1024
_OPTIONS = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


class Declared(BadFile):
    """It has a document type: what that may define is not looked at."""


class _RootFound(Exception):
    pass


def local(element) -> str:
    """The name without its namespace: strict and transitional files differ only there."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element, name: str) -> str:
    """The value of the attribute of that local name, in whatever namespace."""
    found = element.get(name)
    if found is not None:
        return found
    ending = f"}}{name}"
    return next((value for key, value in element.attrib.items() if key.endswith(ending)), "")


def parse(data: bytes):
    """The root. `BadFile` for declarations and damage."""
    refuse_declarations(data[:_PROLOG], complete=len(data) <= _PROLOG)
    try:
        return etree.fromstring(data, etree.XMLParser(**_OPTIONS))
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise damaged() from error


def stream(source: io.BufferedIOBase, *, tags: tuple[str, ...]) -> Iterator:
    """Finished elements of these local names. Whoever takes one clears it: `release(element)`."""
    head = source.read(_PROLOG)
    refuse_declarations(head, complete=len(head) < _PROLOG)
    try:
        names = [f"{{*}}{tag}" for tag in tags]
        for _event, element in etree.iterparse(_Rejoined(head, source), tag=names, **_OPTIONS):
            yield element
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise damaged() from error


def release(element):
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def refuse_declarations(head: bytes, *, complete: bool):
    """A document type may define entities that grow without end, or fetch; no office file has one."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = _found
    try:
        parser.Parse(head, complete)
    except _RootFound:
        return
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged() from error
    raise damaged()


def _refuse(*_given):
    raise Declared(_("文件内部含有不允许的定义，可能是恶意文件，不能接收。"))


def _found(*_given):
    raise _RootFound


def damaged() -> BadFile:
    return BadFile(_("文件已损坏，打不开。请重新保存后再上传。"))


def telling_texts(root, *, attributes_only: bool = False) -> Iterator[str]:
    """Every text that may say something, once: paragraphs joined, other texts, attributes, comments."""
    seen = set()
    for text in _all_texts(root, attributes_only):
        text = text.strip()
        if text and text not in seen and is_telling(text):
            seen.add(text)
            yield text


def _all_texts(root, attributes_only: bool) -> Iterator[str]:
    yield from root.xpath("//@*", smart_strings=False)
    for node in root.xpath("//comment()|//processing-instruction()"):
        yield str(node.text or "")
    if attributes_only:
        return
    for paragraph in root.xpath("//*[local-name()='p' or local-name()='si' or local-name()='comment']"):
        yield joined(paragraph)
    yield from root.xpath("//text()", smart_strings=False)


def joined(element) -> str:
    return "".join(text for text in element.itertext(etree.Element) if text)


class _Rejoined:
    """A stream whose beginning was read already."""

    def __init__(self, head: bytes, rest):
        self._head, self._rest = head, rest

    def read(self, size: int = -1) -> bytes:
        if self._head:
            head, self._head = self._head, b""
            return head
        return self._rest.read(size)


_TEXT_NODE = re.compile(rb">\s*[^<\s]")
_VALUES = re.compile(rb"=\s*(?:\"([^\"<]*)\"|'([^'<]*)')")
_OTHER_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"'](?!utf-8)", re.IGNORECASE)


def telling_values(data: bytes) -> list[str] | None:
    """What `telling_texts` says of a part that has attributes alone (styles, fonts, themes), many times as fast.

    None for every other part.
    """
    if (
        any(sign in data for sign in (b"<!", b"&#", b"\0"))
        or _TEXT_NODE.search(data)
        or _OTHER_ENCODING.match(data)
    ):
        return None
    try:
        values = [(one or other).decode("utf-8") for one, other in set(_VALUES.findall(data))]
    except UnicodeDecodeError:
        return None
    return sorted({unescape(value).strip() for value in values if is_telling(unescape(value))})
