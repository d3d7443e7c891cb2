"""The index is a cache of the record: everything here may be repeated, and all of it can be made again."""

import datetime as dt
import json
import time
from collections.abc import Callable, Iterable
from itertools import islice

from django.db.models import Max, Q
from django.utils import timezone

from gongkai.core.models import Act, Event
from gongkai.documents.models import PublishedPaper
from gongkai.search import attached
from gongkai.search.backends import get_backend
from gongkai.search.models import Waiting
from gongkai.search.searched import SEARCHED, Entry

CHUNK = 200
MARKED_AT_ONCE = 1000
DAYS_BACK = 7
READING_SECONDS = 5.0


def mark(events) -> None:
    """The index must look at these events' things again. What became private, and what must no longer be read, is
    hidden from this moment on, and stays so until the index has forgotten it."""
    rows = iter(events.filter(thing__kind__in=SEARCHED).order_by("pk").values_list("pk", "thing_id", "act"))
    while chunk := list(islice(rows, MARKED_AT_ONCE)):
        hidden = _hidden_among(chunk)
        newest = {thing: pk for pk, thing, _act in chunk}
        Waiting.objects.bulk_create(
            [Waiting(thing_id=thing, event_id=pk, is_hidden=thing in hidden) for thing, pk in newest.items()],
            update_conflicts=True,
            unique_fields=["thing"],
            update_fields=["event", "is_hidden"],
        )


def _hidden_among(chunk: list[tuple]) -> set[int]:
    events = [pk for pk, _thing, _act in chunk]
    redacted = set(
        Event.objects.filter(pk__in=events, redactions__isnull=False).values_list("thing_id", flat=True)
    )
    already = Waiting.objects.filter(thing__in=[thing for _pk, thing, _act in chunk], is_hidden=True)
    withdrawn = {thing for _pk, thing, act in chunk if act == Act.WITHDRAW}
    return withdrawn | redacted | set(already.values_list("thing_id", flat=True))


def index_waiting(today: dt.date | None = None) -> int:
    """Bring the index up to date with what waits, a bearable number at a time; how many things were looked at."""
    done = 0
    while waiting := list(Waiting.objects.order_by("pk").values_list("thing_id", "event_id")[:CHUNK]):
        if not get_backend().is_there():
            return done + rebuild()
        ids = [thing for thing, _event in waiting]
        entries = list(_entries(PublishedPaper.objects.filter(pk__in=ids), today))
        gone = sorted(set(ids) - {entry.id for entry in entries})
        get_backend().update(entries=entries, gone=gone)
        for thing_id in gone:
            attached.forget(thing_id)
        _settle(waiting)
        done += len(waiting)
    return done


def _settle(waiting: list[tuple]) -> None:
    """What changed once more meanwhile has another event, and goes on waiting."""
    things, events = zip(*waiting, strict=True)
    Waiting.objects.filter(thing__in=things, event__in=events).delete()


def rebuild(progress: Callable[[int, int], None] | None = None) -> int:
    """The whole index from the record, beside the old one and then in its place; how many things it holds."""
    start = Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
    papers = PublishedPaper.objects.order_by("pk")
    total, done = papers.count(), 0

    def counted() -> Iterable[Entry]:
        nonlocal done
        for entry in _entries(papers):
            done += 1
            if progress:
                progress(done, max(total, done))
            yield entry

    get_backend().rebuild(counted())
    Waiting.objects.filter(event__lte=start).delete()
    mark(Event.objects.filter(pk__gt=start))
    return done


def read_some_files() -> int:
    """The worker's part: no longer at a time than everything else can wait."""
    return read_files(seconds=READING_SECONDS)


def read_files(*, seconds: float | None = None, progress: Callable[[int, int], None] | None = None) -> int:
    """Read the files of papers that were indexed without them, and index these papers again; how many there were.
    A file that was read before it was killed is not read again."""
    wanted, done, started = attached.wanted(), 0, time.monotonic()
    for thing_id in wanted:
        _read_files_of(thing_id)
        done += 1
        if progress:
            progress(done, len(wanted))
        if seconds is not None and time.monotonic() - started > seconds:
            break
    if done:
        index_waiting()
    return done


def _read_files_of(thing_id: int) -> None:
    row = (
        PublishedPaper.objects.filter(pk=thing_id, version__form__isnull=False)
        .select_related("version")
        .first()
    )
    if row:
        attached.read_files_of(thing_id, json.loads(row.version.form))
        mark(Event.objects.filter(pk=row.event_id))
    attached.no_longer_wanted(thing_id)


def keep_up(today: dt.date | None = None) -> None:
    """An index that is missing or of an older shape is made again; what became valid or ended with its date is noted."""
    if not get_backend().is_there():
        rebuild()
        return
    today = today or timezone.localdate()
    since = today - dt.timedelta(days=DAYS_BACK)
    begun = Q(effective_on__gt=since, effective_on__lte=today) | Q(
        expires_on__gte=since, expires_on__lt=today
    )
    mark(Event.objects.filter(pk__in=PublishedPaper.objects.filter(begun).values("event_id")))
    index_waiting(today)


def _entries(papers, today: dt.date | None = None) -> Iterable[Entry]:
    """Of papers whose newest text can be read."""
    today = today or timezone.localdate()
    readable = papers.filter(version__form__isnull=False, kind__in=SEARCHED).select_related("version")
    for row in readable.iterator(chunk_size=CHUNK):
        form = json.loads(row.version.form)
        attached.agree(row.thing_id, form)
        yield SEARCHED[row.kind].entry(form, row, today)
