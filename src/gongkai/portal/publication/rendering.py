"""A page as Django answers it to a reader without cookies who reads Chinese."""

import io
import logging
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http.request import validate_host

OWN = "gongkai.own"
KEPT_OF_A_REQUEST = (
    "SERVER_NAME",
    "SERVER_PORT",
    "SERVER_PROTOCOL",
    "REMOTE_ADDR",
    "HTTP_HOST",
    "HTTP_ACCEPT",
    "wsgi.version",
    "wsgi.url_scheme",
    "wsgi.errors",
    "wsgi.multithread",
    "wsgi.multiprocess",
    "wsgi.run_once",
)


@dataclass(frozen=True)
class Answer:
    status: str
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def code(self) -> int:
        return int(self.status.partition(" ")[0])

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def plain_request(environ: dict) -> dict:
    """The same request as anybody would make it: nothing of who asks, and nothing of what he has already."""
    kept = {name: environ[name] for name in KEPT_OF_A_REQUEST if name in environ}
    return kept | {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": environ["PATH_INFO"],
        "QUERY_STRING": "",
        "wsgi.input": io.BytesIO(),
    }


def ask(application, environ: dict) -> Answer:
    answered = []

    def start_response(status, headers, exc_info=None):
        answered[:] = [status, headers]

    found = application(environ, start_response)
    try:
        body = b"".join(found)
    finally:
        if hasattr(found, "close"):
            found.close()
    return Answer(answered[0], answered[1], body)


def render(path: str, *, origin: str) -> Answer:
    """The page at that address, as the site at `origin` (scheme and host) shows it."""
    return _answered(request_for(path, origin=origin))


def request_for(path: str, *, origin: str) -> WSGIRequest:
    parts = urlsplit(origin)
    host = parts.netloc if validate_host(parts.hostname or "", settings.ALLOWED_HOSTS) else _own_host()
    environ = {
        "PATH_INFO": path.encode().decode("latin-1"),  # as WSGI writes every address
        "HTTP_HOST": host,
        "SERVER_NAME": parts.hostname or "localhost",
        "SERVER_PORT": str(parts.port or (443 if parts.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_ACCEPT": "text/html,*/*",
        "wsgi.url_scheme": parts.scheme,
        "wsgi.version": (1, 0),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    return WSGIRequest(plain_request(environ) | {OWN: True})


def _answered(request: WSGIRequest) -> Answer:
    """Without the signals of a request, for they close the database under whoever asks for many pages in a row."""
    response = _django().get_response(request)
    body = b"".join(response) if response.streaming else response.content
    cookies = [("Set-Cookie", morsel.OutputString()) for morsel in response.cookies.values()]
    return Answer(
        f"{response.status_code} {response.reason_phrase}", [*response.items(), *cookies], bytes(body)
    )


def _own_host() -> str:
    """The site's address may be known to the proxy alone."""
    return settings.ALLOWED_HOSTS[0].lstrip(".")


@cache
def _django() -> WSGIHandler:
    logging.getLogger("django.request").addFilter(_asked_by_readers)
    return WSGIHandler()


def _asked_by_readers(record: logging.LogRecord) -> bool:
    """A page that is gone is worth a line when a reader asks for it, not when we do."""
    meta = getattr(getattr(record, "request", None), "META", {})
    return OWN not in meta or record.levelno >= logging.ERROR
