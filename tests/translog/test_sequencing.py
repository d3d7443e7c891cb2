"""Adding to a log: what is written, what is refused, what a crash leaves."""

import itertools
import os
import shutil
import subprocess
import sys
from contextlib import suppress

import pytest

from gongkai.translog import (
    Conflict,
    FolderReader,
    Log,
    Missing,
    NotWritten,
    Policy,
    Store,
    Tree,
    TreeHead,
    Untrusted,
    audit,
    leaf_hash,
    merkle_root,
    verify_consistency,
    verify_inclusion,
)
from gongkai.translog.checkpoints import SignedCheckpoint
from gongkai.translog.merkle import EMPTY_ROOT
from gongkai.translog.tiles import tiles_of
from tests.translog.making import (
    ORIGIN,
    WRITER,
    FailingDisk,
    Hasty,
    Power,
    entries,
    entry,
    grown_log,
    kill_a_writer,
    new_log,
    signer,
)

POLICY = Policy.of(signer().key)


def root_of(size: int) -> bytes:
    return merkle_root(map(entry, range(size)))


def head_of(size: int) -> TreeHead:
    return TreeHead(size, root_of(size))


def files_in(folder) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_an_empty_log_is_a_signed_checkpoint(tmp_path):
    log = new_log(tmp_path)
    assert log.latest().checkpoint.head == TreeHead(0, EMPTY_ROOT)
    assert files_in(tmp_path) == ["checkpoint"]
    assert log.append(entries(0)).checkpoint.size == 0
    with pytest.raises(Conflict, match="已经有日志"):
        log.create()


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 600])
def test_exactly_the_files_of_the_standard_are_there(tmp_path, size):
    log = grown_log(tmp_path, size)
    assert log.latest().checkpoint.head == head_of(size)
    assert files_in(tmp_path) == sorted(["checkpoint", *(tile.path for tile in tiles_of(size))])
    assert audit(FolderReader(tmp_path), POLICY).problems == []


def test_a_log_grown_by_steps_is_the_same_and_keeps_partials_until_the_full_tile(tmp_path):
    log = grown_log(tmp_path / "steps", 1, 100, 255)
    partials = [f"tile/{kind}/000.p/{width}" for kind in ("0", "entries") for width in (1, 100, 255)]
    assert files_in(tmp_path / "steps") == ["checkpoint", *sorted(partials)]
    log.append(entries(256))
    log.append(entries(600))
    grown_log(tmp_path / "once", 600)
    for name in files_in(tmp_path / "once"):
        assert (tmp_path / "steps" / name).read_bytes() == (tmp_path / "once" / name).read_bytes()
    left = set(files_in(tmp_path / "steps")) - set(files_in(tmp_path / "once"))
    assert left == {"tile/1/000.p/1"}  # of the checkpoint at 256, whose full tile does not exist yet


def test_an_old_checkpoint_can_still_be_proved_from_full_tiles(tmp_path):
    log = grown_log(tmp_path, 300, 700)
    tree = Tree(FolderReader(tmp_path), head_of(300))
    path = tree.inclusion(299)
    verify_inclusion(leaf_hash(entry(299)), index=299, size=300, root=root_of(300), path=path)
    new = log.latest().checkpoint
    path = log.tree().consistency(300)
    verify_consistency(old_size=300, old_root=root_of(300), new_size=new.size, new_root=new.root, path=path)


def test_nothing_new_signs_nothing_new(tmp_path):
    log = grown_log(tmp_path, 300)
    before = (tmp_path / "checkpoint").stat().st_ino
    assert log.append(entries(300)).checkpoint.size == 300
    assert (tmp_path / "checkpoint").stat().st_ino == before


def test_fewer_entries_than_signed_are_refused(tmp_path):
    log = grown_log(tmp_path, 300)
    before = (tmp_path / "checkpoint").read_bytes()
    with pytest.raises(Conflict, match="已经签发到 300 条，数据库里只有 299 条") as caught:
        log.append(entries(299))
    assert caught.value.code == "fewer-entries"
    assert (tmp_path / "checkpoint").read_bytes() == before


