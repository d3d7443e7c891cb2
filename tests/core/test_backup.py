"""Backup while writing, restore into nothing, and everything that is refused; on whichever database the suite runs."""

import io
import json
import os
import shutil
import sqlite3
import threading
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as configured
from django.db import connection

from gongkai.core.backup import Manifest, backup_to, folders, has_content, postgresql, restore_from, restoring
from gongkai.core.errors import BadFile, Refused
from gongkai.core.files import blob_path, store_bytes
from gongkai.core.models import Event, PublicFile, Record, Thing, Version
from gongkai.documents.models import StoredFile
from tests.elsewhere import Elsewhere

pytestmark = pytest.mark.django_db(transaction=True)
APPEND_ONLY = [
    "core_event", "core_record", "core_version", "core_approval", "core_salt", "core_publicfile", "core_auditentry",
]  # fmt: skip


@pytest.fixture
def data(settings, tmp_path):
    """The data folder of the running site, with a secret key and a file of Django's own storage."""
    folder = tmp_path / "data"
    settings.DATA_DIR, settings.FILES_DIR = folder, folder / "files"
    (folder / "media").mkdir(parents=True)
    (folder / "media" / "portrait.png").write_bytes(b"portrait")
    (folder / "secret-key").write_text("the key of this city")
    return folder


@pytest.fixture
def elsewhere(tmp_path):
    place = Elsewhere(tmp_path / "elsewhere")
    yield place
    place.close()


def rows_of(database) -> dict[str, list]:
    """Every row of every table, read with the bare driver; floats and memory views made comparable."""
    if connection.vendor == "postgresql":
        opened = psycopg.connect(
            database if isinstance(database, str) else postgresql._address(password=True)
        )
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    else:
        opened = sqlite3.connect(database or connection.settings_dict["NAME"])
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    try:
        names = [row[0] for row in opened.execute(tables).fetchall()]
        return {
            name: sorted(map(repr, opened.execute(f'SELECT * FROM "{name}"').fetchall())) for name in names
        }
    finally:
        opened.close()


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folders.files_below(folder)}


def attachment(city, content: bytes) -> StoredFile:
    blob = store_bytes(io.BytesIO(content))
    return StoredFile.objects.create(
        unit=city.unit, name="附件.txt", media_type="text/plain", size=blob.size, sha256=blob.sha256,
        original_sha256=blob.sha256, uploaded_by=city.clerk,
    )  # fmt: skip


def test_what_is_restored_is_what_was_backed_up(city, data, elsewhere, tmp_path):
    city.publish(city.draft(attachments=[attachment(city, b"first"), attachment(city, b"second")]))
    city.draft(attachments=[attachment(city, b"of a draft")])
    manifest = backup_to(tmp_path / "backup")

    assert (manifest.newest_number, manifest.problems) == (Record.objects.count(), [])
    assert manifest.counts["core_event"] == Event.objects.count()
    assert (tmp_path / "backup" / "secret-key").stat().st_mode & 0o777 == 0o600
    done = elsewhere.gongkai("restore", tmp_path / "backup")
    assert (done.returncode, done.stderr) == (0, "")

    assert rows_of(elsewhere.database) == rows_of(None)
    assert files_of(elsewhere.folder / "files") == files_of(data / "files")
    assert len(files_of(data / "files")) == 3
    assert files_of(elsewhere.folder / "media") == {"portrait.png": b"portrait"}
    key = elsewhere.folder / "secret-key"
    assert (key.read_text(), key.stat().st_mode & 0o777) == ("the key of this city", 0o600)
    said = elsewhere.gongkai("check-record", "--json")
    assert said.stderr == ""
    checked = json.loads(said.stdout)
    assert (checked["holds"], checked["newest_digest"]) == (True, Record.objects.last().digest)


def test_a_backup_taken_while_others_write_is_one_moment(city, data, elsewhere, tmp_path):
    published, stop, failures = [], threading.Event(), []

    def write():
        try:
            while not stop.is_set():
                content = f"file {len(published)}".encode()
                published.append(city.publish(city.draft(attachments=[attachment(city, content)])).pk)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        wait_for(lambda: len(published) >= 2 or failures)
        manifest = backup_to(tmp_path / "backup")
        seen = len(published)
        wait_for(lambda: len(published) > seen + 1 or failures)
    finally:
        stop.set()
        writer.join()
    assert failures == []

    done = elsewhere.gongkai("restore", tmp_path / "backup")
    assert (done.returncode, done.stderr) == (0, "")
    restored, live = rows_of(elsewhere.database), rows_of(None)
    assert len(restored["core_record"]) == manifest.newest_number < len(live["core_record"])
    for table in APPEND_ONLY:
        assert len(restored[table]) == manifest.counts[table]
        assert set(restored[table]) <= set(live[table])
    assert len(restored["core_event"]) == len(restored["core_record"])
    kept = {Path(name).name for name in files_of(elsewhere.folder / "files")}
    record = " ".join(restored["core_publicfile"])
    public = {digest for digest in PublicFile.objects.values_list("sha256", flat=True) if digest in record}
    assert len(public) >= 2
    assert public <= kept


def wait_for(condition) -> None:
    for _ in range(600):
        if condition():
            return
        threading.Event().wait(0.1)
    raise AssertionError("it did not happen within a minute")


