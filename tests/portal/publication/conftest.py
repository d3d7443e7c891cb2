import io

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from gongkai.catalogue.actions import import_plan
from gongkai.core import outbox
from gongkai.core.models import PublicFile
from gongkai.portal.addresses import paper_address
from gongkai.portal.publication import building, rendering, serving
from gongkai.portal.publication.journal import journal
from gongkai.portal.publication.serving import PagesBeforeDjango, folder_of
from gongkai.portal.publication.writing import write_touched
from gongkai.review import actions as review
from tests.portal.test_plan import TEXT

ORIGIN = "http://testserver"


class Server:
    """One server process: its own memory before a Django of its own."""

    def __init__(self):
        self.reached = []
        django = WSGIHandler()

        def counted(environ, start_response):
            self.reached.append(environ["PATH_INFO"])
            return django(environ, start_response)

        self.application = PagesBeforeDjango(counted)

    def get(self, path, method="GET", query="", **headers):
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "testserver",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0),
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        return rendering.ask(self.application, environ)

    def is_from_file(self, path, **headers):
        """Whether Django was left alone."""
        before = len(self.reached)
        self.get(path, **headers)
        return len(self.reached) == before


@pytest.fixture
def static(settings, tmp_path):
    settings.STATIC_PUBLICATION = True
    settings.SITE_DIR = tmp_path / "site"
    settings.BASE_URL = ORIGIN
    return settings


def leave_connections_open():
    """The end of a request must not close the test's own connection; Django's test client turns it on again."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)


@pytest.fixture
def in_one_transaction(monkeypatch):
    leave_connections_open()
    monkeypatch.setattr(serving, "close_old_connections", lambda: None)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def server(static, city, in_one_transaction):
    """After the city was made."""
    journal().ensure()
    settle()
    return Server()


@pytest.fixture
def folder(static):
    return folder_of(ORIGIN)


def settle():
    """What the worker does after a change; returns the addresses that it wrote again."""
    while outbox.deliver_pending():
        pass
    return write_touched()


def snapshot(folder):
    """The bytes of every page that is written, by its name in the folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith((".line", ".gz", ".br"))
    }


def silent(*said):
    pass


@pytest.fixture
def town(city, static, tmp_path, correct):
    """One of everything: a paper with a file, a corrected one, one withdrawn with its file, the plan."""
    static.STATIC_ROOT = tmp_path / "static"
    (static.STATIC_ROOT / "portal").mkdir(parents=True)
    (static.STATIC_ROOT / "portal" / "base.0123456789ab.css").write_text("p{}")
    city.kept = city.publish(city.draft(attachments=[city.store_file("表.xlsx", content=b"kept")]))
    page = city.draft()
    city.corrected = city.publish(page)
    correct(page, title="改过的标题")
    city.gone = city.publish(city.draft(attachments=[city.store_file("错.xlsx", content=b"gone")]))
    review.withdraw_at_once(thing=city.gone, person=city.office, reason_code="wrong", reason="有误")
    plan = import_plan(text=TEXT, source_name="plan.txt").reading.plan.thing
    review.approve(submission=review.submit(thing=plan, author=city.office), person=city.office2)
    return city


@pytest.fixture
def built(town, tmp_path):
    building.build(tmp_path / "out", progress=silent)
    return tmp_path / "out"


def file_of(thing):
    row = PublicFile.objects.get(version__thing=thing)
    return f"files/{row.sha256[:16]}/{row.name}"


def page_of(thing):
    return paper_address(thing.index_number)[1:] + "index.html"
