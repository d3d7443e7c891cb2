"""Zip files of XML that are no Office files: OFD and OpenDocument. Parts by name, and a sweep over all the others."""

import posixpath
from collections.abc import Iterator

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.review.reading import markup
from gongkai.review.reading.blocks import Block, Fact, Text, Unreadable
from gongkai.review.reading.office import PICTURES, unpacked
from gongkai.review.reading.packages import open_package, read_part
from gongkai.review.reading.source import MAX_UNPACKED, Source
from gongkai.review.reading.telling import may_tell, strings_in

_XML = (".xml", ".rdf", ".rels")
_FONTS = (".ttf", ".otf", ".ttc", ".odttf", ".cff")


class Parts:
    def __init__(self, source: Source):
        self.source = source
        self.zip = open_package(source.stream, unpacked=MAX_UNPACKED)
        source.budget.take(sum(entry.file_size for entry in self.zip.infolist()))
        self.names = [entry.filename for entry in self.zip.infolist() if not entry.is_dir()]
        self.read: set[str] = set()

    def xml(self, name: str):
        self.read.add(name)
        return markup.parse(read_part(self.zip, name))

    def place(self, words: str, part: str, *, hidden: bool = False):
        return self.source.place(words, part, hidden=hidden)

    def rest(self) -> Iterator[Block]:
        """Pictures and files within are read as such; of everything else the telling texts."""
        for name in self.names:
            lower = name.lower()
            if name in self.read or lower.endswith(_FONTS) or lower.startswith("thumbnails/"):
                continue
            if lower.endswith(PICTURES):
                yield from self._picture(name)
            elif lower.endswith(_XML) or name == "mimetype":
                yield from self._swept(name)
            else:
                yield from self._inner(name)

    def attributes(self, root, name: str) -> Iterator[Block]:
        for text in markup.telling_texts(root, attributes_only=True):
            yield Text(text, self.place(_("文件内部 %(part)s") % {"part": name}, name, hidden=True), "other")

    def _swept(self, name: str) -> Iterator[Block]:
        data = read_part(self.zip, name)
        if not may_tell(data):
            return
        place = self.place(_("文件内部 %(part)s") % {"part": name}, name, hidden=True)
        try:
            texts = list(markup.telling_texts(markup.parse(data)))
        except BadFile:
            texts = strings_in(data)
            yield Unreadable(_("文件内部的 %(part)s 已损坏，检查读不了。") % {"part": name}, place)
        for text in texts:
            yield Text(text, place, "other")

    def _picture(self, name: str) -> Iterator[Block]:
        from gongkai.review.reading.pictures import picture_blocks

        shown = posixpath.basename(name)
        with unpacked(self.zip, name) as stream:
            words = _("图片“%(name)s”") % {"name": shown}
            yield from picture_blocks(self.source.beside(stream, name=shown, words=words, part=name))

    def _inner(self, name: str) -> Iterator[Block]:
        from gongkai.review.reading.opening import inner_blocks

        shown = posixpath.basename(name)
        place = self.place(_("文件内部 %(part)s") % {"part": name}, name, hidden=True)
        data = read_part(self.zip, name)
        if data.startswith((b"PK\x03\x04", b"%PDF-", bytes.fromhex("d0cf11e0"))):
            yield Fact("embedded", shown, place, strippable=False)
            with unpacked(self.zip, name) as stream:
                words = _("嵌入的“%(name)s”：") % {"name": shown}
                yield from inner_blocks(self.source, stream, name=shown, words=words, part=name, hidden=True)
        for text in strings_in(data):
            yield Text(text, place, "other")
