"""The rules that a built folder brings, by a reading of our own and by the servers themselves where there are any."""

import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest

from gongkai.portal.addresses import paper_address, version_address
from gongkai.portal.publication import rules
from gongkai.portal.publication.pages import ASKED_EACH_TIME, GUARDED, NARROWED, OF_THE_LOG
from tests.portal.publication.conftest import file_of, page_of
from tests.portal.publication.nginx_rules import Nginx, parse
from tests.portal.publication.test_declared import address_of

pytestmark = pytest.mark.django_db


def test_the_rules(town, built):
    """One folder for all that is only read in it: to write one takes a second."""
    nginx = Nginx(built)
    check_answers(nginx, town)
    check_whatever_has_no_file_is_asked_for(nginx)
    check_headers(nginx)
    check_apache_s_rules_are_of_the_same_cloth(built)
    check_a_server_without_rules_says_what_it_cannot(built)


def check_answers(nginx, town):
    paper, gone = paper_address(town.kept.index_number), town.gone.index_number
    for uri, answer in (
        ("/", "index.html"),
        (paper, page_of(town.kept)),
        (paper_address(gone), "410"),
        (version_address(gone, 1), "410"),
        (f"/{file_of(town.gone)}", "410"),
        (f"/{file_of(town.kept)}", file_of(town.kept)),
        ("/feed.atom", "feed.atom"),
        ("/sitemap.xml", "sitemap.xml"),
        ("/columns/policy/list.csv", "columns/policy/list.csv"),
        ("/static/portal/base.0123456789ab.css", "static/portal/base.0123456789ab.css"),
        ("/nothing/", "404"),
        ("/404.html", "404"),
        ("/unreachable.html", "404"),
        ("/.server/gone.map", "404"),
        ("/.gone/files.html", "404"),
        ("/.htaccess", "404"),
        (f"{paper}alike/", "asked"),
        ("/search/", "asked"),
        ("/admin/login/", "asked"),
    ):
        assert nginx.answer(uri) == answer, uri
    for otherwise in (
        {"args": "page=2"},
        {"method": "POST"},
        {"cookie_django_language": "en"},
        {"cookie_display": "elder"},
        {"http_accept_language": "en-GB,zh;q=0.5"},
        {"http_accept_language": "fr, en;q=0.5"},
    ):
        for uri in ("/", paper, "/feed.atom", "/sitemap.xml", "/columns/policy/list.csv", "/nothing/"):
            assert nginx.answer(uri, **otherwise) == "asked", (uri, otherwise)
    for uri in ("/", paper):
        assert nginx.answer(uri, http_accept_language="zh-CN,zh;q=0.9,en;q=0.8").endswith("index.html")
    assert nginx.answer(paper_address(gone), args="x=1") == "410"


def check_whatever_has_no_file_is_asked_for(nginx):
    """Every address that is asked for each time, but for what a folder holds as it was when it was written."""
    for name, why in ASKED_EACH_TIME.items():
        in_the_folder = why in (NARROWED, GUARDED, OF_THE_LOG) or name.endswith("_proof")
        expected = "404" if in_the_folder else "asked"
        assert nginx.answer(address_of(name)) == expected, name


def check_headers(nginx):
    said = {
        name: lambda uri, name=name: nginx.variable(f"gongkai_{name}", {"uri": uri})
        for name in ("policy", "disposition", "cache")
    }
    assert said["cache"]("/static/portal/base.0123456789ab.css") == "max-age=315360000, public, immutable"
    assert said["cache"]("/static/portal/base.css") == said["cache"]("/") == "public, no-cache"
    assert said["disposition"]("/files/0123456789abcdef/a.PNG") == "inline"
    assert said["disposition"]("/files/0123456789abcdef/a.html") == "attachment"
    assert said["disposition"]("/") == ""
    assert "sandbox" in said["policy"]("/files/0123456789abcdef/a.svg")
    assert "script-src 'self'" in said["policy"]("/")


def test_a_rule_that_nginx_would_refuse_is_found():
    for wrong in ("server {", "listen 80", "listen 80; }", 'map "$uri'):
        with pytest.raises((AssertionError, IndexError)):
            parse(wrong)


