import csv
import io

import mammoth
import openpyxl
import pytest
from PIL import Image
from pypdf import PdfReader

from gongkai.demo.made_files import make_chart, make_file

ROWS = [["项目", "金额"], ["<支出> & 其他", "61.58"]]


def test_a_sheet_opens_with_its_cells():
    sheet = openpyxl.load_workbook(make_file({"make": "xlsx", "name": "表.xlsx", "rows": ROWS})).active
    assert [list(row) for row in sheet.iter_rows(values_only=True)] == ROWS


def test_a_word_file_opens_with_its_paragraphs():
    made = make_file({"make": "docx", "name": "办法.docx", "lines": ["第一条 <甲>", "第二条 乙"]})
    assert mammoth.extract_raw_text(made).value.split("\n\n") == ["第一条 <甲>", "第二条 乙", ""]


def test_a_pdf_opens_with_its_lines():
    made = make_file({"make": "pdf", "name": "form.pdf", "lines": ["RECORD", "Room (1)"]})
    reader = PdfReader(made, strict=True)
    assert [page.extract_text().split("\n") for page in reader.pages] == [["RECORD", "Room [1]"]]


def test_a_csv_begins_with_the_mark_that_spreadsheets_need():
    made = make_file({"make": "csv", "name": "表.csv", "rows": ROWS}).getvalue()
    assert made.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(made.decode("utf-8-sig")))) == ROWS


def test_a_chart_is_a_picture_with_the_higher_bar_for_the_higher_value():
    chart = make_chart({"name": "图.png", "chart_title": "T", "bars": [["a", 1], ["b", 2]]})
    picture = Image.open(chart).convert("RGB")
    bar = (47, 127, 143)
    heights = [sum(picture.getpixel((x, y)) == bar for y in range(picture.height)) for x in (80, 380)]
    assert heights == [115, 230]


@pytest.mark.parametrize("kind", ["csv", "txt", "docx", "xlsx", "pdf"])
def test_the_desk_takes_every_kind(kind):
    from gongkai.documents.importing.sniff import inspect_file

    content = {"rows": ROWS} if kind in ("csv", "xlsx") else {"lines": ["one", "two"]}
    made = make_file({"make": kind, "name": f"附件.{kind}", **content})
    assert inspect_file(made, made.name).safe_name == f"附件.{kind}"
