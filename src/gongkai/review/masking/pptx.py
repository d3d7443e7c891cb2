"""Presentations: hidden slides, notes and comments do not go out."""

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.review.masking.office import Stripping, drop_hidden_shapes
from gongkai.review.masking.opc import CONTENT_TYPES, each, is_on, relation_ids, remove

_OF_DECK = {"commentAuthors": "comment", "authors": "comment", "changesInfo": "change", "revisionInfo": "change",
            "viewProps": "", "handoutMaster": ""}  # fmt: skip
_OF_SLIDE = {"comments": "comment", "notesSlide": "comment", "legacyDiagramText": "comment"}


def strip_pptx(work: Stripping):
    package = work.package
    main = package.main_part()
    words = {"comment": _("批注和备注"), "change": _("修改记录")}
    _remove_hidden_slides(work, main)
    for source, types in _sources(package, main):
        cut = package.drop_relations(source, lambda relation, types=types: relation.type in types)
        for relation in cut:
            if kind := types[relation.type]:
                work.note(kind, words[kind])
        if cut:
            work.touched.add(source)
    for name in package.reachable():
        if name.endswith(".xml") and name != CONTENT_TYPES:
            work.note("hidden_text", _("隐藏的图形"), drop_hidden_shapes(package.tree(name)))
            package.let_go(name)


def _sources(package, main: str):
    yield main, _OF_DECK
    for relation in package.relations(main):
        if relation.type == "slide" and relation.part in package:
            yield relation.part, _OF_SLIDE


def _remove_hidden_slides(work: Stripping, main: str):
    package, root = work.package, work.package.tree(main)
    relations = {relation.id: relation for relation in package.relations(main) if relation.type == "slide"}
    hidden, shown = {}, 0
    for entry in each(root, "sldId"):
        relation = next((relations[key] for _name, key in relation_ids(entry) if key in relations), None)
        if relation is None or relation.part not in package:
            continue
        slide = package.tree(relation.part)
        if slide.get("show") is not None and not is_on(slide, "show"):
            hidden[relation.id] = entry
        else:
            shown += 1
    if hidden and not shown:
        raise BadFile(_("演示文稿的页面都是隐藏的。请显示要公开的页面，保存后再上传。"))
    _forget(root, {entry.get("id") for entry in hidden.values()}, hidden)
    package.drop_relations(main, lambda relation: relation.id in hidden)
    _cut_jumps(work, {relations[identifier].part for identifier in hidden})
    work.note("hidden_sheet", _("隐藏的幻灯片"), len(hidden))


def _forget(root, numbers: set, identifiers):
    """Out of the order of slides, of sections and of custom shows."""
    for entry in each(root, "sldId", "sld"):
        ids = {value for _name, value in relation_ids(entry)}
        if entry.get("id") in numbers or ids & set(identifiers):
            remove(entry)


def _cut_jumps(work: Stripping, parts: set[str]):
    """Links from other slides to one that is gone."""
    for source in work.package.reachable():
        if not source.endswith(".rels") and work.package.drop_relations(
            source, lambda relation: relation.part in parts
        ):
            work.touched.add(source)
