"""Every kind of page that is kept as a file, declared once: its address, what it depends on, how long it is good.

What a page depends on is said in keys. `touched` says in the same keys what an event changes; `written_for` turns them
back into addresses. Every other public address stands in ASKED_EACH_TIME with the reason why it is no file; so is
everything behind a ?, the further pages of lists among it.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from gongkai.catalogue.models import Matter
from gongkai.core.models import Event, Mode, Thing, ThingState, Version
from gongkai.core.queries import PUBLIC_STATES, current_forms
from gongkai.documents.models import PublishedPaper
from gongkai.portal import queries
from gongkai.portal.history import PUBLICATIONS
from gongkai.portal.languages import OTHERS
from gongkai.portal.publication.journal import SITE
from gongkai.portal.queries.lists import PAPER_KINDS
from gongkai.review.rules import LATE_REVIEW_WITHIN
from gongkai.units.models import Unit

RECORD = "record"  # Touched by every event: what shows counts, or the newest of everything.
# Nothing else has a static address; a dot never begins a name, so no path leads out of the folder.
PLAIN = re.compile(r"(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*/?")
LONGEST_PATH = 200
TODAY = rb"<p>\xe4\xbb\x8a\xe5\xa4\xa9\xe6\x98\xaf [^<]*</p>"  # 今天是 …


@dataclass(frozen=True)
class PageKind:
    """`name` is the name of its address. `key` is what it is of, by the words of that address; without one it depends
    on the site alone. `also`: what else a page depends on, which its content tells; such pages are left to their next
    reader when only that was touched. `each`: the words of all addresses of one key, where a key has several. `every`: the words of
    every address there is.

    `at_once`: written again by the worker as soon as something touched it. `day`: it says of something how it stands
    today, so it is good until midnight; `minutes` sets a shorter time; `until` a moment that its content tells.
    `clock`: what in it tells the time of writing, of no account when two of them are compared.
    """

    name: str
    key: str = SITE
    also: Callable[..., set[str]] | None = None
    each: Callable[..., Iterable[dict]] | None = None
    every: Callable[[], Iterable[dict]] = lambda: ({},)
    at_once: bool = True
    day: bool = True
    minutes: int = 0
    until: Callable[..., dt.datetime | None] | None = None
    clock: tuple[bytes, ...] = (TODAY,)

    def keys(self, words: dict) -> set[str]:
        found = {self.key.format(**words)}
        return found | self.also(**words) if self.also else found

    def good_until(self, words: dict, now: dt.datetime) -> dt.datetime | None:
        """From what moment on it may say something wrong; None for never."""
        limits = [self.until(**words)] if self.until else []
        if self.day:
            midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
            limits.append(midnight + dt.timedelta(days=1))
        if self.minutes:
            limits.append(now + dt.timedelta(minutes=self.minutes))
        coming = [limit for limit in limits if limit and limit > now]
        return min(coming, default=None)

    def address(self, words: dict) -> str:
        return reverse(self.name, kwargs=words)

    def of_key(self, key: str) -> Iterable[dict]:
        """The words of every page whose key this is."""
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(self.key))
        found = re.fullmatch(pattern, key)
        if not found:
            return ()
        return self.each(**found.groupdict()) if self.each else (found.groupdict(),)

    def without_clock(self, body: bytes) -> bytes:
        for pattern in self.clock:
            body = re.sub(pattern, b"", body)
        return body


def _columns():
    return ({"code": code} for code in queries.site_frame().columns)


def _units():
    return ({"code": code} for code in Unit.objects.order_by("pk").values_list("code", flat=True))


def _matters():
    return ({"code": code} for code in Matter.objects.order_by("code").values_list("code", flat=True))


def _plans():
    return ({},) if queries.public_plan() or queries.withdrawn_plan() else ()


def _languages():
    return ({"code": language.code} for language in OTHERS)


def _clauses():
    return ({"number": number} for number in queries.site_frame().clauses)


def _papers() -> Iterator[dict]:
    things = Thing.objects.filter(kind__in=PAPER_KINDS).exclude(state=ThingState.DRAFT).order_by("pk")
    for number in things.values_list("index_number", flat=True).iterator(chunk_size=2000):
        yield paper_words(number)


def _earlier_versions() -> Iterator[dict]:
    """Of what is public: the page of its newest version is the paper's own."""
    rows = Version.objects.filter(thing__kind__in=PAPER_KINDS, thing__state__in=PUBLIC_STATES)
    rows = rows.filter(thing__versions__number__gt=1).distinct().order_by("thing_id", "-number")
    newest = None
    for thing, number, version in rows.values_list("thing_id", "thing__index_number", "number").iterator(
        2000
    ):
        if thing == newest:
            yield paper_words(number) | {"version": version}
        newest = thing


