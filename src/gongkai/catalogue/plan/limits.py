"""Explicit time limits: a last day, a term, or how often."""

import re

from gongkai.catalogue.plan.parts import Clause, Limit

N = r"[\d一二三四五六七八九十百两]{1,5}"
PATTERNS = [
    re.compile(r"(?:19|20)\d{2}年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:年?底以?前|以?前|年?底|末|内)"),
    re.compile(r"(?:19|20)\d{2}年(?:全面|基本|全部|初步)?(?:完成|建成|实现)"),
    re.compile(
        rf"(?:自[^，。；：、自]{{2,24}}之日起)?(?<![\d.])(?:{N}个?(?:工作日|小时|分钟)(?:以|之)?内?|{N}(?:个月|天|日|周|年)(?:以|之)?内)"
    ),
    re.compile(rf"不(?:得)?少于{N}(?:个工作日|个月|日|天|年)"),
    re.compile(rf"每(?:{N})?个?(?:年度|半年|年|季度|季|月|周)[^，。；：]{{0,8}}?{N}次"),
]
SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]?")


def limits_of(clause: Clause) -> list[Limit]:
    return [
        Limit(clause.number, text, sentence)
        for found in SENTENCE.finditer(clause.text)
        if (sentence := found[0].strip())
        for text in _limits_in(sentence)
    ]


def _limits_in(sentence: str) -> list[str]:
    """In their order; of two that overlap the one that starts first."""
    found = sorted((match for pattern in PATTERNS for match in pattern.finditer(sentence)), key=_place)
    kept, end = [], 0
    for match in found:
        if match.start() >= end:
            kept.append(match[0])
            end = match.end()
    return kept


def _place(match) -> tuple[int, int]:
    return match.start(), -match.end()