@pytest.mark.parametrize(("size", "changed"), [(300, 299), (300, 256), (256, 0), (512, 300)])
def test_another_entry_than_signed_is_refused(tmp_path, size, changed):
    log = grown_log(tmp_path, size)
    before = files_in(tmp_path)
    with pytest.raises(Conflict, match=f"第 {changed} 条与已经签发的不同"):
        log.append(lambda start: (b"other" if n == changed else entry(n) for n in range(start, 700)))
    assert files_in(tmp_path) == before


def test_a_known_larger_tree_is_never_signed_away(tmp_path):
    log = grown_log(tmp_path, 300)
    before = files_in(tmp_path)
    with pytest.raises(Conflict, match="曾经签发到 500 条，现在只有 400 条"):
        log.append(entries(400), known=[head_of(500)])
    with pytest.raises(Conflict, match="签发过另一棵树"):
        log.append(entries(600), known=[TreeHead(500, bytes(32))])
    with pytest.raises(Conflict, match="签发过另一棵树"):
        log.append(entries(600), known=[TreeHead(100, bytes(32))])
    assert files_in(tmp_path) == before
    assert log.append(entries(600), known=[head_of(100), head_of(500)]).checkpoint.head == head_of(600)
    for width in (500 - 256, 600 - 512):  # of the tree that was known, its partial tiles are made again
        assert (tmp_path / "tile" / "0").joinpath("001" if width == 244 else f"002.p/{width}").exists()


def test_damaged_right_edge_is_not_built_upon(tmp_path):
    log = grown_log(tmp_path, 300)
    tile = tmp_path / "tile/0/001.p/44"
    tile.write_bytes(bytes(32) + tile.read_bytes()[32:])
    with pytest.raises(Conflict, match="与检查点不符，没有签发"):
        log.append(entries(400))


def test_other_bytes_are_never_written_over_a_published_path(tmp_path):
    log = grown_log(tmp_path, 300)
    (tmp_path / "tile/0/001").write_bytes(bytes(8192))
    with pytest.raises(Conflict, match="tile/0/001 已经公布") as caught:
        log.append(entries(600))
    assert caught.value.code == "other-bytes"
    assert (tmp_path / "tile/0/001").read_bytes() == bytes(8192)
    assert log.latest().checkpoint.size == 300


def test_a_second_writer_is_told_to_wait(tmp_path):
    log = grown_log(tmp_path, 3)
    second = Log(Store(tmp_path), origin=ORIGIN, signers=[signer()])
    with log.store.lock(), pytest.raises(Conflict, match="另一个程序正在写"):
        second.append(entries(4))
    assert log.append(entries(4)).checkpoint.size == 4


class FullDisk(Hasty):
    def write(self, path, data):
        raise OSError(28, "No space left on device")


def test_a_full_disk_is_told(tmp_path):
    log = grown_log(tmp_path, 5)
    with pytest.raises(NotWritten, match="磁盘满了，或者没有权限"):
        Log(Store(tmp_path, FullDisk()), origin=ORIGIN, signers=[signer()]).append(entries(9))
    assert log.append(entries(9)).checkpoint.size == 9
    (tmp_path / "file").write_text("")
    with pytest.raises(NotWritten):
        new_log(tmp_path / "file" / "log")


def test_a_lost_folder_is_written_again_from_the_database(tmp_path):
    signed = grown_log(tmp_path / "old", 100, 300).latest()
    log = Log(Store(tmp_path / "new"), origin=ORIGIN, signers=[signer()])
    with pytest.raises(Missing, match="没有检查点"):
        log.append(entries(400))
    with pytest.raises(Missing, match="不能重建"):
        log.rebuild(entries(400), known=[])
    with pytest.raises(Conflict, match="曾经签发到 300 条，现在只有 299 条"):
        log.rebuild(entries(299), known=[signed.checkpoint.head])
    assert log.rebuild(entries(400), known=[head_of(300), head_of(270)]).checkpoint.head == head_of(400)
    assert {"tile/0/001.p/44", "tile/0/001.p/14", "tile/0/001.p/144"} <= set(files_in(tmp_path / "new"))
    assert audit(FolderReader(tmp_path / "new"), POLICY, remembered=signed.encode()).problems == []


