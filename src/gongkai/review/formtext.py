"""A public form as labelled lines of plain text: for comparing two forms, and for showing one that has no page."""

from html.parser import HTMLParser

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

LABELS = {
    "index_number": gettext_lazy("索引号"),
    "title": gettext_lazy("标题"),
    "language": pgettext_lazy("language", "文字"),
    "unit.name": gettext_lazy("负责单位"),
    "column.title": gettext_lazy("栏目"),
    "matter.title": pgettext_lazy("one matter", "公开事项"),
    "matter.code": gettext_lazy("事项编号"),
    "matter.clause": gettext_lazy("方案条款"),
    "matter.basis": gettext_lazy("公开依据"),
    "matter.elements": gettext_lazy("公开内容（要素）"),
    "matter.time_limit": gettext_lazy("公开时限"),
    "source": gettext_lazy("来源"),
    "written_on": gettext_lazy("成文日期"),
    "keywords": gettext_lazy("关键词"),
    "summary": gettext_lazy("内容概述"),
    "document.genre_label": gettext_lazy("文种"),
    "document.issuer.name": gettext_lazy("发文机关"),
    "document.co_issuers": gettext_lazy("联合发文机关"),
    "document.number": gettext_lazy("发文字号"),
    "document.topic": gettext_lazy("主题分类"),
    "document.disclosure": gettext_lazy("公开方式"),
    "document.effective_on": gettext_lazy("施行日期"),
    "document.expires_on": gettext_lazy("有效期至"),
    "document.validity": gettext_lazy("有效性"),
    "interpretation.style_label": gettext_lazy("解读形式"),
    "interpretation.interprets": gettext_lazy("所解读的文件"),
    "news.style_label": gettext_lazy("类别"),
    "body": gettext_lazy("正文"),
    "files": gettext_lazy("附件"),
    "code": gettext_lazy("栏目代码"),
    "column_type": gettext_lazy("栏目类别"),
    "description": gettext_lazy("栏目描述"),
    "position": gettext_lazy("排序"),
    "parent": gettext_lazy("上级栏目"),
    "duties": gettext_lazy("机构职能"),
    "leaders": gettext_lazy("负责人"),
    "address": gettext_lazy("办公地址"),
    "office_hours": gettext_lazy("办公时间"),
    "telephone": gettext_lazy("电话"),
    "fax": gettext_lazy("传真"),
    "email": gettext_lazy("电子邮箱"),
    "organiser": gettext_lazy("主办单位"),
    "undertaker": gettext_lazy("承办单位"),
    "motto": gettext_lazy("首页主题语"),
    "motto_note": gettext_lazy("主题语说明"),
    "site_domain": gettext_lazy("网站域名"),
    "site_code": gettext_lazy("网站标识码"),
    "icp_number": gettext_lazy("ICP 备案号"),
    "police_number": gettext_lazy("公安备案号"),
    "police_url": gettext_lazy("公安备案链接"),
    "government_mark_url": gettext_lazy("党政机关网站标识链接"),
    "error_report_url": gettext_lazy("我为政府网站找错链接"),
    "ipv6": gettext_lazy("本站支持 IPv6"),
    "number": gettext_lazy("方案文号"),
    "count": gettext_lazy("件数"),
    "seal": gettext_lazy("整批摘要"),
    "origin.name": gettext_lazy("原发布处"),
    "origin.url": gettext_lazy("原网址"),
    "origin.index_number": gettext_lazy("原索引号"),
    "origin.published_on": gettext_lazy("原发布日期"),
    "citations": gettext_lazy("引用的文件"),
    "preamble": gettext_lazy("前言"),
    "chapters": gettext_lazy("方案条款内容"),
    "repairs": gettext_lazy("识读时改正的地方"),
    "unsure": gettext_lazy("识读时没有把握的地方"),
}
WORDS = {
    ("document.validity", "in_force"): gettext_lazy("有效"),
    ("document.validity", "amended"): gettext_lazy("已修改"),
    ("document.validity", "partly"): gettext_lazy("部分失效"),
    ("document.validity", "repealed"): gettext_lazy("废止"),
    ("document.validity", "lapsed"): gettext_lazy("失效"),
    ("ipv6", True): gettext_lazy("是"),
    ("ipv6", False): gettext_lazy("否"),
    ("language", "zh-Hans"): gettext_lazy("中文"),
    ("language", "bo"): gettext_lazy("藏文"),
    ("language", "mn-Mong"): gettext_lazy("蒙古文"),
}
# Codes whose words stand beside them in the form.
UNSPOKEN = {
    "form",
    "kind",
    "unit.code",
    "column.code",
    "document.genre",
    "document.issuer.code",
    "interpretation.style",
    "news.style",
}


