"""Side effects of events, after commit: each is one row until it is done, so a crash loses none and repeats harmlessly.

A handler must be safe to run twice. There is no cursor: an event that commits late is found all the same.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from gongkai.core import ahead
from gongkai.core.models import Delivery, Event

log = logging.getLogger(__name__)
_handlers: dict[str, Callable[[Event], None]] = {}


def handler(name: str):
    def keep(function: Callable[[Event], None]):
        _handlers[name] = function
        return function

    return keep


def enqueue(event: Event) -> None:
    ahead.tell(event)
    Delivery.objects.bulk_create(Delivery(event=event, handler=name) for name in sorted(_handlers))


def deliver_pending(*, limit: int = 100) -> int:
    """Work off waiting deliveries, each in its own short transaction; returns how many were done."""
    waiting = Delivery.objects.filter(
        done_at__isnull=True, retry_at__lte=timezone.now(), handler__in=_handlers
    )
    done = 0
    for pk in list(waiting.order_by("event_id").values_list("pk", flat=True)[:limit]):
        done += _deliver(pk)
    return done


def _deliver(pk: int) -> bool:
    try:
        with transaction.atomic():
            delivery = (
                Delivery.objects.select_for_update(skip_locked=True)
                .select_related("event__thing", "event__actor")
                .filter(pk=pk, done_at__isnull=True)
                .first()
            )
            if delivery is None:
                return False
            _handlers[delivery.handler](delivery.event)
            Delivery.objects.filter(pk=pk).update(done_at=timezone.now(), error="")
            return True
    except Exception as error:  # one bad handler must not stop the others; it is kept, shown and tried again
        log.exception("delivery %s failed", pk)
        _postpone(pk, error)
        return False


def _postpone(pk: int, error: Exception) -> None:
    delivery = Delivery.objects.get(pk=pk)
    delivery.attempts = min(delivery.attempts + 1, 1000)
    delivery.error = f"{type(error).__name__}: {error}"[:500]
    delivery.retry_at = timezone.now() + timedelta(seconds=min(2**delivery.attempts, 3600))
    delivery.save(update_fields=["attempts", "error", "retry_at"])
