"""What an event changes, in the keys of `pages`: told to the journal before the commit, and ended after it."""

import json
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from gongkai.catalogue.models import Matter
from gongkai.core import ahead, outbox
from gongkai.core.models import Event, Thing, Version
from gongkai.documents.models import PublishedPaper
from gongkai.portal import queries
from gongkai.portal.languages import BY_TAG
from gongkai.portal.publication.journal import SITE, journal
from gongkai.portal.publication.pages import RECORD
from gongkai.portal.queries.feeds import ADDRESSES_PER_PART
from gongkai.portal.queries.lists import PAPER_KINDS


@ahead.listener
def before_commit(event: Event | None) -> None:
    """The mark that always wins: nothing that the event touches is served from a file until its transaction is over."""
    if not settings.STATIC_PUBLICATION:
        return
    token = str(event.pk) if event else uuid4().hex
    journal().begin(token, touched(event) if event else {SITE})
    transaction.on_commit(partial(journal().end, token), robust=True)


@outbox.handler("publication")
def after_commit(event: Event) -> None:
    """For a process that died between its commit and the line it would have written then."""
    if settings.STATIC_PUBLICATION:
        journal().end(str(event.pk))


def touched(event: Event) -> set[str]:
    thing = event.thing
    if thing.kind in PAPER_KINDS:
        return {RECORD} | _touched_by_paper(event)
    if thing.kind == "unit_home":
        codes = _unit_codes(thing)
        return {RECORD} | {f"unit/{code}" for code in codes} if codes else {SITE}
    return {
        SITE
    }  # The home page, a column, the plan: in the frame of every page. A batch: lists without number.


def _touched_by_paper(event: Event) -> set[str]:
    """Its own page and lists, as it stood before and as it stands now; and those of the papers that name it or that it
    names, for each shows the other."""
    thing = event.thing
    places = [place for place in (_before(thing), _after(event)) if place]
    named = Thing.objects.filter(index_number__in={place.interprets for place in places if place.interprets})
    rows = PublishedPaper.objects.filter(Q(thing__in=named) | Q(interprets=thing))
    rows = rows.select_related("thing", "unit", "issuer", "column", "matter", "interprets")
    keys = {f"paper/{thing.index_number}", f"part/{thing.pk // ADDRESSES_PER_PART}"}
    for place in places:
        keys |= place.keys()
    for row in rows:
        place = _of_row(row)
        # An interpretation shows the title of what it is of; that shows in its lists how many interpretations it has.
        keys |= {f"paper/{row.thing.index_number}"} | (
            set() if row.interprets_id == thing.pk else place.keys()
        )
    batches = thing.events.filter(part_of__isnull=False).values_list("part_of__thing__object_id", flat=True)
    return keys | {f"intake/{number}" for number in batches}


@dataclass(frozen=True)
class _Place:
    """Where a paper is listed."""

    units: tuple[str, ...]
    column: str
    matter: str
    interprets: str
    language: str

    def keys(self) -> set[str]:
        above = queries.site_frame().path(self.column)
        clauses = Matter.objects.filter(code=self.matter).values_list("clause", flat=True)
        return (
            {f"unit/{code}" for code in self.units if code}
            | {f"column/{code}" for code in (self.column, *(column.code for column in above)) if code}
            | ({f"matter/{self.matter}"} if self.matter else set())
            | {f"clause/{number}" for number in clauses}
            | ({f"language/{BY_TAG[self.language].code}"} if self.language in BY_TAG else set())
        )


def _of_row(row: PublishedPaper) -> _Place:
    return _Place(
        units=(row.unit.code, row.issuer.code),
        column=row.column.code,
        matter=row.matter.code,
        interprets=row.interprets.index_number if row.interprets else "",
        language=row.language,
    )


def _before(thing: Thing) -> _Place | None:
    rows = PublishedPaper.objects.filter(thing=thing)
    row = rows.select_related("unit", "issuer", "column", "matter", "interprets").first()
    return _of_row(row) if row else None


def _after(event: Event) -> _Place | None:
    text = Version.objects.filter(event=event).values_list("form", flat=True).first()
    if not text:
        return None
    form = json.loads(text)
    return _Place(
        units=(form["unit"]["code"], _code(_part(form, "document"), "issuer")),
        column=_code(form, "column"),
        matter=_code(form, "matter"),
        interprets=_part(form, "interpretation").get("interprets") or "",
        language=form.get("language") or "",
    )


def _part(form: dict, name: str) -> dict:
    return form.get(name) or {}


def _code(form: dict, name: str) -> str:
    return _part(form, name).get("code") or ""


def _unit_codes(thing: Thing) -> set[str]:
    forms = Version.objects.filter(thing=thing, form__isnull=False).values_list("form", flat=True)
    return {json.loads(form)["unit"]["code"] for form in forms}
