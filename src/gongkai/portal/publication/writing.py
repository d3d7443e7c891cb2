"""The worker's part: what was touched is written again, without waiting for a reader. Safe to do twice, or never."""

import logging

from django.conf import settings
from django.utils import timezone

from gongkai.core.models import Act, Event, Version
from gongkai.portal.publication import rendering, store
from gongkai.portal.publication.journal import SITE, Journal, Patience, Place, journal
from gongkai.portal.publication.pages import Page, written_for
from gongkai.portal.publication.serving import folder_of, origins, write

log = logging.getLogger(__name__)
LONGEST = 8 * 1024 * 1024  # bytes; a longer journal gives way to a new one
MANY = 50  # changes at once, as a demo city or an import makes them: their pages are left to their readers
_patience = Patience(seconds=10)
_swept: set[str] = set()  # the journals that this process found


def write_touched() -> list[str]:
    """Write again the pages of every change that is over; returns their addresses.

    A change whose process died, or that was rolled back, has nobody to say that it is over: after a while we do.
    """
    if not settings.STATIC_PUBLICATION:
        return []
    said = journal()
    _sweep_after_a_new_start(said)
    if abandoned := _patience.tired_of(said.opened()):
        said.end_abandoned(abandoned)
    waiting = said.waiting()
    keys = set().union(*waiting.values())
    pages = written_for(keys) if len(waiting) <= MANY else {}
    for page in pages.values():
        write_again(page)
    if keys and _something_went(waiting):
        sweep()
    said.done(waiting)
    if (place := said.look()) and place.length > LONGEST:
        said.start_afresh()
    return sorted(pages)


def write_again(page: Page) -> None:
    """The place first, then the page: what changes in between makes the file void."""
    for origin in origins():
        place, now = journal().look(), timezone.now()
        write(page, rendering.render(page.path, origin=origin), origin=origin, place=place, now=now)


def _something_went(waiting: dict[str, set[str]]) -> bool:
    """Whether a text was taken out of the public: then no file may keep it, served or not."""
    if SITE in set().union(*waiting.values()):
        return True
    events = Event.objects.filter(pk__in=[int(token) for token in waiting if token.isdecimal()])
    return (
        events.filter(act__in=[Act.WITHDRAW, Act.EXPIRE]).exists()
        or Version.objects.filter(redacted_by__in=events).exists()
    )


def _sweep_after_a_new_start(said: Journal) -> None:
    """A new journal knows nothing of what was withdrawn before it, so what lies there from before goes."""
    place = said.look()
    if place and place.epoch not in _swept:
        sweep()
        _swept.add(place.epoch)


def sweep() -> int:
    """Delete every file that does not stand any more; how many. As long as there are files, and rarely needed."""
    said, gone = journal(), 0
    said.look()
    for origin in origins():
        for file in store.files_in(folder_of(origin)):
            gone += _forget_if_void(said, file)
    return gone


def _forget_if_void(said: Journal, file) -> bool:
    standing = store.standing_of(file)
    if standing and said.stands(Place(standing.epoch, standing.length), standing.keys):
        return False
    store.forget(file)
    return True
