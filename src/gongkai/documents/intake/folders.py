"""What there is to read below the paths that were given, in the same order every time."""

import json
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.documents.intake.candidate import Unplaced
from gongkai.documents.intake.fields import Mapping
from gongkai.documents.intake.lists import Record, Source, list_records
from gongkai.documents.intake.values import line_of, shortened

LISTS = (".jsonl", ".csv")
PAPERS = (".html", ".htm", ".docx", ".doc", ".wps", ".txt")
LONGEST_NAME = 240
SIDECARS = ("metadata.csv", "metadata.jsonl")


@dataclass
class NotRead:
    """A file that is neither a list nor a paper; it may still be a picture or an attachment of one."""

    path: Path
    name: str
    why: str


@dataclass
class Folder:
    """A folder that is being read: what is left in it, and the metadata that lies beside its files."""

    path: Path
    entries: Iterator[os.DirEntry]
    metadata: "Sidecar | None" = None


@dataclass
class Walk:
    """All sources below `paths`. `mapping` reads the metadata files."""

    paths: list[Path]
    mapping: Mapping
    names: set = field(default_factory=set)

    def __iter__(self) -> Iterator[Source | NotRead | Record | Unplaced]:
        for path in self.paths:
            if path.is_dir():
                yield from self._folder(path)
            else:
                yield from self._file(Source(path, path.parent, self._shown(path, path.parent)), [])

    def _folder(self, root: Path):
        stack: list[Folder] = []
        yield from self._enter(stack, root, root)
        while stack:
            entry = next(stack[-1].entries, None)
            if entry is None:
                metadata = stack.pop().metadata
                yield from metadata.left_over() if metadata else ()
                continue
            path = Path(entry.path)
            if entry.is_symlink() and not _is_within(path, root):
                yield NotRead(path, self._shown(path, root), _("是指向文件夹外面的链接"))
            elif entry.is_dir(follow_symlinks=False):
                yield from self._enter(stack, path, root)
            elif entry.is_dir():
                yield NotRead(path, self._shown(path, root), _("是指向别的文件夹的链接"))
            else:
                yield from self._file(Source(path, root, self._shown(path, root)), stack)

    def _enter(self, stack: list[Folder], path: Path, root: Path):
        try:
            entries = sorted(os.scandir(path), key=lambda entry: entry.name)
        except OSError:
            yield Unplaced(self._shown(path, root), _("文件夹打不开，请检查有没有读取权限。"))
            return
        entries = [entry for entry in entries if not entry.name.startswith((".", "~$"))]
        found = next((entry for name in SIDECARS for entry in entries if entry.name.lower() == name), None)
        folder = Folder(path, iter(entries))
        stack.append(folder)
        if found is not None and not found.is_symlink():
            metadata = Path(found.path)
            folder.metadata = Sidecar(Source(metadata, root, self._shown(metadata, root)), self.mapping)
            yield from folder.metadata.read()

    def _file(self, source: Source, stack: list[Folder]):
        suffix = source.path.suffix.lower()
        if stack and stack[-1].metadata and source.path == stack[-1].metadata.source.path:
            return
        if suffix in LISTS:
            yield source
        elif suffix in PAPERS:
            yield Record(source.name, source, _metadata_of(source.path, stack), is_file=True)
        else:
            yield NotRead(source.path, source.name, _("不是能读的文件类型"))

    def _shown(self, path: Path, root: Path) -> str:
        """The path within its folder. Names from old Chinese systems are in GBK."""
        name = str(path.relative_to(root)) if path != root else path.name or str(path)
        name = f"{root.name}/{name}" if len(self.paths) > 1 and path != root else name
        raw = os.fsencode(name)
        try:
            shown = raw.decode()
        except UnicodeDecodeError:
            shown = raw.decode("gb18030", "replace")
        shown = line_of(shown)
        return shown if len(shown) <= LONGEST_NAME else f"…{shown[-LONGEST_NAME:]}"


class Sidecar:
    """metadata.csv or metadata.jsonl beside papers: fields by file name. Kept on disk, for it may be long."""

    def __init__(self, source: Source, mapping: Mapping):
        self.source = source
        self.mapping = mapping
        self.rows = sqlite3.connect("")
        self.rows.execute("CREATE TABLE rows (file TEXT PRIMARY KEY, place TEXT, fields TEXT, used INTEGER)")

    def read(self) -> Iterator[Unplaced]:
        for record in list_records(self.source):
            if isinstance(record, Unplaced):
                yield record
                continue
            fields = self.mapping.fields(record.values)
            name = fields.pop("file", "").replace("\\", "/").removeprefix("./")
            if not name:
                yield Unplaced(record.where, _("没有写明是哪个文件。请在“文件名”一栏填写。"))
            elif not self._add(name, record.where, fields):
                yield Unplaced(record.where, _("“%(file)s”前面已经写过一行。请删去多余的。") % {"file": name})

    def find(self, path: Path) -> dict[str, str]:
        name = path.relative_to(self.source.path.parent).as_posix()
        name = os.fsencode(name).decode("utf-8", "replace")
        row = self.rows.execute("SELECT fields FROM rows WHERE file = ?", [name]).fetchone()
        if row is None:
            return {}
        self.rows.execute("UPDATE rows SET used = 1 WHERE file = ?", [name])
        return json.loads(row[0])

    def left_over(self) -> Iterator[Unplaced]:
        unused = self.rows.execute("SELECT place, file FROM rows WHERE used = 0 ORDER BY rowid")
        for place, name in unused:
            yield Unplaced(place, _("文件夹里没有“%(file)s”，或者它不是能读的文件。") % {"file": name})

    def _add(self, name: str, where: str, fields: dict) -> bool:
        done = self.rows.execute(
            "INSERT OR IGNORE INTO rows VALUES (?, ?, ?, 0)",
            [name.encode("utf-8", "replace").decode(), where, json.dumps(fields)],
        )
        return done.rowcount == 1


def _metadata_of(path: Path, stack: list[Folder]) -> dict[str, str]:
    """The nearest metadata file that names this one."""
    for folder in reversed(stack):
        if folder.metadata and (found := folder.metadata.find(path)):
            return found
    return {}


def _is_within(path: Path, root: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


def count_records(paths: list[Path]) -> int:
    """About how many there are, for a progress bar."""
    count = 0
    for path in paths:
        files = [path] if not path.is_dir() else (Path(f, n) for f, _d, names in os.walk(path) for n in names)
        for file in files:
            try:
                count += _lines_in(file) if file.suffix.lower() in LISTS and file.is_file() else 1
            except OSError:
                count += 1
    return count


def _lines_in(file: Path) -> int:
    with file.open("rb") as stream:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: stream.read(1 << 20), b"")) or 1


def check_paths(paths: list[Path]) -> None:
    for path in paths:
        if not os.path.exists(path):  # Path.exists() fails on names that are too long.
            raise BadFile(
                _("没有 %(path)s 这个文件或文件夹。请核对路径。") % {"path": shortened(str(path), 200)}
            )
