"""What the columns of a table are called: header rows, forms that name the field left of the value, repeated headers."""

import re
from dataclasses import replace
from itertools import pairwise

from gongkai.review.checking.passages import Neighbour
from gongkai.review.checking.people import is_name
from gongkai.review.reading.blocks import Cell, Row, Text

_LABEL = re.compile(
    r"姓\s*名|名字|性\s*别|民族|年龄|出生|身份|证件|证号|电话|手机|联系|方式|住\s*址|地\s*址|住所|账号|帐号|账户|卡号|开户|银行|存折|一卡通|"
    r"病种|疾病|病情|病名|诊断|患病|残疾|伤情|健康|学籍|学号|学校|班级|年级|监护|车牌|车号|车辆|车主|驾驶|司机|护照|通行证|邮箱|邮件|e-?mail|phone|tel\b|mobile|"
    r"备注|序号|编号|号码|代码|条码|编码|金额|补助|补贴|救助|单位|部门|职务|岗位|村(?:民|组|名|社)?$|社区|乡镇|户主|户籍|籍贯|申请人|被处罚人|当事人|法定代表人|负责人|"
    r"名称|日期|时间|原因|事由|类别|类型|等级|科室|专家|医生|擅长|成绩|准考证|考号|微信|QQ|关系|承租人|权利人|坐落|房号|籍|合计|数量|单价|家长",
    re.I,
)
_VALUE = re.compile(r"[\d*]{5}|\d{4}[-/.年]|\d\.\d|@|[。；;!?]|https?:|\d\s?[号社组室栋元岁人]")
_FORM_VALUE = re.compile(r"\d|@|^[男女]$|^[一-鿿]{1,3}族$")
LONGEST = 24
MOST = 60


def is_label(text: str) -> bool:
    text = text.strip().rstrip(":：")
    return 0 < len(text) <= LONGEST and bool(_LABEL.search(text)) and not _VALUE.search(text)


class Columns:
    """The labels of one table, row after row."""

    def __init__(self):
        self.labels: list[str] = []
        self.fresh = False
        self.form: tuple[Neighbour, ...] = ()
        self.in_form = False

    def labels_for(self, texts: list[str]) -> list[str] | None:
        """A label for every cell; None when the row is itself one of column names."""
        filled = [text for text in texts if text.strip()]
        if self._is_header(filled):
            self._take(texts)
            return None
        self.fresh = False
        form = _form_labels(texts)
        self.in_form = form is not None
        if form is not None:
            return form
        return (self.labels + [""] * len(texts))[: len(texts)]

    def with_form(self, row: tuple[Neighbour, ...]) -> tuple[Neighbour, ...]:
        """In a form what the rows above said still holds: whose address, whose illness."""
        if not self.in_form:
            return row
        self.form = (*self.form, *row)[-MOST:]
        return self.form

    def _is_header(self, filled: list[str]) -> bool:
        if len(filled) < 2:
            return False
        if any(_VALUE.search(text) or len(text.strip()) > LONGEST * 2 for text in filled):
            return False
        if self.labels:
            again = len(filled) >= 3 or bool({text.strip() for text in filled} & set(self.labels))
            return again and all(is_label(text) for text in filled) and not _alternates(filled)
        if any(_is_amount(text) for text in filled):
            return False
        named = sum(is_label(text) for text in filled)
        return (named * 2 >= len(filled) or not self.labels) and not _alternates(filled)

    def _take(self, texts: list[str]) -> None:
        names = [" ".join(text.split()) for text in texts]
        if self.fresh:
            width = max(len(names), len(self.labels))
            above, names = (row + [""] * (width - len(row)) for row in (self.labels, names))
            carried, filled_above = "", []
            for upper, lower in zip(above, names, strict=True):
                carried = upper or (carried if lower else "")
                filled_above.append(upper or carried)
            names = [f"{upper} {lower}".strip() for upper, lower in zip(filled_above, names, strict=True)]
        self.labels, self.fresh = names, True


def _is_amount(text: str) -> bool:
    return bool(re.fullmatch(r"[-+]?[\d,.]+%?", text.strip()))


def _alternates(filled: list[str]) -> bool:
    """姓名 | 张三 | 性别 | 女: names of fields and values by turns."""
    names = [is_label(text) for text in filled]
    if not (names and names[0] and all(here != there for here, there in pairwise(names))):
        return False
    return any(_is_value(text) for text, named in zip(filled, names, strict=True) if not named)


def _is_value(text: str) -> bool:
    text = text.strip()
    return len(text) > 12 or bool(_FORM_VALUE.search(text)) or is_name(text)


def _form_labels(texts: list[str]) -> list[str] | None:
    """The field left of each value, if this row is one of a form."""
    places = [at for at, text in enumerate(texts) if text.strip()]
    filled = [texts[at] for at in places]
    if len(filled) < 2 or not is_label(filled[0]) or is_label(filled[1]):
        return None
    labels, current = [""] * len(texts), ""
    for at in places:
        if is_label(texts[at]):
            current = " ".join(texts[at].split()).rstrip(":：")
        else:
            labels[at] = current
    return labels


def as_cells(line: str) -> list[str]:
    """A line of a table in plain text: by tabulators or bars, else by blanks."""
    for mark in ("\t", "|", "｜"):
        if mark in line:
            return [cell.strip() for cell in line.strip("\n\r |｜").split(mark)]
    return line.split()


def is_header_line(line: str) -> bool:
    cells = as_cells(line)
    return (
        len(cells) >= 3
        and "。" not in line
        and len(line) < 160
        and sum(is_label(cell) for cell in cells) * 3 >= len(cells) * 2
    )


class WrittenTables:
    """Tables in plain text: lines with tabulators, or lines of as many words as the line of column names above."""

    def __init__(self):
        self.columns = 0
        self.number = 0
        self.table = 0

    def pieces(self, block: Text):
        """The lines of tables as rows, what stands between as texts."""
        plain: list[str] = []
        for line in block.text.split("\n"):
            cells = self._cells(line)
            if cells is None:
                plain.append(line)
                continue
            if plain:
                yield replace(block, text="\n".join(plain))
                plain = []
            self.number += 1
            row = tuple(Cell(cell, block.place) for cell in cells)
            yield Row(row, f"{block.place.part}#text{self.table}", self.number)
        if plain:
            yield replace(block, text="\n".join(plain))

    def _cells(self, line: str) -> list[str] | None:
        cells = as_cells(line)
        if is_header_line(line):
            self.columns = len(cells)
            self.table += 1
            return cells
        if "\t" in line and sum(map(bool, cells)) > 1:
            return cells
        if self.columns and len(cells) == self.columns:
            return cells
        if "。" in line:
            self.columns = 0
        return None
