"""责任单位 and 配合单位: the lists at the end of a clause, split into names."""

import re

from gongkai.catalogue.plan.parts import Notes

LEAD = "责任单位|责任部门|牵头单位|牵头部门|负责单位|主办单位"
SUPPORTING = "配合单位|配合部门|协办单位|参加单位|参与单位|协同单位"
LABEL = f"(?P<label>{LEAD}|{SUPPORTING})"
LINE = re.compile(rf"{LABEL}\s*[:：\s]\s*(?P<names>.+?)[。；]?")
NO_COLON = re.compile(rf"{LABEL}(?P<names>(?:市|县|区|州|省|各)[^。；：]*)")
INLINE = re.compile(
    rf"（\s*(?P<lists>(?:{LEAD}|{SUPPORTING})\s*：[^（）]*(?:（[^（）]*）[^（）]*)*)）?\s*。?$"
)
PART = re.compile(rf"{LABEL}\s*：\s*(?P<names>[^：]*?)\s*(?=[；;。，、\s]*(?:{LEAD}|{SUPPORTING})\s*：|$)")
ORDER = re.compile(r"(?:按照?(?:各自)?职责(?:分工)?)?(?:分别|共同|具体)?负责$")
AND_MORE = re.compile(r"等(?:有关|相关)?(?:部门|单位)?$")
PLACE = re.compile(r".{1,6}[区县镇乡旗]")
PLACE_OFFICE = re.compile(r"(.{1,6}?[区县镇乡旗])((?:行委|行政委员会|管委会|人民政府|政府|区委|街道办).*)")
SEPARATORS = re.compile(r"[、，,；;。\s]+")
HAN = re.compile("[\u3400-\u9fff]")
LONGEST_NAME = 40
CLASS = re.compile(r"各|(?:有关|相关)(?:部门|单位)$")


def is_class(name: str) -> bool:
    """各行委, 市政府各有关部门: not one unit but all of a kind."""
    return bool(CLASS.search(name))


def read_unit_line(line: str, notes: Notes) -> dict[str, list[str]] | None:
    """{"lead": […]} or {"supporting": […]} for a line that is such a list; None for any other line."""
    if line.startswith("（") and _is_balanced(line.rstrip("。；")) and line.rstrip("。；").endswith("）"):
        line = line.rstrip("。；")[1:-1].strip()
    found = LINE.fullmatch(line)
    if found and _are_names(found["names"]):
        return read_lists(f"{found['label']}：{found['names']}", notes)
    found = NO_COLON.fullmatch(line)
    if found and _are_names(found["names"]):
        notes.repair(line[:12], f"{found['label']}：{line[4:12]}", "补上失落的冒号")
        return read_lists(f"{found['label']}：{found['names']}", notes)
    return None


def _are_names(names: str) -> bool:
    """Sentences that lost their line break are no list."""
    return "。" not in names and all(len(item) <= LONGEST_NAME for item in SEPARATORS.split(names))


def _is_balanced(text: str) -> bool:
    return text.count("（") == text.count("）")


def take_inline(paragraph: str, notes: Notes) -> tuple[str, dict[str, list[str]]]:
    """The paragraph without the lists that stand in brackets at its end, and those lists."""
    found = INLINE.search(paragraph)
    if not found or not _are_names(found["lists"]):
        return paragraph, {}
    if not _is_balanced(found[0]):
        notes.repair(found[0][-12:], found[0][-12:] + "）", "补上失落的括号")
    return paragraph[: found.start()].rstrip(), read_lists(found["lists"], notes)


def read_lists(lists: str, notes: Notes) -> dict[str, list[str]]:
    read: dict[str, list[str]] = {}
    for part in PART.finditer(lists):
        kind = "lead" if re.fullmatch(LEAD, part["label"]) else "supporting"
        names = read.setdefault(kind, [])
        names += [name for name in split_units(part["names"], notes) if name not in names]
    return read


def split_units(names: str, notes: Notes) -> list[str]:
    items = [item for item in SEPARATORS.split(names) if HAN.search(item)]
    items = [_without_tail(item, notes) for item in items]
    return _share_endings([item for item in items if item], notes)


def _without_tail(item: str, notes: Notes) -> str:
    if not _is_balanced(item):
        item = item.replace("（", "").replace("）", "")
    item = ORDER.sub("", item)
    if not is_class(item) and (short := AND_MORE.sub("", item)) != item:
        notes.doubt(item, f"“等”以外还有哪些单位没有写明，只读出{short}")
        return short
    return item


def _share_endings(items: list[str], notes: Notes) -> list[str]:
    """东城区、西城区行委 means two of them: a bare place takes the ending of the place that follows."""
    read = list(items)
    for place in range(len(items) - 2, -1, -1):
        follower = PLACE_OFFICE.fullmatch(read[place + 1])
        if follower and PLACE.fullmatch(items[place]):
            read[place] = items[place] + follower[2]
    start = 0
    while start < len(items):
        end = start
        while read[end] != items[end]:
            end += 1
        if end > start:
            notes.repair(
                "、".join(items[start : end + 1]),
                "、".join(read[start : end + 1]),
                "并列的地名补上共用的后半截",
            )
        start = end + 1
    return read
