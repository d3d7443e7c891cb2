"""Reads for the page of one batch of papers that were taken in together."""

import json

from django.db.models import QuerySet

from gongkai.core.models import Event, Thing
from gongkai.core.queries import PUBLIC_STATES, HistoryLine
from gongkai.documents.models import PublishedPaper
from gongkai.portal.queries.lists import published


def public_intake(number: int) -> Thing | None:
    return Thing.objects.filter(kind="intake", object_id=number, state__in=PUBLIC_STATES).first()


def members_of(line: HistoryLine) -> dict:
    """Count and Merkle root, as the record says them."""
    return json.loads(line.event.record.leaf)["members"]


def papers_of_intake(event: Event) -> QuerySet[PublishedPaper]:
    """What the batch made public and still is; a withdrawn one is found in the list of changes."""
    return published().filter(thing__events__part_of=event)
