"""Reads any text as HTML tokens in linear time.

A browser's tree construction (and every library that follows it) can be made to grow quadratically by unclosed tags.
What comes in here is only read for its text and a small vocabulary, so a flat, forgiving reader is enough: nothing
it lets through is ever repeated as markup, the output is written anew from the text and sanitised at the end.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


VOID = words(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr"
)
RAW_TEXT = words("script style xmp iframe noembed noframes title textarea xml plaintext")
KEPT_ATTRIBUTES = words(
    "style align class href src alt rowspan colspan scope start hidden name id aria-level"
)

_MARKUP = re.compile(r"<[A-Za-z/!?]")
_NAME = re.compile(r"[a-zA-Z][^\s/>\x00]*")
_GAP = re.compile(r"[\s/]*")
_ATTRIBUTE = re.compile(r"[^\s/>=][^\s/>=]*")
_EQUALS = re.compile(r"\s*=\s*")
_BARE_VALUE = re.compile(r"[^\s>]*")
_COMMENT_END = re.compile(r"--!?>")
_ENDLESS_NUMBER = re.compile(r"&#[xX]?[0-9a-fA-F]{9,};?")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Start:
    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    closed: bool = False


@dataclass(frozen=True, slots=True)
class End:
    name: str


def tokens(raw: str) -> Iterator[Text | Start | End]:
    position, size = 0, len(raw)
    while position < size:
        found = _MARKUP.search(raw, position)
        if found is None:
            yield Text(_text(raw[position:]))
            return
        opening = found.start()
        if opening > position:
            yield Text(_text(raw[position:opening]))
        token, position = _markup(raw, opening)
        if token is None:
            continue
        yield token
        if isinstance(token, Start) and token.name in RAW_TEXT:
            position = _after_raw_text(raw, position, token.name)


def _markup(raw: str, opening: int) -> tuple[Start | End | None, int]:
    follows = raw[opening + 1 : opening + 2]
    if follows.isalpha():
        return _start_tag(raw, opening + 1)
    if follows == "/":
        return _end_tag(raw, opening + 2)
    if raw.startswith("<!--", opening):
        return None, _after_comment(raw, opening)
    return None, _after(raw, ">", opening + 2)


def _start_tag(raw: str, position: int) -> tuple[Start | None, int]:
    name = _NAME.match(raw, position)
    attributes: dict[str, str] = {}
    position = name.end()
    while True:
        position = _GAP.match(raw, position).end()
        if position >= len(raw):
            return None, position
        if raw[position] == ">":
            closed = raw[position - 1] == "/"
            return Start(name[0].lower(), attributes, closed), position + 1
        key = _ATTRIBUTE.match(raw, position)
        if key is None:  # A stray "=" where a name should stand.
            position += 1
            continue
        value, position = _value(raw, key.end())
        if value is None:
            return None, position
        key = key[0].lower()
        if key in KEPT_ATTRIBUTES and key not in attributes:
            attributes[key] = value


def _value(raw: str, position: int) -> tuple[str | None, int]:
    equals = _EQUALS.match(raw, position)
    if equals is None:
        return "", position
    position = equals.end()
    quote = raw[position : position + 1]
    if quote in ('"', "'") and quote:
        end = raw.find(quote, position + 1)
        if end < 0:
            return None, len(raw)
        return _decode(raw[position + 1 : end]), end + 1
    bare = _BARE_VALUE.match(raw, position)
    return _decode(bare[0]), bare.end()


def _text(value: str) -> str:
    """`unescape` raises on a number of thousands of digits."""
    return unescape(_ENDLESS_NUMBER.sub("", value)) if "&" in value else value


def _decode(value: str) -> str:
    """References without a semicolon stay as they are: `?a=1&copy=2` is an address, not a copyright sign."""
    if "&" not in value:
        return value
    return _REFERENCE.sub(lambda match: unescape(match[0]), value)


def _end_tag(raw: str, position: int) -> tuple[End | None, int]:
    name = _NAME.match(raw, position)
    end = _after(raw, ">", position)
    return (End(name[0].lower()) if name else None), end


def _after_comment(raw: str, opening: int) -> int:
    for short in ("<!-->", "<!--->"):
        if raw.startswith(short, opening):
            return opening + len(short)
    closing = _COMMENT_END.search(raw, opening + 4)
    return closing.end() if closing else len(raw)


def _after(raw: str, mark: str, position: int) -> int:
    found = raw.find(mark, position)
    return found + len(mark) if found >= 0 else len(raw)


def _after_raw_text(raw: str, position: int, name: str) -> int:
    """The text of a script, a style sheet or a form field is not text of the paper; unclosed, it swallows the rest."""
    closing = re.compile(rf"</{name}[\s/>]", re.IGNORECASE).search(raw, position)
    return _after(raw, ">", closing.start()) if closing else len(raw)
