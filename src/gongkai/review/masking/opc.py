"""Office packages (docx, xlsx, pptx) taken apart and put together: parts, relationships, content types.

Only what is reached from the package's own relationships is written, so nothing that was cut off stays as an orphan.
"""

import posixpath
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from django.utils.translation import gettext as _
from lxml import etree

from gongkai.core.errors import BadFile
from gongkai.review.reading.packages import open_package, read_part

CONTENT_TYPES = "[Content_Types].xml"
RELATIONSHIP_ATTRIBUTES = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",
)
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_LIMIT = 64 * 1024 * 1024
_PARSER = dict(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True,
               remove_pis=True)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relation:
    element: etree._Element
    id: str
    type: str
    target: str
    part: str
    external: bool


class Package:
    """Parts are read when they are asked for; changed ones are kept until `save`."""

    def __init__(self, stream):
        self._zip = open_package(stream)
        self._names = {entry.filename: None for entry in self._zip.infolist() if not entry.is_dir()}
        self._changed: dict[str, bytes] = {}
        self._trees: dict[str, etree._Element] = {}

    def names(self) -> list[str]:
        return list(self._names)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def read(self, name: str) -> bytes:
        if name in self._trees:
            return serialized(self._trees[name])
        return self._changed[name] if name in self._changed else read_part(self._zip, name, _LIMIT)

    def write(self, name: str, data: bytes):
        self._trees.pop(name, None)
        self._names[name] = None
        self._changed[name] = data

    def tree(self, name: str) -> etree._Element:
        """The part's root; changes to it are saved."""
        if name not in self._trees:
            self._trees[name] = parse_xml(self.read(name))
        return self._trees[name]

    def let_go(self, name: str):
        """Keeps the bytes of a parsed part and frees the tree."""
        if name in self._trees:
            self._changed[name] = serialized(self._trees.pop(name))

    def relations(self, source: str = "") -> list[Relation]:
        name = rels_name(source)
        if name not in self:
            return []
        found = []
        for element in self.tree(name):
            target, external = element.get("Target", ""), element.get("TargetMode") == "External"
            found.append(
                Relation(
                    element=element,
                    id=element.get("Id", ""),
                    type=element.get("Type", "").rpartition("/")[2],
                    target=target,
                    part="" if external else _resolved(source, target),
                    external=external,
                )
            )
        return found

    def drop_relations(self, source: str, unwanted: Callable[[Relation], bool]) -> list[Relation]:
        dropped = [relation for relation in self.relations(source) if unwanted(relation)]
        for relation in dropped:
            relation.element.getparent().remove(relation.element)
        return dropped

    def content_type(self, name: str) -> str:
        extension, found = name.rpartition(".")[2].lower(), ""
        for element in self.tree(CONTENT_TYPES):
            if local(element) == "Override" and element.get("PartName", "").lstrip("/") == name:
                return element.get("ContentType", "")
            if local(element) == "Default" and element.get("Extension", "").lower() == extension:
                found = element.get("ContentType", "")
        return found

    def reachable(self) -> list[str]:
        """Every part that some relationship leads to, in the order of the file."""
        found, waiting = {CONTENT_TYPES}, [""]
        while waiting:
            source = waiting.pop()
            if rels_name(source) in self:
                found.add(rels_name(source))
            for relation in self.relations(source):
                if relation.part in self and relation.part not in found:
                    found.add(relation.part)
                    waiting.append(relation.part)
        return [name for name in self._names if name in found]

    def main_part(self) -> str:
        for relation in self.relations():
            if relation.type == "officeDocument" and relation.part in self:
                return relation.part
        raise BadFile(_("文件已损坏，打不开。请重新保存后再上传。"))

    def rename(self, old: str, new: str):
        data = self.read(old)
        for source in ["", *self.names()]:
            for relation in self.relations(source):
                if relation.part == old and not relation.external:
                    relation.element.set("Target", f"/{new}")
        for element in self.tree(CONTENT_TYPES):
            if element.get("PartName", "").lstrip("/") == old:
                element.set("PartName", f"/{new}")
        if rels_name(old) in self:
            self._absolute_targets(old)
            self.write(rels_name(new), self.read(rels_name(old)))
            self._names.pop(rels_name(old))
        self.write(new, data)
        self._names.pop(old)

    def _absolute_targets(self, source: str):
        for relation in self.relations(source):
            if not relation.external:
                relation.element.set("Target", f"/{relation.part}")

    def save(self, out: Path):
        """The same bytes for the same content: no dates, no order of chance."""
        kept = self.reachable()
        types = self.tree(CONTENT_TYPES)
        for element in list(types):
            part = element.get("PartName")
            if part is not None and part.lstrip("/") not in kept:
                types.remove(element)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
            for name in kept:
                write_entry(written, name, self.read(name))


def write_entry(package: zipfile.ZipFile, name: str, data: bytes):
    entry = zipfile.ZipInfo(name, date_time=_FIXED_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    package.writestr(entry, data)


def parse_xml(data: bytes) -> etree._Element:
    """A document type declaration (entities, things to fetch) is refused; so is absurd depth or length."""
    try:
        root = etree.fromstring(data, etree.XMLParser(**_PARSER))
    except etree.XMLSyntaxError as error:
        raise BadFile(_("文件已损坏，打不开。请重新保存后再上传。")) from error
    if root.getroottree().docinfo.doctype:
        raise BadFile(_("文件内部含有不允许的定义，可能是恶意文件，不能接收。"))
    return root


def serialized(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def rels_name(source: str) -> str:
    folder, _slash, name = source.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def local(element) -> str:
    """The name without its namespace: transitional and strict files differ only there."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def each(root: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Elements of these local names, in document order; the tree may be changed meanwhile."""
    return iter([element for element in root.iter("{*}" + names[0], *("{*}" + name for name in names[1:]))])


def remove(element: etree._Element):
    """Takes it out with all it holds, but not with the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
        element.tail = None
    parent.remove(element)


def unwrap(element: etree._Element):
    """Its children take its place."""
    parent = element.getparent()
    index = parent.index(element)
    for child in list(element):
        parent.insert(index, child)
        index += 1
    remove(element)


def attribute(element: etree._Element, name: str) -> str | None:
    """The value of an attribute by its local name, whatever its namespace."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return None


def is_on(element: etree._Element, name: str = "val") -> bool:
    """Whether a switch such as `<w:vanish/>` or hidden="1" is on."""
    return (attribute(element, name) or "1").lower() not in ("0", "false", "off", "none")


def relation_ids(element: etree._Element) -> list[tuple[str, str]]:
    return [(key, value) for key, value in element.attrib.items() if key.startswith(RELATIONSHIP_ATTRIBUTES)]


def _resolved(source: str, target: str) -> str:
    path = unquote(target.partition("#")[0]).replace("\\", "/")
    if path.startswith("/"):
        return posixpath.normpath(path).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), path)).lstrip("/")
