"""What a paper says of itself at its head and its end: title, number, issuer, date, genre. Guesses, for a person to confirm."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from gongkai.documents.importing.body import Body, Imported, warnings_of
from gongkai.documents.importing.numbers import DocumentNumber, parse_chinese_date, parse_document_number
from gongkai.documents.importing.tidy import paragraphs
from gongkai.documents.importing.tree import Paragraph

MAX_TITLE = 200
HEAD_PARAGRAPHS = 14
GENRES = (
    ("通知", "notice"), ("通报", "circular"), ("意见", "opinion"), ("决定", "decision"), ("决议", "resolution"),
    ("命令", "order"), ("公报", "communique"), ("公告", "proclamation"), ("通告", "announcement"), ("报告", "report"),
    ("请示", "request"), ("批复", "reply"), ("纪要", "minutes"), ("议案", "motion"), ("函", "letter"), ("令", "order"),
)  # fmt: skip
_OTHER_ENDINGS = (
    "办法|规定|条例|细则|方案|规划|计划|要点|预案|制度|规则|准则|标准|目录|清单|公示|答复|总结|指南|章程|解读"
)
_COMPLETE = re.compile(
    rf"(?:{'|'.join(word for word, _name in GENRES)}|{_OTHER_ENDINGS})(?:[（(][^（）()]*[）)])?$"
)
_SENTENCE = re.compile(r"[。；：！？;:!?]$")
_ORGAN = re.compile(r"(?:府|厅|局|委|会|办|院|部|室|署|处|所|队|站|心|团|司|校|行|社|党组|组)$")
_RED_HEAD = re.compile(r"^(?!.*关于).{2,40}(?:府|厅|局|委|会|办|院|部|室|署|处|组)\s*文\s*件$", re.DOTALL)
_ISSUER = re.compile(r"^(.{2,60}?)(?:关于|转发|批转|印发|对)")


@dataclass
class Head:
    title: str = ""
    number: DocumentNumber | None = None
    red_head: str = ""
    taken: int = 0  # How many of the first blocks are head, not body.


def complete(tree: list, body: Body, title: str = "", warnings: list[str] | None = None) -> Imported:
    """A tidied tree to an import. Title and number leave the body: the page shows them itself."""
    head = _order(tree) or read_head(tree, title)
    rest = tree[head.taken :]
    day, signer = _end(rest)
    blocks = body.blocks(rest)
    imported = Imported(
        title=head.title,
        document_number=head.number.text if head.number else "",
        written_on=day,
        issuer_text=_issuer(head, signer),
        genre=genre_of(head.title, head.number),
        blocks=blocks,
        images=list(body.images.values()),
        warnings=[*(warnings or []), *warnings_of(body.dropped, body.without_alt)],
        lost_images=body.lost_images,
    )
    imported.warnings.extend(_unsure(imported, head))
    return imported


def read_head(tree: list, title: str = "") -> Head:
    """The first lines: 红头, 发文字号, title over several lines, in any order."""
    head, lines, before_title = Head(), [], 0
    wanted = re.sub(r"\s", "", title)
    for index, block in enumerate(tree[:HEAD_PARAGRAPHS]):
        text = block.text.strip() if isinstance(block, Paragraph) else ""
        if not text or len(text) > MAX_TITLE:
            break
        number = None if head.number else parse_document_number(text)
        if number and number.agency:
            head.number = number
        elif not lines and not head.red_head and _RED_HEAD.match(text):
            head.red_head = re.sub(r"\s", "", text).removesuffix("文件")
        elif _continues_title(block, text, lines, wanted):
            lines.append(block)
        else:
            break
        head.taken = index + 1
        before_title = head.taken if not lines else before_title
    head.title = _joined(lines)
    if lines and not (wanted or lines[0].align == "center" or _COMPLETE.search(head.title)):
        head.title, head.taken = "", before_title  # Plain short lines alone are no title.
    if wanted and head.title.replace(" ", "") != wanted:
        head.title, head.taken = title, before_title
    return head


def _continues_title(block: Paragraph, text: str, lines: list[Paragraph], wanted: str) -> bool:
    written = re.sub(r"\s", "", text)
    if wanted:
        return wanted.startswith(re.sub(r"\s", "", "".join(line.text for line in lines)) + written)
    if (
        block.tag != "p"
        or block.kind
        or _SENTENCE.search(text)
        or parse_chinese_date(text)
        or text[0] in "（("
    ):
        return False
    if lines and _COMPLETE.search(_joined(lines)):
        return False
    return (block.align == "center" or len(written) <= 50) and len(lines) < 6


def lone_heading(tree: list) -> str:
    """The only heading of the first level, when it opens the (untidied) text: the writer used it for the title."""
    headings = [paragraph for paragraph in paragraphs(tree) if paragraph.tag == "h1"]
    opening = [
        block for block in tree[:HEAD_PARAGRAPHS] if isinstance(block, Paragraph) and block.tag == "h1"
    ]
    if len(headings) != 1 or headings != opening:
        return ""
    headings[0].tag, headings[0].align = "p", "center"
    return re.sub(r"\s+", "", headings[0].text)


def _joined(lines: list[Paragraph]) -> str:
    """One line. Characters that were spread out over the line (几 个 问 题) move together, other blanks stay."""
    joined = "".join(part.strip() for line in lines for part in line.text.split("\n"))
    joined = re.sub(r"(?<=[\u3400-\u9fff])[ \u3000]+(?=[\u3400-\u9fff](?:[ \u3000]|$))", "", joined)
    return re.sub(r"(?<=[\u3400-\u9fff]) (?=关于|转发|批转|印发)", "", joined)


def _end(tree: list) -> tuple[date | None, str]:
    """The first signed date and who signs: what follows are the enclosures, with dates of their own."""
    signers: list[str] = []
    for block in paragraphs(tree):
        if block.kind == "signature":
            signers.append(block.text.strip())
        elif block.kind == "date":
            return parse_chinese_date(block.text), " ".join(signers)
        else:
            signers = []
    for block in reversed(list(paragraphs(tree))):
        if found := parse_chinese_date(block.text):
            return found, ""
    return None, ""


def _order(tree: list) -> Head | None:
    """××令 / 第×号 as two lines, then the text that names in 《》 what it makes public. It stays whole in the body."""
    lines = [block.text.strip() if isinstance(block, Paragraph) else "" for block in tree[:6]]
    if len(lines) < 3 or not lines[0].endswith("令") or not re.fullmatch(r"[（(]?第.{1,6}号[）)]?", lines[1]):
        return None
    named = re.search(r"《([^《》]{4,100})》", "".join(lines[2:]))
    return Head(named[1] if named else lines[0], parse_document_number(lines[0] + lines[1]))


def _issuer(head: Head, signer: str) -> str:
    if head.number and head.number.form == "order":
        return head.number.agency.removesuffix("令")
    found = _ISSUER.match(head.title)
    if found and _ORGAN.search(found[1]):
        return found[1]
    return signer or head.red_head


def genre_of(title: str, number: DocumentNumber | None = None) -> str:
    """One of `documents.models.Genre`; "" without a title."""
    if number and number.form == "order" and number.agency.endswith("令"):
        return "order"
    bare = re.sub(r"[（(][^（）()]*[）)]$", "", title).strip()
    return next((name for ending, name in GENRES if bare.endswith(ending)), "other" if bare else "")


def _unsure(imported: Imported, head: Head) -> list[str]:
    found = []
    if not imported.title:
        found.append(_("没有认出标题，请自己填写。"))
    elif head.taken:
        found.append(_("标题、发文字号等已从正文开头取出，填在各自的栏里，请核对。"))
    if imported.written_on is None:
        found.append(_("没有认出成文日期，请自己填写。"))
    return found
