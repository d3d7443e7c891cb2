"""Blocks in, findings out. Keeps what a reader would remember (title, heading, column names) and asks every kind."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

from gongkai.review.checking.finding import Finding
from gongkai.review.checking.passages import Hit, Neighbour, Passage, Surroundings, normal
from gongkai.review.checking.rulebook import Rulebook, rulebook_from, shipped
from gongkai.review.checking.tables import Columns, WrittenTables, is_header_line
from gongkai.review.checking.terms import terms_of
from gongkai.review.kinds import block_kinds, every_kind, text_kinds
from gongkai.review.masking.values import mask_value
from gongkai.review.reading.blocks import Block, Cell, Link, Row, Text

NUMBERS = {"id_number", "mobile", "bank_card", "student_number"}
LONGEST_PASSAGE, OVERLAP, LONGEST_NEIGHBOUR = 5000, 200, 100
_CUT = re.compile(r"[\dXx\-\s]*\d[\-\s]*$")


def check_task(arguments: dict) -> dict:
    """For a child process: plain data in and out."""
    rulebook = rulebook_from(arguments["rules"]) if arguments.get("rules") else shipped()
    found = check_path(Path(arguments["path"]), arguments["name"], rulebook)
    return {"findings": [finding.as_dict() for finding in found]}


def check_path(path: Path, name: str, rulebook: Rulebook) -> list[Finding]:
    from gongkai.review.reading import read_blocks

    return check_blocks(read_blocks(path, name), rulebook, title=Path(name).stem)


def check_blocks(blocks: Iterable[Block], rulebook: Rulebook, *, title: str = "") -> list[Finding]:
    """Everything found, in the order of the file, each thing at each place once."""
    check = _Check(rulebook, title)
    for block in blocks:
        check.take(block)
    return list(check.found.values())


class _Check:
    def __init__(self, rulebook: Rulebook, title: str):
        self.rulebook = rulebook
        self.names = [name for name, _kind in text_kinds()]
        self.terms = terms_of(rulebook.terms)
        self.around = Surroundings(title=title)
        self.tables: dict[str, Columns] = {}
        self.written_tables = WrittenTables()
        self.last: Text | None = None
        self.found: dict[tuple, Finding] = {}

    def take(self, block: Block) -> None:
        if isinstance(block, Row):
            self._take_row(block)
        elif isinstance(block, Text):
            self._take_text(block)
        elif isinstance(block, Link) and block.url.lower().startswith(("mailto:", "tel:")):
            self._check_passage(self._passage(Text(block.url, block.place, "link")))
        for kind in block_kinds():
            if isinstance(block, kind.BLOCKS):
                for finding in kind.judge(block):
                    self._keep(finding)

    def _take_text(self, block: Text) -> None:
        if self.last is not None and self.last.place.part != block.place.part:
            self.around = replace(self.around, lead="", recent="", header="")
        self._check_across(block)
        self._note_header(block)
        for piece in self.written_tables.pieces(block):
            if isinstance(piece, Row):
                self._take_row(piece)
            else:
                self._check_passage(self._passage(piece))
                self._remember(piece)
        self.last = block

    def _remember(self, block: Text) -> None:
        words = block.text.strip()
        if block.role == "heading" or (
            not self.around.section and 4 < len(words) < 60 and block.role == "body"
        ):
            self.around = replace(self.around, section=words)
        recent = f"{self.around.recent}\n{words}"[-80:] if 0 < len(words) < 40 else ""
        self.around = replace(self.around, lead=words[-40:], recent=recent)

    def _note_header(self, block: Text) -> None:
        """Column names in plain text hold until the next sentence of prose."""
        header = next((line for line in block.text.splitlines() if is_header_line(line)), None)
        if header is not None:
            self.around = replace(self.around, header=header.strip())
        elif self.around.header and "。" in block.text:
            self.around = replace(self.around, header="")

    def _passage(self, block: Text) -> Passage:
        return Passage(
            raw=block.text, place=block.place, around=self.around, role=block.role, terms=self.terms
        )

    def _check_across(self, block: Text) -> None:
        """A number that a reader's line or paragraph cut in two."""
        last = self.last
        if last is None or last.place.part != block.place.part or not block.text[:1].isdigit():
            return
        tail = _CUT.search(last.text[-24:])
        if tail is None:
            return
        joined = Passage(
            raw=f"{tail.group().rstrip()}\n{block.text[:24]}", place=last.place, around=self.around
        )
        cut = len(tail.group().rstrip())
        for name, kind in text_kinds():
            if name in NUMBERS:
                hits = [hit for hit in kind.find(joined) if hit.start < cut < hit.end]
                self._keep_hits(joined, [(name, hit) for hit in hits])

    def _take_row(self, row: Row) -> None:
        texts = [cell.text for cell in row.cells]
        filled = [text for text in texts if text.strip()]
        columns = self.tables.setdefault(row.table, Columns())
        if len(filled) == 1 and len(filled[0]) < 60 and not columns.labels:
            self.around = replace(self.around, section=filled[0].strip())
        if len(filled) == 1 and not columns.labels:
            cell = next(cell for cell in row.cells if cell.text.strip())
            self._check_passage(self._passage(Text(cell.text, cell.place)))
            return
        labels = columns.labels_for(texts) if filled else None
        if labels is None and not _HEADER_TRIGGER.search("\n".join(filled)):
            return
        self._check_cells(row.cells, labels or [""] * len(texts), columns)

    def _check_cells(self, cells: tuple[Cell, ...], labels: list[str], columns: Columns) -> None:
        """A row is looked at as one text first: most rows hold nothing that any kind would ask about."""
        everything = normal("¦".join([*(cell.text for cell in cells), *labels]))[0]
        kinds = self._asked(everything, self.names)
        if not kinds and not columns.in_form:
            return
        row = tuple(
            Neighbour(label, cell.text[:LONGEST_NEIGHBOUR], cell.place)
            for label, cell in zip(labels, cells, strict=True)
            if cell.text
        )
        row = columns.with_form(row)
        for cell, label in zip(cells, labels, strict=True):
            if cell.text.strip():
                self._check_passage(self._cell_passage(cell, label, row), kinds)

    def _cell_passage(self, cell: Cell, label: str, row: tuple[Neighbour, ...]) -> Passage:
        return Passage(
            raw=cell.text,
            place=cell.place,
            around=self.around,
            role="cell",
            label=label,
            row=row,
            number=cell.number,
            terms=self.terms,
        )

    def _asked(self, text: str, among: list[str]) -> list[str]:
        """The kinds that have something to ask about a text."""
        return [
            name
            for name in among
            if (self.terms.touch(text) if name == "term" else _trigger(name).search(text))
        ]

    def _check_passage(self, passage: Passage, kinds: list[str] | None = None) -> None:
        """A text without end is read in pieces that overlap, so that the time stays in proportion to its length."""
        if len(passage.raw) <= LONGEST_PASSAGE:
            self._check_piece(passage, kinds)
            return
        for start in range(0, len(passage.raw), LONGEST_PASSAGE - OVERLAP):
            self._check_piece(replace(passage, raw=passage.raw[start : start + LONGEST_PASSAGE]), kinds)

    def _check_piece(self, passage: Passage, kinds: list[str] | None) -> None:
        asked = self._asked(f"{passage.text}¦{passage.label}", kinds or self.names)
        hits = [(name, hit) for name in asked for hit in every_kind()[name].find(passage)]
        if hits:
            self._keep_hits(passage, _without_overlaps(hits))

    def _keep_hits(self, passage: Passage, hits: list[tuple[str, Hit]]) -> None:
        masked = self._masked_text(passage, hits)
        for name, hit in hits:
            raw = hit.raw or passage.raw_of(hit.start, hit.end)
            place = hit.place or passage.place
            self._keep(
                Finding(
                    kind=name,
                    severity=hit.severity,
                    where=place.words,
                    message=hit.message,
                    value=hit.value,
                    raw=raw,
                    masked=self._mask(name, raw),
                    excerpt=_excerpt(passage, masked, hit),
                    part=place.part,
                    hidden=place.hidden,
                )
            )

    def _mask(self, name: str, raw: str) -> str:
        rule = self.rulebook.masks.get(name)
        return mask_value(rule, raw) if rule else ""

    def _masked_text(self, passage: Passage, hits) -> list[str]:
        """The raw text letter by letter, each personal value as one masked piece at its first letter."""
        letters = list(passage.raw)
        for name, hit in hits:
            if name in self.rulebook.masks and not hit.raw:
                first, last = passage.span_of(hit.start, hit.end)
                letters[first:last] = [self._mask(name, passage.raw[first:last]), *[""] * (last - first - 1)]
        return letters

    def _keep(self, finding: Finding) -> None:
        key = (finding.kind, finding.value, finding.where, finding.part)
        if finding.kind in {"alt", "unreadable", "internal"}:
            key = (*key, finding.message)
        self.found.setdefault(key, finding)


