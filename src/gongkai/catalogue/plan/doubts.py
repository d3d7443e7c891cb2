"""Places that read oddly but are not certain enough to be changed."""

import re

from gongkai.catalogue.plan.parts import Chapter, Notes

ROLE_AS_WORK = re.compile(r"发挥[^，。；]{0,20}?((?:导向|引领|示范|带动|引导|平台|监督|基础)工作)")
LINE_FOR_MUTUAL = re.compile(r"与[^，。；]{2,20}?([^，。；、]{3}[^，。；上下]线结合)")
UNQUOTED = re.compile(
    r"(?:根据|按照|依据|贯彻|落实)[^《》，。；]{0,20}?(?:[和、及与]|按照|根据|依据)?([^《》，。；、和及与]{4,24}?(?:条例|纲要|行动计划))(?!》)"
)
YEAR_ALONE = re.compile(r"(?:19|20)\d{2}年，")


def look_for_doubts(chapters: list[Chapter], preamble: list[str], notes: Notes) -> None:
    for paragraph in preamble:
        _look_at(paragraph, notes)
    for chapter in chapters:
        for paragraph in chapter.paragraphs:
            _look_at_goal(paragraph, notes)
            _look_at(paragraph, notes)
        for clause in chapter.clauses:
            for paragraph in clause.paragraphs:
                _look_at(paragraph, notes)
    _look_for_units(chapters, notes)


def _look_at(paragraph: str, notes: Notes) -> None:
    for found in ROLE_AS_WORK.finditer(paragraph):
        notes.doubt(found[1], f"可能是“{found[1][:-2]}作用”，照原文保留")
    for found in LINE_FOR_MUTUAL.finditer(paragraph):
        notes.doubt(found[1], "可能是“相结合”，照原文保留")
    for found in UNQUOTED.finditer(paragraph):
        notes.doubt(found[1], "像是引用的文件，但没有书名号，没有列入引用文件")
    for sentence in re.split("[。；]", paragraph):
        if "以外" in sentence and "除" not in sentence:
            end = sentence.index("以外") + 2
            notes.doubt(sentence[max(0, end - 24) : end], "有“以外”没有“除”，前面可能漏了字，照原文保留")


def _look_at_goal(paragraph: str, notes: Notes) -> None:
    found = YEAR_ALONE.match(paragraph)
    if found:
        notes.doubt(found[0], "可能是“到这一年”；在总体要求里，看作总目标，没有列为哪一条的时限")


def _look_for_units(chapters: list[Chapter], notes: Notes) -> None:
    without = [clause.number for chapter in chapters for clause in chapter.clauses if not clause.lead]
    if without:
        notes.doubt("、".join(without), "没有写责任单位")
