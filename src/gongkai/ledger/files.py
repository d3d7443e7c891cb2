"""The published files of the log, as any static server would answer them."""

import gzip
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from gongkai.ledger import queries
from gongkai.translog import CHECKPOINT, Malformed, Tile

CHECKPOINT_TYPE = "text/plain; charset=utf-8"
TILE_TYPE = "application/octet-stream"
FRESH = "no-cache"
FOR_EVER = "public, max-age=31536000, immutable"
ANYBODY = ("Access-Control-Allow-Origin", "*")  # a page of another city, too, may check this log
TOLD_ONCE = 300  # bytes; below that nothing is compressed


@dataclass(frozen=True)
class LogFile:
    body: bytes
    content_type: str
    cache: str

    def headers(self) -> list[tuple[str, str]]:
        return [
            ("Content-Type", self.content_type),
            ("Cache-Control", self.cache),
            ANYBODY,
            ("X-Content-Type-Options", "nosniff"),
        ]


def log_file(path: str, *, folder: Path | None = None) -> LogFile | None:
    """`path` below the address of the log; None for what is no file of a log, or not there."""
    folder = folder or Path(settings.LOG_DIR)
    try:
        if path == CHECKPOINT:
            return LogFile((folder / path).read_bytes(), CHECKPOINT_TYPE, FRESH)
        return LogFile(_tile(folder, Tile.parse(path)), TILE_TYPE, FOR_EVER)
    except (OSError, Malformed):
        return None


def closed_log_file(number: int, path: str) -> LogFile | None:
    """Of a log that was closed."""
    root = Path(settings.LOG_DIR)
    return log_file(path, folder=root.with_name(f"{root.name}-{number}"))


def policy_file() -> LogFile | None:
    """Whom a verifier may believe, in the words of C2SP tlog-policy."""
    log = queries.current_log()
    if log is None:
        return None
    keys = "".join(f"log {key.text}\n" for key in queries.keys_of(log))
    return LogFile(keys.encode() + queries.policy_words(), CHECKPOINT_TYPE, FRESH)


def packed(file: LogFile, accepted: str) -> bytes | None:
    """Bundles of entries go over the wire compressed, where the reader takes that."""
    if file.content_type != TILE_TYPE or len(file.body) < TOLD_ONCE or "gzip" not in accepted:
        return None
    body = gzip.compress(file.body, 5, mtime=0)
    return body if len(body) < len(file.body) * 0.9 else None


def _tile(folder: Path, tile: Tile) -> bytes:
    return (folder / tile.path).read_bytes()
