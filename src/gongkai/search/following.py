"""The index follows the record: an event marks what changed, and the marks are worked off after commit."""

from django.db import transaction
from django.db.models import Q

from gongkai.core.models import Event
from gongkai.core.outbox import handler
from gongkai.search.actions.indexing import index_waiting, mark


@handler("search")
def follow(event: Event) -> None:
    """Only marks: writing an index inside this transaction would keep everybody else from writing."""
    mark(Event.objects.filter(Q(pk=event.pk) | Q(part_of=event)))
    transaction.on_commit(index_waiting, robust=True)
