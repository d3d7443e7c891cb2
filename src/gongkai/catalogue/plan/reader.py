"""The way through a text: clean lines, mended lines, outline, head, limits, doubts."""

import re

from gongkai.catalogue.plan import doubts, head, limits
from gongkai.catalogue.plan.mending import mend_line
from gongkai.catalogue.plan.numerals import numeral_of
from gongkai.catalogue.plan.outline import Outline, split_head, split_tail
from gongkai.catalogue.plan.parts import Chapter, Clause, NotAPlan, Notes, ReadPlan

MOST_CHARACTERS = 120_000
LONGEST_LINE = 5_000
MOST_LINES = 4_000
FEWEST_CLAUSES = 3
BLANK = re.compile("[\u00a0\u2000-\u200b\u202f\u205f\u3000\ufeff\t ]+")
WORD = re.compile(r"\w")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd]")


def read_plan(text: str) -> ReadPlan:
    """The plan that the text holds. Raises `NotAPlan`, and nothing else, for every text that holds none."""
    lines = _lines(text)
    notes = Notes(text)
    lines = [mend_line(line, notes) for line in lines]
    before, body = split_head(lines)
    body, tail = split_tail(body)
    outline = Outline(notes)
    for line in body:
        outline.take(line)
    outline.finish()
    title = head.title_of(before)
    _must_be_a_plan(title, outline.chapters)
    preamble = head.prose_of(before, title)
    date = head.date_of([*before, *tail], notes)
    number = head.number_of(before, notes)
    doubts.look_for_doubts(outline.chapters, preamble, notes)
    return ReadPlan(
        title=title,
        date=date,
        document_number=number,
        citations=head.citations_of(preamble + _all_paragraphs(outline.chapters), title),
        preamble=preamble,
        chapters=outline.chapters,
        limits=[limit for clause in _clauses(outline.chapters) for limit in limits.limits_of(clause)],
        repairs=notes.all_repairs(),
        unsure=notes.unsure,
    )


def as_text(plan: ReadPlan) -> str:
    """The plan as clean text. Reading it again finds the same plan and nothing to repair."""
    lines = [plan.title, plan.document_number]
    if plan.date:
        lines.append(f"{plan.date.year}年{plan.date.month}月{plan.date.day}日")
    lines += plan.preamble
    for chapter in plan.chapters:
        lines += [f"{numeral_of(chapter.number)}、{chapter.title}", *chapter.paragraphs]
        for clause in chapter.clauses:
            lines += _clause_lines(clause)
    return "\n".join(line for line in lines if line) + "\n"


def _clause_lines(clause: Clause) -> list[str]:
    numeral = numeral_of(int(clause.number.partition(".")[2]))
    first, *others = clause.paragraphs or [""]
    lines = [f"（{numeral}）{clause.title}。{first}", *others]
    if clause.lead:
        lines.append(f"责任单位：{'、'.join(clause.lead)}")
    if clause.supporting:
        lines.append(f"配合单位：{'、'.join(clause.supporting)}")
    return lines


def _lines(text: str) -> list[str]:
    if len(text) > MOST_CHARACTERS:
        raise NotAPlan(
            f"这不是一份方案：有 {len(text):,} 个字符，方案不会超过 {MOST_CHARACTERS:,} 个。请核对文件。"
        )
    if CONTROL.search(text):
        raise NotAPlan("这不是文字文件。请用 Word 打开方案，另存为纯文本（UTF-8）后再导入。")
    lines = [BLANK.sub(" ", line).strip() for line in text.splitlines()]
    lines = [line for line in lines if WORD.search(line)]
    if not lines:
        raise NotAPlan("文件是空的。请核对是不是选错了文件。")
    if len(lines) > MOST_LINES:
        raise NotAPlan(f"这不是一份方案：有 {len(lines):,} 行，方案不会超过 {MOST_LINES:,} 行。请核对文件。")
    longest = max(lines, key=len)
    if len(longest) > LONGEST_LINE:
        raise NotAPlan(
            f"这不是一份方案：“{longest[:12]}……”这一段有 {len(longest):,} 个字，没有分段。请核对文件。"
        )
    return lines


def _must_be_a_plan(title: str, chapters: list[Chapter]) -> None:
    missing = []
    if "公开" not in title:
        missing.append("标题（“……公开……方案”）")
    clauses = _clauses(chapters)
    if len(clauses) < FEWEST_CLAUSES:
        missing.append("分章的条款（“一、”下的“（一）”）")
    if not any(clause.lead for clause in clauses):
        missing.append("条款后的责任单位")
    if missing:
        raise NotAPlan(f"这不是一份政务公开实施方案：没有找到{'、'.join(missing)}。请核对是不是选错了文件。")


def _clauses(chapters: list[Chapter]) -> list[Clause]:
    return [clause for chapter in chapters for clause in chapter.clauses]


def _all_paragraphs(chapters: list[Chapter]) -> list[str]:
    found = []
    for chapter in chapters:
        found += chapter.paragraphs
        for clause in chapter.clauses:
            found += clause.paragraphs
    return found
