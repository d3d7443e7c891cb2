"""Makes of any Word file a small, harmless one that mammoth reads well.

Only the parts that are read are copied; every XML part is parsed within bounds and without declarations. What mammoth
does not know is put into words that it does: the look of a paragraph becomes its style, counted numbers become text,
moved text becomes inserted text, formulas become their characters. Hidden text goes.
"""

import io
import posixpath
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.documents.importing.word_numbering import Numbering, read_numbering
from gongkai.documents.importing.word_styles import Look, Styles
from gongkai.review.reading.packages import MEGABYTE, open_package, read_part, read_xml

MAX_UNPACKED = 200 * MEGABYTE
MAX_TEXT_PART = 16 * MEGABYTE
MAX_ELEMENTS = 250_000  # About a minute of mammoth, on a slow machine.
_NEEDED_PROPERTIES = {
    "rPr": frozenset(("b", "i", "u", "strike", "vertAlign", "del")),
    "pPr": frozenset(("rPr",)),
    "tcPr": frozenset(("gridSpan", "vMerge")),
    "trPr": frozenset(("tblHeader", "del")),
}
_NEEDLESS = frozenset((
    "sectPr", "tblPr", "tblGrid", "proofErr", "bookmarkStart", "bookmarkEnd", "lastRenderedPageBreak", "tblPrEx",
))  # fmt: skip
MARK = "\ufdd3"  # A noncharacter: no text holds it after `strip_marks`.
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}",
    "{http://purl.oclc.org/ooxml/officeDocument/math}",
)
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TRACKED = ("ins", "del", "moveFrom", "moveTo", "pPrChange", "rPrChange", "tblPrChange")


@dataclass
class Prepared:
    package: io.BytesIO
    title: str = ""
    seen: Counter = field(default_factory=Counter)


def prepare(stream) -> Prepared:
    with open_package(stream) as package:
        names = set(package.namelist())
        if sum(entry.file_size for entry in package.infolist()) > MAX_UNPACKED:
            raise BadFile(_("文件解压后过大，不能导入。请压缩其中的图片，或者拆分后再导入。"))
        return _Preparation(package, names).run()


