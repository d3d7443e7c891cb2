"""Whether a text says what its matter asks for. Only what can be told by words is asked; a long list helps nobody."""

import tomllib
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from gongkai.review.checking.finding import WARN, Finding
from gongkai.review.reading.blocks import Row, Text

SHIPPED = Path(__file__).parent.parent / "lists" / "elements.toml"
MOST = 4
SHORTEST = 200


def missing_elements(form: dict, elements: list[str]) -> list[Finding]:
    """A finding for each element of the matter that no passage of the form, its tables or the titles of its files speak of.

    Texts under 200 characters are announcements of an attachment: their elements stand in the file.
    """
    text = _text_of(form)
    if len(text) < SHORTEST and form.get("files"):
        return []
    missing = [element for element in elements if _is_missing(element, text)]
    return [_finding(element) for element in missing[:MOST]]


def _text_of(form: dict) -> str:
    from gongkai.review.reading.forms import form_blocks

    said = {key: form[key] for key in ("title", "summary", "body", "document", "files") if form.get(key)}
    words = []
    for block in form_blocks(said):
        if isinstance(block, Text):
            words.append(block.text)
        elif isinstance(block, Row):
            words += [cell.text for cell in block.cells]
    return "\n".join(words)


def _is_missing(element: str, text: str) -> bool:
    """An element “如有” need not be there; one that holds no known word cannot be judged."""
    if "如有" in element or element in text:
        return False
    known = [words for key, words in _synonyms().items() if key in element]
    return bool(known) and not any(word in text for words in known for word in words)


@cache
def _synonyms() -> dict[str, list[str]]:
    entries = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    return {key: entry["words"] for key, entry in entries.items()}


def _finding(element: str) -> Finding:
    return Finding(
        kind="completeness",
        severity=WARN,
        where=_("正文"),
        message=_("这个公开事项要写“%(element)s”，正文里好像没有。请补上；已在附件里的，可以不管。")
        % {"element": element},
        value=element,
        part="body",
    )
