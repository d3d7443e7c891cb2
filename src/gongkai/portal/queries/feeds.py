"""Reads for feeds and for the list of all addresses."""

import datetime as dt
import json
from dataclasses import dataclass
from urllib.parse import quote

from django.db.models import F, Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from gongkai.core.models import Event, Record, Version
from gongkai.documents.models import PublishedPaper
from gongkai.units.models import Unit

UNNAMED = "gongkai.invalid"
ADDRESSES_PER_PART = 10_000


class Names:
    """Makes ids by RFC 4151. The authority is the domain that the site's settings named at that moment, so a site that
    gets or changes its domain later leaves every earlier id as it was."""

    def __init__(self):
        versions = Version.objects.filter(thing__kind="home", form__isnull=False).order_by("event_id")
        self.domains = [
            (at, json.loads(form).get("site_domain", ""))
            for at, form in versions.values_list("event__at", "form")
        ]

    def tag(self, at: dt.datetime, name: str) -> str:
        domain = next((domain for since, domain in reversed(self.domains) if since <= at), "")
        domain = domain.encode("idna").decode() if domain else UNNAMED
        return f"tag:{domain},{timezone.localdate(at).isoformat()}:{quote(name, safe='/')}"

    def tag_of_site(self, name: str) -> str:
        """For what is as old as the site itself."""
        return self.tag(self.domains[0][0] if self.domains else timezone.now(), name)


def latest() -> QuerySet[PublishedPaper]:
    """Public papers, what changed last first: a correction brings an old paper to the head again."""
    return PublishedPaper.objects.select_related("thing").order_by("-changed_at", "-thing_id")


def newest_moment() -> dt.datetime | None:
    """When the record last grew."""
    return Record.objects.order_by("-number").values_list("event__at", flat=True).first()


@dataclass(frozen=True)
class Described:
    event: Event
    title: str
    unit: str


def described(events: list[Event]) -> list[Described]:
    """Title and unit as they may be shown today: without a title where the text was taken out for good. The unit is
    then the one whose prefix the index number bears."""
    rows = {event.thing_id: getattr(event.thing, "published", None) for event in events}
    found = {pk: (row.title, row.issuer_name) for pk, row in rows.items() if row}
    found |= _last_shown([pk for pk, row in rows.items() if not row])
    prefixes = {
        event.thing_id: event.thing.index_number.rsplit("/", 1)[0]
        for event in events
        if event.thing_id not in found
    }
    units = Unit.objects.filter(index_prefix__in=set(prefixes.values())).prefetch_related("names")
    names = {unit.index_prefix: unit.name for unit in units}
    found |= {pk: ("", names.get(prefix, "")) for pk, prefix in prefixes.items()}
    return [Described(event, *found[event.thing_id]) for event in events]


def _last_shown(things: list[int]) -> dict[int, tuple[str, str]]:
    newest = Version.objects.filter(thing=OuterRef("thing")).order_by("-number").values("number")[:1]
    versions = Version.objects.filter(thing_id__in=things, number=Subquery(newest), form__isnull=False)
    forms = {version.thing_id: json.loads(version.form) for version in versions}
    return {
        pk: (form["title"], (form.get("document") or {}).get("issuer", form["unit"])["name"])
        for pk, form in forms.items()
    }


@dataclass(frozen=True)
class Part:
    """One file of the list of all addresses: papers whose key lies in one range, so that none is counted to find it."""

    number: int
    changed_at: dt.datetime


def address_parts() -> list[Part]:
    rows = PublishedPaper.objects.order_by().annotate(part=F("thing_id") / ADDRESSES_PER_PART)
    rows = rows.values("part").annotate(changed=Max("changed_at")).order_by("part")
    return [Part(row["part"], row["changed"]) for row in rows]


def addresses_of_part(number: int) -> QuerySet:
    """(index number, last change) of one part."""
    first = number * ADDRESSES_PER_PART
    rows = PublishedPaper.objects.filter(thing_id__gte=first, thing_id__lt=first + ADDRESSES_PER_PART)
    return rows.order_by("thing_id").values_list("thing__index_number", "changed_at")


def newest_changes(field: str) -> dict[int, dt.datetime]:
    """The last change of any paper, by column or by unit."""
    rows = PublishedPaper.objects.order_by().values(field).annotate(changed=Max("changed_at"))
    return {row[field]: row["changed"] for row in rows}