def _versions_of(prefix: str, number: str) -> Iterator[dict]:
    rows = Version.objects.filter(thing__index_number=f"{prefix}/{number}").order_by("number")
    for version in list(rows.values_list("number", flat=True))[:-1]:
        yield {"prefix": prefix, "number": number, "version": version}


def _intakes():
    numbers = Thing.objects.filter(kind="intake", state__in=PUBLIC_STATES).order_by("object_id")
    return ({"number": number} for number in numbers.values_list("object_id", flat=True))


def _public_papers() -> Iterator[dict]:
    things = Thing.objects.filter(kind__in=PAPER_KINDS, state__in=PUBLIC_STATES).order_by("pk")
    for number in things.values_list("index_number", flat=True).iterator(chunk_size=2000):
        yield paper_words(number)


def _readable_versions() -> Iterator[dict]:
    """All that have an address of their own and a text."""
    rows = Version.objects.filter(
        thing__kind__in=PAPER_KINDS, thing__state__in=PUBLIC_STATES, form__isnull=False
    )
    rows = rows.order_by("thing_id", "number").values_list("thing__index_number", "number")
    for number, version in rows.iterator(chunk_size=2000):
        yield paper_words(number) | {"version": version}


def _homes():
    return ({},) if queries.thing_at("home", {}) else ()


def _unit_homes():
    return ({"code": form["unit"]["code"]} for _thing, form in current_forms("unit_home"))


def _public_plans():
    return ({},) if queries.public_plan() else ()


def _parts():
    return ({"number": part.number} for part in queries.address_parts())


def paper_words(index_number: str) -> dict:
    prefix, number = index_number.rsplit("/", 1)
    return {"prefix": prefix, "number": number}


def _neighbours(prefix: str, number: str) -> set[str]:
    """The newest papers of its matter stand beside it."""
    rows = PublishedPaper.objects.filter(thing__index_number=f"{prefix}/{number}")
    return {f"matter/{code}" for code in rows.values_list("matter__code", flat=True)}


def _empty_unit(code: str) -> set[str]:
    return set() if PublishedPaper.objects.filter(unit__code=code).exists() else {RECORD}


def _empty_column(code: str) -> set[str]:
    """A feed without any entry says when the record last grew."""
    column = queries.site_frame().columns.get(code)
    pages = [member.page_id for member in column.family()] if column else []
    return set() if PublishedPaper.objects.filter(column_id__in=pages).exists() else {RECORD}


def _overdue(prefix: str, number: str) -> dt.datetime | None:
    """When the reviews that an urgent publication missed are overdue, the page says so."""
    events = Event.objects.filter(thing__index_number=f"{prefix}/{number}", act__in=PUBLICATIONS)
    newest = events.order_by("-pk").values_list("mode", "at").first()
    return newest[1] + LATE_REVIEW_WITHIN if newest and newest[0] == Mode.URGENT else None


READ_ON = (
    rb"<time datetime=\"[^\"]*\">[^<]*</time>\xe6\x9f\xa5\xe9\x98\x85"  # …查阅, at the end of the citation
)
AS_OF = rb"<p>\xe6\x88\xaa\xe8\x87\xb3 [^<]*</p>"  # 截至 …

