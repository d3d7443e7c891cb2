"""发文字号 and dates, as people write them (GB/T 9704-2012 §7.2.5: 机关代字、年份、发文顺序号；年份用六角括号，不编虚位，不加“第”字)."""

import datetime
import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

EXAMPLE = "格政办〔2026〕41号"

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069]")
_BLANK = re.compile(r"\s+")
_LABEL = re.compile(r"^(?:发文字号|发文文号|公文字号|文件编号|文号|字号)[:：]?")
_OPEN, _CLOSE = r"[\[(【〔〖<〈《{]", r"[\])】〕〗>〉》}]"
_DATE_LABEL = re.compile(r"^(?:成文|发文|印发|发布|公布)(?:日期|时间)[:：]?")
_AGENCY = r"[\u3400-\u9fffA-Za-z·、]{1,60}?"
_NUMERAL = r"[零〇一二三四五六七八九十百千]{1,9}"
_ORDINAL = rf"(?:\d{{1,5}}|{_NUMERAL})"
_WRAPPED = re.compile(rf"^{_OPEN}(?P<inner>[^\d\s].*){_CLOSE}$")
_EMPTY_BRACKETS = re.compile(rf"{_OPEN}{_CLOSE}$")
_STANDARD = re.compile(
    rf"^(?P<agency>{_AGENCY})?{_OPEN}(?P<year>\d{{4}})年?{_CLOSE}(?P<ordinal>第)?(?P<serial>\d{{1,5}})号$"
)
_HALF_BRACKETED = re.compile(
    rf"^(?P<agency>{_AGENCY})(?:{_OPEN}(?P<y1>\d{{4}})|(?P<y2>\d{{4}}){_CLOSE})(?P<serial>[1-9]\d{{0,4}})号$"
)
_BARE = re.compile(rf"^(?P<agency>{_AGENCY})(?P<year>(?:19|20)\d\d)(?P<serial>[1-9]\d{{0,3}})号$")
_YEARLY = re.compile(rf"^(?P<agency>{_AGENCY})?(?P<year>\d{{4}})年第?(?P<serial>{_ORDINAL})号$")
_BRACKETED_YEARLY = re.compile(
    rf"^(?P<agency>{_AGENCY}){_OPEN}(?P<year>\d{{4}})年第(?P<serial>{_ORDINAL})号{_CLOSE}$"
)
_ORDER = re.compile(rf"^(?P<agency>{_AGENCY})?(?P<open>{_OPEN})?第(?P<serial>{_ORDINAL})号(?(open){_CLOSE})$")

_DIGITS = {
    **{digit: value for value, digit in enumerate("〇一二三四五六七八九")},
    "零": 0,
    "○": 0,
    "О": 0,
    "O": 0,
    "Ｏ": 0,
    "两": 2,
}
_DATE_NUMERIC = re.compile(r"^(\d{4})(?:年(\d{1,2})月(\d{1,2})[日号]|([-./])(\d{1,2})\4(\d{1,2}))$")
_DATE_NUMERALS = re.compile(
    r"^([〇零○ОO0一二三四五六七八九]{4})年(元|[一二三四五六七八九十]{1,3})月([一二三四五六七八九十廿卅]{1,4})[日号]$"
)


@dataclass(frozen=True)
class DocumentNumber:
    """`form` is "standard" (格政办〔2026〕41号), "yearly" (公告2018年第14号) or "order" (国令第707号)."""

    form: str
    agency: str
    year: int | None
    serial: int
    text: str

    def __str__(self):
        return self.text


def _squeezed(text: str) -> str:
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    text = _LABEL.sub("", _BLANK.sub("", text))
    text = _EMPTY_BRACKETS.sub("", text).rstrip("。,;；，")
    wrapped = _WRAPPED.match(text)
    return wrapped["inner"] if wrapped else text


def parse_document_number(text: str) -> DocumentNumber | None:
    """What the number says, whatever brackets, widths and blanks it was written with; None when it cannot be one."""
    if not text or len(text) > 200:
        return None
    squeezed = _squeezed(text)
    for reader in (_standard, _half_bracketed, _bare, _yearly, _order):
        found = reader(squeezed)
        if found:
            return found
    return None


def _standard(text: str) -> DocumentNumber | None:
    found = _STANDARD.match(text)
    if not found or not _possible_year(found["year"]):
        return None
    agency, year, serial = found["agency"] or "", found["year"], found["serial"]
    written = f"{agency}〔{year}〕{found['ordinal'] or ''}{serial}号"
    return DocumentNumber("standard", agency, int(year), int(serial), written)


def _half_bracketed(text: str) -> DocumentNumber | None:
    found = _HALF_BRACKETED.match(text)
    return _rebuilt(found, found["y1"] or found["y2"]) if found else None


def _bare(text: str) -> DocumentNumber | None:
    """青办发201626号: four digits that can be a year, then a serial number. Orders carry no year, so theirs stay."""
    found = _BARE.match(text)
    if not found or found["agency"].endswith(("令", "第", "公告", "通告")):
        return None
    return _rebuilt(found, found["year"])


