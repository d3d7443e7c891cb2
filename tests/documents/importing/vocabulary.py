"""An independent reader of the body vocabulary (docs/public-form.md): html5lib's tree against the list, nothing of ours."""

import html
import re

import html5lib

TAGS = set(
    [
        "p",
        "h2",
        "h3",
        "h4",
        "ul",
        "ol",
        "li",
        "blockquote",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "a",
        "strong",
        "em",
        "u",
        "s",
        "sub",
        "sup",
        "br",
        "hr",
    ]
)
ALIGNED = {"align-center", "align-right", "align-justify", "no-indent"}
BLANK = re.compile(r"[\s\u3000\xa0\u200b\ufeff]+")


def problems(markup: str) -> list[str]:
    """What stands in `markup` that may not."""
    fragment = html5lib.parseFragment(markup, treebuilder="etree", namespaceHTMLElements=False)
    found = []
    for element in fragment.iter():
        if element is fragment:
            continue
        if not isinstance(element.tag, str):
            found.append("comment")
        elif element.tag not in TAGS:
            found.append(f"tag {element.tag}")
        else:
            found.extend(
                f"{element.tag} {name}={value}"
                for name, value in element.attrib.items()
                if not _may(element.tag, name, value)
            )
    if re.search("[\x00-\x08\x0b-\x1f\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e]", markup):
        found.append("control character")
    return found


def _may(tag: str, name: str, value: str) -> bool:
    if tag in ("td", "th") and name in ("rowspan", "colspan"):
        return value.isascii() and value.isdigit() and 1 < int(value) <= 1000
    if tag == "th" and name == "scope":
        return value in ("row", "col", "rowgroup", "colgroup")
    if tag == "ol" and name == "start":
        return value.isascii() and value.isdigit()
    if tag == "a" and name == "href":
        return bool(re.match(r"(https?://[^/]|mailto:.)", value, re.I)) or not re.match(
            r"[^/?#]*:|//|\\", value
        )
    if name == "class":
        allowed = {"p": ALIGNED | {"signature", "date"}}.get(
            tag, ALIGNED if tag in ("h2", "h3", "h4", "td", "th") else set()
        )
        return bool(value.split()) and set(value.split()) <= allowed
    return False


def text_of(markup: str) -> str:
    """The text without its tags and blanks."""
    return BLANK.sub("", html.unescape(re.sub(r"<[^>]*>", "", markup)))
