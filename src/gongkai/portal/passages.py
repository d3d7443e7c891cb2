"""A public form as a row of passages: what a reader reads one after another, each knowing which article it stands in."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongkai.documents.models.papers import Language, Validity
from gongkai.portal.words import day, file_size

BLANKS = re.compile(r"[ \t\r\n\f]+")
ARTICLE = re.compile(r"第[一二三四五六七八九十百零〇\d]+条")
BLOCKS = {
    "p",
    "h2",
    "h3",
    "h4",
    "li",
    "blockquote",
    "caption",
    "ul",
    "ol",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "hr",
}
CELL_MARK = " │ "


@dataclass(frozen=True)
class Passage:
    """`text` is what is read; `marks` is everything else that may change (format, spans, a file's digest)."""

    kind: str
    text: str
    marks: tuple = ()
    heading: str = field(default="", compare=False)


class _Reader(HTMLParser):
    """Cuts cleaned HTML into passages. A table row is one passage; a link's address is part of its text."""

    def __init__(self, heading: str):
        super().__init__(convert_charrefs=True)
        self.passages: list[Passage] = []
        self.heading = self.article = heading
        self.text, self.marks, self.links = "", [], []
        self.rows = 0

    def handle_starttag(self, tag, attrs):
        if self.rows == 0 and (tag in BLOCKS or tag == "tr"):
            self.flush()
        self.rows += tag == "tr"
        if tag in ("td", "th") and self.rows == 1 and self.text:
            self.text += CELL_MARK
        if tag == "br" or (self.rows and tag in BLOCKS and self.text):
            self.text += " "
        href = dict(attrs).get("href", "")
        if tag == "a":
            self.links.append((href, len(self.text)))
        kept = [pair for pair in attrs if pair[0] != "href"]
        self.marks.append((len(self.text), tag, *sorted(kept)))
        if tag == "hr":
            self.passages.append(Passage("rule", "――", (), self.article or self.heading))

    def handle_endtag(self, tag):
        if tag == "a" and self.links:
            href, start = self.links.pop()
            if href and href != self.text[start:].strip():
                self.text += f"（{href}）"
        self.marks.append((len(self.text), "/" + tag))
        self.rows -= tag == "tr" and self.rows > 0
        if self.rows == 0 and (tag in BLOCKS or tag == "tr"):
            self.flush(tag)

    def handle_data(self, data):
        text = BLANKS.sub(" ", data)
        if not self.text or self.text.endswith(" "):
            text = text.lstrip(" ")
        self.text += text

    def flush(self, tag: str = "p"):
        text = self.text.strip(" ")
        if text and text != CELL_MARK.strip():
            if tag in ("h2", "h3", "h4"):
                self.heading, self.article = text, ""
            elif found := ARTICLE.match(text.lstrip("\u3000")):
                self.article = found[0]
            kind = "row" if tag == "tr" else "paragraph"
            self.passages.append(Passage(kind, text, tuple(self.marks), self.article or self.heading))
        self.text, self.marks, self.links = "", [], []

    def close(self):
        super().close()
        self.flush()


def body_passages(form: dict) -> list[Passage]:
    passages, heading = [], _("正文")
    for block in form.get("body", []):
        if block["type"] == "image":
            words = block.get("caption") or block.get("alt") or block.get("name", "")
            marks = (block.get("sha256"), block.get("alt"), block.get("decorative"), block.get("name"))
            passages.append(Passage("image", _("图片：%(words)s") % {"words": words}, marks, heading))
            continue
        reader = _Reader(heading)
        reader.feed(block["html"])
        reader.close()
        passages += reader.passages
        heading = reader.article or reader.heading
    return passages


def file_passages(form: dict) -> list[Passage]:
    label = _("附件")
    return [
        Passage(
            "file", f"{item['title']}（{item['name']}，{file_size(item['size'])}）", (item["sha256"],), label
        )
        for item in form.get("files", [])
    ]


def metadata_passages(form: dict) -> dict[str, str]:
    """Label to text of every field that a reader can see; the same labels as on the page."""
    document = form.get("document") or {}
    matter = form.get("matter") or {}
    words = {
        _("标题"): form.get("title"),
        _("发布单位"): (form.get("unit") or {}).get("name"),
        _("栏目"): (form.get("column") or {}).get("title"),
        pgettext("language", "文字"): _label(Language, form.get("language")),
        _("来源"): form.get("source"),
        _("文种"): document.get("genre_label"),
        _("发文机关"): (document.get("issuer") or {}).get("name"),
        _("联合发文机关"): document.get("co_issuers"),
        _("发文字号"): document.get("number"),
        _("成文日期"): _day(form.get("written_on")),
        _("有效性"): _label(Validity, document.get("validity")),
        _("施行日期"): _day(document.get("effective_on")),
        _("有效期至"): _day(document.get("expires_on")),
        _("主题分类"): document.get("topic"),
        _("公开方式"): document.get("disclosure"),
        pgettext("one matter", "公开事项"): " ".join(filter(None, [matter.get("code"), matter.get("title")])),
        _("公开依据"): "；".join(matter.get("basis") or []),
        _("公开要素"): "；".join(matter.get("elements") or []),
        _("公开时限"): matter.get("time_limit"),
        _("关键词"): "、".join(form.get("keywords") or []),
        _("内容概述"): form.get("summary"),
        _("解读形式"): (form.get("interpretation") or {}).get("style_label"),
        _("所解读的文件"): (form.get("interpretation") or {}).get("interprets"),
        _("类别"): (form.get("news") or {}).get("style_label"),
    }
    return {label: text or "" for label, text in words.items()}


def _day(value: str | None) -> str:
    return day(value) if value else ""


def _label(choices, value: str | None) -> str:
    return str(choices(value).label) if value in choices.values else value or ""
