"""政府信息公开专栏: the four fixed blocks of 国办公开办函〔2019〕61号, found among the public columns."""

import re
from dataclasses import dataclass

from gongkai.documents.models import PublishedPaper
from gongkai.portal.queries.frame import Column, Frame
from gongkai.portal.queries.lists import papers_in_columns

REPORTS_AT_MOST = 300
GUIDES_AT_MOST = 100
_YEAR = re.compile(r"(20\d\d)年")


@dataclass(frozen=True)
class Block:
    """A fixed block: its name is the nation's, its column the city's; None while the city has no such column."""

    code: str
    title: str
    column: Column | None

    @property
    def page_ids(self) -> list[int]:
        return [member.page_id for member in self.column.family()] if self.column else []


FIXED = (
    ("guide", "政府信息公开指南", "信息公开指南"),
    ("rules", "政府信息公开制度", None),
    ("statutory", "法定主动公开内容", None),
    ("reports", "政府信息公开年报", "信息公开年报"),
)


def fixed_blocks(frame: Frame) -> dict[str, Block]:
    """By the fixed name, which no city may change; else by the national ColumnType, else by the column's code."""
    columns = frame.columns.values()
    found = {}
    for code, title, column_type in FIXED:
        named = [column for column in columns if column.title == title]
        typed = [column for column in columns if column_type and column.column_type == column_type]
        coded = [column for column in columns if column.code == code]
        found[code] = Block(code, title, next(iter(named + typed + coded), None))
    return found


def other_columns(frame: Frame) -> list[Column]:
    """What else stands beside the four in the same part of the site."""
    fixed = [block.column for block in fixed_blocks(frame).values() if block.column]
    above = {column.parent for column in fixed if column.parent}
    return [column for column in frame.columns.values() if column.parent in above and column not in fixed]


def newest_in(block: Block, number: int) -> list[PublishedPaper]:
    return list(papers_in_columns(block.page_ids)[:number])


def guides(block: Block, frame: Frame) -> list[PublishedPaper]:
    """One of each unit, its newest; the city government's own, or its office's, stands before those of the departments."""
    government = frame.home.get("organiser", "").removesuffix("办公室")
    newest: dict[str, PublishedPaper] = {}
    for row in newest_in(block, GUIDES_AT_MOST):
        newest.setdefault(row.issuer_name, row)
    return sorted(newest.values(), key=lambda row: row.issuer_name.removesuffix("办公室") != government)


def reports_by_year(block: Block) -> list[tuple[int, list[PublishedPaper]]]:
    """Annual reports under the year they report on, the newest year first, units in the order of their names."""
    years: dict[int, list[PublishedPaper]] = {}
    for row in papers_in_columns(block.page_ids)[:REPORTS_AT_MOST]:
        years.setdefault(_reported_year(row), []).append(row)
    return [
        (year, sorted(rows, key=lambda row: row.issuer_name))
        for year, rows in sorted(years.items(), reverse=True)
    ]


def _reported_year(row: PublishedPaper) -> int:
    """The title says it (2025年政府信息公开工作年度报告); else the day of writing."""
    named = _YEAR.search(row.title)
    return int(named[1]) if named else (row.written_on or row.first_published_at).year
