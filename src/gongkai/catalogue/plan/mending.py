"""Line by line: what damage in copying took from the text and only one reading can put back.

Repairs keep their `raw` exactly as it stands in the file, so marks are the last to be changed.
"""

import datetime as dt
import re

from gongkai.catalogue.plan.numerals import NUMERAL
from gongkai.catalogue.plan.parts import FULL_WIDTH, Notes

HAN = "\u3400-\u9fff"
YEAR = r"(?:19|20)\d{2}"
MONTH_LINE = re.compile(rf"[（(]?\s*({YEAR})\s*年?\s*(\d{{1,2}})\s*月\s*[)）]?")
DAY_LINE = re.compile(
    rf"[（(]?\s*({YEAR})\s*[年.\-/．]\s*(\d{{1,2}})\s*[月.\-/．]\s*(\d{{1,2}})\s*日?\s*[)）]?"
)
RUN_TOGETHER = re.compile(rf"({YEAR})(\d{{2,4}})日?")
IN_LINE_MONTH = re.compile(rf"(?<!\d)({YEAR})(\d{{1,2}})月")
NUMBER = re.compile(
    rf"([{HAN}]{{0,9}}(?:发|函|字|办|政|规|文|令))\s*([\[（(〔【]?)\s*({YEAR})\s*([\]）)〕】]?)\s*(?:第)?(\d{{1,4}})\s*号"
)
LEADING = re.compile(r"^.*(?:根据|按照|依据|依照|落实|贯彻|执行|和|与|及)")
KINDS = "方案|条例|办法|意见|规定|决定|纲要|规划|计划|细则|要点"
OPEN_TITLE = re.compile(
    rf"([^，,。.；;：:！？《》]{{2,60}}?(?<!本)(?:{KINDS}|的通知))"
    r"(?=已|经|业|要求|等|[，,。.；;：:（(、和及]|$|的(?!通知|意见|决定))"
)
# 《促进大数据发展行动纲要》(国发〔2015〕50号) names these fields for opening; 环保 is the plans' own word for 环境.
FIELDS = frozenset(
    [
        "信用",
        "交通",
        "医疗",
        "卫生",
        "就业",
        "社保",
        "地理",
        "文化",
        "教育",
        "科技",
        "资源",
        "农业",
        "环境",
        "环保",
        "安监",
        "金融",
        "质量",
        "统计",
        "气象",
        "海洋",
    ]
)
ENUMERATION = re.compile(rf"(?:[{HAN}]{{2}}、){{8,40}}[{HAN}]{{2}}")
ENOUGH_FIELDS = 8


def mend_line(line: str, notes: Notes) -> str:
    """One line, which holds no line break, with its certain repairs; the same line again comes out unchanged."""
    line = _date_line(line, notes)
    line = NUMBER.sub(lambda found: _number(found, notes), line)
    line = IN_LINE_MONTH.sub(lambda found: _month(found, notes), line)
    line = _open_titles(line, notes)
    line = ENUMERATION.sub(lambda found: _fields(found, notes), line)
    return _marks(line, notes)


def day_of(line: str) -> dt.date | None:
    """The date that a whole line consists of."""
    found = DAY_LINE.fullmatch(line)
    return _valid(*found.groups()) if found else None


def month_of(line: str) -> tuple[int, int] | None:
    found = MONTH_LINE.fullmatch(line)
    return (int(found[1]), int(found[2])) if found and 1 <= int(found[2]) <= 12 else None


def _valid(year, month, day) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _date_line(line: str, notes: Notes) -> str:
    found = RUN_TOGETHER.fullmatch(line)
    if found:
        return _split_date(line, found, notes)
    found = MONTH_LINE.fullmatch(line)
    if not found or not 1 <= int(found[2]) <= 12:
        return line
    whole = f"{found[1]}年{int(found[2])}月"
    if re.search(r"[（）()]", line):
        whole = f"（{whole}）"
    return (
        line if line.translate(FULL_WIDTH) == whole else notes.repair(line, whole, "补上失落的括号和年月分隔")
    )


