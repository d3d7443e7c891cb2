"""What a file is served with: the same seals as Django's own answer, and whatever HTTP allows to ask of it."""

import gzip

import brotli
import pytest
from django.test import Client

from gongkai.portal.addresses import paper_address
from gongkai.portal.publication import conditions, serving
from gongkai.portal.publication.pages import page_at
from gongkai.portal.publication.store import file_of
from gongkai.review import actions as review
from tests.portal.publication.conftest import Server, leave_connections_open, settle

pytestmark = pytest.mark.django_db
SEALS = (
    "Content-Security-Policy",
    "X-Frame-Options",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Content-Language",
    "Content-Type",
)


@pytest.fixture
def paper(city, server):
    thing = city.publish()
    settle()
    return paper_address(thing.index_number)


def test_a_file_is_django_s_own_answer(city, server):
    city.publish()
    settle()
    paths = ("/", "/columns/policy/", "/feed.atom", "/sitemap.xml", "/robots.txt", "/units/")
    answers = {path: Client(headers={"host": "testserver"}).get(path) for path in paths}
    leave_connections_open()
    for path, fresh in answers.items():
        first, second = server.get(path), server.get(path)
        body = b"".join(fresh) if fresh.streaming else fresh.content
        assert server.is_from_file(path)
        clockless = page_at(path).kind.without_clock
        assert first.body == second.body
        assert clockless(second.body) == clockless(body), path
        for name in SEALS:
            assert second.header(name) == fresh.headers.get(name, ""), (path, name)
        assert second.header("Vary") == "Accept-Language, Accept-Encoding"
        assert second.header("Cache-Control") == "public, no-cache"
        assert int(second.header("Content-Length")) == len(second.body)
        assert not second.header("Set-Cookie")


def test_head_has_the_headers_and_no_body(server, paper):
    got, head = server.get(paper), server.get(paper, method="HEAD")
    assert (head.code, head.body) == (200, b"")
    assert dict(head.headers) == dict(got.headers)


def test_compressed_for_who_takes_it(server, paper):
    plain = server.get(paper)
    gzipped = server.get(paper, accept_encoding="br;q=0.5, gzip;q=0.8, *;q=0.1")
    smallest = server.get(paper, accept_encoding="gzip, deflate, br, zstd")
    assert gzipped.header("Content-Encoding") == "gzip"
    assert gzip.decompress(gzipped.body) == plain.body
    assert smallest.header("Content-Encoding") == "br"
    assert brotli.decompress(smallest.body) == plain.body
    assert len(smallest.body) < len(gzipped.body) < len(plain.body) / 2
    assert len({answer.header("ETag") for answer in (plain, gzipped, smallest)}) == 3
    for answer in (plain, gzipped, smallest):
        assert int(answer.header("Content-Length")) == len(answer.body)
    assert server.get(paper, accept_encoding="gzip;q=0").header("Content-Encoding") == ""


