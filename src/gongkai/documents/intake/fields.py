"""What the fields of a source mean: by their names in Chinese and English, by their content, or as the map file says."""

import re
import unicodedata
from collections import Counter

from gongkai.documents.importing.numbers import parse_document_number

# In the order of preference when a record has several of them.
KNOWN = {
    "title": "标题 题名 文件标题 文章标题 公文名称 文件名称 信息名称 信息标题 政策名称 名称 title titlecn titlezh articletitle headline",
    "title_en": "英文标题 titleen englishtitle",
    "document_number": "发文字号 文号 公文字号 发文文号 文件编号 文件号 字号 docnumber documentnumber docno filenumber fileno",
    "issuer": "发文机关 制定机关 发布机关 发布机构 发文单位 发文机构 发文部门 颁布单位 颁布部门 印发机关 发布单位 发布部门 issuer issuingagency agency department",
    "issuer_en": "英文发文机关 issueren agencyen",
    "co_issuers": "联合发文机关 联合发文 coissuers",
    "written_on": "成文日期 发文日期 印发日期 制定日期 签发日期 成文时间 发文时间 issuedate writtenon written writtendate datewritten signedon 日期 date",
    "published_on": "发布日期 公开日期 公布日期 上网日期 发布时间 公开时间 公布时间 publishdate releasedate publishedon published publicationdate publicdate datepublished pubdate publishtime",
    "url": "原文链接 正文链接 文件链接 信息链接 原文地址 原文网址 网页地址 网址 链接 sourceurl originurl url link",
    "index_number": "索引号 信息索引号 索引编号 indexnumber indexno",
    "topic": "主题分类 主题类别 topic subjectclass",
    "body": "contenthtml bodyhtml html 正文html 正文 正文内容 文件内容 信息内容 全文 内容 body content fulltext text",
    "page": "pagehtml rawhtml page 网页 网页源码",
    "summary": "内容概述 内容摘要 摘要 概述 简介 summary abstract",
    "keywords": "关键词 关键字 主题词 keywords",
    "validity": "有效性 时效性 效力状态 有效状态 validity",
    "effective_on": "施行日期 实施日期 生效日期 施行时间 实施时间 effectiveon effectivedate effective",
    "expires_on": "有效期至 失效日期 废止日期 失效时间 expireson expirydate expires",
    "kind": "信息类型 类型 kind",
    "genre": "文种 体裁 公文种类 genre doctype",
    "source": "来源 信息来源 文章来源 稿源 source contentsource sourcename sourcenamecn",
    "origin_name": "原网站 网站名称 来源网站 sitename site",
    "column": "栏目代码 栏目 column columncode",
    "unit": "负责单位 公开单位 单位编号 单位代码 单位 unit unitcode",
    "matter": "公开事项 事项编号 matter mattercode",
    "attachments": "附件 附件文件 attachments attachment files",
    "file": "文件名 文件 正文文件 filename file path",
}  # fmt: skip
LABELS = {
    "title": "标题", "title_en": "英文标题", "document_number": "发文字号", "issuer": "发文机关", "issuer_en": "英文发文机关",
    "co_issuers": "联合发文机关", "written_on": "成文日期", "published_on": "发布日期", "url": "原文网址", "index_number": "索引号",
    "topic": "主题分类", "body": "正文", "page": "网页", "summary": "内容概述", "keywords": "关键词", "validity": "有效性",
    "effective_on": "施行日期", "expires_on": "有效期至", "kind": "信息类型", "genre": "文种", "source": "来源",
    "origin_name": "原网站", "column": "栏目", "unit": "单位", "matter": "公开事项", "attachments": "附件", "file": "文件名",
}  # fmt: skip
LOOKED_AT = 20
_NOTHING = frozenset(("none", "null", "nan", "n/a", "undefined"))
_SIGNS = re.compile(r"[\s_\-:：.()（）]+")
_BY_NAME = {name: (field, rank) for field, names in KNOWN.items() for rank, name in enumerate(names.split())}


def squeezed(name: str) -> str:
    return _SIGNS.sub("", unicodedata.normalize("NFKC", name)).casefold()


