"""What Word, Excel and PowerPoint files have in common: parts, relations, properties, and all that nobody thought of."""

import posixpath
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.review.reading import markup
from gongkai.review.reading.blocks import Block, Fact, Link, Text, Unreadable
from gongkai.review.reading.packages import MEGABYTE, open_package, read_part
from gongkai.review.reading.source import MAX_UNPACKED, Source
from gongkai.review.reading.telling import is_telling, may_tell, strings_in

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp")
_XML = (".xml", ".rels", ".vml", ".xhtml", ".html", ".svg")
_CORE = {"creator": "author", "lastModifiedBy": "author"}
_APP = {"Company": "company", "Manager": "author", "HyperlinkBase": "property", "Template": "property"}
_COUNTED = frozenset((
    "revision", "created", "modified", "lastPrinted", "TotalTime", "Pages", "Words", "Characters", "Lines", "Application",
    "AppVersion", "Paragraphs", "CharactersWithSpaces", "DocSecurity", "ScaleCrop", "LinksUpToDate", "SharedDoc",
    "HyperlinksChanged", "Slides", "Notes", "HiddenSlides", "MMClips", "PresentationFormat", "language", "version",
))  # fmt: skip
_EMPTY = frozenset(("Normal.dotm", "Normal.dot", "Normal", "Title", "Worksheets"))
_LARGEST_INNER = 300 * MEGABYTE


@dataclass(frozen=True)
class Relation:
    type: str
    target: str
    outside: bool


