"""`gongkai site build` and `verify`: the whole site in a folder for any static server, and every difference by its name."""

import gzip
import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

import brotli
import pytest

from gongkai.catalogue.actions import import_plan
from gongkai.cli import entry, preparing
from gongkai.core.errors import Refused
from gongkai.core.models import PublicFile
from gongkai.portal.addresses import paper_address, version_address
from gongkai.portal.publication import building, items
from gongkai.portal.publication.checking import check_folder
from gongkai.review import actions as review
from tests.portal.test_plan import TEXT

pytestmark = pytest.mark.django_db


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


def test_the_folder_holds_the_site(town, built):
    names = {path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()}
    expected = {"index.html", "404.html", "feed.atom", "sitemap.xml", "sitemap/pages.xml", "robots.txt"}
    expected |= {"columns/policy/index.html", "columns/policy/feed.atom", "columns/policy/list.csv"}
    expected |= {"plan/index.html", "plan/2.1/index.html", "plan/2.1/list.csv", "units/index.html"}
    expected |= {page_of(town.kept), page_of(town.corrected), file_of(town.kept)}
    expected |= {version_address(town.corrected.index_number, 1)[1:] + "index.html"}
    expected |= {"static/portal/base.0123456789ab.css", ".htaccess", ".server/nginx.conf", ".server/gone.map"}
    expected |= {f".gone/{page_of(town.gone)}", ".gone/files.html"}
    assert expected <= names
    texts = {name for name in expected if name.endswith((".html", ".xml", ".atom", ".csv"))}
    texts -= {f".gone/{page_of(town.gone)}", ".gone/files.html"}
    assert {f"{name}{suffix}" for name in texts for suffix in (".gz", ".br")} <= names
    assert not {page_of(town.gone), file_of(town.gone)} & names
    assert (built / file_of(town.kept)).read_bytes() == b"kept"
    home = (built / "index.html").read_bytes()
    assert gzip.decompress((built / "index.html.gz").read_bytes()) == home
    assert brotli.decompress((built / "index.html.br").read_bytes()) == home


def test_the_rules_name_everything_that_is_gone(town, built):
    rules = (built / ".server" / "gone.map").read_text()
    number = town.gone.index_number
    gone = [paper_address(number), version_address(number, 1), f"/{file_of(town.gone)}"]
    assert rules.splitlines() == [f'"{address}" 1;' for address in gone]
    assert (
        f'RewriteRule "^documents/{number.replace("-", chr(92) + "-")}/$" - [G,L]'
        in (built / ".htaccess").read_text()
    )


def test_an_untouched_folder_holds(built):
    report = check_folder(built, progress=silent)
    assert (report.differing, report.missing, report.too_many) == ([], [], [])
    assert report.checked > 30


def test_every_difference_is_named(town, built):
    paper = built / page_of(town.kept)
    paper.write_bytes(paper.read_bytes().replace("各科室".encode(), "各科科".encode()))
    (built / file_of(town.kept)).write_bytes(b"else")
    (built / "columns/policy/index.html").unlink()
    (built / "units/index.html.gz").unlink()
    (built / "feed.atom.gz").write_bytes(b"no gzip")
    (built / "changes/index.html.br").write_bytes(b"no brotli")
    (built / "documents" / "old.html").write_text("x")
    report = check_folder(built, progress=silent)
    assert set(report.differing) == {
        page_of(town.kept),
        file_of(town.kept),
        "feed.atom",
        "changes/index.html",
    }
    assert set(report.missing) == {"columns/policy/index.html", "units/index.html"}
    assert set(report.too_many) == {"documents/old.html"}


def test_another_day_is_no_difference(town, built):
    """Of two times of writing the same page; what a reader is told of the day is of no account."""
    for name in ("index.html", page_of(town.kept), "404.html"):
        text = (built / name).read_text()
        text = text.replace("今天是 ", "今天是 2001年1月1日 ").replace("截至 ", "截至 2001年1月1日 ")
        (built / name).write_text(text)
        (built / f"{name}.gz").write_bytes(gzip.compress(text.encode()))
        (built / f"{name}.br").write_bytes(brotli.compress(text.encode()))
    assert check_folder(built, progress=silent).holds


