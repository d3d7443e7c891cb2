"""What a workbook loses: whatever somebody who opens it would not see."""

from django.utils.translation import gettext as _
from lxml import etree

from gongkai.core.errors import BadFile
from gongkai.review.masking.office import Stripping, drop_hidden_shapes
from gongkai.review.masking.opc import each, is_on, local, remove
from gongkai.review.masking.xlsx.book import (
    cells,
    empty_cell,
    hidden_columns,
    hides_by_default,
    part_of,
    row_is_hidden,
    rows,
    sheets,
    table_headers,
)
from gongkai.review.masking.xlsx.formulas import Changes, settle_formulas

_OF_BOOK = {
    "externalLink": "outside_link", "calcChain": "", "connections": "outside_link", "xmlMaps": "custom_data",
    "person": "comment", "revisionHeaders": "change", "usernames": "change", "pivotCacheDefinition": "custom_data",
    "slicerCache": "custom_data", "timelineCache": "custom_data", "powerPivotData": "custom_data",
    "attachedToolbars": "custom_data", "customData": "custom_data",
}  # fmt: skip
_OF_SHEET = {
    "comments": "comment", "threadedComment": "comment", "pivotTable": "", "customProperty": "custom_data",
    "queryTable": "outside_link", "slicer": "", "timeline": "",
}  # fmt: skip
_HOLDERS = ("dataValidation", "cfRule", "calculatedColumnFormula", "totalsRowFormula", "ext")
_LITERALS = {"numRef": ("numLit", "numCache"), "strRef": ("strLit", "strCache")}


def _words(kind: str) -> str:
    return {
        "outside_link": _("外部链接和数据连接（已改为数值）"),
        "comment": _("批注"),
        "change": _("共享修订记录"),
    }.get(kind, _("数据透视表缓存、切片器等自定义数据（表格内容保留）"))


def strip_xlsx(work: Stripping) -> Changes:
    package, changes = work.package, Changes()
    main = package.main_part()
    for relation in _cut(work, main, _OF_BOOK):
        if relation.type == "externalLink":
            changes.removed.add("\0")
    _remove_hidden_sheets(work, main, changes)
    masters: dict[str, set[str]] = {}
    for sheet in sheets(package):
        _cut(work, sheet.part, _OF_SHEET)
        _drop_note_shapes(work, sheet.part)
        if sheet.table:
            masters[sheet.part] = _empty_hidden(work, sheet, changes)
            package.let_go(sheet.part)
    _clean_names(work, main, changes)
    settle(package, changes, masters)
    for name in package.reachable():
        if name.endswith(".xml") and ("/charts/" in name or "/drawings/" in name or "/tables/" in name):
            _clean_drawing(work, name, changes)
    forget_unused_strings(package)
    return changes


def settle(package, changes: Changes, masters: dict[str, set[str]] | None = None):
    """Formulas, checks of input and conditional formats that lead to what changed."""
    masters = masters or {}
    for sheet in sheets(package):
        root = package.tree(sheet.part)
        if sheet.table and (changes or masters.get(sheet.part)):
            settle_formulas(root, sheet.name, changes, masters.get(sheet.part, set()))
        _drop_leading_out(root, changes)
        package.let_go(sheet.part)


def _cut(work: Stripping, source: str, types: dict[str, str]):
    cut = work.package.drop_relations(source, lambda relation: relation.type in types)
    for relation in cut:
        if types[relation.type]:
            work.note(types[relation.type], _words(types[relation.type]))
    if cut:
        work.touched.add(source)
    return cut


def _remove_hidden_sheets(work: Stripping, main: str, changes: Changes):
    found = sheets(work.package)
    gone = [sheet for sheet in found if sheet.hidden]
    if len(gone) == len(found):
        raise BadFile(_("工作簿里没有可见的工作表。请显示要公开的工作表，保存后再上传。"))
    if not gone:
        return
    parts = {sheet.part for sheet in gone}
    places = {id(sheet.element): index for index, sheet in enumerate(found)}
    kept = {places[id(sheet.element)]: new for new, sheet in enumerate(s for s in found if not s.hidden)}
    for sheet in gone:
        changes.removed.add(sheet.name.lower())
        remove(sheet.element)
        work.note("hidden_sheet", _("隐藏的工作表“%(name)s”") % {"name": sheet.name})
    work.package.drop_relations(main, lambda relation: relation.part in parts)
    _renumber(work.package.tree(main), kept)


def _renumber(book, kept: dict[int, int]):
    for name in each(book, "definedName"):
        if (place := name.get("localSheetId")) is not None:
            if int(place) in kept:
                name.set("localSheetId", str(kept[int(place)]))
            else:
                remove(name)
    for view in each(book, "workbookView"):
        view.set("activeTab", str(kept.get(int(view.get("activeTab") or 0), 0)))
        view.attrib.pop("firstSheet", None)


def _drop_note_shapes(work: Stripping, part: str):
    """The boxes in which comments were drawn; form controls stay."""
    for relation in work.package.relations(part):
        if relation.type != "vmlDrawing" or relation.part not in work.package:
            continue
        root = work.package.tree(relation.part)
        for data in each(root, "ClientData"):
            if data.get("ObjectType") == "Note":
                remove(data.getparent())
        if not any(
            True for _shape in root.iter("{*}ClientData", "{*}imagedata", "{*}textbox", "{*}textpath")
        ):
            relation.element.getparent().remove(relation.element)
            work.touched.add(part)


