"""Reads of the public site. Each page kind costs a fixed number of queries, however many papers there are."""

from gongkai.portal.queries.frame import Column, Frame, site_frame
from gongkai.portal.queries.lists import (
    changes,
    figures,
    figures_of_home,
    matter_counts,
    papers_in_columns,
    papers_of_clause,
    papers_of_matter,
    papers_of_unit,
    published,
    with_titles,
)
from gongkai.portal.queries.papers import (
    interpretations_of,
    interpreted_by,
    issuer_today,
    paper_thing,
    unit_of_prefix,
)
from gongkai.portal.queries.plan import (
    UnitShown,
    clauses_of,
    counts_by_clause,
    current_matters_of,
    public_plan,
    units_of_clause,
    withdrawn_plan,
)
from gongkai.portal.queries.units import UnitLine, unit_lines, unit_page

__all__ = [
    "Column",
    "Frame",
    "UnitLine",
    "UnitShown",
    "changes",
    "clauses_of",
    "counts_by_clause",
    "current_matters_of",
    "figures",
    "figures_of_home",
    "interpretations_of",
    "interpreted_by",
    "issuer_today",
    "matter_counts",
    "paper_thing",
    "papers_in_columns",
    "papers_of_clause",
    "papers_of_matter",
    "papers_of_unit",
    "public_plan",
    "published",
    "site_frame",
    "unit_lines",
    "unit_of_prefix",
    "unit_page",
    "units_of_clause",
    "with_titles",
    "withdrawn_plan",
]
