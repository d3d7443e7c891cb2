"""The folder that a log is written to. What is published there is never written over with other bytes."""

import fcntl
import os
import uuid
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from gongkai.translog.errors import Conflict, NotWritten
from gongkai.translog.readers import FolderReader
from gongkai.translog.tiles import CHECKPOINT, FULL_TILE_BYTES, Tile

NEW = ".new"
_WRITERS = 8


class Disk:
    """The operations on the disk, each by itself, so that a test can stop at any of them."""

    def write(self, path: Path, data: bytes) -> None:
        """A new file, on the disk when this returns."""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def rename(self, old: Path, new: Path) -> None:
        os.rename(old, new)

    def sync_folder(self, folder: Path) -> None:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def make_folder(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)

    def remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)

    def remove_folder(self, folder: Path) -> None:
        folder.rmdir()


class Store(FolderReader):
    """A writer holds `lock()` from before it reads the checkpoint until it has published the next one."""

    def __init__(self, folder: Path | str, disk: Disk | None = None):
        super().__init__(folder)
        self.disk = disk or Disk()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """One writer on this machine; a second is told so at once. What a dead writer left half done is cleared away."""
        with _told(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(handle)
            raise Conflict("busy", "另一个程序正在写这个日志。请等它结束再试。") from error
        try:
            with _told(self.folder):
                self._clear_new()
            yield
        finally:
            os.close(handle)

    def put_all(self, files: Iterable[tuple[Tile, bytes]]) -> None:
        """Write tiles and bundles, all of them on the disk when this returns. Files may be made while others are written."""
        touched: set[Path] = set()
        pending: list[Future[Path]] = []
        with _told(self.folder), ThreadPoolExecutor(_WRITERS) as pool:
            for tile, data in files:
                _check_length(tile, data)
                folder = self._folder_for(tile, touched)
                touched.add(folder)
                pending.append(pool.submit(self._put, self.folder / tile.path, data))
                if len(pending) >= 4 * _WRITERS:
                    pending.pop(0).result()
            for each in pending:
                each.result()
            list(pool.map(self.disk.sync_folder, sorted(touched)))

    def put_checkpoint(self, data: bytes) -> None:
        """Replace the checkpoint in one step."""
        with _told(self.folder):
            self._write_then_rename(self.folder / CHECKPOINT, data)
            self.disk.sync_folder(self.folder)

    def drop_partials(self, tile: Tile) -> None:
        """Remove the partial tiles of a place where the full one stands."""
        folder = self.folder / f"{tile.whole().path}.p"
        if (self.folder / tile.whole().path).exists() and folder.is_dir():
            with _told(folder):
                for path in sorted(folder.iterdir()):
                    self.disk.remove(path)
                self.disk.remove_folder(folder)

    def _put(self, path: Path, data: bytes) -> None:
        try:
            held = path.read_bytes()
        except FileNotFoundError:
            self._write_then_rename(path, data)
            return
        if held != data:
            name = path.relative_to(self.folder)
            raise Conflict(
                "other-bytes",
                f"{name} 已经公布，内容与现在要写的不同，没有改动它。数据库或日志文件夹可能是从旧备份恢复的："
                "请换上最新的备份再试。",
            )

    def _write_then_rename(self, path: Path, data: bytes) -> None:
        new = self.folder / NEW / uuid.uuid4().hex
        self.disk.make_folder(new.parent)
        self.disk.write(new, data)
        self.disk.rename(new, path)

    def _folder_for(self, tile: Tile, touched: set[Path]) -> Path:
        """Its folder, made if need be; a folder that gets a new child is to be synced too."""
        folder = (self.folder / tile.path).parent
        missing = []
        while folder not in touched and not folder.is_dir():
            missing.append(folder)
            folder = folder.parent
        for each in reversed(missing):
            self.disk.make_folder(each)
            touched.update((each, each.parent))
        return (self.folder / tile.path).parent

    def _clear_new(self) -> None:
        for left in (self.folder / NEW).glob("*"):
            self.disk.remove(left)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotWritten(
            "not-written", f"写不了 {folder}：磁盘满了，或者没有权限。请处理后再运行，会从断开的地方接着写。"
        ) from error


def _check_length(tile: Tile, data: bytes) -> None:
    """A truncated tile on a path that caches keep for ever could never be put right."""
    if tile.level is not None and len(data) != FULL_TILE_BYTES * tile.width // 256:
        raise Conflict("tile-length", f"{tile.path} 的长度不对，没有写。这是程序的错误，请报告。")
