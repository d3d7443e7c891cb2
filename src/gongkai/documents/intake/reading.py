"""From the paths that were given to candidates: one after the other, nothing kept that grows with the texts."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from django.utils.translation import gettext as _

from gongkai.core.errors import GongkaiError
from gongkai.documents.intake.bodies import file_fields, read_body, read_word
from gongkai.documents.intake.candidate import Candidate, Unplaced
from gongkai.documents.intake.composing import Composer
from gongkai.documents.intake.fields import LOOKED_AT, Mapping
from gongkai.documents.intake.folders import NotRead, Walk, check_paths
from gongkai.documents.intake.issuers import Issuers
from gongkai.documents.intake.keys import Seen
from gongkai.documents.intake.lines import read_bytes
from gongkai.documents.intake.lists import Record, Source, list_records
from gongkai.documents.intake.mapfile import TARGETS, MapFile
from gongkai.documents.intake.pages import page_fields
from gongkai.documents.intake.places import Places
from gongkai.documents.intake.values import shortened

WORD = (".docx", ".doc", ".wps")
FROM_PAGE = ("body", "document_number", "issuer", "written_on", "published_on", "index_number", "topic")


@dataclass
class Reader:
    """Reads each path once. After `items()` has run through, `count`, `mapping` and `not_read` say what there was."""

    paths: list[Path]
    options: dict[str, str] = field(default_factory=dict)
    rules: MapFile = field(default_factory=MapFile)
    count: int = 0

    def __post_init__(self):
        check_paths(self.paths)
        self.mapping = Mapping(self.rules.fields)
        self.places = Places(self.rules, self.options)
        self.places.check_options()
        self.composer = Composer(Issuers())
        self.seen = Seen()
        self._left: dict[Path, NotRead] = {}

    def items(self) -> Iterator[Candidate | Unplaced]:
        for found in Walk(self.paths, self.mapping):
            if isinstance(found, NotRead):
                self._left[found.path.absolute()] = found
            elif isinstance(found, Source):
                yield from self._list(found)
            else:
                yield self._item(found)

    @property
    def not_read(self) -> list[NotRead]:
        """Files that were no source, and that no paper used as a picture or an attachment either."""
        return list(self._left.values())

    def _list(self, source: Source) -> Iterator[Candidate | Unplaced]:
        records = list_records(source)
        first = list(islice(records, LOOKED_AT))
        known = [record.values for record in first if isinstance(record, Record)]
        self.mapping.learn(known)
        if known and not any(self.mapping.knows_any(values) for values in known):
            names = "、".join(shortened(str(name), 20) for name in list(known[0])[:8])
            reason = _(
                "认不出这份清单的任何一栏（%(names)s）。表头上面如果还有别的行，请先删去；不然请用 --map 对照文件写明各栏是什么。"
            )
            yield Unplaced(source.name, reason % {"names": names})
            return
        for record in chain(first, records):
            yield self._item(record)

    def _item(self, record: Record | Unplaced) -> Candidate | Unplaced:
        if isinstance(record, Unplaced):
            return record
        self.count += 1
        fields: dict[str, str] = {}
        try:
            return self._candidate(record, fields)
        except GongkaiError as error:
            title = fields.get("title") or fields.get("title_en", "")
            return Unplaced(record.where, str(error), shortened(title, 100))

    def _candidate(self, record: Record, fields: dict[str, str]) -> Candidate:
        data = read_bytes(record.source.path) if record.is_file else b""
        fields |= self._fields(record, data)
        place = self.places.place(record.values, fields)
        is_word = record.is_file and record.source.path.suffix.lower() in WORD
        read = read_word(record, data) if is_word else read_body(record, fields)
        candidate = self.composer.compose(record=record, fields=fields, read=read, place=place)
        files = [*read.used, *candidate.attachments]
        self.seen.enter(record, candidate, hashlib.sha256(data).hexdigest() if data else "", files)
        for path in files:
            self._left.pop(path, None)
        return candidate

    def _fields(self, record: Record, data: bytes) -> dict[str, str]:
        """What holds for all, what the page says of itself, what the record says: each has more weight than the former."""
        own = record.values if record.is_file else self.mapping.fields(record.values)
        page = file_fields(record, data) if record.is_file else {}
        if "page" in own and any(name not in own for name in FROM_PAGE):
            page = page_fields(own["page"])
        defaults = {name: text for name, text in self.rules.defaults.items() if name not in TARGETS}
        return defaults | page | own
