"""Web pages of government sites: the paper itself, and what the page says of it in meta tags and its metadata table.

The national rules for page tags (国办发〔2017〕47号、政府网站网页标签规范) name the tags; 索引号, 发文机关 and so on stand in a
table or list above the text on most sites.
"""

import re
from collections.abc import Iterator

from gongkai.documents.importing.tokens import Start, Text, tokens, words
from gongkai.documents.intake.fields import field_named
from gongkai.documents.intake.values import line_of

METAS = {
    "articletitle": "title", "pubdate": "published_on", "contentsource": "source", "keywords": "keywords",
    "sitename": "origin_name", "url": "url",
}  # fmt: skip
TABLE_FIELDS = frozenset((
    "title", "document_number", "issuer", "written_on", "published_on", "index_number", "topic", "validity", "effective_on",
    "expires_on", "keywords",
))  # fmt: skip
SURE_NAMES = words(
    "ucap-content zoom zoomcon contenttext contentbox artibody article_content article-content articlecontent trs_editor "
    "trs_ueditor pages_content con_text news_content detail-content wz_content"
)
LIKELY_NAMES = words("content article view neirong")
BLOCKS = words("td th li p div tr dt dd br table ul dl h1 h2 h3 h4 body section article")
_META = re.compile(r"<meta\b([^<>]{0,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([a-zA-Z0-9_-]{3,20})""", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>\"']|\"[^\"]{0,2000}\"|'[^']{0,2000}'){0,400})>")
_NAMED = re.compile(r"""\b(?:id|class)\s*=\s*["']?([^"'>]+)""", re.IGNORECASE)
_LABEL = re.compile(r"^([\u3400-\u9fff \u3000]{2,12}?)\s*[:：]\s*(.*)$", re.DOTALL)
LONGEST_VALUE = 300
MAX_TABLE = 400


def declared_encoding(data: bytes) -> str:
    found = _CHARSET.search(data[:4096])
    return found[1].decode("ascii") if found else ""


def page_fields(html: str) -> dict[str, str]:
    """What the page says; `body` is the HTML of the paper alone."""
    start, end = _content(html)
    found = _table(html[:start])
    for name, value in _metas(html[:start] or html[:20000]).items():
        found.setdefault(name, value)
    found["body"] = html[start:end]
    return {name: value for name, value in found.items() if value}


def _metas(head: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in _META.finditer(head):
        said = {key.lower(): a or b or c for key, a, b, c in _ATTRIBUTE.findall(meta[1])}
        field = METAS.get(said.get("name", "").lower())
        if field:
            found.setdefault(field, line_of(said.get("content", "")))
    title = re.search(r"<title[^>]*>([^<]{1,300})", head, re.IGNORECASE)
    if title:
        found.setdefault("title", re.split(r"[_|]|\s-\s|--", line_of(title[1]))[0].strip())
    return found


def _table(head: str) -> dict[str, str]:
    """标签：值 in one piece of text, or in two that follow each other."""
    found: dict[str, str] = {}
    waiting = ""
    for index, piece in enumerate(_pieces(head)):
        if index > MAX_TABLE:
            break
        labelled = _LABEL.match(piece)
        field = field_named(re.sub(r"\s", "", labelled[1])) if labelled else ""
        if field in TABLE_FIELDS:
            waiting = "" if labelled[2] else field
            if labelled[2] and len(labelled[2]) <= LONGEST_VALUE:
                found.setdefault(field, labelled[2])
        elif waiting:
            if len(piece) <= LONGEST_VALUE and not labelled:
                found.setdefault(waiting, piece)
            waiting = ""
    return found


def _pieces(html: str) -> Iterator[str]:
    """The text between the borders of blocks and cells. An empty cell is a piece, so that no label takes another's value."""
    text: list[str] = []
    for token in tokens(html):
        if isinstance(token, Text):
            text.append(token.text)
        elif token.name in BLOCKS:
            piece = line_of("".join(text))
            if piece or (token.name in ("td", "dd") and not isinstance(token, Start)):
                yield piece
            text.clear()
    yield line_of("".join(text))


def _content(html: str) -> tuple[int, int]:
    """Where the paper begins and ends in the page: the element that sites name so, else the whole body."""
    likely = None
    for tag in _TAG.finditer(html):
        if tag[1] or "=" not in tag[3] or tag[2].lower() in ("body", "input", "meta", "img", "a", "span"):
            continue
        names = {name.lower() for value in _NAMED.findall(tag[3]) for name in value.split()}
        if names & SURE_NAMES:
            return tag.end(), _closing(html, tag)
        if likely is None and names & LIKELY_NAMES:
            likely = tag
    if likely:
        return likely.end(), _closing(html, likely)
    body = re.search(r"<body\b[^<>]*>", html, re.IGNORECASE)
    end = html.lower().rfind("</body")
    return (body.end() if body else 0), (end if end > 0 else len(html))


def _closing(html: str, opening: re.Match) -> int:
    name, depth = opening[2].lower(), 1
    for tag in _TAG.finditer(html, opening.end()):
        if tag[2].lower() == name and not tag[3].endswith("/"):
            depth += -1 if tag[1] else 1
            if depth == 0:
                return tag.start()
    return len(html)