class Package:
    def __init__(self, source: Source):
        self.source = source
        self.zip = open_package(source.stream, unpacked=MAX_UNPACKED)
        source.budget.take(sum(entry.file_size for entry in self.zip.infolist()))
        self.names = [entry.filename for entry in self.zip.infolist() if not entry.is_dir()]
        self._known = set(self.names)
        self._folded = {name.lower(): name for name in self.names}
        self.read: set[str] = set()
        self.linked: set[tuple[str, str]] = set()
        self._relations: dict[str, dict[str, Relation]] = {}

    def name_of(self, name: str) -> str | None:
        return name if name in self._known else self._folded.get(name.lower())

    def data(self, name: str) -> bytes:
        self.read.add(name)
        return read_part(self.zip, name)

    def xml(self, name: str | None):
        """The root of a part that a reader reads, or None where the file has no such part."""
        name = name and self.name_of(name)
        return None if name is None else markup.parse(self.data(name))

    def open(self, name: str):
        self.read.add(name)
        try:
            return self.zip.open(name)
        except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
            raise markup.damaged() from error

    def relations(self, part: str) -> dict[str, Relation]:
        """By identifier; what the part refers to within the file is named as the file names it."""
        if part not in self._relations:
            folder, name = posixpath.split(part)
            root = self._relations_root(posixpath.join(folder, "_rels", f"{name}.rels"))
            self._relations[part] = {
                found.get("Id", ""): _relation(found, folder)
                for found in (root if root is not None else ())
                if isinstance(found.tag, str)
            }
        return self._relations[part]

    def _relations_root(self, name: str):
        found = self.name_of(name)
        return None if found is None else markup.parse(read_part(self.zip, found))

    def related(self, part: str, kind: str) -> list[str]:
        """Names of parts that `part` refers to by relations whose type ends so."""
        found = (relation for relation in self.relations(part).values() if not relation.outside)
        names = (self.name_of(relation.target) for relation in found if relation.type == kind)
        return [name for name in dict.fromkeys(names) if name]

    def main(self) -> str:
        names = self.related("", "officeDocument")
        if not names:
            raise markup.damaged()
        return names[0]

    # What every office file has

    def properties(self) -> Iterator[Block]:
        for name in [name for name in self.names if name.lower().startswith("docprops/")]:
            if not name.lower().endswith(".xml"):
                continue
            root = self.xml(name)
            for element in root.iter():
                if isinstance(element.tag, str) and (element.text or "").strip():
                    yield from self._property(name, element)
            yield from self.attributes(root, name)
        if any("thumbnail" in name.lower() for name in self.names):
            yield Fact("property", _("缩略图"), self.source.place(_("文件属性")))

    def _property(self, part: str, element) -> Iterator[Block]:
        key, value = markup.local(element), element.text.strip()
        custom = element.getparent().get("name") if element.getparent() is not None else None
        if not custom and (key in _COUNTED or value in _EMPTY or (value.isdecimal() and len(value) < 6)):
            return
        place = self.source.place(_("文件属性“%(name)s”") % {"name": custom or key}, part, hidden=True)
        yield Text(value, place, "property")
        kind = _CORE.get(key) or _APP.get(key) or ("property" if custom or "core" in part.lower() else None)
        if kind:
            yield Fact(kind, f"{custom}：{value}" if custom else value, place)

    def attributes(self, root, part: str) -> Iterator[Block]:
        """Telling attributes and comments of a part whose texts were read."""
        place = self.source.place(_("文件内部 %(part)s") % {"part": part}, part, hidden=True)
        for text in markup.telling_texts(root, attributes_only=True):
            yield Text(text, place, "other")

    def rest(self) -> Iterator[Block]:
        """Every part that no reader has read, so that nothing planted anywhere is missed."""
        for name in self.names:
            if name.endswith(".rels"):
                yield from self._outside_links(name)
            elif name not in self.read:
                yield from self._unknown_part(name)
            yield from self._part_name(name)

    def _part_name(self, name: str) -> Iterator[Block]:
        if is_telling(name):
            yield Text(name, self.source.place(_("文件内部的名称"), name, hidden=True), "name")

    def _outside_links(self, rels: str) -> Iterator[Block]:
        folder, name = posixpath.split(rels)
        part = posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))
        words = _("文件内部 %(part)s") % {"part": rels}
        for identifier, relation in self.relations(part).items():
            if not relation.outside or (part, identifier) in self.linked:
                continue
            place = self.source.place(words, rels, hidden=True)
            if relation.type != "hyperlink":
                yield Fact("outside_link", relation.target, place)
            yield Link(relation.target, place)

    def _unknown_part(self, name: str) -> Iterator[Block]:
        lower = name.lower()
        place = self.source.place(_("文件内部 %(part)s") % {"part": name}, name, hidden=True)
        if lower.endswith(PICTURES):
            yield from self._picture(name)
        elif "/embeddings/" in lower or lower.endswith((".docx", ".xlsx", ".pptx", ".pdf", ".zip", ".ole")):
            yield Fact("embedded", posixpath.basename(name), place, strippable=False)
            yield from self._embedded(name)
        elif lower.endswith(("vbaproject.bin", "vbadata.xml")):
            yield Fact("embedded", _("宏"), place, strippable=False)
        elif "printersettings" in lower:
            yield Fact("device", _("打印机设置"), place)
        else:
            yield from self._swept(name, place)
            if "customxml/item" in lower and "props" not in lower and markup_has_text(self.zip, name):
                yield Fact("custom_data", name, place)

    def _swept(self, name: str, place) -> Iterator[Block]:
        data = read_part(self.zip, name)
        if not may_tell(data):
            return
        if name.lower().endswith(_XML) or data.lstrip()[:1] == b"<":
            try:
                texts = markup.telling_values(data)
                if texts is None:
                    texts = list(markup.telling_texts(markup.parse(data)))
            except BadFile as error:
                if isinstance(error, markup.Declared) and not name.lower().endswith(".svg"):
                    raise
                texts = strings_in(data)
                yield Unreadable(_("文件内部的 %(part)s 已损坏，检查读不了。") % {"part": name}, place)
        else:
            texts = strings_in(data)
        for text in texts:
            yield Text(text, place, "other")

    def _picture(self, name: str) -> Iterator[Block]:
        if "thumbnail" in name.lower():
            return
        from gongkai.review.reading.pictures import picture_blocks

        words = _("图片“%(name)s”") % {"name": posixpath.basename(name)}
        with self.inner_file(name) as stream:
            inner = self.source.beside(stream, name=posixpath.basename(name), words=words, part=name)
            yield from picture_blocks(inner)

    def _embedded(self, name: str) -> Iterator[Block]:
        from gongkai.review.reading.opening import inner_blocks

        shown = posixpath.basename(name)
        with self.inner_file(name) as stream:
            words = _("嵌入的“%(name)s”：") % {"name": shown}
            yield from inner_blocks(self.source, stream, name=shown, words=words, part=name, hidden=True)

    def inner_file(self, name: str):
        """A file in this one, unpacked where it can be read from any position."""
        return unpacked(self.zip, name)


def unpacked(package: zipfile.ZipFile, name: str):
    if package.getinfo(name).file_size > _LARGEST_INNER:
        raise BadFile(_("文件内部有一部分过大，不能接收。请拆分后再上传。"))
    target = tempfile.SpooledTemporaryFile(max_size=8 * MEGABYTE)  # noqa: SIM115 - whoever asks for it closes it.
    try:
        with package.open(name) as part:
            while chunk := part.read(MEGABYTE):
                target.write(chunk)
    except Exception as error:  # zipfile and its decompressors raise a dozen kinds over damaged data.
        target.close()
        raise markup.damaged() from error
    target.seek(0)
    return target


def markup_has_text(package: zipfile.ZipFile, name: str) -> bool:
    try:
        return bool("".join(markup.parse(read_part(package, name)).itertext()).strip())
    except BadFile:
        return True


def _relation(element, folder: str) -> Relation:
    target, outside = element.get("Target", ""), element.get("TargetMode", "").lower() == "external"
    if not outside:
        target = unquote(target)
        target = (
            target.lstrip("/")
            if target.startswith("/")
            else posixpath.normpath(posixpath.join(folder, target))
        )
    return Relation(element.get("Type", "").rpartition("/")[2], target, outside)
