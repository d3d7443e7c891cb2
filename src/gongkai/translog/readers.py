"""Reading a log's files from a folder or over HTTP. Sizes are bounded; nothing read here is believed yet."""

import gzip
import http.client
import io
import zlib
from pathlib import Path
from types import TracebackType
from typing import Protocol

from gongkai.translog import bundles
from gongkai.translog.errors import Malformed, Missing
from gongkai.translog.notes import MAX_NOTE
from gongkai.translog.tiles import CHECKPOINT, FULL_TILE_BYTES, Tile, hashes_of
from gongkai.translog.web import connect


class Reader(Protocol):
    """Answers the bytes of one file of a log, at most `limit` of them, or raises Missing."""

    def read(self, path: str, limit: int) -> bytes: ...


class FolderReader:
    def __init__(self, folder: Path | str):
        self.folder = Path(folder)

    def read(self, path: str, limit: int) -> bytes:
        try:
            with open(self.folder / path, "rb") as file:
                data = file.read(limit + 1)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise Missing("no-file", f"日志里没有 {path}。") from error
        except OSError as error:
            raise Missing("no-file", f"读不了日志的 {path}。请检查文件的权限和磁盘。") from error
        return _bounded(data, path, limit)


class HttpReader:
    """One kept connection. Redirections are not followed: what is audited is the address that was given."""

    def __init__(self, url: str, *, timeout: float = 30):
        self._connection, self._base = connect(url, timeout)

    def __enter__(self) -> "HttpReader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def read(self, path: str, limit: int) -> bytes:
        try:
            answer = self._ask(path)
            data = answer.read(limit + 1)
            if answer.status != 200 or len(data) > limit:
                self._connection.close()
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._connection.close()
            raise Missing("no-answer", f"没有取到 {path}：服务器不应答或中断。请稍后再试。") from error
        if answer.status != 200:
            raise Missing("no-file", f"没有取到 {path}：服务器回答 {answer.status}。")
        if answer.headers.get("Content-Encoding", "").lower() == "gzip":
            data = _unzipped(data, path, limit)
        return _bounded(data, path, limit)

    def _ask(self, path: str) -> http.client.HTTPResponse:
        """Once more on a new connection if the server had closed the kept one."""
        for last in (False, True):
            try:
                self._connection.request("GET", f"{self._base}/{path}", headers={"Accept-Encoding": "gzip"})
                return self._connection.getresponse()
            except (http.client.RemoteDisconnected, ConnectionError):
                self._connection.close()
                if last:
                    raise
        raise AssertionError("unreachable")


def reader_of(place: str) -> FolderReader | HttpReader:
    """For a folder or an http(s) address."""
    return HttpReader(place) if place.startswith(("http://", "https://")) else FolderReader(place)


def read_checkpoint(reader: Reader) -> bytes:
    return reader.read(CHECKPOINT, MAX_NOTE)


def read_tile(reader: Reader, tile: Tile) -> list[bytes]:
    """The hashes of a tile; a partial one that is gone is taken from the full tile, as the standard allows."""
    data, got = _read_or_whole(reader, tile, FULL_TILE_BYTES)
    return hashes_of(data, got)[: tile.width]


def read_bundle(reader: Reader, tile: Tile) -> list[bytes]:
    data, got = _read_or_whole(reader, tile, bundles.MAX_BUNDLE)
    return bundles.decode(data, count=got.width, name=got.path)[: tile.width]


def _read_or_whole(reader: Reader, tile: Tile, limit: int) -> tuple[bytes, Tile]:
    try:
        return reader.read(tile.path, limit), tile
    except Missing:
        if tile.full:
            raise
    try:
        return reader.read(tile.whole().path, limit), tile.whole()
    except Missing as error:
        raise Missing("no-file", f"日志里没有 {tile.path}，也没有完整的 {tile.whole().path}。") from error


def _bounded(data: bytes, path: str, limit: int) -> bytes:
    if len(data) > limit:
        raise Malformed("too-large", f"{path} 太大：最多 {limit:,} 字节。")
    return data


def _unzipped(data: bytes, path: str, limit: int) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            return file.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Malformed("gzip", f"{path} 的压缩内容已损坏。") from error
