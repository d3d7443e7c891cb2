"""What a backup holds: written last, so a folder without it is not a backup."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile

NAME = "manifest.json"
FORMAT = 1


@dataclass
class Listed:
    """One file of the backup, by its path in the backup's folder."""

    path: str
    size: int
    sha256: str


@dataclass
class Facts:
    """What the database said at the moment of the snapshot."""

    counts: dict[str, int]
    newest_number: int
    newest_digest: str
    migrations: list[str]
    digests: list[str] = field(default_factory=list)


@dataclass
class Manifest:
    format: int
    product_version: str
    vendor: str
    engine: str
    taken_at: str
    counts: dict[str, int]
    newest_number: int
    newest_digest: str
    migrations: list[str]
    problems: list[str]
    files: list[Listed]

    @classmethod
    def of(
        cls,
        facts: Facts,
        *,
        taken_at: datetime,
        vendor: str,
        engine: str,
        files: list[Listed],
        problems: list[str],
    ) -> "Manifest":
        return cls(
            format=FORMAT,
            product_version=version("gongkai"),
            vendor=vendor,
            engine=engine,
            taken_at=taken_at.isoformat(timespec="seconds"),
            counts=facts.counts,
            newest_number=facts.newest_number,
            newest_digest=facts.newest_digest,
            migrations=facts.migrations,
            problems=problems,
            files=files,
        )

    def write(self, folder: Path) -> Path:
        path = folder / NAME
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")
        return path

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        try:
            content = json.loads((folder / NAME).read_text(encoding="utf-8"))
            found = content["format"]
        except FileNotFoundError as error:
            raise BadFile(
                _("%(folder)s 不是完整的备份：里面没有清单 manifest.json。") % {"folder": folder}
            ) from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadFile(
                _("备份清单 %(path)s 读不了，可能已损坏。请换一份备份。") % {"path": folder / NAME}
            ) from error
        if found != FORMAT:
            raise BadFile(
                _("这份备份的格式是 %(found)s，本版本只认 %(known)s。请用作备份的版本恢复。")
                % {"found": found, "known": FORMAT}
            )
        try:
            return cls(**{**content, "files": [Listed(**row) for row in content["files"]]})
        except (KeyError, TypeError) as error:
            raise BadFile(
                _("备份清单 %(path)s 读不了，可能已损坏。请换一份备份。") % {"path": folder / NAME}
            ) from error

    def summary(self) -> dict:
        """The manifest without its long lists, for programs."""
        figures = {key: value for key, value in asdict(self).items() if key not in ("files", "migrations")}
        return {**figures, "files": len(self.files), "bytes": sum(row.size for row in self.files)}

    def sentence(self) -> str:
        return _("备份时间 %(at)s，公开记录 %(number)d 条，文件 %(files)d 个，共 %(size)s MB。") % {
            "at": self.taken_at,
            "number": self.newest_number,
            "files": len(self.files),
            "size": f"{sum(row.size for row in self.files) / 1_000_000:,.1f}",
        }