def check_apache_s_rules_are_of_the_same_cloth(built):
    """Their expressions compile, and what they call asked for is what nginx does."""
    text = (built / ".htaccess").read_text()
    for pattern in re.findall(r'RewriteCond \S+ "?!?(\S.*?)"?(?: \[.*\])?$', text, re.MULTILINE):
        re.compile(pattern)
    for each in ("IfModule", "If"):
        assert text.count(f"<{each} ") == text.count(f"</{each}>"), each
    assert f'"{rules.ASKED}"' in text
    assert "ErrorDocument 503 /unreachable.html" in text


def check_a_server_without_rules_says_what_it_cannot(built):
    assert (built / "search/index.html").read_bytes() == (built / "unreachable.html").read_bytes()
    assert "现在不能用" in (built / "search/index.html").read_text()


def test_nginx_answers_by_the_rules(town, built, tmp_path):
    """The real server, where there is one."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.skip("nginx is not installed")
    port = free_port()
    rules = (built / ".server" / "nginx.conf").read_text().replace("listen 80;", f"listen 127.0.0.1:{port};")
    rules = rules.replace("127.0.0.1:8000", f"127.0.0.1:{free_port()}")  # where nobody answers
    (tmp_path / "site.conf").write_text(rules)
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; user root; events {{}}\n"
        f"http {{ access_log off; include /etc/nginx/mime.types; include {tmp_path}/site.conf; }}\n"
    )
    subprocess.run([nginx, "-t", "-c", str(tmp_path / "nginx.conf")], check=True, stderr=subprocess.DEVNULL)
    process = subprocess.Popen([nginx, "-c", str(tmp_path / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        _compare_with_the_site(town, f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _compare_with_the_site(town, base, process):
    home = _ask(base + "/", process)
    assert (home.status, home.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "script-src 'self'" in home.headers["Content-Security-Policy"]
    assert home.headers["X-Content-Type-Options"] == "nosniff"
    for path, status, media_type in (
        (paper_address(town.kept.index_number), 200, "text/html; charset=utf-8"),
        (paper_address(town.gone.index_number), 410, "text/html; charset=utf-8"),
        (version_address(town.gone.index_number, 1), 410, "text/html; charset=utf-8"),
        ("/feed.atom", 200, "application/atom+xml; charset=utf-8"),
        ("/sitemap.xml", 200, "application/xml; charset=utf-8"),
        ("/columns/policy/list.csv", 200, "text/csv; charset=utf-8"),
        ("/nothing/", 404, "text/html; charset=utf-8"),
        ("/.server/gone.map", 404, "text/html; charset=utf-8"),
        ("/.gone/files.html", 404, "text/html; charset=utf-8"),
    ):
        answer = _ask(base + path, process)
        assert (answer.status, answer.headers["Content-Type"]) == (status, media_type), path
    file = _ask(base + "/" + urllib.request.quote(file_of(town.kept)), process)
    assert (file.status, file.headers["Content-Disposition"]) == (200, "attachment")
    assert "sandbox" in file.headers["Content-Security-Policy"]
    gone = _ask(base + "/" + urllib.request.quote(file_of(town.gone)), process)
    assert (gone.status, "文件已撤回" in gone.read().decode()) == (410, True)
    for path in ("/search/", "/search/?q=a", "/columns/policy/?page=2", "/admin/login/"):
        answer = _ask(base + path, process)
        assert (answer.status, "现在不能用" in answer.read().decode()) == (503, True), path
        assert answer.headers.get_all("Content-Security-Policy") == home.headers.get_all(
            "Content-Security-Policy"
        )
    asset = _ask(base + "/static/portal/base.0123456789ab.css", process)
    assert "immutable" in asset.headers["Cache-Control"]


def _ask(address, process):
    for _ in range(100):
        try:
            return urllib.request.urlopen(address)
        except urllib.error.HTTPError as answer:
            return answer
        except urllib.error.URLError:
            assert process.poll() is None, "nginx refused its configuration"
            time.sleep(0.1)
    raise AssertionError("nginx did not answer")
