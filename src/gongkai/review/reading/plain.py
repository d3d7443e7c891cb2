"""Text and tables of text: .txt, .csv, .tsv and their like, in any encoding, streamed."""

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from gongkai.review.reading.blocks import Block, Cell, Row, Text, Unreadable
from gongkai.review.reading.encodings import open_text
from gongkai.review.reading.source import Source

DELIMITERS = ",\t;|，"
MAX_FIELD = 4_000_000
MAX_LINE = 200_000
_OVERLAP = 200
_SAMPLE_LINES = 40
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def text_blocks(source: Source, encoding: str) -> Iterator[Block]:
    """A text whose lines are all divided alike is a table; every other one gives its lines."""
    yield from _damage(source, encoding)
    with open_text(source.stream, encoding) as stream:
        lines = _lines(stream)
        sample = list(itertools.islice(lines, _SAMPLE_LINES))
        delimiter = _delimiter(sample, "\t|,") if _is_table(sample) else ""
        everything = itertools.chain(sample, lines)
        if delimiter:
            yield from _rows(source, everything, delimiter)
        else:
            yield from _paragraphs(source, enumerate(everything, 1))


def csv_blocks(source: Source, encoding: str) -> Iterator[Block]:
    yield from _damage(source, encoding)
    with open_text(source.stream, encoding) as stream:
        lines = _lines(stream)
        sample = list(itertools.islice(lines, _SAMPLE_LINES))
        yield from _rows(source, itertools.chain(sample, lines), _delimiter(sample, DELIMITERS) or ",")


def _damage(source: Source, encoding: str) -> Iterator[Block]:
    if encoding.endswith("?"):
        reason = _("文件里有些字节不属于任何一种中文编码，检查读不了这些字。请另存为 UTF-8 再上传。")
        yield Unreadable(reason, source.place())


def _lines(stream: io.TextIOBase) -> Iterator[str]:
    """Lines of bounded length; the parts of a longer one overlap so that no value is cut."""
    while line := stream.readline(MAX_LINE):
        line = line.lstrip("\ufeff")
        yield line
        while line and not line.endswith(("\n", "\r")) and (rest := stream.readline(MAX_LINE)):
            yield line[-_OVERLAP:] + rest
            line = rest


def _paragraphs(source: Source, lines) -> Iterator[Block]:
    words = _("第 %(number)s 行")
    for number, line in lines:
        text = unescaped(line.strip("\r\n"))
        if text.strip():
            yield Text(text, source.place(words % {"number": number}))


def unescaped(text: str) -> str:
    r"""JSON and scripts may write characters as \u5f20."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "\\u" in text else text


def _is_table(sample: list[str]) -> bool:
    lines = [line for line in sample if line.strip()]
    return len(lines) > 1 and any(
        _is_even(lines, delimiter, least) for delimiter, least in (("\t", 1), ("|", 1), (",", 2))
    )


def _is_even(lines: list[str], delimiter: str, least: int) -> bool:
    counts = {line.count(delimiter) for line in lines}
    return len(counts) == 1 and counts.pop() >= least


def _delimiter(sample: list[str], candidates: str) -> str:
    """The one that divides most lines into the same number of fields."""
    lines = [line for line in sample if line.strip()]
    best, most = "", 0
    for candidate in candidates:
        counts = Counter(len(fields) for fields in csv.reader(lines, delimiter=candidate))
        counts.pop(1, None)
        alike = max(counts.values(), default=0)
        if alike > most:
            best, most = candidate, alike
    return best


def _rows(source: Source, lines: Iterator[str], delimiter: str) -> Iterator[Block]:
    csv.field_size_limit(MAX_FIELD)
    reader = csv.reader(lines, delimiter=delimiter)
    words, number = _("第 %(row)s 行第 %(column)s 列"), 0
    try:
        for number, fields in enumerate(reader, 1):
            if any(map(str.strip, fields)):
                yield Row(_cells(source, fields, number, words), table="", number=number)
    except csv.Error:  # A quotation mark that nobody closed, or a NUL: what follows is read line by line.
        yield from _paragraphs(source, enumerate(lines, number + 2))


def _cells(source: Source, fields: list[str], number: int, words: str) -> tuple[Cell, ...]:
    return tuple(
        Cell(unescaped(field), source.place(words % {"row": number, "column": column}))
        for column, field in enumerate(fields, 1)
    )
