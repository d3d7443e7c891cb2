"""A paper's body for the page: headings get ids for the list of contents, tables a frame, articles a bold number.

The HTML of a form was cleaned before it was approved and is never cleaned again here, or readers would not see what
was approved. Everything here only adds to it, and only around tags of the closed vocabulary (docs/public-form.md).
"""

import re
from dataclasses import dataclass
from html import unescape

from gongkai.core.text import MONGOLIAN
from gongkai.portal.languages import frame_upright, mark_html

HEADING = re.compile(r"<h([23])(\s[^>]*)?>(.*?)</h\1>", re.DOTALL)
ARTICLE = re.compile(r"(<p(?:\s[^>]*)?>[\s\u3000]*)(第[一二三四五六七八九十百零〇\d]+条)(?=[\s\u3000])")
TAG = re.compile(r"<[^>]*>")
TABLE_FRAME = '<div class="table-frame" role="group" tabindex="0" aria-label="{label}">'


@dataclass(frozen=True)
class Entry:
    """One line of the list of contents."""

    id: str
    level: int
    title: str


def render_body(
    blocks: list[dict], *, language: str, table_label: str, upright_label: str
) -> tuple[list[dict], list[Entry]]:
    """The blocks with their HTML made ready, and the list of contents. A text that is Mongolian as a whole stands
    upright as a whole; in others its Mongolian paragraphs do."""
    entries: list[Entry] = []

    def with_id(match):
        title = re.sub(r"[ \t\r\n]+", " ", unescape(TAG.sub("", match[3]))).strip()
        if not title:
            return match[0]
        entry = Entry(id=f"section-{len(entries) + 1}", level=int(match[1]), title=title)
        entries.append(entry)
        return f'<h{match[1]} id="{entry.id}"{match[2] or ""}>{match[3]}</h{match[1]}>'

    ready = []
    for block in blocks:
        if block["type"] == "text":
            html = HEADING.sub(with_id, mark_html(block["html"], language=language))
            html = frame_tables(ARTICLE.sub(r"\1<b>\2</b>", html), table_label)
            if language != MONGOLIAN:
                html = frame_upright(html, label=upright_label)
            block = block | {"html": html}
        ready.append(block)
    return ready, entries


def frame_tables(html: str, label: str) -> str:
    """Wide tables scroll inside their own frame, reachable by keyboard."""
    frame = TABLE_FRAME.format(label=label)
    html = re.sub(r"<table(?=[\s>])", f"{frame}<table", html)
    return html.replace("</table>", "</table></div>")
