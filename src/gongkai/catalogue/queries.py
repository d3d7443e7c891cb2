"""Reads of the catalogue used by the desk and by the public site."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from gongkai.catalogue.clauses import CLAUSES
from gongkai.catalogue.models import Matter


@dataclass
class Clause:
    """One clause of the plan with the matters that answer to it."""

    code: str
    title: str
    matters: list[Matter] = field(default_factory=list)


def matters_in_use(*, keep: int | None = None):
    """Matters that hold today, and the one that a paper names already."""
    in_use = Q(retired_on=None) | Q(retired_on__gt=timezone.localdate())
    return Matter.objects.filter(in_use | Q(pk=keep))


def find_matters(words: str, matters=None):
    """Matters in which every word stands somewhere: code, title, elements, basis or publisher."""
    found = Matter.objects.all() if matters is None else matters
    for word in words.split():
        found = found.filter(
            Q(code__icontains=word)
            | Q(topic__icontains=word)
            | Q(title__icontains=word)
            | Q(elements__icontains=word)
            | Q(basis__icontains=word)
            | Q(publisher__icontains=word)
        )
    return found


def by_clause(matters) -> list[Clause]:
    """The given matters under the clauses of the plan, in the plan's order; clauses without any are left out."""
    groups = {code: Clause(code, str(title)) for code, title in CLAUSES.items()}
    for matter in matters:
        groups.setdefault(matter.clause, Clause(matter.clause, "")).matters.append(matter)
    return [group for group in groups.values() if group.matters]