def test_what_changed_since_is_named(town, built):
    review.withdraw_at_once(thing=town.kept, person=town.office, reason_code="wrong", reason="有误")
    report = check_folder(built, progress=silent)
    assert page_of(town.kept) in report.too_many
    assert f".gone/{page_of(town.kept)}" in report.missing
    assert {"columns/policy/index.html", ".server/gone.map", "index.html"} <= set(report.differing)
    building.build(built, progress=silent)
    assert check_folder(built, progress=silent).holds


def test_a_folder_with_other_things_is_left_alone(town, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(Refused, match="已有别的文件"):
        building.build(tmp_path / "out", progress=silent)
    assert (tmp_path / "out" / "mine.txt").read_text() == "mine"
    with pytest.raises(Refused, match="是一个文件"):
        building.build(tmp_path / "out" / "mine.txt", progress=silent)
    with pytest.raises(Refused, match="不是 gongkai site build"):
        building.built_for(tmp_path / "out")


def test_a_page_that_fails_leaves_the_old_folder(built, monkeypatch, tmp_path):
    before = (built / "index.html").read_bytes()
    monkeypatch.setattr(items, "NOWHERE", "/about/map/")  # answers 200 where 404 is due
    with pytest.raises(Refused, match="/about/map/ 200"):
        building.build(built, progress=silent)
    assert (built / "index.html").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if "new-" in path.name] == []


def test_a_damaged_attachment_is_not_given_out(town, tmp_path, settings):
    sha256 = PublicFile.objects.get(version__thing=town.kept).sha256
    stored = settings.FILES_DIR / sha256[:2] / sha256
    stored.chmod(0o600)
    stored.write_bytes(b"else")
    with pytest.raises(Refused, match="附件文件"):
        building.build(tmp_path / "out", progress=silent)
    assert not (tmp_path / "out").exists()


def test_the_commands(town, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(preparing, "collect_static", lambda: False)
    out = tmp_path / "site-folder"
    assert entry.run(["site", "build", str(out), "--base-url", "https://www.example.gov.cn/"]) == 0
    assert "已写成" in capsys.readouterr().out
    assert b'href="https://www.example.gov.cn/"' in (out / "index.html").read_bytes()
    assert b"https://www.example.gov.cn/documents/" in (out / "columns/policy/list.csv").read_bytes()
    assert entry.run(["site", "verify", str(out)]) == 0
    assert "全部相同" in capsys.readouterr().out
    (out / "robots.txt").write_text("else")
    (out / "robots.txt.gz").write_bytes(gzip.compress(b"else"))
    (out / "robots.txt.br").write_bytes(brotli.compress(b"else"))
    assert entry.run(["site", "verify", str(out), "--json"]) == 1
    figures = json.loads(capsys.readouterr().out)
    assert (figures["holds"], figures["differing"]) == (False, ["robots.txt"])
    assert entry.run(["site", "verify", str(out)]) == 1
    assert "不同  robots.txt" in capsys.readouterr().out
    assert entry.run(["site", "verify", str(tmp_path)]) == 1
    assert entry.run(["site", "build", str(tmp_path / "x"), "--base-url", "www.example.gov.cn"]) == 2


def test_nginx_answers_by_the_rules(town, built, tmp_path):
    """The real server, where there is one."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.skip("nginx is not installed")
    port = free_port()
    rules = (built / ".server" / "nginx.conf").read_text().replace("listen 80;", f"listen 127.0.0.1:{port};")
    (tmp_path / "site.conf").write_text(rules)
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; user root; events {{}}\n"
        f"http {{ access_log off; include /etc/nginx/mime.types; include {tmp_path}/site.conf; }}\n"
    )
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