@pytest.mark.parametrize(
    ("encodings", "expected"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("BR", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0.8, gzip;q=0.8", "br"),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("br;q=0, gzip;q=0, *", ""),
        ("*;q=0", ""),
        ("gzip;q=0, *", "br"),
        ("deflate, zstd", ""),
        ("gzip;q=0.001", "gzip"),
        ("gzip;q=0.4, identity", ""),
        ("gzip, identity", "gzip"),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("identity;q=0", ""),
        ("gzip; q = 0.7 , br ; q=0", "gzip"),
        ("gzip;q=nonsense", ""),
        ("gzip;q=-1", ""),
        ("gzip;q=1.0001", ""),
        (",;,;;gzip", ""),
        ("\x00\xff", ""),
        ("a," * 5000 + "gzip", ""),
    ],
)
def test_encodings(encodings, expected):
    assert conditions.best_encoding(encodings) == expected


def test_django_compresses_for_who_takes_it(server, paper):
    """What is behind a ? is no file; its compression knows names alone, and is told those that are welcome."""
    for asked, expected in (("gzip, br", "gzip"), ("gzip;q=0, br;q=0", ""), ("gzip;q=0.2, identity", "")):
        answer = server.get(paper, query="x=1", accept_encoding=asked)
        assert answer.header("Content-Encoding") == expected, asked
        assert "Accept-Encoding" in answer.header("Vary")


def test_a_reader_who_has_it_gets_304(server, paper):
    answer = server.get(paper)
    tag, moment = answer.header("ETag"), answer.header("Last-Modified")
    for asked in (
        {"if_none_match": tag},
        {"if_none_match": f'"other", W/{tag}'},
        {"if_none_match": "*"},
        {"if_modified_since": moment},
        {"if_none_match": server.get(paper, accept_encoding="gzip").header("ETag")},
        {"if_none_match": server.get(paper, accept_encoding="br").header("ETag"), "accept_encoding": "br"},
    ):
        unchanged = server.get(paper, **asked)
        assert (unchanged.code, unchanged.body) == (304, b""), asked
        assert unchanged.header("ETag")
        assert unchanged.header("Content-Security-Policy")
    for asked in (
        {"if_none_match": '"other"'},
        {"if_none_match": "nonsense", "if_modified_since": moment},
        {"if_none_match": "\x00"},
        {"if_modified_since": "Mon, 01 Jan 2001 00:00:00 GMT"},
        {"if_modified_since": "nonsense"},
        {"if_modified_since": "9" * 9000},
    ):
        assert server.get(paper, **asked).code == 200, asked


def test_the_tag_changes_with_the_page_alone(city, server, paper):
    tags = [server.get(address).header("ETag") for address in (paper, "/about/map/", "/columns/policy/")]
    city.publish()
    settle()
    after = [server.get(address).header("ETag") for address in (paper, "/about/map/", "/columns/policy/")]
    assert [one == other for one, other in zip(tags, after, strict=True)] == [False, True, False]


RANGES = (
    ("bytes=0-9", 206, (0, 10)),
    ("bytes=10-", 206, (10, None)),
    ("bytes=-5", 206, (-5, None)),
    ("bytes=0-999999999999", 206, (0, None)),
    ("bytes=999999999-", 416, None),
    ("bytes=-0", 416, None),
    ("bytes=9-3", 200, None),
    ("bytes=0-1,5-6", 200, None),
    ("bytes=", 200, None),
    ("bytes=-", 200, None),
    ("lines=1-2", 200, None),
    ("bytes=" + "9" * 5000 + "-", 200, None),
    ("bytes=\x00-1", 200, None),
    ("bytes=١-٢", 200, None),
)


def test_ranges(server, paper):
    whole = server.get(paper).body
    for asked, status, span in RANGES:
        answer = server.get(paper, range=asked, accept_encoding="gzip")
        assert answer.code == status, asked
        if span:
            assert answer.body == whole[span[0] : span[1]], asked
            assert answer.header("Content-Range").endswith(f"/{len(whole)}"), asked
        elif status == 416:
            assert answer.header("Content-Range") == f"bytes */{len(whole)}", asked
        else:
            assert answer.body == whole, asked
        assert int(answer.header("Content-Length")) == len(answer.body), asked


def test_a_range_of_another_state_is_the_whole_page(server, paper):
    whole = server.get(paper)
    assert server.get(paper, range="bytes=0-9", if_range=whole.header("ETag")).code == 206
    assert server.get(paper, range="bytes=0-9", if_range='"other"').code == 200
    assert server.get(paper, range="bytes=0-9", if_range=whole.header("Last-Modified")).code == 200


OTHERWISE = (
    {"query": "page=2"},
    {"method": "POST"},
    {"cookie": "django_language=en"},
    {"cookie": "a=b; django_language=zh-hans"},
    {"cookie": "display=dark"},
    {"cookie": "a=b; display=large.elder"},
    {"accept_language": "en"},
    {"accept_language": "en-GB,en;q=0.9,zh;q=0.1"},
    {"if_match": '"x"'},
    {"host": "elsewhere.invalid"},
    {"host": "["},
)


def test_whatever_else_is_asked_goes_to_django(server, paper, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    server.get(paper)
    for asked in OTHERWISE:
        assert not server.is_from_file(paper, **asked), asked


def test_who_reads_chinese_gets_the_file(server, paper):
    server.get(paper)
    for asked in (
        {"accept_language": "zh-CN,zh;q=0.9,en;q=0.8"},
        {"accept_language": "fr"},
        {"cookie": "sessionid=abc"},
    ):
        assert server.is_from_file(paper, **asked), asked


def test_english_is_never_kept(server, paper, folder):
    assert 'lang="en"' in server.get(paper, accept_language="en").body.decode()
    assert 'lang="en"' in server.get(paper, cookie="django_language=en").body.decode()
    assert 'lang="zh-Hans"' in server.get(paper, accept_language="zh").body.decode()
    assert b'<html lang="en"' not in file_of(folder, paper).read_bytes()


def test_display_settings_are_obeyed_and_never_kept(server, paper, folder):
    answer = server.get(paper, cookie="display=dark.huge.elder")
    assert b'data-theme="dark" data-size="huge" data-elder=""' in answer.body
    assert answer.header("Cache-Control") == "private, no-cache"
    assert "Cookie" in answer.header("Vary")
    assert b"data-theme" not in server.get(paper).body
    assert b"data-theme" not in file_of(folder, paper).read_bytes()


def test_nothing_of_one_reader_reaches_another(server, paper, folder):
    """A page is written as anybody would be answered."""
    file_of(folder, paper).unlink()
    server = Server()
    server.get(
        paper,
        cookie="sessionid=secret-of-one",
        user_agent="a-browser",
        x_forwarded_host="evil.invalid",
        accept_encoding="gzip",
        if_none_match='"x"',
    )
    written = "".join(path.read_text(errors="replace") for path in folder.rglob("*") if path.is_file())
    assert "secret-of-one" not in written
    assert "evil.invalid" not in written


PATHS = (
    "/../journal",
    "/..%2fjournal",
    "/documents/../../journal",
    "/./",
    "//",
    "//etc/passwd",
    "/columns/policy/index.html",
    "/index.html",
    "/index.html.gz",
    "/index.html.br",
    "/index.html.line",
    "/feed.atom.gz",
    "/feed.atom.line",
    "/feed.atom/",
    "/columns//policy/",
    "/columns/policy",
    "/columns/policy/.new-abc",
    "/.new-abc",
    "/\\..\\journal",
    "/columns/\x00/",
    "/\x00",
    "/columns/" + "a" * 5000 + "/",
    "/" + "a/" * 3000,
    "/å\x85¬å¼\x80/",
    "/documents/%00/%2e%2e/",
    "/sitemap/00.xml",
    "/sitemap/999999999999.xml",
    "journal",
    "",
    "/admin/",
    "/static/portal/css/base.css",
)


def test_no_address_leads_out_of_the_folder(server, paper, folder):
    server.get(paper)
    before = {each for each in folder.parent.rglob("*")}
    for path in PATHS:
        answer = server.get(path)
        assert answer.code < 500, path
        assert b"begin" not in answer.body, path
    assert {each for each in folder.parent.rglob("*")} == before


def test_what_is_not_there_is_not_kept(server, folder):
    for path in (
        "/documents/a/1/",
        "/columns/nothing/",
        "/units/x/",
        "/plan/",
        "/intakes/7/",
        "/matters/none/",
    ):
        assert server.get(path).code == 404
        assert not file_of(folder, path).exists()


def test_what_is_gone_is_kept_as_gone(city, server, folder):
    thing = city.publish()
    review.withdraw_at_once(thing=thing, person=city.office, reason_code="wrong", reason="有误")
    settle()
    address = paper_address(thing.index_number)
    assert server.is_from_file(address)
    answer = server.get(address, if_none_match="*", range="bytes=0-5")
    assert answer.status == "410 Gone"
    assert "有误" in answer.body.decode()


def test_damage_on_the_disk_is_not_served(server, paper, folder):
    whole = server.get(paper).body
    for name, damage in (
        ("index.html", b"<p>else"),
        ("index.html.gz", b""),
        ("index.html.br", b"\x0b\x02\x80else\x03"),
        ("index.html.line", b"{}"),
        ("index.html.line", b"[]"),
    ):
        (file_of(folder, paper).with_name(name)).write_bytes(damage)
        another = Server()
        assert not another.is_from_file(paper), name
        assert another.get(paper).body == whole
        assert Server().is_from_file(paper)


def test_a_disk_that_is_full_leaves_the_site_up(server, paper, monkeypatch):
    def full(*args, **kwargs):
        raise OSError("No space left on device")

    monkeypatch.setattr(serving.store, "_put", full)
    assert server.get("/about/map/").code == 200
    assert not server.is_from_file("/about/map/")


def test_hosts_have_pages_of_their_own_where_no_address_is_set(city, server, settings, paper, folder):
    settings.BASE_URL, settings.ALLOWED_HOSTS = "", ["testserver", "localhost", ".wild.invalid"]
    one, other = server.get(paper), server.get(paper, host="localhost")
    assert b'href="http://testserver/documents' in one.body
    assert b'href="http://localhost/documents' in other.body
    assert server.is_from_file(paper, host="localhost")
    assert set(serving.origins()) == {"http://localhost", "http://testserver"}
    assert {each.name for each in folder.parent.iterdir()} == {"journal", "http_localhost", "http_testserver"}
    for host in ("localhost:9", "LOCALHOST", "localhost.", "localhost:080", "a.wild.invalid"):
        server.get(paper, host=host)
        assert not server.is_from_file(paper, host=host), host
    assert not server.is_from_file(paper, x_forwarded_proto="https")
    assert {each.name for each in folder.parent.iterdir()} == {"journal", "http_localhost", "http_testserver"}


def test_memory_is_bounded(server, paper, monkeypatch):
    monkeypatch.setattr(serving, "KEPT_BYTES", 100_000)
    for path in (paper, "/", "/units/", "/matters/", "/changes/", "/columns/policy/", "/about/map/") * 2:
        server.get(path)
    assert server.application.bytes <= 100_000
    assert server.application.bytes == sum(map(serving._size, server.application.kept.values()))
    assert server.is_from_file(paper)


def test_off_means_off(server, paper, settings):
    server.get(paper)
    settings.STATIC_PUBLICATION = False
    assert not server.is_from_file(paper)
