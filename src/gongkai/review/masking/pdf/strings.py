"""Values in a PDF outside its pages' text: bookmarks, names, descriptions, addresses of links."""

import pikepdf

from gongkai.review.masking.markup import tells
from gongkai.review.masking.needles import Needles

_MAX_DEPTH = 60


def mask_strings(document: pikepdf.Pdf, needles: Needles) -> int:
    """Every string of every object; links whose address holds a value go whole."""
    places = sum(_drop_links(page, needles) for page in document.pages)
    for item in document.objects:
        places += _mask_within(item, needles, 0)
    return places


def _drop_links(page: pikepdf.Page, needles: Needles) -> int:
    annotations = page.obj.get("/Annots")
    if annotations is None:
        return 0
    kept = [one for one in annotations if not _leads_to_value(one, needles)]
    gone = len(annotations) - len(kept)
    if gone:
        page.obj.Annots = pikepdf.Array(kept)
    return gone


def _leads_to_value(annotation, needles: Needles) -> bool:
    action = annotation.get("/A") if isinstance(annotation, pikepdf.Dictionary) else None
    address = action.get("/URI") if isinstance(action, pikepdf.Dictionary) else None
    return isinstance(address, pikepdf.String) and tells(str(address), needles)


def _mask_within(item, needles: Needles, depth: int) -> int:
    if depth > _MAX_DEPTH:
        return 0
    if isinstance(item, pikepdf.Array):
        entries = range(len(item))
    elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        entries = list(item.keys())
    else:
        return 0
    places = 0
    for key in entries:
        value = item[key]
        if isinstance(value, pikepdf.String):
            if (masked := needles.mask(str(value))) != str(value):
                item[key] = pikepdf.String(masked)
                places += 1
        elif isinstance(value, pikepdf.Object) and not value.is_indirect:
            places += _mask_within(value, needles, depth + 1)
    return places
