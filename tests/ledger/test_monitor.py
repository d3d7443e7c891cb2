"""A silent change is found: in the files of the log and the site by `log audit`, in the database by `--database`."""

import json

import pytest

from gongkai.core.door import GENESIS, chain_digest
from gongkai.core.files import blob_path
from gongkai.core.models import Event, PublicFile, Record, Salt, Version
from gongkai.ledger import actions, monitor, queries
from gongkai.ledger.checking import audit_database
from gongkai.portal.addresses import paper_address
from gongkai.portal.publication import building
from gongkai.review import actions as review
from gongkai.translog import FolderReader, Policy, audit
from tests.standing_aside import put_aside

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(city, settings, tmp_path, correct):
    """A paper with a file, a corrected one, a withdrawn one; signed, and built into a folder."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    city.kept = city.publish(city.draft(attachments=[city.store_file("表.xlsx", content=b"kept")]))
    page = city.draft()
    city.corrected = city.publish(page)
    correct(page, title="改过的标题")
    city.gone = city.publish()
    review.withdraw_at_once(thing=city.gone, person=city.office, reason_code="wrong", reason="有误")
    actions.append()
    return city


@pytest.fixture
def built(town, tmp_path):
    building.build(tmp_path / "out", progress=lambda *said: None)
    return tmp_path / "out"


def policy():
    return Policy.of(*queries.keys_of(queries.current_log()))


def problems(folder, **more):
    return {
        (problem.code, problem.where) for problem in monitor.watch(str(folder), policy(), **more).problems
    }


def test_an_honest_site_holds_and_every_kind_of_silent_change_in_it_is_named(town, built):
    report = monitor.watch(str(built), policy())
    assert report.problems == []
    assert (report.site, report.files) == (True, 1)
    assert report.pages == 5  # two papers, the home page, a column, a unit
    kept = paper_address(town.kept.index_number)
    page, said = built / kept[1:] / "index.html", built / kept[1:] / "canonical.json"
    honest = page.read_text(), said.read_text()

    page.write_text(honest[0].replace("的内容。", "的另一内容。"))
    assert problems(built) == {("page-differs", kept)}
    page.write_text(honest[0])

    changed = json.loads(honest[1])
    changed["form"] = changed["form"].replace("的内容。", "的另一内容。")
    said.write_text(json.dumps(changed))
    assert {("content-differs", kept)} <= problems(built)

    said.unlink()
    assert problems(built) == {("canonical-missing", kept)}
    said.write_text(honest[1])

    row = PublicFile.objects.get(version__thing=town.kept)
    file = built / "files" / row.sha256[:16] / row.name
    file.write_bytes(b"else")
    assert {code for code, _where in problems(built)} == {"file-differs"}
    file.write_bytes(b"kept")

    part = built / "sitemap" / f"{town.kept.pk // 10_000}.xml"
    part.write_text(part.read_text().replace(kept, "/about/map/"))
    assert problems(built) == {("page-missing", town.kept.index_number)}


def test_an_older_version_or_a_withdrawn_paper_that_still_stands_is_named(town, built, tmp_path):
    corrected = paper_address(town.corrected.index_number)
    place = built / corrected[1:]
    (place / "canonical.json").write_bytes((place / "versions/1/canonical.json").read_bytes())
    assert (
        {("not-newest", corrected), ("page-differs", corrected)}
        >= problems(built)
        >= {("not-newest", corrected)}
    )
    gone = paper_address(town.gone.index_number)
    assert (built / gone[1:] / "receipt.tlog-proof").is_file()
    (built / gone[1:] / "index.html").write_text("还在")
    assert ("withdrawn", gone) in problems(built)


def test_a_changed_entry_and_a_rollback_are_named(town, built):
    before = (built / "log" / "checkpoint").read_bytes()
    bundle = next((built / "log/tile/entries").rglob("*[0-9]"))
    honest = bundle.read_bytes()
    bundle.write_bytes(honest.replace(b'"act":"withdraw"', b'"act":"withdrax"'))
    assert "entry-differs" in {code for code, _where in problems(built)}
    bundle.write_bytes(honest)
    assert problems(built, remembered=before) == set()
    town.publish()
    newer = actions.append().encode()
    assert ("rollback", "checkpoint") in problems(built, remembered=newer)


def test_the_database_holds_and_a_silent_change_in_it_is_named(town):
    report = audit_database()
    assert report.problems == []
    assert (report.entries, report.heads, report.files) == (Record.objects.count(), 2, 1)
    put_aside("version_update")
    version = Version.objects.get(thing=town.kept)
    Version.objects.filter(pk=version.pk).update(form=version.form.replace("的内容", "的另一内容"))
    assert [each for each in audit_database().problems if "不符" in each] != []


def test_even_a_whole_record_written_anew_does_not_fit_the_log(town):
    """Whoever owns the database can make its own chain right again, but not what was signed and published."""
    put_aside("record_update")
    record = Record.objects.get(event__thing=town.kept)
    leaf = record.leaf.replace('"reason_code":""', '"reason_code":"x"')
    assert leaf != record.leaf
    event = Event.objects.get(pk=record.event_id)
    put_aside("event_update")
    Event.objects.filter(pk=event.pk).update(reason_code="x")
    Record.objects.filter(pk=record.pk).update(leaf=leaf)
    previous = GENESIS
    for row in Record.objects.order_by("number"):
        digest = chain_digest(previous, row.leaf)
        Record.objects.filter(pk=row.pk).update(previous=previous, digest=digest)
        previous = digest
    found = audit_database().problems
    assert f"公开记录第 {record.number} 条与日志第 {record.number - 1} 条不同：数据库里的被改动过。" in found
    assert any("与签过的树不符" in each for each in found)


def test_a_file_swapped_in_the_store_and_a_salt_that_is_gone_are_named(town):
    row = PublicFile.objects.get(version__thing=town.kept)
    path = blob_path(row.sha256)
    path.chmod(0o600)
    path.write_bytes(b"swap")
    assert any(row.sha256 in each for each in audit_database().problems)
    put_aside("salt_delete")
    Salt.objects.filter(event__thing=town.corrected).delete()
    assert any("盐值不见了" in each for each in audit_database().problems)


def test_a_mirror_of_plain_fetches_verifies_the_same(town, client, tmp_path, settings):
    """Only what the standard names is fetched, over HTTP, and written as it came."""
    from gongkai.translog.tiles import tiles_of

    head = queries.newest_head(queries.current_log())
    for path in ["checkpoint", *(tile.path for tile in tiles_of(head.size))]:
        target = tmp_path / "mirror" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(client.get(f"/log/{path}").content)
    found = audit(FolderReader(tmp_path / "mirror"), policy())
    assert (found.problems, found.signed.checkpoint.size) == ([], head.size)
    report = monitor.watch(str(tmp_path / "mirror"), policy())
    assert (report.site, report.problems) == (False, [])
