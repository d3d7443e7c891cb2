"""Any HTML that somebody pastes, to the body vocabulary (docs/public-form.md), and nothing but it.

The text is read by `build`, put in order by `tidy`, written anew by `render`; nh3 has the last word. Cleaning what
is clean changes nothing.
"""

from collections import Counter

import nh3

from gongkai.documents.importing.build import Builder
from gongkai.documents.importing.inline import SCHEMES
from gongkai.documents.importing.render import render, show_references
from gongkai.documents.importing.tidy import tidy, without_pictures
from gongkai.documents.importing.tokens import words

TAGS = words(
    "p h2 h3 h4 ul ol li blockquote table caption thead tbody tfoot tr th td a strong em u s sub sup br hr"
)
_SPANS = frozenset(("rowspan", "colspan", "scope"))
ATTRIBUTES = {"th": _SPANS, "td": _SPANS, "ol": frozenset(("start",)), "a": frozenset(("href",))}
_ALIGNED = frozenset(("align-center", "align-right", "align-justify", "no-indent"))
CLASSES = {
    "p": _ALIGNED | {"signature", "date"},
    **{tag: _ALIGNED for tag in ("h2", "h3", "h4", "th", "td")},
}


def clean_html(raw: str) -> str:
    """`raw` in the body vocabulary. Pictures are left out (`body.html_to_blocks` keeps them). Never raises."""
    return clean_blocks(read_blocks(raw)[0])


def read_blocks(raw: str) -> tuple[list, Counter]:
    """The untidied tree, and what was left behind while reading."""
    builder = Builder()
    return builder.read(raw), builder.dropped


def clean_blocks(tree: list) -> str:
    """A part of a tidied tree as clean HTML."""
    return sanitise(render(tidy(without_pictures(tree))))


def sanitise(html: str) -> str:
    """The last word over what `render` wrote."""
    html = nh3.clean(
        html,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        allowed_classes={tag: set(names) for tag, names in CLASSES.items()},
        url_schemes=set(SCHEMES),
        link_rel=None,
    )
    return show_references(html)
