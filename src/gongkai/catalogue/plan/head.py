"""What stands around the text: title, date, the plan's own number, what it cites."""

import datetime as dt
import re

from gongkai.catalogue.plan.mending import HAN, KINDS, day_of, month_of
from gongkai.catalogue.plan.parts import Notes

TITLE = re.compile(r"[^，。：；！？《》、]{3,60}(?:方案|计划|要点|意见)(?:（[^（）]{1,16}）)?")
SHORT_TITLE = 10
NOTICE = re.compile(r"关于印发[《]?(.{4,60}?(?:方案|计划|要点|意见))[》]?的通知")
OWN_NUMBER = re.compile(rf"[{HAN}]{{2,12}}〔(?:19|20)\d{{2}}〕\d{{1,4}}号")
FURNITURE = re.compile(r"浏览|来源：|发布时间|发布日期|点击|字号|打印|当前位置|首页")
WEB_DATE = re.compile(r"(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}")
CITED = re.compile(r"《([^《》]{2,80})》(?:（([^（）]{2,12}〔\d{4}〕\d{1,4}号)）)?")
TO_BE_MADE = re.compile(r"(?:制定|编制|起草|出台|修订|完善|印发)(?:出台|完善|实施)?$")
CITED_KIND = re.compile(rf"(?:{KINDS}|通知|法|公告|标准|目录|清单|制度|指引|规范|规程)$")


def title_of(lines: list[str]) -> str:
    """The last line before the text that is a title; or what a notice says it sends out."""
    for place in range(len(lines) - 1, -1, -1):
        if TITLE.fullmatch(lines[place]) and not lines[place].startswith("关于印发"):
            joined = lines[place - 1] + lines[place] if place else ""
            is_half = len(lines[place]) < SHORT_TITLE and TITLE.fullmatch(joined)
            return joined if is_half else lines[place]
    sent_out = (found[1] for line in lines if (found := NOTICE.search(line)))
    return next((title for title in sent_out if TITLE.fullmatch(title)), "")


def date_of(lines: list[str], notes: Notes) -> dt.date | None:
    """The day that stands on a line of its own; a day beside the furniture of a web page is not it."""
    for line in lines:
        if FURNITURE.search(line) and (web := WEB_DATE.search(line)):
            notes.doubt(line, f"{web[0]} 看作网页的日期，没有当作成文日期")
    days = [day for line in lines if (day := day_of(line))]
    months = [month for line in lines if (month := month_of(line))]
    if not days:
        notes.doubt("", "没有找到成文日期" + ("，只有年月" if months else ""))
        return None
    for month in months:
        if (days[0].year, days[0].month) != month:
            notes.doubt(f"{month[0]}年{month[1]}月", f"与成文日期 {days[0].isoformat()} 不一致")
    if len(set(days)) > 1:
        others = "、".join(day.isoformat() for day in days[1:])
        notes.doubt(others, f"还有别的日期，成文日期取 {days[0].isoformat()}")
    return days[0]


def number_of(lines: list[str], notes: Notes) -> str:
    found = next((line for line in lines if OWN_NUMBER.fullmatch(line)), "")
    if not found:
        notes.doubt("", "没有找到方案自己的发文字号")
    return found


def prose_of(lines: list[str], title: str) -> list[str]:
    """The sentences before the first chapter: why the plan is made and how it was approved."""
    return [
        line for line in lines if line.endswith(("。", "！")) and line != title and not FURNITURE.search(line)
    ]


def citations_of(paragraphs: list[str], title: str) -> list[str]:
    """Documents that the text refers to, each once; what it orders to be written is none of them."""
    cited: dict[str, str] = {}
    for paragraph in paragraphs:
        for found in CITED.finditer(paragraph):
            name, number = found[1], found[2] or ""
            if name == title or TO_BE_MADE.search(paragraph[max(0, found.start() - 6) : found.start()]):
                continue
            if CITED_KIND.search(name):
                cited[name] = cited.get(name) or number
    return [f"《{name}》（{number}）" if number else f"《{name}》" for name, number in cited.items()]
