"""What a request for a file may say beside its address: encodings, conditions, ranges (RFC 9110)."""

import re
from functools import lru_cache
from types import SimpleNamespace

from django.conf import settings
from django.utils import translation
from django.utils.http import parse_http_date_safe

from gongkai.portal.publication.packing import MARKS, PACKINGS, PLAIN

ENTITY_TAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
ONE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


@lru_cache(maxsize=1024)
def reads_chinese(languages: str) -> bool:
    """Whether Django would answer in the language of the record."""
    asked = SimpleNamespace(COOKIES={}, META={"HTTP_ACCEPT_LANGUAGE": languages})
    return translation.get_language_from_request(asked) == settings.LANGUAGE_CODE


@lru_cache(maxsize=1024)
def welcome_encodings(encodings: str) -> tuple[str, ...]:
    """Those that we have and the browser takes, its dearest first, of equals the smallest; none that it weighs less than
    plain bytes (RFC 9110 §12.5.3)."""
    weights = _weights(encodings)
    others, least = weights.get("*", 0.0), weights.get("identity", 0.0)
    ours = {packing.name: weights.get(packing.name, others) for packing in PACKINGS}
    welcome = [name for name, weight in ours.items() if weight > 0 and weight >= least]
    return tuple(sorted(welcome, key=ours.get, reverse=True))


def best_encoding(encodings: str) -> str:
    return next(iter(welcome_encodings(encodings)), PLAIN)


def _weights(encodings: str) -> dict[str, float]:
    weights = {}
    for each in encodings.lower().split(",")[:20]:
        name, _semicolon, parameters = each.partition(";")
        weights[name.strip().removeprefix("x-")] = _weight(parameters)
    return weights


def _weight(parameters: str) -> float:
    found = re.fullmatch(r"\s*q\s*=\s*([0-9](?:\.[0-9]{0,3})?)\s*", parameters)
    if found:
        return float(found[1])
    return 1.0 if not parameters.strip() else 0.0


def is_unchanged(environ: dict, *, digest: str, modified: int) -> bool:
    """304. The tags of all encodings are of the same page, so a reader that has another has this one too."""
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags is not None:
        mine = [digest + mark for mark in MARKS]
        return tags.strip() == "*" or any(tag in mine for tag in ENTITY_TAG.findall(tags[:4000]))
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    moment = parse_http_date_safe(since) if since and len(since) < 64 else None
    return moment is not None and modified <= moment


def range_of(environ: dict, *, size: int, tag: str) -> tuple[int, int] | None:
    """First and last byte asked for; None for the whole page, which is also the answer to several ranges, to what is no
    range, and to a range of another state of the page. An empty range (last before first) cannot be satisfied."""
    asked = environ.get("HTTP_RANGE")
    if not asked:
        return None
    found = ONE_RANGE.fullmatch(asked.strip())
    condition = environ.get("HTTP_IF_RANGE")
    if not found or found.groups() == ("", "") or (condition is not None and condition.strip() != tag):
        return None
    first, last = found.groups()
    if not first:
        wanted = int(last)
        return (max(0, size - wanted), size - 1) if wanted and size else (0, -1)
    if last and int(last) < int(first):
        return None
    return (int(first), min(int(last or size), size - 1)) if int(first) < size else (0, -1)
