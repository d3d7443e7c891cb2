"""Reading a 政务公开实施方案 out of plain text: a pure parser, which knows the genre and no city."""

from gongkai.catalogue.plan.parts import Chapter, Clause, Limit, NotAPlan, ReadPlan, Repair, Unsure
from gongkai.catalogue.plan.reader import as_text, read_plan

__all__ = [
    "Chapter",
    "Clause",
    "Limit",
    "NotAPlan",
    "ReadPlan",
    "Repair",
    "Unsure",
    "as_text",
    "read_plan",
]