def _rebuilt(found: re.Match, year: str) -> DocumentNumber | None:
    if not _possible_year(year) or int(year) > datetime.date.today().year + 1:
        return None
    agency, serial = found["agency"], found["serial"]
    return DocumentNumber("standard", agency, int(year), int(serial), f"{agency}〔{year}〕{serial}号")


def _yearly(text: str) -> DocumentNumber | None:
    found = _YEARLY.match(text) or _BRACKETED_YEARLY.match(text)
    if not found or not _possible_year(found["year"]):
        return None
    agency = found["agency"] or ""
    written = f"{agency}{found['year']}年第{found['serial']}号"
    return DocumentNumber("yearly", agency, int(found["year"]), _numeral(found["serial"]), written)


def _order(text: str) -> DocumentNumber | None:
    found = _ORDER.match(text)
    if not found:
        return None
    agency = found["agency"] or ""
    return DocumentNumber("order", agency, None, _numeral(found["serial"]), f"{agency}第{found['serial']}号")


def _possible_year(year: str) -> bool:
    return 1949 <= int(year) <= 2099


def normalise_document_number(text: str) -> str:
    """The number with 六角括号 and without blanks; what is no number comes back as it was, without edge blanks."""
    found = parse_document_number(text)
    return found.text if found else _INVISIBLE.sub("", text).strip()


def document_number_problem(text: str) -> str | None:
    """What is wrong with the number, as a sentence with the remedy; None when it may stand (or is empty)."""
    text = (text or "").strip()
    if not text:
        return None
    found = parse_document_number(text)
    if found is None:
        return _unreadable(text)
    if not found.agency:
        return _("发文字号缺少发文机关代字，请补上，如 %(example)s。") % {"example": EXAMPLE}
    if found.text == text:
        return _style_problem(found)
    if _BLANK.search(text) or _INVISIBLE.search(text):
        return _("发文字号中不应当有空格，应为 %(right)s。") % {"right": found.text}
    if found.form == "standard" and not re.search(r"〔\d{4}〕", text):
        return _("年份应当用六角括号〔〕，如 %(right)s。") % {"right": found.text}
    return _("发文字号的写法不规范，应为 %(right)s。") % {"right": found.text}


def _style_problem(found: DocumentNumber) -> str | None:
    tail = found.text.partition("〕")[2]
    if found.form != "standard":
        return None
    if tail.startswith("第"):
        right = found.text.replace("〕第", "〕")
        return _("发文顺序号前不加“第”字，应为 %(right)s。") % {"right": right}
    if tail.startswith("0"):
        right = f"{found.agency}〔{found.year}〕{found.serial}号"
        return _("发文顺序号不编虚位，应为 %(right)s。") % {"right": right}
    return None


def _unreadable(text: str) -> str:
    squeezed = _squeezed(text) if len(text) <= 200 else ""
    if re.search(rf"{_OPEN}\d{{2}}{_CLOSE}", squeezed):
        return _("年份应当写全四位，如 %(example)s。") % {"example": EXAMPLE}
    year = re.search(rf"{_OPEN}(\d{{4}}){_CLOSE}", squeezed)
    if year and not _possible_year(year[1]):
        return _("发文字号中的年份 %(year)s 不对，请核对。") % {"year": year[1]}
    if year and not squeezed.endswith("号"):
        return _("发文字号应当以“号”字结尾，如 %(example)s。") % {"example": EXAMPLE}
    return _("看不懂这个发文字号。它由发文机关代字、年份和发文顺序号组成，如 %(example)s。") % {
        "example": EXAMPLE
    }


def parse_chinese_date(text: str) -> datetime.date | None:
    """2026年9月29日, 二〇一六年七月十五日, 2016-07-15, 2016.7.15, in any width; None when there is no such day."""
    if not text or len(text) > 60:
        return None
    squeezed = _BLANK.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)))
    squeezed = _DATE_LABEL.sub("", squeezed).strip("()〔〕[]。.")
    numeric = _DATE_NUMERIC.match(squeezed)
    if numeric:
        return _date(int(numeric[1]), int(numeric[2] or numeric[5]), int(numeric[3] or numeric[6]))
    numerals = _DATE_NUMERALS.match(squeezed)
    if not numerals:
        return None
    year = int("".join(str(_DIGITS.get(digit, digit)) for digit in numerals[1]))
    month = 1 if numerals[2] == "元" else _numeral(numerals[2])
    return _date(year, month, _numeral(numerals[3]))


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _numeral(text: str) -> int:
    """21, 二十一, 廿一, 一百零五, 二〇五."""
    if text.isdigit():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    if not set(text) & set("十百千"):
        return int("".join(str(_DIGITS[digit]) for digit in text))
    total = digit = 0
    for character in text:
        unit = {"十": 10, "百": 100, "千": 1000}.get(character)
        if unit:
            total, digit = total + (digit or 1) * unit, 0
        else:
            digit = _DIGITS[character]
    return total + digit
