"""The log follows the record: signed before it is published, by one writer, never smaller, never different."""

import fcntl
import os
import shutil
import stat
import sys

import pytest
from django.db import DatabaseError, transaction

from gongkai.core.errors import Refused
from gongkai.core.models import Record
from gongkai.ledger import actions, keyring, queries
from gongkai.ledger.models import Head, Log, LogKey
from gongkai.translog import (
    Disk,
    Ed25519Signer,
    FolderReader,
    Policy,
    Receipt,
    Store,
    audit,
    leaf_hash,
    make_receipt,
    merkle_root,
)
from gongkai.translog import Log as Writer
from tests.standing_aside import put_aside

pytestmark = pytest.mark.django_db


def check(settings, size=None):
    """The published files hold as a stranger reads them, and say what the record says."""
    log = queries.current_log()
    found = audit(FolderReader(settings.LOG_DIR), Policy.of(*queries.keys_of(log)))
    assert found.problems == []
    leaves = list(Record.objects.order_by("number").values_list("leaf", flat=True))
    size = len(leaves) if size is None else size
    head = found.signed.checkpoint
    assert (head.size, head.root) == (size, merkle_root(leaf.encode() for leaf in leaves[:size]))
    return found.signed


def test_every_line_of_the_record_is_an_entry(city, settings):
    thing = city.publish()
    signed = actions.append()
    number = Record.objects.count()
    assert check(settings).encode() == signed.encode()
    tree = queries.tree_of(queries.newest_head(queries.current_log()))
    record = Record.objects.get(event=thing.newest_event)
    assert tree.entry(record.number - 1) == record.leaf.encode()
    city.publish()
    actions.append()
    check(settings)
    assert list(Head.objects.values_list("size", flat=True)) == [0, number, number + 1]
    before = (settings.LOG_DIR / "checkpoint").stat().st_mtime_ns
    actions.append()
    actions.sign_what_is_new()
    assert (settings.LOG_DIR / "checkpoint").stat().st_mtime_ns == before