def _without_overlaps(hits: list[tuple[str, Hit]]) -> list[tuple[str, Hit]]:
    """One value is one thing: the longer of two that overlap, among those that are personal."""
    kept: list[tuple[str, Hit]] = []
    for name, hit in sorted(hits, key=lambda pair: pair[1].start - pair[1].end):
        personal = name in _OVERLAPPING
        clash = personal and any(
            other in _OVERLAPPING and taken.start < hit.end and hit.start < taken.end for other, taken in kept
        )
        if not clash:
            kept.append((name, hit))
    return sorted(kept, key=lambda pair: pair[1].start)


_OVERLAPPING = {*NUMBERS, "passport", "home_address", "personal_email", "plate", "social_account"}


def _excerpt(passage: Passage, masked: list[str], hit: Hit) -> str:
    first, last = passage.span_of(hit.start, hit.end)
    start = max(0, first - 20)
    while start and not masked[start]:
        start -= 1
    words = "".join(masked[start : last + 20]).strip()
    return f"{passage.label}：{words}" if passage.label else words


@cache
def _trigger(name: str) -> re.Pattern:
    return re.compile(dict(text_kinds())[name].TRIGGER)


_HEADER_TRIGGER = re.compile(r"\d{5}|@|★")
"""What a row of column names may still hold."""
