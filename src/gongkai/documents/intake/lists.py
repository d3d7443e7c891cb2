"""Lists of records: .jsonl and .csv. Whatever is wrong with one of them is said with its line; the rest goes on."""

import csv
import io
import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.documents.intake.candidate import Unplaced
from gongkai.documents.intake.lines import MAX_LINE, Line, lines

DELIMITERS = ",\t;|"
MAX_ROW_LINES = 20_000
csv.field_size_limit(MAX_LINE)


@dataclass
class Source:
    """One file to read. `name` is what a person is shown of its path; beyond `root` nothing is read."""

    path: Path
    root: Path
    name: str


@dataclass
class Record:
    """One record as it stands in the source, before anybody knows what its fields mean."""

    where: str
    source: Source
    values: dict = field(default_factory=dict)
    is_file: bool = False


def list_records(source: Source) -> Iterator[Record | Unplaced]:
    read = _json_records if source.path.suffix.lower() == ".jsonl" else _csv_records
    try:
        yield from read(source)
    except BadFile as error:
        yield Unplaced(source.name, str(error))


def at_line(source: Source, number: int) -> str:
    return _("%(file)s 第%(line)d行") % {"file": source.name, "line": number}


def _json_records(source: Source):
    for line in lines(source.path):
        where = at_line(source, line.number)
        if line.problem:
            yield Unplaced(where, line.problem)
        elif line.text.strip():
            yield _json_record(source, where, line.text)


def _json_record(source: Source, where: str, text: str) -> Record | Unplaced:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return Unplaced(where, _("这一行不是完整的 JSON，读不出来。请检查引号、括号是否成对，一行写一条。"))
    if not isinstance(values, dict):
        return Unplaced(where, _('这一行不是一条记录。每行应当是一个 JSON 对象，如 {"title": "标题"}。'))
    return Record(where, source, values)


def _csv_records(source: Source):
    rows = iter(_Rows(source))
    first = next((row for row in rows if isinstance(row, Unplaced) or any(row.cells)), None)
    if first is None:
        raise BadFile(_("文件是空的，没有表头也没有记录。"))
    if isinstance(first, Unplaced):
        raise BadFile(_("表头读不出来：%(reason)s") % {"reason": first.reason})
    header = [name.strip() for name in first.cells]
    _check_header(header)
    for row in rows:
        if isinstance(row, Unplaced):
            yield row
        elif len(row.cells) > len(header) and any(row.cells[len(header) :]):
            reason = _("这一行有 %(found)d 格，表头只有 %(named)d 格，可能是引号或分隔符不对，请改正。")
            figures = {"found": len(row.cells), "named": len(header)}
            yield Unplaced(at_line(source, row.number), reason % figures)
        elif any(cell.strip() for cell in row.cells):
            values = dict(zip(header, row.cells, strict=False))
            yield Record(at_line(source, row.number), source, values)


def _check_header(header: list[str]) -> None:
    twice = [name for index, name in enumerate(header) if name and name in header[:index]]
    if twice:
        raise BadFile(
            _("表头里“%(name)s”出现了不止一次，分不清用哪一列。请改名后再读。") % {"name": twice[0][:40]}
        )


@dataclass
class _Row:
    number: int
    cells: list[str]


class _Rows:
    """Rows that may run over several lines. A quote that is never closed costs its own line, not the rest of the file."""

    def __init__(self, source: Source):
        self.source = source
        self.stream = lines(source.path)
        self.waiting: deque[Line] = deque()
        self.delimiter = ""

    def __iter__(self) -> Iterator[_Row | Unplaced]:
        while line := self._next():
            if line.problem:
                yield Unplaced(at_line(self.source, line.number), line.problem)
            elif not line.text.strip():
                yield _Row(line.number, [])
            else:
                self.delimiter = self.delimiter or max(DELIMITERS, key=line.text.count)
                yield self._row(line)

    def _next(self) -> Line | None:
        return self.waiting.popleft() if self.waiting else next(self.stream, None)

    def _row(self, line: Line) -> _Row | Unplaced:
        taken, size = [line], len(line.text)
        is_open = _is_open(line.text, self.delimiter)
        while is_open and len(taken) < MAX_ROW_LINES and size < MAX_LINE:
            more = self._next()
            if more is None:
                break
            taken.append(more)
            size += len(more.text)
            is_open = _is_open(more.text, self.delimiter, True) or bool(more.problem)
        rows = None if is_open else _parsed("\n".join(each.text for each in taken), self.delimiter)
        if rows is None:
            self.waiting.extendleft(reversed(taken[1:]))
            reason = _("这一行的引号没有成对，或者格里的引号没有写成两个，读不出来。请改正。")
            return Unplaced(at_line(self.source, line.number), reason)
        return _Row(line.number, rows[0] if rows else [])


def _parsed(text: str, delimiter: str) -> list[list[str]] | None:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def _is_open(text: str, delimiter: str, is_open: bool = False) -> bool:
    """Whether a quoted cell is still open at the end of this line."""
    position = 0
    while position <= len(text):
        if not is_open and text[position : position + 1] == '"':
            is_open, position = True, position + 1
        if is_open:
            end = text.find('"', position)
            if end < 0:
                return True
            position = end + 1
            if text[position : position + 1] == '"':
                position += 1
                continue
            is_open = False
        found = text.find(delimiter, position)
        if found < 0:
            return False
        position = found + 1
    return is_open