def _split_date(line: str, found, notes: Notes) -> str:
    """2016715 can only be 15 July; 2016111 can be two days and stays as it is."""
    year, rest = found.groups()
    days = {
        _valid(year, rest[:cut], rest[cut:]) for cut in range(1, len(rest)) if "0" not in (rest[0], rest[cut])
    }
    if len(rest) == 4:
        days = {_valid(year, rest[:2], rest[2:])}
    days.discard(None)
    if len(days) == 1:
        return notes.repair(line, days.pop().isoformat(), "补上失落的日期分隔")
    notes.doubt(line, "像是日期，但有不止一种读法，没有当作日期" if days else "像是日期，但没有这一天")
    return line


def _number(found, notes: Notes) -> str:
    prefix, year, serial = found[1], found[3], found[5]
    cited = LEADING.sub("", prefix) or prefix
    whole = f"{cited}〔{year}〕{int(serial)}号"
    kept = prefix[: len(prefix) - len(cited)]
    raw = found[0][len(kept) :]
    if raw == whole or int(serial) == 0:
        return found[0]
    return kept + notes.repair(raw, whole, "发文字号补上六角括号")


def _month(found, notes: Notes) -> str:
    if not 1 <= int(found[2]) <= 12:
        return found[0]
    return notes.repair(found[0], f"{found[1]}年{int(found[2])}月", "补上失落的“年”")


def _open_titles(line: str, notes: Notes) -> str:
    """Close a 《 that was never closed, where the title must end; elsewhere only say so."""
    pieces = re.split("(《[^《》]*》?)", line)
    for place, piece in enumerate(pieces):
        if not piece.startswith("《") or piece.endswith("》"):
            continue
        found = OPEN_TITLE.match(piece, 1)
        if found:
            raw = "《" + found[1]
            pieces[place] = notes.repair(raw, raw + "》", "补上失落的书名号") + piece[found.end() :]
        else:
            notes.doubt(piece[:30], "书名号没有收尾，看不出文件名到哪里为止")
    return "".join(pieces)


def _fields(found, notes: Notes) -> str:
    """A misspelt field among the fields of data: one character is right, in its place, and one field is missing."""
    items = found[0].split("、")
    present = FIELDS.intersection(items)
    if len(present) < ENOUGH_FIELDS:
        return found[0]
    for place, item in enumerate(items):
        missing = [field for field in FIELDS - present if field[0] == item[0] or field[1] == item[1]]
        if item not in FIELDS and len(missing) == 1:
            items[place] = notes.repair(
                item, missing[0], "数据开放领域的名称有误字，按国家大数据纲要的领域名称改正"
            )
    return "、".join(items)


def _marks(line: str, notes: Notes) -> str:
    """Half-width marks in Chinese text; those between Latin letters or digits are left, brackets in pairs."""
    if not re.search(f"[{HAN}]", line):
        return line
    characters, opened = list(line), []
    for place, mark in enumerate(characters):
        if _is_wrong(characters, place, opened):
            characters[place] = notes.mark(mark, mark.translate(FULL_WIDTH))
        if mark in "(（":
            opened.append(characters[place])
    return "".join(characters)


def _is_wrong(characters: list[str], place: int, opened: list[str]) -> bool:
    mark = characters[place]
    if mark == ")" and opened:
        return opened.pop() == "（"
    if mark == "）" and opened:
        opened.pop()
    if mark in ",;:?!()":
        return not _between_latin(characters, place)
    return mark in "０１２３４５６７８９" or (mark == "." and _ends_sentence(characters, place))


def _between_latin(characters: list[str], place: int) -> bool:
    """3:30 and a,b keep their marks; the marks before this one are full-width by now when they should be."""
    before = characters[place - 1] if place else ""
    after = next((character for character in characters[place + 1 :] if character not in ",;:?!()"), "")
    return bool(before and after) and before.isascii() and after.isascii()


def _ends_sentence(characters: list[str], place: int) -> bool:
    """After a Chinese word and before another, or before nothing; 3.5 and the number of a chapter are something else."""
    head, after = "".join(characters[:place]), "".join(characters[place + 1 : place + 2])
    if not re.search(f"[{HAN}”）》]$", head) or re.fullmatch(NUMERAL, head):
        return False
    return bool(re.fullmatch(f"[{HAN}“《（(]?", after))
