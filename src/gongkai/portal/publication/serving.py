"""Answers public pages from their files before Django is entered; whatever it is not sure of it leaves to Django."""

import logging
import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.http.request import split_domain_port, validate_host
from django.utils import timezone
from django.utils.http import http_date

from gongkai.portal.display import COOKIE
from gongkai.portal.publication import conditions, rendering, store
from gongkai.portal.publication.journal import Journal, journal
from gongkai.portal.publication.packing import PACKINGS, PLAIN
from gongkai.portal.publication.pages import Page, page_at
from gongkai.portal.publication.store import Standing

log = logging.getLogger(__name__)
KEPT_BYTES = 48 * 1024 * 1024  # in the memory of each server process
OURS = ("content-length", "content-encoding", "etag", "last-modified", "cache-control", "date")
# Kept by browsers and proxies, but asked about each time: a withdrawal takes effect at once everywhere.
CACHE_CONTROL = "public, no-cache"
STORED = ("200 ", "410 ")


@dataclass
class Ready:
    """A page in memory: its bytes and headers by encoding."""

    standing: Standing
    bodies: dict[str, bytes]
    headers: dict[str, list]
    seen: int = 0  # how far the journal had been read when it was last found to stand

    @classmethod
    def of(cls, standing: Standing, bodies: dict[str, bytes]) -> "Ready":
        common = [(name, value) for name, value in standing.headers]
        common += [("Cache-Control", CACHE_CONTROL), ("Last-Modified", http_date(standing.modified))]
        headers = {PLAIN: [*common, ("ETag", f'"{standing.digest}"'), ("Accept-Ranges", "bytes")]}
        for packing in PACKINGS:
            tag = f'"{standing.digest}{packing.mark}"'
            headers[packing.name] = [*common, ("ETag", tag), ("Content-Encoding", packing.name)]
        return cls(standing=standing, bodies=bodies, headers=headers)