PAGES = (
    PageKind("home", RECORD, minutes=10, clock=(TODAY, AS_OF)),
    PageKind("disclosure", RECORD),
    PageKind("topics", RECORD),
    PageKind("units", RECORD),
    PageKind("matters", RECORD),
    PageKind("changes", RECORD),
    PageKind("plan", RECORD, every=_plans),
    PageKind("feed", RECORD, day=False),
    PageKind("changes_feed", RECORD, day=False),
    PageKind("sitemap", RECORD, at_once=False, day=False),
    PageKind("sitemap_pages", RECORD, at_once=False, day=False),
    PageKind("sitemap_part", "part/{number}", every=_parts, at_once=False, day=False),
    PageKind("column", "column/{code}", every=_columns),
    PageKind("column_feed", "column/{code}", also=_empty_column, every=_columns, day=False),
    PageKind("unit", "unit/{code}", every=_units),
    PageKind("unit_feed", "unit/{code}", also=_empty_unit, every=_units, day=False),
    PageKind("matter", "matter/{code}", every=_matters),
    PageKind("plan_clause", "clause/{number}", every=_clauses),
    PageKind("language", "language/{code}", every=_languages),
    PageKind("intake", "intake/{number}", every=_intakes),
    PageKind(
        "document",
        "paper/{prefix}/{number}",
        also=_neighbours,
        until=_overdue,
        every=_papers,
        clock=(TODAY, READ_ON),
    ),
    PageKind("version", "paper/{prefix}/{number}", each=_versions_of, every=_earlier_versions),
    PageKind("home_canonical", every=_homes, at_once=False, day=False),
    PageKind("column_canonical", every=_columns, at_once=False, day=False),
    PageKind("unit_canonical", "unit/{code}", every=_unit_homes, at_once=False, day=False),
    PageKind("plan_canonical", every=_public_plans, at_once=False, day=False),
    PageKind("intake_canonical", every=_intakes, at_once=False, day=False),
    PageKind("document_canonical", "paper/{prefix}/{number}", every=_public_papers, at_once=False, day=False),
    PageKind(
        "version_canonical", "paper/{prefix}/{number}", every=_readable_versions, at_once=False, day=False
    ),
    PageKind("feeds"),
    PageKind("map"),
    PageKind("privacy"),
    PageKind("accessibility"),
    PageKind("display"),
    PageKind("robots", day=False),
)
BY_NAME = {kind.name: kind for kind in PAGES}

OF_THE_READER = "depends on what a reader typed"
OF_THE_INDEX = "what an index finds is checked against the record each time"
NARROWED = "mostly asked for behind a ?, and as long as the list; a folder for a static server has it whole"
GUARDED = (
    "the record says each time whether it may be read; a folder has those that may be when it is written"
)
PROVED = ("home", "column", "unit", "document", "version", "intake", "plan")
A_FORM = "takes a form"
OF_THE_LOG = "grows and is signed again; its tiles are files already"
A_RECEIPT = "is made of the newest checkpoint, and of the newest cosignatures of witnesses"
ASKED_EACH_TIME = {
    "search": OF_THE_READER,
    "suggest": OF_THE_READER,
    "alike": OF_THE_INDEX,
    "column_csv": NARROWED,
    "unit_csv": NARROWED,
    "matter_csv": NARROWED,
    "clause_csv": NARROWED,
    "public_file": GUARDED,
    "set_language": A_FORM,
    **dict.fromkeys(("log", "log_policy", "log_file", "closed_log_file", "verify"), OF_THE_LOG),
    **{f"{name}_{part}": A_RECEIPT for name in PROVED for part in ("receipt", "proof")},
}
TAKE_FORMS = ("set_language", "display")  # every other public address is only read


@dataclass(frozen=True)
class Page:
    """One page that is kept as a file, by its one address."""

    kind: PageKind
    words: tuple
    path: str

    @classmethod
    def of(cls, kind: PageKind, words: dict) -> "Page":
        return cls(kind, tuple(sorted(words.items())), kind.address(words))

    def keys(self) -> set[str]:
        return self.kind.keys(dict(self.words))

    def good_until(self, now: dt.datetime) -> dt.datetime | None:
        return self.kind.good_until(dict(self.words), now)


def page_at(path: str) -> Page | None:
    """The page at an address; None when it is of no declared kind, or when it is another page's address in disguise."""
    if len(path) > LONGEST_PATH or not PLAIN.fullmatch(path):
        return None
    try:
        found = resolve(path)
    except Resolver404:
        return None
    kind = BY_NAME.get(found.url_name) if not found.namespace else None
    if kind is None or kind.address(found.kwargs) != path:
        return None
    return Page(kind, tuple(sorted(found.kwargs.items())), path)


def every_page() -> Iterator[Page]:
    for kind in PAGES:
        for words in kind.every():
            yield Page.of(kind, words)


def written_for(keys: set[str]) -> dict[str, Page]:
    """The pages that a change of these things writes again at once, by address. What touches the whole site leaves
    every page to its next reader, and so does a kind that is not written at once."""
    found: dict[str, Page] = {}
    if SITE in keys:
        return found
    for kind in PAGES:
        for key in sorted(keys) if kind.at_once else ():
            for words in kind.of_key(key):
                page = Page.of(kind, words)
                found[page.path] = page
    return found