def lines_of(form: dict) -> dict[str, list[str]]:
    """Label to lines, in the order of `LABELS`; a field nobody has labelled comes last under its own name."""
    found = dict(_walk(form, ""))
    order = [*LABELS, *(path for path in found if path not in LABELS)]
    return {str(LABELS.get(path, path)): found[path] for path in order if found.get(path)}


def _walk(value: dict, prefix: str):
    for key, item in value.items():
        path = prefix + key
        if path in UNSPOKEN:
            continue
        if path == "body":
            yield path, [line for block in item for line in _block_lines(block)]
        elif path == "files":
            yield path, [_file_line(file) for file in item]
        elif path == "chapters":
            yield path, [line for chapter in item for line in _chapter_lines(chapter)]
        elif path == "repairs":
            yield path, [f"{repair['raw']} → {repair['repaired']}（{repair['why']}）" for repair in item]
        elif path == "unsure":
            yield path, [f"{doubt['raw']} {doubt['why']}".strip() for doubt in item]
        elif isinstance(item, dict):
            yield from _walk(item, f"{path}.")
        elif isinstance(item, list):
            yield path, [str(line) for line in item]
        else:
            yield path, [str(WORDS.get((path, item), line)) for line in _split(item)]


def _split(item) -> list[str]:
    return [line.strip() for line in str(item).splitlines() if line.strip()] if item is not None else []


def _file_line(file: dict) -> str:
    values = {
        "title": file["title"],
        "name": file["name"],
        "size": file["size"],
        "digest": file["sha256"][:16],
    }
    return _("%(title)s（%(name)s，%(size)d 字节，摘要 %(digest)s）") % values


def _chapter_lines(chapter: dict) -> list[str]:
    lines = [f"{chapter['number']} {chapter['title']}", *chapter["text"]]
    for clause in chapter["clauses"]:
        lines += [f"{clause['number']} {clause['title']}", *clause["text"]]
        for label, units in ((_("责任单位"), clause["lead"]), (_("配合单位"), clause["supporting"])):
            if units:
                lines.append(
                    _("%(label)s：%(names)s") % {"label": label, "names": "、".join(map(_unit_words, units))}
                )
        lines += [_("时限：%(text)s") % limit for limit in clause["limits"]]
    return lines


def _unit_words(unit: dict) -> str:
    """The name in the plan with the code of the unit or class that it was taken for."""
    return f"{unit['name']}（{unit['unit'] or unit['class'] or '—'}）"


def _block_lines(block: dict) -> list[str]:
    if block.get("type") == "image":
        words = [block.get("alt") or "", block.get("caption") or ""]
        values = {"name": block.get("name") or "", "digest": (block.get("sha256") or "")[:16]}
        return [" ".join([_("［图片 %(name)s，摘要 %(digest)s］") % values, *filter(None, words)])]
    reader = _LineReader()
    reader.feed(block.get("html") or "")
    reader.close()
    return reader.finish()


class _LineReader(HTMLParser):
    """Cleaned body HTML as lines: one for each paragraph, heading, list item and table row."""

    LINES = frozenset(
        ("p", "h2", "h3", "h4", "li", "tr", "caption", "blockquote", "hr", "br", "table", "ul", "ol")
    )

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.lines, self.words, self.links = [], [], []

    def handle_starttag(self, tag, attrs):
        if tag in self.LINES:
            self._break()
        elif tag in ("td", "th") and self.words:
            self.words.append(" | ")
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag):
        if tag == "a" and self.links:
            self.words.append(f"（{self.links.pop()}）")
        elif tag in self.LINES:
            self._break()

    def handle_data(self, data):
        self.words.append(data)

    def _break(self):
        line = " ".join("".join(self.words).split())
        if line:
            self.lines.append(line)
        self.words = []

    def finish(self) -> list[str]:
        self._break()
        return self.lines