def field_named(name: str) -> str:
    """The field that a name stands for, or nothing."""
    return _BY_NAME.get(squeezed(name)[:60], ("", 0))[0]


class Mapping:
    """Names in the source to fields. It learns as it reads; what it knows and ignores is for the report."""

    def __init__(self, given: dict[str, list[str]] | None = None):
        self.given = given or {}
        self.used: dict[str, list[str]] = {}
        self.guessed: dict[str, str] = {}
        self.ignored: dict[str, None] = {}
        self._plans: dict[tuple, list[tuple[str, list[str]]]] = {}

    def fields(self, values: dict) -> dict[str, str]:
        """field -> what the record says, empty ones left out."""
        found = {}
        for field, names in self._plan(tuple(values)):
            text = next((text for name in names if (text := as_text(values[name]))), "")
            if text:
                found[field] = text
        return found

    def learn(self, records: list[dict]) -> None:
        """Names that say nothing may be known by what stands under them, in the first records of a file."""
        names = dict.fromkeys(name for values in records for name in values)
        known = {field for field, _names in self._plan(tuple(names))}
        for name in names:
            if name in self.guessed or not self._is_unknown(name):
                continue
            field = _by_content([text for values in records if (text := as_text(values.get(name)))])
            if field and field not in known:
                self.guessed[name] = field
                self.ignored.pop(name, None)
                known.add(field)
        self._plans.clear()

    def knows_any(self, names) -> bool:
        return bool(self._plan(tuple(names)))

    def as_report(self) -> dict:
        return {
            "fields": {field: self.used[field] for field in KNOWN if field in self.used},
            "guessed": dict(self.guessed),
            "ignored": list(self.ignored),
        }

    def _plan(self, names: tuple) -> list[tuple[str, list[str]]]:
        if names not in self._plans:
            if len(self._plans) > 1000:  # Records that all have other names.
                self._plans.clear()
            self._plans[names] = self._made(names)
        return self._plans[names]

    def _made(self, names: tuple) -> list[tuple[str, list[str]]]:
        plan = {field: [name for name in wanted if name in names] for field, wanted in self.given.items()}
        taken = {name for wanted in plan.values() for name in wanted}
        ranked: dict[str, list[tuple[int, str]]] = {}
        for name in names:
            field, rank = _BY_NAME.get(squeezed(name)[:60], (self.guessed.get(name, ""), 0))
            if name in taken or field in self.given:
                continue
            if field:
                ranked.setdefault(field, []).append((rank, name))
            elif name and len(self.ignored) < 200:
                self.ignored.setdefault(name[:60])
        plan |= {field: [name for _rank, name in sorted(found)] for field, found in ranked.items()}
        for field, wanted in plan.items():
            known = self.used.setdefault(field, [])
            known.extend(name for name in wanted if name not in known)
        return [(field, wanted) for field, wanted in plan.items() if wanted]

    def _is_unknown(self, name: str) -> bool:
        return (
            bool(name) and not field_named(name) and not any(name in names for names in self.given.values())
        )


def as_text(value) -> str:
    if isinstance(value, str):
        text = value.strip()
        return "" if len(text) < 10 and text.casefold() in _NOTHING else text
    if isinstance(value, list):
        return "\n".join(text for each in value if (text := as_text(each)))
    if isinstance(value, int | float) and not isinstance(value, bool) and value == value:
        return str(value)
    return ""


def _by_content(texts: list[str]) -> str:
    """Only what cannot be anything else: addresses, document numbers, long texts."""
    if not texts:
        return ""
    seen = Counter(_looks_like(text) for text in texts)
    field, count = seen.most_common(1)[0]
    return field if count * 10 >= len(texts) * 9 else ""


def _looks_like(text: str) -> str:
    if re.match(r"https?://\S+$", text):
        return "url"
    if re.fullmatch(r"[0-9A-Z]{6,20}/\d{4}-\d{3,6}", text):
        return "index_number"
    if len(text) > 200:
        return "body"
    number = parse_document_number(text)
    return "document_number" if number and number.agency else ""
