"""Values masked in plain strings and in HTML, where a value may be split by tags or written with entities."""

import html
import re
from dataclasses import dataclass
from urllib.parse import unquote

from gongkai.review.checking.finding import Finding
from gongkai.review.masking.needles import Needles

_INLINE = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "label",
    "mark", "nobr", "o:p", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
    "wbr",
))  # fmt: skip
_TOKEN = re.compile(
    r"(?P<comment><!--.*?(?:-->|\Z))"
    r"|(?P<raw><(?P<rawname>script|style)\b[^>]*>.*?(?:</(?P=rawname)\s*>|\Z))"
    r"""|(?P<tag><(?P<close>/?)(?P<name>[a-zA-Z][\w:-]*)(?:[^<>"']|"[^"]*"|'[^']*')*>)"""
    r"|(?P<other><[!?][^>]*>)"
    r"|(?P<text>[^<]+|<)",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""([^\s=<>"'/]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)""")
_ADDRESSES = {"href", "src", "action", "data", "poster", "formaction", "cite"}


def mask_text(text: str, findings: list[Finding]) -> str:
    return Needles(findings).mask(text)


def mask_html(source: str, findings: list[Finding]) -> str:
    """Everything that holds no value stays as it was written. A link whose address holds one loses it, not its words."""
    return masked_html(source, Needles(findings))[0]


@dataclass(slots=True)
class _Piece:
    """`words`: what a reader sees of it; None for a tag."""

    source: str
    words: str | None = None


def masked_html(source: str, needles: Needles, *, strip: bool = False) -> tuple[str, int]:
    """The text and how many places changed. `strip`: comments and who made the page go as well."""
    work = _Page(needles, strip)
    for match in _TOKEN.finditer(source):
        work.take(match)
    work.end_flow()
    return "".join(piece.source for piece in work.pieces), work.places


class _Page:
    def __init__(self, needles: Needles, strip: bool):
        self.needles, self.strip = needles, strip
        self.pieces: list[_Piece] = []
        self.flow: list[_Piece] = []
        self.places = 0
        self.unlinked = False

    def take(self, match: re.Match):
        source = match[0]
        if match["text"] is not None:
            piece = _Piece(source, html.unescape(source))
            self.pieces.append(piece)
            self.flow.append(piece)
        elif match["tag"] is not None:
            self._take_tag(source, match["name"].lower(), bool(match["close"]))
        elif not (self.strip and match["comment"] is not None):
            self.pieces.append(_Piece(self._mask_raw(source)))

    def _mask_raw(self, source: str) -> str:
        masked = self.needles.mask(source)
        if masked == source and self.needles.found(html.unescape(source)):
            masked = ""
        self.places += masked != source
        return masked

    def _take_tag(self, source: str, name: str, closing: bool):
        if name == "br":
            self.flow.append(_Piece("", "\n"))
        elif name not in _INLINE:
            self.end_flow()
        if name == "a" and closing and self.unlinked:
            self.unlinked = False
            return
        if self.strip and name == "meta" and _names_maker(source):
            return
        if not closing and self._leads_to_value(source):
            self.places += 1
            if name == "a":
                self.unlinked = True
                return
            source = _without_addresses(source)
        self.pieces.append(_Piece(self._mask_attributes(source)))

    def _leads_to_value(self, source: str) -> bool:
        return any(name.lower() in _ADDRESSES and self._is_told(value) for name, value in _attributes(source))

    def _is_told(self, value: str) -> bool:
        return self.needles.found(value) or ("%" in value and self.needles.found(unquote(value)))

    def _mask_attributes(self, source: str) -> str:
        def masked(match: re.Match) -> str:
            value = _value(match[3])
            if not self._is_told(value):
                return match[0]
            self.places += 1
            told = self.needles.mask(value)
            return f'{match[1]}="{html.escape(told if not self._is_told(told) else "")}"'

        return _ATTRIBUTE.sub(masked, source)

    def end_flow(self):
        masked = self.needles.mask_pieces([piece.words for piece in self.flow])
        for piece, text in zip(self.flow, masked or (), strict=False):
            if text != piece.words and piece.source:
                piece.source = html.escape(text, quote=False)
        self.places += masked is not None
        self.flow = []


def _attributes(source: str) -> list[tuple[str, str]]:
    return [(match[1], _value(match[3])) for match in _ATTRIBUTE.finditer(source)]


def _value(written: str) -> str:
    return html.unescape(written[1:-1] if written[0] in "\"'" else written)


def _names_maker(source: str) -> bool:
    name = dict((key.lower(), value.lower()) for key, value in _attributes(source)).get("name", "")
    return name in ("author", "generator", "creator", "originator", "progid", "editor")


def _without_addresses(source: str) -> str:
    return _ATTRIBUTE.sub(lambda match: "" if match[1].lower() in _ADDRESSES else match[0], source)
