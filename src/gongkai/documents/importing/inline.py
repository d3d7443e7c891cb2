"""The text of one paragraph: its characters, its blanks, its runs. The result of every function here is a fixed point."""

import re
import unicodedata
from functools import lru_cache
from html import escape
from urllib.parse import urlsplit

import nh3

from gongkai.documents.importing.tree import Break, Inline, Paragraph, Run

# What no paper needs and some attacks do: controls, lone surrogates, noncharacters, bidirectional overrides,
# zero-width blanks. Joiners stay: Tibetan, Mongolian and Uyghur text needs them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]|[\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe\U0003ffff"
    "\U0010fffe\U0010ffff]"
)
BLANKS = " \t\n\r\f\x85\xa0\u2028\u2029"
_BLANK_RUN = re.compile(f"[{BLANKS}]+")
EDGE = BLANKS + "\u3000\u1680\u205f" + "".join(map(chr, range(0x2000, 0x200B)))
_INDENTATION = re.compile("^[ \t\n\r\f\xa0]*(?:\u3000|\xa0[ \xa0]*\xa0[ \xa0]*\xa0)")
SCHEMES = frozenset(("http", "https", "mailto"))


def plain(text: str) -> str:
    return _UNWANTED.sub("", text)


def is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def squeeze(text: str, before: str = "", after: str = "") -> str:
    """One blank for a run of blanks; none for a line end of the source between two Chinese characters."""

    def replace(match):
        if "\n" in match[0] and "\xa0" not in match[0]:
            left = text[match.start() - 1] if match.start() else before
            right = text[match.end()] if match.end() < len(text) else after
            if left and right and is_wide(left) and is_wide(right):
                return ""
        return " "

    return _BLANK_RUN.sub(replace, text)


def lines(paragraph: Paragraph) -> list[list[Inline]]:
    """The paragraph at its breaks."""
    found: list[list[Inline]] = [[]]
    for item in paragraph.content:
        if isinstance(item, Break):
            found.append([])
        else:
            found[-1].append(item)
    return found


def starts_indented(line: list[Inline]) -> bool:
    head = ""
    for item in line:
        if not isinstance(item, Run):
            break
        head += item.text[:40]
        if len(head) > 40:
            break
    return bool(_INDENTATION.match(head))


def tidy_line(line: list[Inline]) -> list[Inline]:
    """Unwanted characters gone, blanks squeezed across runs, edges stripped, equal neighbours merged."""
    cleaned = [_cleaned(item) for item in line]
    merged = merge(item for item in cleaned if not (isinstance(item, Run) and not item.text))
    _squeeze_runs(merged)
    _strip(merged)
    _strip(merged, last=True)
    return merge(_plain_blank(item) for item in merged if not (isinstance(item, Run) and not item.text))


def _plain_blank(item: Inline) -> Inline:
    """A blank carries no emphasis, so that bold halves of a word and a space between them have one form."""
    if isinstance(item, Run) and not item.text.strip(EDGE):
        return Run(item.text)
    return item


def _cleaned(item: Inline) -> Inline:
    if isinstance(item, Run):
        return Run(plain(item.text), item.marks, safe_address(item.href), item.marker)
    return item


def merge(items) -> list[Inline]:
    merged: list[Inline] = []
    pieces: list[str] = []
    for item in items:
        last = merged[-1] if merged else None
        same = isinstance(item, Run) and isinstance(last, Run)
        if same and (last.marks, last.href, last.marker) == (item.marks, item.href, item.marker):
            pieces.append(item.text)
            continue
        if pieces:
            last.text += "".join(pieces)
            pieces = []
        merged.append(Run(item.text, item.marks, item.href, item.marker) if isinstance(item, Run) else item)
    if pieces:
        merged[-1].text += "".join(pieces)
    return merged


def _squeeze_runs(items: list[Inline]):
    """A blank at the seam of two runs belongs to the first of them."""
    runs = [item for item in items if isinstance(item, Run)]
    for index, run in enumerate(runs):
        before = runs[index - 1].text[-1:] if index else ""
        after = next((other.text[0] for other in runs[index + 1 : index + 3] if other.text), "")
        run.text = squeeze(run.text, before, after)
    ends_blank = False
    for item in items:
        if not isinstance(item, Run):
            ends_blank = False
            continue
        if ends_blank:
            item.text = item.text.lstrip(" ")
        ends_blank = item.text.endswith(" ") if item.text else ends_blank


def _strip(items: list[Inline], *, last: bool = False):
    while items and isinstance(items[-1 if last else 0], Run):
        run = items[-1 if last else 0]
        run.text = run.text.rstrip(EDGE) if last else run.text.lstrip(EDGE)
        if run.text:
            return
        items.pop(-1 if last else 0)


def safe_address(address: str) -> str:
    """The address when it may stand in public (http, https, mailto, relative), else nothing."""
    address = re.sub(r"[\x00-\x20\x7f-\xa0\u3000]+", "", plain(address))
    if (
        not address
        or len(address) > 2000
        or address.startswith("#")
        or any(bad in address for bad in "\\<>\"'`{}|^")
    ):
        return ""
    if address.startswith("//"):
        address = "https:" + address
    try:
        parts = urlsplit(address)
        bad_port = parts.port is not None and not 0 < parts.port < 65536
    except ValueError:
        return ""
    if bad_port:
        return ""
    if not parts.scheme:
        return address if ":" not in address.split("/")[0].split("?")[0] and _is_address(address) else ""
    if parts.scheme not in SCHEMES or not re.match(r"(?i)https?://[^/]|mailto:[^/]", address):
        return ""
    return address if _is_address(address) else ""


@lru_cache(maxsize=4096)
def _is_address(address: str) -> bool:
    """The sanitiser at the end takes away what it cannot parse; that must be known before."""
    written = f'<a href="{escape(address)}">x</a>'
    return "href=" in nh3.clean(
        written, tags={"a"}, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel=None
    )