def test_keys_are_for_their_owner_alone_and_outside_the_database(city, settings):
    log = actions.begin(origin="www.example.gov.cn/log")
    actions.append()
    assert stat.S_IMODE(settings.KEYS_DIR.stat().st_mode) == 0o700
    files = [path for path in settings.KEYS_DIR.iterdir() if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    private = next(path for path in files if path.suffix == ".key").read_text()
    assert private.startswith("PRIVATE+KEY+")
    assert log.keys.get().text.startswith("www.example.gov.cn/log+")
    assert "PRIVATE" not in LogKey.objects.get().text + Head.objects.latest("size").note
    with pytest.raises(Refused, match="已经建立"):
        actions.begin()


def test_the_name_of_the_log_is_the_sites_domain(city, settings):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    assert actions.default_origin() == "localhost/log"
    settings.ALLOWED_HOSTS = [".zwgk.example.cn"]
    assert actions.default_origin() == "zwgk.example.cn/log"
    settings.BASE_URL = "https://www.example.gov.cn"
    assert actions.default_origin() == "www.example.gov.cn/log"


def test_a_tree_that_was_signed_cannot_be_changed_taken_away_or_made_smaller(city):
    actions.append()
    head = queries.newest_head(queries.current_log())
    for attack in (
        lambda: Head.objects.filter(pk=head.pk).update(root="0" * 64),
        lambda: Head.objects.filter(pk=head.pk).delete(),
        lambda: Head.objects.create(log=head.log, size=head.size - 1, root="0" * 64, note="x"),
        lambda: Head.objects.create(log=head.log, size=head.size, root="0" * 64, note="x"),
        lambda: Log.objects.all().update(origin="x"),
        lambda: LogKey.objects.all().update(text="x"),
        lambda: LogKey.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="gongkai: "), transaction.atomic():
            attack()


class Stop(BaseException):
    """As if the process had been killed."""


@pytest.fixture
def killed_at(monkeypatch):
    """Run with a stop at the nth operation on the disk or in the commit; False when the run got through."""

    def run(number):
        left = number

        def counted(function):
            def call(*args, **kwargs):
                nonlocal left
                left -= 1
                if left < 0:
                    raise Stop
                return function(*args, **kwargs)

            return call

        with monkeypatch.context() as patch:
            for name in ("write", "rename", "sync_folder", "make_folder", "remove"):
                patch.setattr(Disk, name, counted(getattr(Disk, name)))
            patch.setattr(keyring, "remember", counted(keyring.remember))
            try:
                actions.append()
            except Stop:
                return True
            return False

    return run


def test_a_run_stopped_anywhere_is_finished_by_the_next(city, settings, killed_at):
    number = 0
    while killed_at(number):
        actions.append()
        check(settings)
        city.make_column(f"c{number}", f"栏目{number}")
        number += 1
    assert number > 10
    check(settings)


@pytest.mark.parametrize("number", range(0, 24, 3))
def test_the_first_run_stopped_anywhere_is_finished_by_the_next(city, settings, killed_at, number):
    killed_at(number)
    actions.append()
    check(settings)


def test_an_older_database_is_not_signed(city, settings):
    """As after a restore: the record has lost lines that were signed."""
    city.publish()
    actions.append()
    size = Record.objects.count()
    put_aside("record_delete", "ledger_head_delete")
    lost = Record.objects.get(number=size)
    Head.objects.filter(size=size).delete()
    Record.objects.filter(number=size).delete()
    with pytest.raises(actions.CannotSign, match="最新的备份"):
        actions.append()
    actions.sign_what_is_new()
    assert "最新的备份" in keyring.trouble()
    check_files = audit(FolderReader(settings.LOG_DIR), Policy.of(*queries.keys_of(queries.current_log())))
    assert check_files.signed.checkpoint.size == size
    # The same with the files lost as well: the folder of keys remembers.
    kept = settings.LOG_DIR.with_name("kept")
    os.rename(settings.LOG_DIR, kept)
    with pytest.raises(actions.CannotSign, match="gongkai log restart"):
        actions.append()
    with pytest.raises(actions.CannotSign, match="曾经签发到"):
        actions.rebuild()
    # Another line in its place is a fork.
    Record.objects.create(
        number=size, event_id=lost.event_id, leaf='{"x":1}', previous=lost.previous, digest="0" * 64
    )
    with pytest.raises(actions.CannotSign, match="另一棵树"):
        actions.rebuild()
    os.rename(kept, settings.LOG_DIR)
    with pytest.raises(actions.CannotSign, match="与已经签发的不同"):
        actions.append()


def test_lost_files_are_written_again_as_they_were(city, settings):
    city.publish()
    actions.append()
    old = (settings.LOG_DIR / "checkpoint").read_bytes()
    city.publish()
    actions.append()
    before = {
        path.name: path.read_bytes() for path in (settings.LOG_DIR / "tile").rglob("*") if path.is_file()
    }
    shutil.rmtree(settings.LOG_DIR)
    actions.sign_what_is_new()
    assert keyring.trouble() == ""
    after = {
        path.name: path.read_bytes() for path in (settings.LOG_DIR / "tile").rglob("*") if path.is_file()
    }
    assert after == before
    log = queries.current_log()
    found = audit(FolderReader(settings.LOG_DIR), Policy.of(*queries.keys_of(log)), remembered=old)
    assert found.problems == []


def test_a_server_without_the_key_does_not_sign(city, settings):
    city.publish()
    actions.append()
    city.publish()
    os.rename(settings.KEYS_DIR, settings.KEYS_DIR.with_name("elsewhere"))
    with pytest.raises(Refused, match="没有公开日志的密钥"):
        actions.append()
    made = actions.rotate(lost=True)
    check(settings)
    assert [key.key_id for key in queries.keys_of(queries.current_log(), retired=False)] == [made.key_id]


def test_another_writer_is_told_to_wait(city, settings):
    actions.append()
    city.publish()
    handle = os.open(settings.KEYS_DIR, os.O_RDONLY | os.O_DIRECTORY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(keyring.Busy, match="等它结束"):
        actions.append()
    actions.sign_what_is_new()
    assert keyring.trouble() == ""
    os.close(handle)
    actions.append()
    check(settings)


def test_the_key_is_changed_in_two_steps(city, settings):
    city.publish()
    actions.append()
    log = queries.current_log()
    (old,) = queries.keys_of(log)
    new = actions.rotate()
    with pytest.raises(Refused, match="还没有完成"):
        actions.rotate()
    both = check(settings)
    assert {key for key, _line in both.note.verified([old, new])} == {old, new}
    assert actions.finish_rotation() == new
    assert sorted(path.name for path in settings.KEYS_DIR.glob("*.key")) == [f"{new.key_id.hex()}.key"]
    city.publish()
    signed = actions.append()
    assert [key for key, _line in signed.note.verified([old, new])] == [new]
    audited = audit(FolderReader(settings.LOG_DIR), Policy.of(new), remembered=both.encode())
    assert audited.problems == []
    with pytest.raises(Refused, match="没有正在进行"):
        actions.finish_rotation()


def test_a_command_signs_in_the_place_of_a_key_of_ours(city, settings, tmp_path):
    signer = Ed25519Signer.generate("www.example.gov.cn/log")
    signer.save(tmp_path / "device")
    program = (
        "import sys; from pathlib import Path; from gongkai.translog import Ed25519Signer; "
        f"sys.stdout.buffer.write(Ed25519Signer.load(Path('{tmp_path}/device')).sign(sys.stdin.buffer.read()))"
    )
    command = f'{sys.executable} -c "{program}"'
    with pytest.raises(Refused, match="名称"):
        actions.begin(origin="another/log", command=command, key=signer.key.text)
    actions.begin(origin="www.example.gov.cn/log", command=command, key=signer.key.text)
    assert actions.append().note.verified([signer.key])
    assert not list(settings.KEYS_DIR.glob("*.key"))
    check(settings)


def test_a_closed_log_stays_readable_beside_the_new_one(city, settings, client):
    city.publish()
    actions.append()
    old = queries.current_log()
    head = queries.newest_head(old)
    tree, signed = queries.tree_of(head), queries.with_cosignatures(head, [])
    receipt = make_receipt(tree, 0, signed)
    begun = actions.begin_again(reason="数据库从旧备份恢复，最后一天的公开信息已丢失。")
    assert begun.origin == f"{old.origin}/2"
    check(settings)
    again = Receipt.parse(receipt.encode())
    leaf = leaf_hash(Record.objects.get(number=1).leaf.encode())
    assert again.verify(leaf, Policy.of(*queries.keys_of(old))) == []
    assert client.get(f"/log/closed/{old.pk}/checkpoint").content == signed.encode()
    page = client.get("/log/").content.decode()
    assert "最后一天的公开信息已丢失" in page
    assert old.origin in page


def test_a_folder_that_holds_another_log_is_left_alone(city, settings):
    signer = Ed25519Signer.generate("other/log")
    Writer(Store(settings.LOG_DIR), origin="other/log", signers=[signer]).create()
    with pytest.raises(Refused, match="不是这个数据库的"):
        actions.begin()
    assert not Log.objects.exists()