class PagesBeforeDjango:
    """The WSGI application of the public site; `django` answers whatever has no file that stands."""

    def __init__(self, django):
        self.django = django
        self.kept: OrderedDict[tuple[str, str], Ready] = OrderedDict()
        self.bytes = 0
        self.lock = Lock()

    def __call__(self, environ, start_response):
        try:
            answer = self._answer(environ, start_response) if self._may(environ) else None
        except OSError:
            log.exception("A page could not be read from its file or written to it.")
            answer = None
        return self._asked(environ, start_response) if answer is None else answer

    def _asked(self, environ, start_response):
        """Whatever compresses behind us looks for names alone, so what the browser refuses is not named to it."""
        welcome = conditions.welcome_encodings(environ.get("HTTP_ACCEPT_ENCODING", ""))
        return self.django(environ | {"HTTP_ACCEPT_ENCODING": ", ".join(welcome)}, start_response)

    def _may(self, environ) -> bool:
        """Whether anybody else who asked for this address would get the same answer."""
        return (
            environ["REQUEST_METHOD"] in ("GET", "HEAD")
            and not environ.get("QUERY_STRING")
            and settings.STATIC_PUBLICATION
            and settings.LANGUAGE_COOKIE_NAME not in environ.get("HTTP_COOKIE", "")
            and f"{COOKIE}=" not in environ.get("HTTP_COOKIE", "")
            and conditions.reads_chinese(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
            and environ.get("CONTENT_LENGTH", "") in ("", "0")
            and "HTTP_IF_MATCH" not in environ
            and "HTTP_IF_UNMODIFIED_SINCE" not in environ
            and not environ.get("SCRIPT_NAME")
        )

    def _answer(self, environ, start_response):
        origin = origin_of(
            environ.get("HTTP_HOST", ""),
            environ["wsgi.url_scheme"] if "HTTP_X_FORWARDED_PROTO" not in environ else "",
            environ.get("SERVER_PORT", ""),
        )
        if origin is None:
            return None
        path, said = environ["PATH_INFO"], journal()
        place = said.look()
        ready = self._standing(said, place, origin, path) if place else None
        if ready:
            return _give(ready, environ, start_response)
        page = page_at(path)
        if page is None:
            return None
        if place is None:
            said.ensure()
            place = said.look()
        return self._written(page, origin, place, environ, start_response)

    def _standing(self, said: Journal, place, origin: str, path: str) -> Ready | None:
        """From memory, else from the file."""
        ready = self.kept.get((origin, path))
        if ready is None or not _stands(ready, said, place):
            ready = self._read(origin, path)
            if ready is None or not _stands(ready, said, place):
                return None
        return ready

    def _read(self, origin: str, path: str) -> Ready | None:
        page = page_at(path)
        file = store.file_of(folder_of(origin), path) if page else None
        standing = store.standing_of(file) if file else None
        bodies = store.bodies_of(file, standing) if standing else None
        return self._keep(origin, path, Ready.of(standing, bodies)) if bodies else None

    def _keep(self, origin: str, path: str, ready: Ready) -> Ready:
        with self.lock:
            before = self.kept.pop((origin, path), None)
            self.bytes += _size(ready) - (_size(before) if before else 0)
            self.kept[origin, path] = ready
            while self.bytes > KEPT_BYTES:
                _address, oldest = self.kept.popitem(last=False)
                self.bytes -= _size(oldest)
        return ready

    def _written(self, page: Page, origin: str, place, environ, start_response):
        """Nobody has asked since it was touched: Django answers, as it would answer anybody, and the answer is kept."""
        now = timezone.now()
        answer = rendering.ask(self.django, rendering.plain_request(environ))
        try:
            written = write(page, answer, origin=origin, place=place, now=now)
        except (OSError, DatabaseError):  # the reader has his answer all the same
            log.exception("The page %s could not be written.", page.path)
            written = None
        close_old_connections()
        if written is None:
            body = b"" if environ["REQUEST_METHOD"] == "HEAD" else answer.body
            start_response(answer.status, answer.headers)
            return [body]
        ready = self._read(origin, page.path)
        if ready is None or ready.standing.digest != written.digest:  # another wrote it at the same time
            ready = Ready.of(written, {PLAIN: answer.body})
        return _give(ready, environ, start_response)


def write(page: Page, answer: rendering.Answer, *, origin: str, place, now) -> Standing | None:
    """Keep an answer as the page's file. None for what is no page to keep, and then a file of earlier goes; and for
    what was touched while it was rendered, or is being changed now, for nobody would be served from that file."""
    file = store.file_of(folder_of(origin), page.path)
    if place is None or not _is_kept(answer):
        store.forget(file)
        return None
    keys, said = page.keys(), journal()
    if said.look() is None or not said.stands(place, keys):
        return None
    until = page.good_until(now)
    return store.keep(
        file,
        status=answer.status,
        headers=_headers(answer),
        body=answer.body,
        place=place,
        keys=keys,
        good_until=until.timestamp() if until else None,
    )


def _headers(answer: rendering.Answer) -> list[tuple[str, str]]:
    """Those of the answer itself, the seals of its security among them."""
    vary = [name.strip() for name in answer.header("Vary").split(",") if name.strip()]
    kept = [(name, value) for name, value in answer.headers if name.lower() not in (*OURS, "vary")]
    return [*kept, ("Vary", ", ".join(dict.fromkeys([*vary, "Accept-Encoding"])))]


def _is_kept(answer: rendering.Answer) -> bool:
    guarded = {"no-store", "private"} & {part.strip() for part in answer.header("Cache-Control").split(",")}
    return answer.status.startswith(STORED) and not guarded and not answer.header("Set-Cookie")


def _stands(ready: Ready, said: Journal, place) -> bool:
    good_until = ready.standing.good_until
    if good_until is not None and time.time() >= good_until:
        return False
    if ready.seen == place.length and ready.standing.epoch == place.epoch:
        return True
    if not said.stands(ready.standing.place, ready.standing.keys):
        return False
    ready.seen = place.length
    return True


def _size(ready: Ready) -> int:
    return sum(map(len, ready.bodies.values())) + 2000


def _give(ready: Ready, environ, start_response):
    """Conditions first, then ranges of the plain bytes, then the encoding."""
    head, standing = environ["REQUEST_METHOD"] == "HEAD", ready.standing
    ranged = "HTTP_RANGE" in environ and not head and standing.status.startswith("200")
    encoding = PLAIN if ranged else conditions.best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    encoding = encoding if encoding in ready.bodies else PLAIN
    headers, body = ready.headers[encoding], ready.bodies[encoding]
    if (
        ("HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ)
        and standing.status.startswith("200")
        and conditions.is_unchanged(environ, digest=standing.digest, modified=standing.modified)
    ):
        kept = [header for header in headers if header[0] not in ("Content-Type", "Content-Encoding")]
        start_response("304 Not Modified", kept)
        return []
    if ranged:
        return _part(ready, environ, start_response)
    start_response(standing.status, [*headers, ("Content-Length", str(len(body)))])
    return [b"" if head else body]


def _part(ready: Ready, environ, start_response):
    headers, body = ready.headers[PLAIN], ready.bodies[PLAIN]
    part = conditions.range_of(environ, size=len(body), tag=f'"{ready.standing.digest}"')
    if part is None:
        start_response(ready.standing.status, [*headers, ("Content-Length", str(len(body)))])
        return [body]
    first, last = part
    if last < first:
        span, body, status = f"bytes */{len(body)}", b"", "416 Range Not Satisfiable"
    else:
        span, body, status = (
            f"bytes {first}-{last}/{len(body)}",
            body[first : last + 1],
            "206 Partial Content",
        )
    start_response(status, [*headers, ("Content-Range", span), ("Content-Length", str(len(body)))])
    return [body]


@lru_cache(maxsize=256)
def _origin_of(host: str, scheme: str, port: str, base_url: str, hosts: tuple[str, ...]) -> str | None:
    domain, _port = split_domain_port(host)
    if not domain or not validate_host(domain, hosts):
        return None  # Django says why.
    if base_url:
        return base_url.rstrip("/")
    named = domain in hosts and host in (domain, f"{domain}:{port}")
    return f"{scheme}://{host}" if scheme and named else None


def origin_of(host: str, scheme: str, port: str) -> str | None:
    """Under which name the site is asked for, since pages write their own address: as configured, else one of the
    named hosts at the server's own port. Of any other host no file is kept."""
    return _origin_of(host, scheme, port, settings.BASE_URL, tuple(settings.ALLOWED_HOSTS))


@lru_cache(maxsize=256)
def _folder_of(origin: str, root: str) -> Path:
    parts = urlsplit(origin)
    name = "".join(
        sign if sign.isalnum() or sign in ".-" else "_" for sign in f"{parts.scheme}_{parts.netloc}"
    )
    return Path(root) / name


def folder_of(origin: str) -> Path:
    return _folder_of(origin, str(settings.SITE_DIR))


def origins() -> list[str]:
    """Under which names readers have asked for the site, so that files are kept."""
    if settings.BASE_URL:
        return [settings.BASE_URL.rstrip("/")]
    folders = [each.name for each in Path(settings.SITE_DIR).glob("http*_*") if each.is_dir()]
    return [found for name in sorted(folders) if (found := _origin_named(name))]


def _origin_named(folder: str) -> str | None:
    """The name of a folder turned back: only hosts that are served, at any port."""
    scheme, _line, rest = folder.partition("_")
    for host in settings.ALLOWED_HOSTS:
        for name in (host, f"{host}:{rest.rpartition('_')[2]}"):
            if folder_of(f"{scheme}://{name}").name == folder:
                return f"{scheme}://{name}"
    return None
