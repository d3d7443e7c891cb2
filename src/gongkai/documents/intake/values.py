"""Single values of a record: days, numbers, lines of text, words for states. A value that cannot stand is a doubt."""

import re
import unicodedata
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.documents.importing.inline import plain
from gongkai.documents.importing.numbers import (
    document_number_problem,
    parse_chinese_date,
    parse_document_number,
)

FIRST_DAY = date(1900, 1, 1)
HAN = re.compile("[\u3400-\u9fff]")
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
NUMBER_AT_END = re.compile(r"[（(]([^（）()]{4,60}号)[)）]$")
VALIDITIES = {
    "有效": "in_force", "现行有效": "in_force", "继续有效": "in_force", "现行": "in_force", "已修改": "amended", "修改": "amended",
    "已被修改": "amended", "部分失效": "partly", "部分有效": "partly", "废止": "repealed", "已废止": "repealed", "失效": "lapsed",
    "已失效": "lapsed", "in_force": "in_force", "amended": "amended", "partly": "partly", "repealed": "repealed",
    "lapsed": "lapsed",
}  # fmt: skip
_TIME = re.compile(r"(?<=\d|日)[T\s]*\d{1,2}[:：时]\d{1,2}.*$", re.DOTALL)
_ISO_TIME = re.compile(r"^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}")
_COMPACT = re.compile(r"^(?:19|20)\d{6}$")
_LOOSE = str.maketrans("“”‘’〔〕﹝﹞—–－―～「」", '""\'\'[][]-----""')


def read_day(text: str, *, may_come: bool = False) -> tuple[date | None, str]:
    """The day, or why it cannot be one. A paper is not written or published in the future."""
    if not text:
        return None, ""
    day = _parsed(text)
    if day is None or day < FIRST_DAY:
        return None, _("日期“%(text)s”看不懂，或者没有这一天") % {"text": shortened(text)}
    if day > timezone.localdate() and not may_come:
        return None, _("日期“%(text)s”还没有到") % {"text": shortened(text)}
    return day, ""


def _parsed(text: str) -> date | None:
    text = unicodedata.normalize("NFKC", text.strip())[:80]
    found = _ISO_TIME.match(text)
    text = found[1] if found else _TIME.sub("", text).strip()
    if _COMPACT.match(text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return parse_chinese_date(text) or parse_chinese_date(text + "日")


def read_number(text: str) -> tuple[str, str]:
    """(发文字号 as it is written properly, a doubt). What is no number is left out, and so is one that names no agency:
    第12号 is given every year by everybody."""
    if not text:
        return "", ""
    found = parse_document_number(text)
    if found is None or len(found.text) > 64:
        return "", _("“%(text)s”不像发文字号，没有采用") % {"text": shortened(text)}
    if not found.agency:
        return "", _("“%(text)s”缺少发文机关代字，没有当作发文字号") % {"text": shortened(text)}
    problem = document_number_problem(found.text)
    return found.text, problem.rstrip("。") if problem else ""


def line_of(text: str) -> str:
    """One line without characters that nobody sees."""
    return " ".join(plain(text.replace("\x0c", " ")).split())


def has_han(text: str) -> bool:
    return bool(HAN.search(text))


def loosely(text: str) -> str:
    """What two ways of writing one title have in common."""
    text = unicodedata.normalize("NFKC", text.translate(_LOOSE)).translate(_LOOSE)
    return re.sub(r"[\s\"'《》<>]", "", text).casefold()


def shortened(text: str, most: int = 40) -> str:
    text = line_of(text[: most * 4])
    return text if len(text) <= most else f"{text[:most]}…"
