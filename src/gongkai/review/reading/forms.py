"""A public form (docs/public-form.md) as blocks: every text in it, each with the label that the desk gives its field."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from gongkai.review.formtext import LABELS
from gongkai.review.reading.blocks import Block, Link, Picture, Place, Text
from gongkai.review.reading.html import html_blocks

_CODES = frozenset((
    "form", "sha256", "seal", "media_type", "index_number", "type", "use", "form_version",
    "kind", "language", "validity", "column_type", "genre", "style",
))  # fmt: skip


def form_blocks(form: dict) -> Iterator[Block]:
    """`Place.part` is the field's path: `title`, `body[2]`, `files[0].title`."""
    for key, value in form.items():
        yield from _value_blocks(value, key, key)


def _value_blocks(value, path: str, field: str) -> Iterator[Block]:
    """`field` is the path without positions, by which labels are known."""
    if isinstance(value, dict):
        yield from _dict_blocks(value, path, field)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _value_blocks(item, f"{path}[{index}]", field)
    elif isinstance(value, str) and value.strip() and field.rpartition(".")[2] not in _CODES:
        yield from _text_blocks(value, path, field)


def _dict_blocks(value: dict, path: str, field: str) -> Iterator[Block]:
    if value.get("type") == "text" and "html" in value:
        yield from html_blocks(value["html"], words=field_words(path, field), part=path)
        return
    if value.get("type") == "image":
        size = (value.get("width") or 0, value.get("height") or 0)
        yield Picture(Place(field_words(path, field), path), _is_described(value), size)
    for key, item in value.items():
        yield from _value_blocks(item, f"{path}.{key}", f"{field}.{key}")


def _is_described(image: dict) -> bool:
    return bool(image.get("decorative")) or bool((image.get("alt") or "").strip())


def _text_blocks(value: str, path: str, field: str) -> Iterator[Block]:
    name = field.rpartition(".")[2]
    place = Place(field_words(path, field), path)
    if name == "url" or name.endswith("_url"):
        yield Link(value, place)
        return
    roles = {"title": "heading", "alt": "alt", "name": "name" if field.startswith("files") else "body"}
    yield Text(value, place, roles.get(name, "body"))


def field_words(path: str, field: str) -> str:
    """The label of the field, of the longest part of it that has one, and which of several."""
    root = path.partition("[")[0].partition(".")[0]
    number = path.partition("[")[2].partition("]")[0]
    label = str(LABELS.get(field) or LABELS.get(root) or field)
    if not number.isdecimal():
        return label
    if root == "body":
        return _("%(label)s第 %(number)s 块") % {"label": label, "number": int(number) + 1}
    return _("%(label)s（%(number)s）") % {"label": label, "number": int(number) + 1}
