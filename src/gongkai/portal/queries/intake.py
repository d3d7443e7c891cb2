"""Reads for the page of one batch of papers that were taken in together."""

import json

from gongkai.core.models import Thing
from gongkai.core.queries import PUBLIC_STATES, HistoryLine


def public_intake(number: int) -> Thing | None:
    return Thing.objects.filter(kind="intake", object_id=number, state__in=PUBLIC_STATES).first()


def members_of(line: HistoryLine) -> dict:
    """Count and Merkle root, as the record says them."""
    return json.loads(line.event.record.leaf)["members"]
