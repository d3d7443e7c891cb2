"""The body of one record: read, its head taken off, its links and pictures settled, and what it says of itself."""

import io
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from gongkai.documents.blocks import TEXT_MAX_LENGTH
from gongkai.documents.importing.body import Body, Imported, warnings_of
from gongkai.documents.importing.clean import read_blocks
from gongkai.documents.importing.guess import complete, lone_heading, read_head
from gongkai.documents.importing.tidy import tidy
from gongkai.documents.importing.word import read_docx, read_legacy
from gongkai.documents.intake.fields import LABELS
from gongkai.documents.intake.lines import decode
from gongkai.documents.intake.lists import Record
from gongkai.documents.intake.nearby import NearbyImages, settle_links
from gongkai.documents.intake.pages import declared_encoding, page_fields
from gongkai.documents.intake.plaintext import take_head, text_tree
from gongkai.documents.intake.reasons import CannotPlaceError
from gongkai.documents.intake.values import CONTROL, has_han, loosely

MAX_BLOCKS = 200
MAX_ALT = 200
_HTML = re.compile(
    r"<(?:p|div|br|hr|table|tbody|tr|td|span|ul|ol|li|h[1-6]|html|body|section|article|font|strong|b|img|a)\b[^<>]*>",
    re.IGNORECASE,
)


@dataclass
class ReadBody:
    """`said` are fields that stood in labelled lines at the head of the text; `used` the files that were looked into."""

    imported: Imported
    said: dict[str, str] = field(default_factory=dict)
    attachments: list[Path] = field(default_factory=list)
    used: list[Path] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def file_fields(record: Record, data: bytes) -> dict[str, str]:
    """What a file that is one paper says: of a page its tags and text, of a text the text. Word is read by `read_word`."""
    suffix = record.source.path.suffix.lower()
    if suffix in (".html", ".htm"):
        return page_fields(decode(data, declared_encoding(data)))
    return {"body": decode(data)} if suffix == ".txt" else {}


def read_word(record: Record, data: bytes) -> ReadBody:
    name = record.source.path.name
    stream = io.BytesIO(data)
    imported = read_docx(stream) if name.lower().endswith(".docx") else read_legacy(stream, name)
    _check(imported)
    head = _("标题、发文字号等已从正文开头取出，填在各自的栏里，请核对。")
    unsure = (head, _("没有认出标题，请自己填写。"), _("没有认出成文日期，请自己填写。"))
    return ReadBody(imported, doubts=[text for text in imported.warnings if text not in unsure])


def read_body(record: Record, fields: dict[str, str]) -> ReadBody:
    raw, title, said = fields.get("body", ""), fields.get("title", ""), {}
    if _HTML.search(raw):
        tree, dropped = read_blocks(raw)
        title = title or lone_heading(tree)
    else:
        if len(raw) > TEXT_MAX_LENGTH:
            raise _too_long()
        raw, said = take_head(raw, title)
        tree, dropped = text_tree(raw), Counter()
    attachments, lost_links = settle_links(tree, record.source, fields.get("url", ""))
    tree = tidy(tree)
    images = NearbyImages(record.source)
    body = Body(sources=images, dropped=dropped)
    imported = complete(tree, body, _wanted(tree, title))
    _check(imported)
    doubts = warnings_of(body.dropped, 0)
    if lost_links:
        doubts.append(_("有 %(count)d 个链接指向原网站内部，只保留了文字") % {"count": lost_links})
    if CONTROL.search(raw):
        doubts.append(_("正文里有看不见的控制字符，已去掉"))
    if said:
        names = "、".join(LABELS[name] for name in said)
        doubts.append(_("正文开头的说明行（%(names)s）已取到各自的栏里") % {"names": names})
    return ReadBody(imported, said, attachments, images.used, [text.rstrip("。") for text in doubts])


def _wanted(tree: list, title: str) -> str:
    """The title as the text writes it, when it is the same but for brackets, quotes and widths."""
    if not has_han(title):
        return ""
    guess = read_head(tree).title
    return guess if guess and loosely(guess) == loosely(title) else title


def _check(imported: Imported) -> None:
    """A paper of which a part is missing is not placed: pictures elsewhere or unreadable, pictures nobody can be told of."""
    blocks = imported.blocks
    if imported.lost_images:
        reason = _("有 %(count)d 张图片不在文件旁边，或者打不开。请把图片取回放在原来的相对位置，再读一次。")
        raise CannotPlaceError(reason % {"count": imported.lost_images})
    if not blocks:
        raise CannotPlaceError(_("没有正文。请补上正文，或者在对照文件里写明哪一项是正文。"))
    images = [block for block in blocks if block["type"] == "image"]
    without_alt = sum(not block["alt"].strip() for block in images)
    if without_alt:
        reason = _(
            "有 %(count)d 张图片没有文字说明，看不见图的人读不到。请在图片的 alt 里写上说明，再读一次。"
        )
        raise CannotPlaceError(reason % {"count": without_alt})
    for block in images:
        block["alt"] = block["alt"][:MAX_ALT]
    if len(blocks) > MAX_BLOCKS or any(len(block.get("html", "")) > TEXT_MAX_LENGTH for block in blocks):
        raise _too_long()


def _too_long() -> CannotPlaceError:
    return CannotPlaceError(_("正文太长或图片太多，放不下。请拆成几件，或者把全文作为附件。"))
