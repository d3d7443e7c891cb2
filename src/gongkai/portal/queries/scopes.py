"""Of which papers each public list is, and by which facets it can be narrowed."""

from django.db.models import Q

from gongkai.catalogue.models import Matter
from gongkai.core.models import Event
from gongkai.portal.queries.facets import (
    ColumnFacet,
    GenreFacet,
    IssuerFacet,
    MatterFacet,
    TopicFacet,
    ValidityFacet,
)
from gongkai.portal.queries.frame import Column, Frame
from gongkai.portal.queries.listing import Scope
from gongkai.units.models import Unit

OF_EVERY_PAPER = (ValidityFacet(), IssuerFacet(), TopicFacet(), GenreFacet())


def column_scope(column: Column) -> Scope:
    """A column with everything below it."""
    below = [(child, child.family()) for child in column.children]
    facets = ((ColumnFacet(below),) if below else ()) + OF_EVERY_PAPER
    members = [member.page_id for member in column.family()]
    return Scope(f"column-{column.code}", Q(column_id__in=members), facets)


def unit_scope(unit: Unit, frame: Frame) -> Scope:
    """A unit that is gone keeps what was issued in its name, though another unit looks after it now."""
    groups = [(column, column.family()) for column in frame.top_columns]
    papers = Q(unit=unit) | Q(issuer=unit) if unit.dissolved_on else Q(unit=unit)
    return Scope(f"unit-{unit.code}", papers, (*OF_EVERY_PAPER, ColumnFacet(groups)))


def intake_scope(event: Event) -> Scope:
    """What a batch made public and still is; a withdrawn one is found in the list of changes."""
    return Scope(f"intake-{event.pk}", Q(thing__events__part_of=event), OF_EVERY_PAPER)


def matter_scope(matter: Matter) -> Scope:
    return Scope(f"matter-{matter.pk}", Q(matter=matter), OF_EVERY_PAPER)


def language_scope(tag: str) -> Scope:
    """Papers written in that language."""
    return Scope(f"language-{tag}", Q(language=tag), OF_EVERY_PAPER)


def clause_scope(number: str, matters: list[Matter]) -> Scope:
    """Papers of every matter of the clause, retired ones too; only those given can be chosen among."""
    return Scope(f"clause-{number}", Q(matter__clause=number), (MatterFacet(matters), *OF_EVERY_PAPER))
