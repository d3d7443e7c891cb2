"""Word files: what goes from the public copy. Changes are accepted, comments, hidden text and traces of people cut."""

from django.utils.translation import gettext as _
from lxml import etree

from gongkai.review.masking.office import Stripping, drop_hidden_shapes
from gongkai.review.masking.opc import CONTENT_TYPES, Package, attribute, each, is_on, local, remove, unwrap

_COMMENT_PARTS = ("comments", "commentsExtended", "commentsIds", "commentsExtensible", "people")
_COMMENT_MARKS = ("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef")
_RANGE_MARKS = (
    "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "customXmlInsRangeStart",
    "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd", "customXmlMoveFromRangeStart",
    "customXmlMoveFromRangeEnd", "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd", "cellIns", "cellMerge",
)  # fmt: skip
_PROPERTY_CHANGES = (
    "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange", "tcPrChange", "tblGridChange",
    "numberingChange", "tblPrExChange",
)  # fmt: skip
_SETTINGS = ("rsids", "docVars", "attachedTemplate", "mailMerge", "trackRevisions", "saveThroughXslt", "docId",
             "writeProtection", "revisionView")  # fmt: skip
_WORDS = {"t", "instrText", "delText", "delInstrText", "tab", "br", "cr", "sym", "drawing", "pict", "object",
          "footnoteReference", "endnoteReference", "noBreakHyphen", "softHyphen"}  # fmt: skip


def strip_docx(work: Stripping):
    package = work.package
    main = package.main_part()
    styles = [relation.part for relation in package.relations(main) if relation.type == "styles"]
    hidden = hidden_styles(package.tree(styles[0])) if styles and styles[0] in package else frozenset()
    for source in [
        name for name in package.reachable() if name.endswith(".xml") and name.startswith("word/")
    ]:
        work.cut_relations(source, {name: ("comment", _("批注")) for name in _COMMENT_PARTS})
        work.cut_relations(source, {"attachedTemplate": ("property", _("模板路径"))})
        work.cut_relations(source, {name: ("custom_data", _("邮件合并数据源")) for name in _MAIL_MERGE})
        work.cut_relations(source, {"keyMapCustomizations": ("custom_data", _("自定义数据"))})
    for name in _text_parts(package):
        _strip_part(work, name, hidden)


def _text_parts(package: Package) -> list[str]:
    """Document, headers, notes, settings, glossary: by what they are, wherever they lie."""
    xml = [name for name in package.reachable() if name.endswith(".xml") and name != CONTENT_TYPES]
    return [name for name in xml if "wordprocessingml" in package.tree(name).tag]


_MAIL_MERGE = ("mailMergeSource", "mailMergeHeaderSource", "recipientData")


def _strip_part(work: Stripping, name: str, hidden: frozenset[str]):
    root = work.package.tree(name)
    _drop(root, *_COMMENT_MARKS)
    work.note("change", _("修订痕迹（已按接受修订处理）"), accept_changes(root))
    work.note("hidden_text", _("隐藏文字"), _drop_hidden(root, hidden) + drop_hidden_shapes(root))
    if local(root) == "settings":
        work.note("property", _("文档变量、模板、修订编号等设置"), 1 if _drop(root, *_SETTINGS) else 0)
    _drop(root, "dataBinding")
    for element in root.iter(etree.Element):
        for key in [key for key in element.attrib if key.rpartition("}")[2].startswith("rsid")]:
            del element.attrib[key]
    _keep_valid(root)


def _drop(root, *names: str) -> int:
    gone = list(each(root, *names))
    for element in gone:
        remove(element)
    return len(gone)


def accept_changes(root) -> int:
    """As the program does on 接受所有修订: what was struck out goes, what was put in stays."""
    changes = _drop(root, *_PROPERTY_CHANGES)
    changes += _accept_marks(root)
    for element in each(root, "del", "moveFrom"):
        if element.getparent() is not None:
            remove(element)
            changes += 1
    for element in each(root, "ins", "moveTo"):
        unwrap(element)
        changes += 1
    _drop(root, *_RANGE_MARKS)
    return changes


def _accept_marks(root) -> int:
    """Marks within properties: of a paragraph's end, a row, a cell."""
    changes = 0
    for mark in each(root, "ins", "del", "moveFrom", "moveTo", "cellDel"):
        holder = mark.getparent()
        name = local(holder) if holder is not None else ""
        if name not in ("rPr", "trPr", "tcPr"):
            continue
        changes += 1
        struck = local(mark) in ("del", "moveFrom", "cellDel")
        remove(mark)
        if struck and name in ("trPr", "tcPr"):
            remove(holder.getparent())
        elif struck and local(holder.getparent()) == "pPr":
            _join_next(holder.getparent().getparent())
    return changes


def _join_next(paragraph):
    """Its end was struck out: what stands in it moves to the start of the next paragraph."""
    following = paragraph.getnext()
    if following is None or local(following) != "p":
        return
    at = 1 if len(following) and local(following[0]) == "pPr" else 0
    for child in reversed([child for child in paragraph if local(child) != "pPr"]):
        following.insert(at, child)
    remove(paragraph)


def hidden_styles(styles) -> frozenset[str]:
    """The styles whose words do not show, by themselves or by what they are based on."""
    own, based = {}, {}
    for style in each(styles, "style"):
        identifier = attribute(style, "styleId")
        for child in style:
            if local(child) == "rPr":
                own[identifier] = next((is_on(mark) for mark in child if local(mark) == "vanish"), None)
            if local(child) == "basedOn":
                based[identifier] = attribute(child, "val")

    def vanishes(identifier, depth=0) -> bool:
        said = own.get(identifier)
        if said is not None or identifier not in based or depth > 20:
            return bool(said)
        return vanishes(based[identifier], depth + 1)

    return frozenset(identifier for identifier in {*own, *based} if vanishes(identifier))


def _drop_hidden(root, hidden: frozenset[str]) -> int:
    gone = 0
    for mark in each(root, "hidden"):
        if local(mark.getparent()) == "trPr" and is_on(mark):
            remove(mark.getparent().getparent())
            gone += 1
    for run in each(root, "r"):
        if run.getparent() is None or not _vanishes(run, hidden):
            continue
        gone += 1
        if any(local(child) == "fldChar" for child in run):
            for child in [child for child in run if local(child) in _WORDS]:
                remove(child)
        else:
            remove(run)
    return gone


def _vanishes(run, hidden: frozenset[str]) -> bool:
    properties = next((child for child in run if local(child) == "rPr"), None)
    if properties is not None:
        for child in properties:
            if local(child) == "vanish":
                return is_on(child)
        for child in properties:
            if local(child) == "rStyle" and attribute(child, "val") in hidden:
                return True
    return bool(hidden) and _paragraph_style(run) in hidden


def _paragraph_style(run) -> str | None:
    for ancestor in run.iterancestors("{*}p"):
        for style in each(ancestor, "pStyle"):
            return attribute(style, "val")
        return None
    return None


def _keep_valid(root):
    """A cell needs a paragraph, a row a cell, a table a row."""
    for cell in each(root, "tc"):
        if not any(local(child) in ("p", "sdt", "altChunk") for child in cell):
            etree.SubElement(cell, cell.tag[: cell.tag.index("}") + 1] + "p")
    for name, needed in (("tr", ("tc", "sdt", "customXml")), ("tbl", ("tr", "sdt", "customXml"))):
        for element in each(root, name):
            if not any(local(child) in needed for child in element):
                remove(element)