def test_rotation_of_keys(tmp_path):
    old, new = signer(), signer(seed="new")
    log = grown_log(tmp_path, 10)
    with pytest.raises(Untrusted):
        Log(Store(tmp_path), origin=ORIGIN, signers=[new]).append(entries(11))
    both = Log(Store(tmp_path), origin=ORIGIN, signers=[old, new])
    assert both.append(entries(10)).checkpoint.size == 10
    for key in (old.key, new.key):
        assert audit(FolderReader(tmp_path), Policy.of(key)).sound
    log = Log(Store(tmp_path), origin=ORIGIN, signers=[new], former_keys=[old.key])
    log.append(entries(11))
    assert audit(FolderReader(tmp_path), Policy.of(new.key)).sound
    with pytest.raises(Untrusted, match="没有日志"):
        audit(FolderReader(tmp_path), Policy.of(old.key))


@pytest.mark.parametrize("way", ["before it", "half written", "power lost"])
def test_stopped_at_any_operation_the_log_holds_and_the_next_run_repairs_it(tmp_path, way):
    """Runs from 200 to 900 entries, each stopped one operation later, until one is not stopped."""
    grown_log(tmp_path / "start", 200)
    for stop in itertools.count():
        folder = shutil.copytree(tmp_path / "start", tmp_path / str(stop))
        disk, done = FailingDisk(stop, half=way == "half written"), False
        with suppress(Power):
            Log(Store(folder, disk), origin=ORIGIN, signers=[signer()]).append(entries(900))
            done = True
        if way == "power lost":
            disk.lose_power()
        held = audit(FolderReader(folder), POLICY)
        assert held.problems == []
        assert held.signed.checkpoint.size in ((900,) if done else (200, 900))
        log = Log(Store(folder, Hasty()), origin=ORIGIN, signers=[signer()])
        assert log.append(entries(950)).checkpoint.head == head_of(950)
        assert audit(FolderReader(folder), POLICY, remembered=held.signed.encode()).problems == []
        assert list((folder / ".new").iterdir()) == []
        if done:
            break
    assert stop > 30


@pytest.mark.crash
def test_killed_for_real(tmp_path):
    """The process is killed wherever it happens to be, four times over."""
    log = new_log(tmp_path)
    for pause in (0.0, 0.05, 0.11, 0.02):
        first = kill_a_writer(tmp_path, pause)
        held = audit(FolderReader(tmp_path), POLICY)
        assert held.problems == []
        assert held.signed.checkpoint.size >= first
        size = held.signed.checkpoint.size + 7
        assert log.append(entries(size)).checkpoint.head == head_of(size)
        assert audit(FolderReader(tmp_path), POLICY, remembered=held.signed.encode()).problems == []


def test_two_writers_started_together_never_fork(tmp_path):
    new_log(tmp_path)
    command = [sys.executable, "-c", WRITER.replace("100_000", "6_000"), str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    writers = [
        subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, text=True
        )
        for _ in range(2)
    ]
    said = [writer.communicate()[1] for writer in writers]
    for writer, errors in zip(writers, said, strict=True):
        refused = "另一个程序正在写" in errors or "数据库里只有" in errors
        assert writer.returncode == 0 or refused, errors
    assert any(writer.returncode == 0 for writer in writers)
    found = audit(FolderReader(tmp_path), POLICY)
    assert found.problems == []
    assert found.signed.checkpoint.head == head_of(6_000)


def test_checkpoint_is_read_as_it_was_signed(tmp_path):
    signed = grown_log(tmp_path, 5).latest()
    assert SignedCheckpoint.parse(signed.encode()) == signed
    assert signed.checkpoint.text.splitlines()[:2] == [ORIGIN, "5"]
