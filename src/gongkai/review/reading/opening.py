"""Which reader a file needs. The content decides; the name only chooses between .txt and .csv."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.review.reading.blocks import Block
from gongkai.review.reading.encodings import find_encoding
from gongkai.review.reading.source import Source

_MARKUP = (
    b"<!doctype html",
    b"<html",
    b"<head",
    b"<body",
    b"<table",
    b"<div",
    b"<p",
    b"<meta",
    b"<!--",
    b"<span",
)


def blocks_of(source: Source) -> Iterator[Block]:
    source.stream.seek(0)
    head = source.stream.read(1024)
    if not head:
        raise BadFile(_("文件是空的，请检查后重新上传。"))
    yield from _written(source, head)


def _written(source: Source, head: bytes) -> Iterator[Block]:
    encoding = find_encoding(source.stream)
    if encoding is None:
        raise BadFile(_("看不出这是什么文件，检查读不了。请另存为 .docx、.xlsx 或 .pdf 再上传。"))
    name = source.name.lower()
    if _is_markup(head, encoding):
        from gongkai.review.reading.html import page_blocks

        return page_blocks(source)
    from gongkai.review.reading.plain import csv_blocks, text_blocks

    return (csv_blocks if name.endswith((".csv", ".tsv")) else text_blocks)(source, encoding)


def _is_markup(head: bytes, encoding: str) -> bool:
    opening = head.decode(encoding.rstrip("?"), "ignore").lstrip("\ufeff \t\r\n").lower().encode()
    return opening.startswith(_MARKUP)