def _empty_hidden(work: Stripping, sheet, changes: Changes) -> set[str]:
    """Empties the cells of hidden rows and columns; names the shared formulas whose first cell went."""
    root = work.package.tree(sheet.part)
    columns, by_default = hidden_columns(root), hides_by_default(root)
    headers = table_headers(work.package, sheet.part) if columns or by_default else set()
    masters, emptied_rows, emptied_columns = set(), set(), set()
    for number, row in rows(root):
        hidden_row = row_is_hidden(row, by_default)
        for at, cell in cells(number, row):
            column = next((one for one in columns if one[0] <= at.column <= one[1]), None)
            if not (hidden_row or column) or at in headers or len(cell) == 0:
                continue
            formula = part_of(cell, "f")
            if formula is not None and formula.get("t") == "shared" and formula.text:
                masters.add(formula.get("si"))
            empty_cell(cell)
            if hidden_row:
                emptied_rows.add(number)
            else:
                emptied_columns.add(column)
    changed = changes.sheet(sheet.name)
    changed.rows, changed.columns = sorted(emptied_rows), sorted(emptied_columns)
    where = {"name": sheet.name}
    work.note("hidden_row", _("工作表“%(name)s”的隐藏行") % where, len(emptied_rows))
    work.note("hidden_column", _("工作表“%(name)s”的隐藏列") % where, len(emptied_columns))
    for view in each(root, "customSheetViews"):
        remove(view)
    return masters


def _clean_names(work: Stripping, main: str, changes: Changes):
    book = work.package.tree(main)
    for name in each(book, "definedName"):
        hidden = name.get("hidden") is not None and is_on(name, "hidden")
        if changes.leads_out(name.text or "") or (hidden and not name.get("name", "").startswith("_xlnm")):
            changes.names.add(name.get("name", "").lower())
            remove(name)
        elif changes.touch(name.text or "", ""):
            changes.names.add(name.get("name", "").lower())
    for names in each(book, "definedNames"):
        if len(names) == 0:
            remove(names)
    for path in each(book, "absPath"):
        holder = next(path.iterancestors("{*}AlternateContent"), path)
        remove(holder)
        work.note("property", _("文件原来的保存路径"))
    for element in each(book, "fileSharing", "customWorkbookViews", "fileRecoveryPr", "webPublishing"):
        remove(element)


def _drop_leading_out(root, changes: Changes):
    for formula in list(root.iter("{*}formula1", "{*}formula2", "{*}formula", "{*}f")):
        if local(formula.getparent()) == "c" or not changes.leads_out("".join(formula.itertext())):
            continue
        holder = next(formula.iterancestors(*("{*}" + name for name in _HOLDERS)), None)
        if holder is not None and holder.getparent() is not None:
            parent = holder.getparent()
            remove(holder)
            parent.attrib.pop("count", None)
            if len(parent) == 0 and parent.getparent() is not None:
                remove(parent)


def _clean_drawing(work: Stripping, name: str, changes: Changes):
    """Charts of what is gone keep what they show as numbers of their own; slicers and hidden shapes go."""
    root = work.package.tree(name)
    work.note("hidden_text", _("隐藏的图形"), drop_hidden_shapes(root))
    for slicer in each(root, "slicer", "timeslicer"):
        anchor = next(slicer.iterancestors("{*}twoCellAnchor", "{*}oneCellAnchor", "{*}absoluteAnchor"), None)
        if anchor is not None and anchor.getparent() is not None:
            remove(anchor)
    for formula in each(root, "calculatedColumnFormula", "totalsRowFormula"):
        if changes.leads_out(formula.text or ""):
            remove(formula)
    for external in each(root, "externalData", "pivotSource"):
        remove(external)
    for reference in each(root, "numRef", "strRef"):
        formula = reference.find("{*}f")
        if formula is not None and changes.leads_out(formula.text or ""):
            _to_literal(reference)


def _to_literal(reference):
    space = reference.tag[: reference.tag.index("}") + 1]
    literal, cached = _LITERALS[local(reference)]
    cache = reference.find("{*}" + cached)
    if local(reference.getparent()) == "tx":
        words = etree.Element(f"{space}v")
        words.text = "".join(value.text or "" for value in reference.iter("{*}v"))
        reference.getparent().replace(reference, words)
        return
    replacement = etree.Element(f"{space}{literal}")
    for child in [] if cache is None else list(cache):
        replacement.append(child)
    reference.getparent().replace(reference, replacement)


def forget_unused_strings(package):
    """Words that no cell shows any more; the others keep their numbers."""
    parts = [one.part for one in package.relations(package.main_part()) if one.type == "sharedStrings"]
    if not parts or parts[0] not in package:
        return
    used = set()
    for sheet in sheets(package):
        if sheet.table:
            for cell in package.tree(sheet.part).iter("{*}c"):
                if cell.get("t") == "s" and (value := part_of(cell, "v")) is not None:
                    used.add((value.text or "").strip())
            package.let_go(sheet.part)
    for index, item in enumerate(package.tree(parts[0]).iterchildren("{*}si")):
        if str(index) not in used:
            for child in list(item):
                item.remove(child)
            etree.SubElement(item, item.tag[: item.tag.index("}") + 1] + "t")