class _Preparation:
    def __init__(self, package: zipfile.ZipFile, names: set[str]):
        self.package, self.names = package, names
        self.main = self._main_part()
        self.folder = posixpath.dirname(self.main)
        self.seen: Counter = Counter()
        self.titles: list[str] = []
        self.body = read_xml(package, self.main)
        self.w = self.body.tag.rpartition("}")[0] + "}"
        self.styles = Styles(self._part("styles.xml"), self.w)
        self.numbering: Numbering = read_numbering(self._part("numbering.xml"), self.w)

    def run(self) -> Prepared:
        rewritten = {self.main: self._rewritten(self.body)}
        for name in ("footnotes.xml", "endnotes.xml"):
            root = self._part(name)
            if root is not None:
                rewritten[posixpath.join(self.folder, name)] = self._rewritten(root)
        self._notice_others()
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as copy:
            for name in sorted(self.names):
                if name in rewritten:
                    copy.writestr(name, rewritten[name])
                elif self._is_copied(name):
                    copy.writestr(name, self._checked(name))
        target.seek(0)
        return Prepared(target, "".join(self.titles), self.seen)

    def _main_part(self) -> str:
        types = read_xml(self.package, "[Content_Types].xml")
        for part in types.iter():
            if part.get("ContentType", "").endswith("wordprocessingml.document.main+xml"):
                name = part.get("PartName", "").lstrip("/")
                if name in self.names and self.package.getinfo(name).file_size <= MAX_TEXT_PART:
                    return name
                raise BadFile(_("文件的正文过长或已损坏，不能导入。请拆分或重新保存后再导入。"))
        raise BadFile(_("文件里找不到正文，可能已损坏。请重新保存后再导入。"))

    def _part(self, name: str) -> Element | None:
        path = posixpath.join(self.folder, name)
        return read_xml(self.package, path) if path in self.names else None

    def _is_copied(self, name: str) -> bool:
        """Pictures, relationships and types. Styles and numbers are read already, comments stay behind."""
        folder = posixpath.join(self.folder, "media/")
        return name in ("[Content_Types].xml", "_rels/.rels") or name.startswith(folder) or (
            name.startswith(posixpath.join(self.folder, "_rels/")) and name.endswith(".rels")
        )  # fmt: skip

    def _checked(self, name: str) -> bytes:
        if name.endswith((".xml", ".rels")):
            read_xml(self.package, name)
        return read_part(self.package, name)

    def _notice_others(self):
        for name in self.names:
            base = posixpath.basename(name)
            if base.startswith(("header", "footer")) and name.endswith(".xml") and self._says_something(name):
                self.seen["margins"] += 1
            elif base == "comments.xml" and any(
                True for _found in read_xml(self.package, name).iter(f"{self.w}comment")
            ):
                self.seen["comments"] += 1

    def _says_something(self, name: str) -> bool:
        text = "".join(part.text or "" for part in read_xml(self.package, name).iter(f"{self.w}t"))
        return any(character.isalpha() for character in text)

    # The text

    def _rewritten(self, root: Element) -> bytes:
        w = self.w
        for name in _TRACKED:
            self.seen["tracked"] += sum(1 for _found in root.iter(w + name))
        self._replace_children(root)
        for paragraph in list(root.iter(f"{w}p")):
            self._mark_paragraph(paragraph)
        self._prune(root)
        if sum(1 for _element in root.iter()) > MAX_ELEMENTS:
            raise BadFile(_("文件太长，不能一次导入。请拆分，或者把附表作为附件上传。"))
        return tostring(root, encoding="utf-8", xml_declaration=True)

    def _prune(self, root: Element):
        """Fonts, borders and marks that say nothing to mammoth; they are most of what Word writes."""
        for element in list(root.iter()):
            kept = _NEEDED_PROPERTIES.get(element.tag.removeprefix(self.w))
            for child in list(element):
                name = child.tag.removeprefix(self.w)
                if name in _NEEDLESS or (kept is not None and name not in kept and name != "pStyle"):
                    element.remove(child)

    def _replace_children(self, root: Element):
        waiting = [root]
        while waiting:
            element = waiting.pop()
            for index, child in reversed(list(enumerate(element))):
                replaced = self._replaced(child)
                if replaced is None:
                    element.remove(child)
                elif replaced is not child:
                    replaced.tail = child.tail
                    element[index] = replaced
            waiting.extend(element)

    def _replaced(self, element: Element) -> Element | None:
        w, tag = self.w, element.tag
        if tag == f"{w}t":
            element.text = (element.text or "").replace(MARK, "")
        elif tag == f"{w}r" and self._is_hidden(element):
            self.seen["hidden"] += bool("".join(part.text or "" for part in element.iter(f"{w}t")).strip())
            return None
        elif tag in tuple(f"{math}oMath" for math in _MATH):
            self.seen["formulas"] += 1
            return self._run("".join(part.text or "" for part in element.iter() if part.tag.endswith("}t")))
        elif tag == f"{_MC}AlternateContent":
            self._fall_back(element)
        elif tag == f"{w}object":
            self.seen["objects"] += 1
        elif tag == f"{w}drawing" and not any(part.tag.endswith("}blip") for part in element.iter()):
            self.seen["objects"] += not any(part.tag == f"{w}txbxContent" for part in element.iter())
        if tag == f"{w}txbxContent":
            self.seen["boxes"] += 1
        return element

    def _fall_back(self, element: Element):
        """mammoth reads the fallback only; where there is none, the text of the box is it."""
        if element.find(f"{_MC}Fallback") is not None:
            for choice in element.findall(f"{_MC}Choice"):
                element.remove(choice)
            return
        fallback = SubElement(element, f"{_MC}Fallback")
        for part in [*element.iter(f"{self.w}txbxContent"), *element.iter(f"{self.w}drawing")]:
            fallback.append(part)

    def _is_hidden(self, run: Element) -> bool:
        vanish = run.find(f"{self.w}rPr/{self.w}vanish")
        return vanish is not None and vanish.get(f"{self.w}val") not in ("0", "false", "off")

    def _run(self, text: str) -> Element:
        run = Element(f"{self.w}r")
        content = SubElement(run, f"{self.w}t")
        content.set(_XML_SPACE, "preserve")
        content.text = text.replace(MARK, "") if not text.startswith(MARK) else text
        return run

    def _mark_paragraph(self, paragraph: Element):
        look = self.styles.look(paragraph)
        if look.tag == "title" and len(self.titles) < 6:
            self.titles.append(self._text(paragraph))
        prefix = self._prefix(look)
        properties = paragraph.find(f"{self.w}pPr")
        if properties is None:
            properties = Element(f"{self.w}pPr")
            paragraph.insert(0, properties)
        for name in ("pStyle", "numPr"):
            for found in properties.findall(self.w + name):
                properties.remove(found)
        style = Element(f"{self.w}pStyle")
        style.set(f"{self.w}val", style_id("p" if look.tag == "title" else look.tag, _alignment(look)))
        properties.insert(0, style)
        if prefix:
            paragraph.insert(1, self._run(prefix))

    def _prefix(self, look: Look) -> str:
        if look.number:
            level = look.level
            if level is None:
                level = self.numbering.level_of_style(look.number, look.style)
            label = self.numbering.label(look.number, level)
            return f"{MARK}{look.number}|{level + 1}|{label}{MARK}" if label else ""
        return "\u3000\u3000" if look.indented and look.tag == "p" and not look.align else ""

    def _text(self, paragraph: Element) -> str:
        return "".join(part.text or "" for part in paragraph.iter(f"{self.w}t")).strip()


def _alignment(look: Look) -> str:
    return look.align or ("center" if look.tag == "title" else "")


def style_id(tag: str, align: str) -> str:
    return f"gongkai{tag}{align}"


STYLE_MAP = "\n".join(
    [
        *(f"p.{style_id(tag, align)} => {tag}{'.align-' + align if align else ''}:fresh"
          for tag in ("p", "h1", "h2", "h3", "h4", "h5", "h6") for align in ("", "center", "right")),
        "u => u",
        "strike => s",
    ]
)  # fmt: skip
