"""The first page."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from gongkai.portal import queries
from gongkai.portal.choices import read_choices
from gongkai.portal.context import frame_of

NEWEST_ON_HOME = 14
BESIDE = 4
UNITS_ON_HOME = 24
TOPICS_ON_HOME = 6
TABS = (
    ("", _("全部"), ()),
    ("document", pgettext_lazy("one document", "文件"), ("document",)),
    ("interpretation", _("解读"), ("interpretation",)),
    ("news", _("动态"), ("news",)),
    ("topic", _("专题"), ("topic",)),
)


@require_safe
def home(request):
    frame, now = frame_of(request), timezone.localtime()
    figures, this_year = queries.figures_of_home(now, frame.digest)
    kind = next(iter(read_choices(request, names=("kind",)).of("kind")), "")
    tabs = _tabs(queries.kind_counts(frame.digest), kind)
    kinds = next((kinds for _code, _word, kinds, current in tabs if current), ())
    context = {
        "now": now,
        "figures": figures,
        "cells": _cells(frame, this_year),
        "tabs": tabs,
        "newest": queries.newest_papers(NEWEST_ON_HOME, kinds=kinds),
        "interpretations": queries.newest_interpretations(BESIDE),
        "changes": queries.with_titles(list(queries.changes()[:BESIDE])),
        "clauses": _clauses(frame),
        "blocks": queries.fixed_blocks(frame).values(),
        "others": queries.other_columns(frame),
        "units": _units(frame),
        "topics": queries.newest_papers(TOPICS_ON_HOME, kinds=("topic",)),
    }
    return render(request, "portal/home.html", context)


def _tabs(counts: dict[str, int], asked: str) -> list[tuple]:
    """Code, word, kinds, and whether it is the one shown; kinds without any paper have no tab."""
    tabs = [tab for tab in TABS if not tab[2] or any(counts.get(kind) for kind in tab[2])]
    known = asked if any(code == asked for code, _word, _kinds in tabs) else ""
    return [(*tab, tab[0] == known) for tab in tabs]


def _cells(frame, this_year: dict[int, int]) -> list[dict]:
    return [
        {"column": column, "number": sum(this_year.get(member.page_id, 0) for member in column.family())}
        for column in frame.top_columns
    ]


def _clauses(frame) -> list[dict]:
    """Every clause of the public plan with what answers to it; without a plan nothing is asked for."""
    if not frame.clauses:
        return []
    matters, papers = queries.counts_by_clause(frame.digest)
    return [
        {"number": number, "title": title, "matters": matters[number], "papers": papers[number]}
        for number, title in frame.clauses.items()
    ]


def _units(frame) -> list:
    return [line for line in queries.unit_lines(frame.digest) if not line.is_dissolved()][:UNITS_ON_HOME]
