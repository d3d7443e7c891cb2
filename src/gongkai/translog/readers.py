"""Reading a log's files from a folder or over HTTP. Sizes are bounded; nothing read here is believed yet."""

import gzip
import http.client
import io
import ssl
import zlib
from pathlib import Path
from types import TracebackType
from typing import Protocol
from urllib.parse import quote, urlsplit

from gongkai.translog import bundles
from gongkai.translog.errors import Malformed, Missing
from gongkai.translog.notes import MAX_NOTE
from gongkai.translog.tiles import CHECKPOINT, FULL_TILE_BYTES, Tile, hashes_of


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
            raise Missing("no-file", f"读不了 {path}：{error.strerror}。") from error
        return _bounded(data, path, limit)


class HttpReader:
    """One kept connection. Redirections are not followed: what is audited is the address that was given."""

    def __init__(self, url: str, *, timeout: float = 30):
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise Malformed("url", f"日志的网址应当以 http:// 或 https:// 开头，没有问号：{url[:200]}")
        try:
            port = parts.port
        except ValueError as error:
            raise Malformed("url", f"网址里的端口不对：{url[:200]}") from error
        self._base = quote(parts.path.rstrip("/"), safe="/%") + "/"
        self._connection: http.client.HTTPConnection = (
            http.client.HTTPSConnection(
                parts.hostname, port, timeout=timeout, context=ssl.create_default_context()
            )
            if parts.scheme == "https"
            else http.client.HTTPConnection(parts.hostname, port, timeout=timeout)
        )

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
                self._connection.request("GET", self._base + path, headers={"Accept-Encoding": "gzip"})
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
