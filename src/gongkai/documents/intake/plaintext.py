"""Plain text to the tree that `importing` works on; what databases of laws put at its head becomes metadata."""

import re

from gongkai.documents.importing.numbers import parse_chinese_date
from gongkai.documents.importing.tree import Paragraph, Run
from gongkai.documents.intake.fields import field_named
from gongkai.documents.intake.values import loosely

HEAD_LINES = 30
LONGEST_HEADING = 45
_LABELLED = re.compile(r"^[【\[]?\s*([\u3400-\u9fff \u3000]{2,10}?)\s*[】\]]?\s*[:：]\s*(\S.{0,400})$")
_CODE = re.compile(r"^【法宝引证码】\s*\S*$")
_CHAPTER = re.compile(
    r"^第[一二三四五六七八九十百零\d]{1,4}[编章][\s\u3000]*\S{0,30}([\s\u3000]\S{1,10}){0,6}$"
)
_SECTION = re.compile(r"^第[一二三四五六七八九十百零\d]{1,4}节[\s\u3000]*\S{0,30}$")
_FIRST = re.compile(r"^[一二三四五六七八九十]{1,3}、\S.*$")
_SECOND = re.compile(r"^[（(][一二三四五六七八九十]{1,3}[）)]\S.*$")
_MARKED = re.compile(r"^(#{1,4})[ \u3000]+(\S.*)$")
_STRONG = re.compile(r"\*\*([^*]{1,200})\*\*")
_COMMENT = re.compile(r"<!-- [A-Z ]{1,40} -->")
_ARTICLE = re.compile("\u3000{2,}(?=第[一二三四五六七八九十百零]{1,7}条)")
_ENDS = re.compile(r"[。；：！？;:!?，,、]$")
_INDENT = re.compile("^[ \t]*[\u3000\u2002\u2003]|^ {2,}|^\t")
_ORGAN = re.compile(r"^\S{2,40}(?:府|厅|局|委|会|办|院|部|室|署|处|中心)$")
_HEAD_FIELDS = {
    "issuer", "document_number", "written_on", "published_on", "effective_on", "expires_on", "validity", "url",
    "index_number", "topic",
}  # fmt: skip
_SKIPPED_LABELS = ("法宝引证码", "效力级别", "法规类别", "发布文号", "效力位阶")


def take_head(text: str, title: str) -> tuple[str, dict[str, str]]:
    """The text without its labelled lines and repeated titles, and what those lines said."""
    found: dict[str, str] = {}
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept, seen, wanted = [], 0, loosely(title)
    for index, row in enumerate(rows):
        line = row.strip()
        if not line:
            continue
        seen += 1
        if _is_label(line, found) or (wanted and loosely(line) == wanted):
            continue
        kept.append(row)
        if seen > HEAD_LINES or len(kept) > 3:
            return "\n".join([*kept, *rows[index + 1 :]]), found
    return "\n".join(kept), found


def _is_label(line: str, found: dict[str, str]) -> bool:
    if _CODE.match(line):
        return True
    labelled = _LABELLED.match(line)
    if not labelled:
        return False
    label = re.sub(r"\s", "", labelled[1])
    field = field_named(label)
    if field in _HEAD_FIELDS:
        found.setdefault(field, labelled[2].strip())
        return True
    return label in _SKIPPED_LABELS


def text_tree(text: str) -> list[Paragraph]:
    """One paragraph for each line; lines that were broken by the width of a page are joined again."""
    text = _ARTICLE.sub("\n\u3000\u3000", _COMMENT.sub("", text).replace("\x0c", "\n"))
    tree = [_paragraph(line) for line in _joined(text.splitlines())]
    has_heading = False
    for paragraph in tree:
        if paragraph.tag == "h3" and not has_heading:
            paragraph.tag = "p"  # No heading of the second level stands before one of the first.
        has_heading = has_heading or paragraph.tag == "h2"
    _mark_end(tree)
    return tree


def _paragraph(line: str) -> Paragraph:
    """Headings of Markdown, in which some archives keep laws, are headings too; the title is not one of them."""
    marked = _MARKED.match(line)
    if marked:
        return Paragraph(("p", "h2", "h3", "h3")[len(marked[1]) - 1], content=[Run(marked[2])])
    return Paragraph(_tag(line.strip()), content=[Run(_STRONG.sub(r"\1", line))])


def _tag(line: str) -> str:
    if len(line) > LONGEST_HEADING or _ENDS.search(line):
        return "p"
    if _CHAPTER.match(line) or _FIRST.match(line):
        return "h2"
    return "h3" if _SECTION.match(line) or _SECOND.match(line) else "p"


def _joined(lines: list[str]) -> list[str]:
    rows = [line.rstrip() for line in lines]
    width = _page_width([row for row in rows if row.strip()])
    if not width:
        return [row for row in rows if row.strip()]
    found: list[str] = []
    goes_on = False
    for row in rows:
        if not row.strip():
            goes_on = False
            continue
        if goes_on and not _INDENT.match(row) and _tag(row.strip()) == "p":
            found[-1] += row.strip()
        else:
            found.append(row)
        goes_on = len(row.strip()) >= width * 3 // 4 and not _ENDS.search(row.strip())
    return found


def _page_width(rows: list[str]) -> int:
    """How long the lines of a text are that was cut at the edge of a page; 0 when it was not."""
    lengths = sorted(len(row.strip()) for row in rows)
    if len(rows) < 12 or lengths[-1] > 80:
        return 0
    width = lengths[len(rows) * 9 // 10]
    cut = sum(1 for row in rows if len(row.strip()) * 4 >= width * 3 and not _ENDS.search(row.strip()))
    return width if width >= 18 and cut * 3 >= len(rows) else 0


def _mark_end(tree: list[Paragraph]) -> None:
    """Signature and day, each alone in its line, are right-aligned where a page has room for that."""
    for index, paragraph in enumerate(tree):
        if len(paragraph.text) > 40 or not parse_chinese_date(paragraph.text):
            continue
        paragraph.kind = "date"
        for signer in reversed(tree[max(0, index - 4) : index]):
            if signer.tag != "p" or not _ORGAN.match(signer.text.strip()):
                break
            signer.kind = "signature"
