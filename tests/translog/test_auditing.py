"""An audit names what differs, in a folder and over HTTP."""

import gzip
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from gongkai.translog import (
    FolderReader,
    HttpReader,
    Log,
    Malformed,
    Missing,
    Policy,
    Store,
    Untrusted,
    audit,
    reader_of,
)
from gongkai.translog.tiles import tiles_of
from tests.translog.making import ORIGIN, entries, grown_log, signer

POLICY = Policy.of(signer().key)
SIZE = 66_000  # three levels of tiles


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    grown_log(folder, 300, SIZE)
    return folder


@pytest.fixture
def log(tmp_path) -> Path:
    """One to damage."""
    grown_log(tmp_path / "log", 300, 700)
    return tmp_path / "log"


def codes(folder: Path, **options) -> list[tuple[str, str]]:
    found = audit(FolderReader(folder), POLICY, **options)
    assert found.sound is (not found.problems)
    return [(problem.code, problem.where) for problem in found.problems]


def flip(path: Path, place: int = 0) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(bytes(data))


def test_a_large_log_is_sound_and_remembered(sound):
    first = audit(FolderReader(sound), POLICY)
    assert first.problems == []
    assert first.signed.checkpoint.size == SIZE
    assert audit(FolderReader(sound), POLICY, remembered=first.signed.encode()).sound


@pytest.mark.parametrize(
    ("path", "place", "named"),
    [
        ("tile/0/000", 8_000, [("tile-differs", "tile/0/000")]),
        ("tile/0/001", 32, [("tile-differs", "tile/0/001")]),
        ("tile/1/000.p/2", 0, [("tile-differs", "tile/1/000.p/2")]),
        ("tile/entries/000", 10, [("entry-differs", "tile/entries/000")]),
        ("tile/entries/001", 11, [("entry-differs", "tile/entries/001")]),
        ("tile/entries/002.p/188", 12, [("entry-differs", "tile/entries/002.p/188")]),
        ("tile/entries/000", 1, [("bundle-truncated", "tile/entries/000")]),
    ],
)
def test_a_flipped_bit_is_named(log, path, place, named):
    flip(log / path, place)
    assert codes(log)[: len(named)] == named


def test_every_file_is_read(log):
    """One bit in each file of the tree, one after another."""
    for tile in tiles_of(700):
        data = (log / tile.path).read_bytes()
        flip(log / tile.path, len(data) // 2)
        assert codes(log), tile.path
        (log / tile.path).write_bytes(data)
    assert codes(log) == []


def test_missing_and_truncated_files_are_named(log):
    (log / "tile/0/001").unlink()
    assert codes(log) == [("no-file", "tile/0/001")]
    (log / "tile/0/000").write_bytes((log / "tile/0/000").read_bytes()[:-32])
    assert codes(log) == [("tile-length", "tile/0/000"), ("no-file", "tile/0/001")]
    shutil.rmtree(log / "tile")
    assert ("root-differs", "checkpoint") in codes(log)


def test_partial_tiles_of_older_checkpoints_and_stray_files(log):
    Log(Store(log), origin=ORIGIN, signers=[signer()]).append(entries(710))
    assert (log / "tile/0/002.p/188").exists()
    assert codes(log) == []
    flip(log / "tile/0/002.p/188")
    (log / "tile" / "note.txt").write_text("?")
    assert codes(log) == [("stray-file", "tile/note.txt"), ("tile-differs", "tile/0/002.p/188")]


def test_rollback_and_fork_are_named(log, tmp_path):
    remembered = (log / "checkpoint").read_bytes()
    grown_log(tmp_path / "rolled", 600)
    assert codes(tmp_path / "rolled", remembered=remembered) == [("rollback", "checkpoint")]
    other = Log(Store(tmp_path / "forked"), origin=ORIGIN, signers=[signer()])
    other.create()
    other.append(lambda start: (b"%d" % index for index in range(start, 900)))
    assert codes(tmp_path / "forked", remembered=remembered) == [("fork", "checkpoint")]
    Log(Store(log), origin=ORIGIN, signers=[signer()]).append(entries(900))
    assert codes(log, remembered=remembered) == []
    stranger = remembered.replace(ORIGIN.encode(), b"other.example")
    with pytest.raises(Untrusted, match="不是同一个日志"):
        codes(log, remembered=stranger)


def test_entries_are_shown_to_whoever_asks(log):
    found = audit(
        FolderReader(log), POLICY, check_entry=lambda i, data: "重复" if b"-69" in data and i > 690 else None
    )
    assert [p.where for p in found.problems] == [str(index) for index in range(691, 700)]
    assert {(p.code, p.message) for p in found.problems} == {("entry-wrong", "重复")}


def test_a_checkpoint_of_somebody_else_is_not_audited(log):
    with pytest.raises(Untrusted):
        audit(FolderReader(log), Policy.of(signer(seed="forger").key))


class Files(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65_536  # header and body in one packet
    folder: Path
    asked: list[str] = []

    def do_GET(self):
        self.asked.append(self.path)
        status, body, zipped = self.answer(self.path.removeprefix("/log/"))
        self.send_response(status)
        if zipped:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer(self, path):
        special = {"moved": (301, b"", False), "huge": (200, b"x" * 5_000, False), "bomb": (200, BOMB, True)}
        special |= {"cut": (200, gzip.compress(b"text")[:-5], True)}
        if path in special:
            return special[path]
        if not (self.folder / path).is_file():
            return 404, b"", False
        data = (self.folder / path).read_bytes()
        return (200, gzip.compress(data), True) if "entries" in path else (200, data, False)

    def log_message(self, *args):
        pass


BOMB = gzip.compress(bytes(10_000_000))


@pytest.fixture
def url(log):
    Files.folder = log
    server = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/log"
    server.shutdown()
    thread.join()
    server.server_close()


def test_over_http_as_in_a_folder(log, url, tmp_path):
    with reader_of(url) as reader:
        assert audit(reader, POLICY).problems == []
        mirror = tmp_path / "mirror"
        for path in ["checkpoint", *(tile.path for tile in tiles_of(700))]:
            (mirror / path).parent.mkdir(parents=True, exist_ok=True)
            (mirror / path).write_bytes(reader.read(path, 10**8))
        assert audit(FolderReader(mirror), POLICY).problems == []
        flip(log / "tile/entries/001", 5)
        assert [p.where for p in audit(reader, POLICY).problems] == ["tile/entries/001"]


def test_what_a_server_may_answer_is_bounded(url):
    reader = HttpReader(url)
    for path, kind, why in [
        ("none", Missing, "回答 404"),
        ("moved", Missing, "回答 301"),
        ("huge", Malformed, "太大"),
        ("bomb", Malformed, "太大"),
        ("cut", Malformed, "损坏"),
    ]:
        with pytest.raises(kind, match=why):
            reader.read(path, 1_000)
    assert reader.read("checkpoint", 1_000).startswith(ORIGIN.encode())
    reader.close()


def test_a_server_that_is_gone_is_told():
    with pytest.raises(Missing, match="不应答"):
        HttpReader("http://127.0.0.1:9/log", timeout=1).read("checkpoint", 10)


@pytest.mark.parametrize(
    "text", ["ftp://a/log", "http://", "http://a:b/log", "http://a/log?x", "", "http://[::1/"]
)
def test_other_addresses_are_refused(text):
    with pytest.raises(Malformed, match="网址"):
        HttpReader(text)
