"""What must be told of a change before it is committed: whoever keeps copies of public pages.

The outbox tells of a change after it; until then a copy would still be believed. A listener runs inside the transaction,
holding the door's lock, and must not fail for anything that can be mended later.
"""

from collections.abc import Callable

from gongkai.core.locks import hold_door
from gongkai.core.models import Event

_listeners: list[Callable[[Event | None], None]] = []


def listener(function: Callable[[Event | None], None]):
    _listeners.append(function)
    return function


def tell(event: Event | None = None) -> None:
    """Of an event of the record; without one, of something that stands on public pages but has no record (units, matters)."""
    hold_door()
    for function in _listeners:
        function(event)
