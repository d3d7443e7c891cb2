"""Reads for the page of one paper."""

from dataclasses import dataclass

from django.utils import timezone

from gongkai.core.models import Thing, ThingState
from gongkai.documents.models import PublishedPaper
from gongkai.portal.queries.lists import PAPER_KINDS
from gongkai.units.models import Unit
from gongkai.units.queries import successors_on, units_through_time

RELATED = 5


@dataclass(frozen=True)
class IssuerToday:
    """Under which name, or as which units, the issuer of an old paper is found today."""

    unit: Unit
    successors: list[Unit]

    @property
    def units(self) -> list[Unit]:
        return self.successors or [self.unit]


def paper_thing(index_number: str) -> Thing | None:
    """The paper that is or was public under that number; a draft does not exist for the public."""
    things = Thing.objects.filter(index_number=index_number, kind__in=PAPER_KINDS)
    return things.exclude(state=ThingState.DRAFT).first()


def interpretations_of(thing: Thing) -> list[PublishedPaper]:
    rows = PublishedPaper.objects.filter(interprets=thing).select_related("thing")
    return list(rows.order_by("-first_published_at"))


def related_to(form: dict, thing: Thing) -> list[PublishedPaper]:
    """The newest other papers of the same matter; a topic lists them in its main column."""
    code = (form.get("matter") or {}).get("code")
    if not code or thing.kind == "topic":
        return []
    rows = PublishedPaper.objects.filter(matter__code=code).exclude(thing=thing)
    return list(rows.select_related("thing").order_by("-first_published_at", "-thing_id")[:RELATED])


def interpreted_by(form: dict) -> PublishedPaper | None:
    """The document that an interpretation speaks of, when it is public now."""
    number = (form.get("interpretation") or {}).get("interprets")
    if not number:
        return None
    return PublishedPaper.objects.filter(thing__index_number=number).select_related("thing").first()


def issuer_today(form: dict) -> IssuerToday | None:
    """Who answers today for what that issuer once issued, through renamings, mergers and transfers of duties."""
    issuer = (form.get("document") or {}).get("issuer") or form.get("unit")
    units = {unit.code: unit for unit in units_through_time()}
    unit = units.get((issuer or {}).get("code", ""))
    if unit is None:
        return None
    return IssuerToday(unit=unit, successors=successors_on(unit, timezone.localdate(), units.values()))


def unit_of_prefix(prefix: str) -> Unit | None:
    return Unit.objects.filter(index_prefix=prefix).prefetch_related("names").first()
