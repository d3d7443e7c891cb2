"""Values masked in the XML parts of an office package: paragraphs whose text stands in many runs, attributes, addresses."""

from collections.abc import Iterable
from urllib.parse import unquote

from lxml import etree

from gongkai.review.masking.needles import Needles
from gongkai.review.masking.opc import Package, local, relation_ids, remove

_PARAGRAPHS = {"p", "si", "is", "rPh"}
_WORDS = {"t", "delText", "instrText", "delInstrText"}
_BREAKS = {"tab", "br", "cr", "ptab"}
_IDENTIFIERS = {"f", "definedName", "formula", "formula1", "formula2"}
_IDENTIFIER_ATTRIBUTES = {("sheet", "name"), ("definedName", "name"), ("hyperlink", "location")}


def mask_markup(root: etree._Element, needles: Needles) -> int:
    """How many places were masked: first texts split over runs, then every text and attribute by itself."""
    places = sum(_mask_flow(pieces, needles) for pieces in flows(root))
    for element in root.iter(etree.Element):
        places += _mask_texts(element, needles) + _mask_attributes(element, needles)
    return places


def flows(root: etree._Element) -> Iterable[list[etree._Element | str]]:
    """The pieces of each paragraph: elements with words, and blanks where a tab or line break stands."""
    stack: list[list] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local(element)
        if name in _PARAGRAPHS:
            if event == "start":
                stack.append([])
            elif stack and (pieces := stack.pop()):
                yield pieces
        elif event == "end" and stack:
            if name in _WORDS:
                stack[-1].append(element)
            elif name in _BREAKS and element.getparent() is not None and local(element.getparent()) == "r":
                stack[-1].append("\n")


def _mask_flow(pieces: list, needles: Needles) -> int:
    masked = needles.mask_pieces([piece if isinstance(piece, str) else piece.text or "" for piece in pieces])
    if masked is None:
        return 0
    for piece, text in zip(pieces, masked, strict=True):
        if not isinstance(piece, str):
            piece.text = text
    return 1


def _mask_texts(element: etree._Element, needles: Needles) -> int:
    places, name = 0, local(element)
    if element.text and (masked := _masked(element.text, needles, name in _IDENTIFIERS)) != element.text:
        element.text, places = "0" if _is_cached_number(element) else masked, 1
    if element.tail and (masked := needles.mask(element.tail)) != element.tail:
        element.tail, places = masked, places + 1
    return places


def _is_cached_number(element: etree._Element) -> bool:
    """A chart keeps the numbers that it drew; there no star may stand."""
    return local(element) == "v" and any(True for _ in element.iterancestors("{*}numCache", "{*}numLit"))


def _mask_attributes(element: etree._Element, needles: Needles) -> int:
    places, name = 0, local(element)
    for key, value in element.attrib.items():
        identifier = (name, key.rpartition("}")[2]) in _IDENTIFIER_ATTRIBUTES
        masked = (None if identifier else needles.mask_number(value)) or _masked(value, needles, identifier)
        if masked == value and "%" in value and needles.found(unquote(value)):
            masked = ""
        if masked != value:
            element.set(key, masked)
            places += 1
    return places


def _masked(text: str, needles: Needles, identifier: bool) -> str:
    """Names of sheets and the formulas that use them may not hold a star."""
    if not identifier:
        return needles.mask(text)
    pieces, end = [], 0
    for span in needles.spans(text):
        pieces += [text[end : span.start], span.mask.replace("*", "x")]
        end = span.end
    return "".join(pieces) + text[end:]


def drop_telling_links(package: Package, source: str, needles: Needles) -> int:
    """Links whose address holds a value (mailto:, tel:, a path) are taken away; the words of the link stay."""
    dropped = package.drop_relations(
        source, lambda relation: relation.external and tells(relation.target, needles)
    )
    if dropped:
        clear_dangling(package, source)
    return len(dropped)


def tells(address: str, needles: Needles) -> bool:
    return needles.found(address) or needles.found(unquote(address))


def clear_dangling(package: Package, source: str):
    """References whose relationship is gone go as well: an office program takes the file for damaged otherwise."""
    known = {relation.id for relation in package.relations(source)}
    for element in list(package.tree(source).iter(etree.Element)):
        for key, value in relation_ids(element):
            if value and value not in known:
                _clear_reference(element, key)


def _clear_reference(element: etree._Element, key: str):
    """A link of a text document keeps its words; anything else that pointed there goes whole."""
    name = local(element)
    if (name == "hyperlink" and len(element)) or name in ("blip", "imagedata", "fill"):
        del element.attrib[key]
    elif element.getparent() is not None:
        parent = element.getparent()
        remove(element)
        while len(parent) == 0 and local(parent) in _EMPTIED_LISTS and parent.getparent() is not None:
            parent, empty = parent.getparent(), parent
            remove(empty)


_EMPTIED_LISTS = {"hyperlinks", "tableParts", "pivotCaches", "externalReferences", "customSheetViews", "controls",
                  "oleObjects", "legacyDrawings", "slicerList", "timelineRefs", "ext", "extLst", "notesMasterIdLst",
                  "AlternateContent", "Choice"}  # fmt: skip
