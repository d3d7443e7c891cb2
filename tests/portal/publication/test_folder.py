"""`gongkai site build` and `verify`: the whole site in a folder for any static server, and every difference by its name."""

import gzip
import json

import brotli
import pytest

from gongkai.cli import entry, preparing
from gongkai.core.errors import Refused
from gongkai.core.models import PublicFile
from gongkai.portal.addresses import paper_address, version_address
from gongkai.portal.publication import building, items
from gongkai.portal.publication.checking import check_folder
from gongkai.review import actions as review
from tests.portal.publication.conftest import file_of, page_of, silent

pytestmark = pytest.mark.django_db


def test_the_folder_holds_the_site(town, built):
    check_its_files(town, built)
    check_the_rules_name_everything_that_is_gone(town, built)
    check_an_untouched_folder_holds(built)


def check_its_files(town, built):
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


def check_the_rules_name_everything_that_is_gone(town, built):
    rules = (built / ".server" / "gone.map").read_text()
    number = town.gone.index_number
    pages = [paper_address(number), version_address(number, 1)]
    gone = [*sorted([*pages, *(f"{page}canonical.json" for page in pages)]), f"/{file_of(town.gone)}"]
    assert rules.splitlines() == [f'"{address}" 1;' for address in gone]
    assert (
        f'RewriteRule "^documents/{number.replace("-", chr(92) + "-")}/$" - [G,L]'
        in (built / ".htaccess").read_text()
    )


def check_an_untouched_folder_holds(built):
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