def test_only_a_new_or_empty_folder_is_written(city, data, tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "letter").write_text("keep me")
    with pytest.raises(Refused, match="不是空文件夹"):
        backup_to(tmp_path / "taken")
    with pytest.raises(Refused, match="请换一个别处的文件夹"):
        backup_to(data / "files" / "inside")
    (tmp_path / "empty").mkdir()
    backup_to(tmp_path / "empty")
    assert (tmp_path / "empty" / "manifest.json").exists()
    assert os.listdir(tmp_path / "taken") == ["letter"]


def test_a_broken_off_backup_leaves_nothing(city, data, tmp_path, monkeypatch):
    store_bytes(io.BytesIO(b"x"))

    def full(source, target):
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(folders, "copy", full)
    with pytest.raises(Refused, match="磁盘空间不够"):
        backup_to(tmp_path / "backups" / "one")
    assert os.listdir(tmp_path / "backups") == []


def test_damaged_and_lost_files_are_named_and_do_not_stop_a_backup(city, data, tmp_path):
    damaged, lost = attachment(city, b"damaged"), attachment(city, b"lost")
    city.publish(city.draft(attachments=[damaged, lost]))
    blob_path(damaged.sha256).chmod(0o600)
    blob_path(damaged.sha256).write_bytes(b"other bytes")
    blob_path(lost.sha256).unlink()
    problems = backup_to(tmp_path / "backup").problems
    assert [damaged.sha256 in problems[0], lost.sha256 in problems[1], len(problems)] == [True, True, 2]


@pytest.fixture
def backup(city, data, tmp_path, monkeypatch):
    """A good backup, and a restore whose target looks empty and must never be reached."""
    store_bytes(io.BytesIO(b"content"))
    backup_to(tmp_path / "backup")
    shutil.rmtree(data / "files")
    shutil.rmtree(data / "media")
    database = restoring.DATABASES[connection.vendor]
    monkeypatch.setattr(database, "is_empty", lambda: True)
    monkeypatch.setattr(database, "load", lambda folder: pytest.fail("the database was touched"))
    return tmp_path / "backup"


def change_manifest(folder: Path, **changes) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, **changes}))


def one_file(folder: Path) -> Path:
    return next(folders.files_below(folder / "files"))


BROKEN = {
    "不是完整的备份": lambda folder: (folder / "manifest.json").unlink(),
    "读不了": lambda folder: (folder / "manifest.json").write_text("{"),
    "本版本只认 1": lambda folder: change_manifest(folder, format=2),
    "不能互相恢复": lambda folder: change_manifest(folder, vendor="oracle"),
    "请先升级程序": lambda folder: change_manifest(folder, migrations=["core.9999_future"]),
    "不该有的路径": lambda folder: change_manifest(
        folder,
        files=[
            {"path": "database.x", "size": 0, "sha256": ""},
            {"path": "files/../../x", "size": 0, "sha256": ""},
        ],
    ),
    "没有数据库": lambda folder: change_manifest(folder, files=[]),
    "缺少文件": lambda folder: one_file(folder).unlink(),
    "与清单不符": lambda folder: one_file(folder).write_bytes(b"CONTENT"),
}


@pytest.mark.parametrize("sentence", BROKEN)
def test_a_bad_backup_is_refused_before_anything_changes(backup, data, sentence):
    BROKEN[sentence](backup)
    with pytest.raises((BadFile, Refused), match=sentence):
        restore_from(backup)
    assert sorted(os.listdir(data)) == ["secret-key"]
    assert (data / "secret-key").read_text() == "the key of this city"


def test_files_go_again_when_the_database_cannot_be_loaded(backup, data, monkeypatch):
    def fail(folder):
        raise Refused("no")

    monkeypatch.setattr(restoring.DATABASES[connection.vendor], "load", fail)
    (data / "secret-key").write_text("another key")
    with pytest.raises(Refused, match="no"):
        restore_from(backup)
    assert (sorted(os.listdir(data)), (data / "secret-key").read_text()) == (["secret-key"], "another key")


def test_nothing_is_restored_over_a_living_city(city, data, tmp_path):
    backup_to(tmp_path / "backup")
    with pytest.raises(Refused, match="里已有文件"):
        restore_from(tmp_path / "backup")
    shutil.rmtree(data / "media")
    things = Thing.objects.count()
    with pytest.raises(Refused, match="数据库里已有内容"):
        restore_from(tmp_path / "backup")
    assert (Thing.objects.count(), Version.objects.count() > 0, has_content()) == (things, True, True)


def test_the_manifest_reads_back_as_it_was_written(city, data, tmp_path):
    manifest = backup_to(tmp_path / "backup")
    assert Manifest.read(tmp_path / "backup") == manifest
    assert manifest.summary()["files"] == len(manifest.files)


@pytest.mark.skipif(
    "sqlite" in configured.DATABASES["default"]["ENGINE"], reason="asks PostgreSQL's programs"
)
def test_a_missing_client_program_is_named(monkeypatch, tmp_path, data):
    monkeypatch.setattr(postgresql, "DEBIAN_BINARIES", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match="apt-get install postgresql-client-"):
        backup_to(tmp_path / "backup")
