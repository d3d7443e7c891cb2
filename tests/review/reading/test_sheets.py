"""Workbooks: cells as the file keeps them, what hides, and what lies beside."""

import io

import openpyxl
import pytest
from openpyxl.comments import Comment

from gongkai.core.errors import BadFile
from gongkai.review.reading.blocks import Cell, Fact, Link, Place, Row, Text
from gongkai.review.reading.sheet_values import SharedStrings, date_of, plain_number
from tests.review.reading.files import S, rels, workbook
from tests.shared_data import shared

SHEET = "xl/worksheets/sheet1.xml"


def rows(*content: str, before: str = "", after: str = "") -> str:
    return f"{before}<sheetData>{''.join(content)}</sheetData>{after}"


def of(blocks, kind):
    return [block for block in blocks if isinstance(block, kind)]


def texts(blocks):
    return [[cell.text for cell in row.cells] for row in of(blocks, Row)]


def test_values_of_every_type(read):
    strings = f"<sst {S}><si><t>甲</t></si><si><r><t>138</t></r><r><t>12345678</t></r><rPh><t>yin</t></rPh></si></sst>"
    styles = f'<styleSheet {S}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    content = rows(
        '<row r="2"><c r="B2" t="s"><v>0</v></c><c r="D2" t="s"><v>1</v></c><c r="E2" t="inlineStr"><is><t>行内</t></is></c>'
        '<c r="F2"><v>6.32221E+17</v></c><c r="G2" s="1"><v>44776</v></c><c r="H2" t="str"><f>A1&amp;"号"</f><v>乙号</v></c>'
        '<c r="I2" t="b"><v>1</v></c><c r="J2"><v>0.1</v></c><c r="K2" t="e"><v>#N/A</v></c><c r="L2" t="s"><v>99</v></c></row>'
    )
    found = read(
        workbook([("名单", "", content)], {"xl/sharedStrings.xml": strings, "xl/styles.xml": styles})
    )
    (row,) = of(found, Row)
    assert [cell.text for cell in row.cells] == [
        "", "甲", "", "13812345678", "行内", "632221000000000000", "2022-08-03", "乙号", "1", "0.1", "#N/A", "",
    ]  # fmt: skip
    assert [cell.number for cell in row.cells] == [False] * 5 + [
        True,
        False,
        False,
        False,
        True,
        False,
        False,
    ]
    assert (row.table, row.number) == ("名单", 2)
    assert row.cells[3].place == Place("工作表“名单”D2", SHEET)
    assert Text('A1&"号"', Place("工作表“名单”H2（公式）", SHEET, True), "code") in found


@pytest.mark.parametrize(
    ("kept", "plain"),
    [
        ("6.2012319780810102E17", "620123197808101020"),
        ("6.20123197808101E+17", "620123197808101000"),
        ("620123197808101000", "620123197808101000"),
        ("13812345678", "13812345678"),
        ("1.3812345678E10", "13812345678"),
        ("0.1", "0.1"),
        ("2.5000000000000001E-2", "0.025"),
        ("-3", "-3"),
        ("1E999", "1E999"),
        ("nan", "nan"),
        ("x", "x"),
    ],
)
def test_numbers_show_all_their_digits(kept, plain):
    assert plain_number(kept) == plain


def test_dates():
    assert date_of("44776.5", from_1904=False) == "2022-08-03 12:00:00"
    assert date_of("43314", from_1904=True) == "2022-08-03"
    assert date_of("620123197808101000", from_1904=False) is None


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets(read, state):
    content = rows('<row r="1"><c r="A1"><v>5</v></c></row>')
    found = read(workbook([("开", "", content), ("藏", f'state="{state}"', content)]))
    assert [row.cells[0].place for row in of(found, Row)] == [
        Place("工作表“开”A1", SHEET),
        Place("工作表“藏”A1（隐藏工作表）", "xl/worksheets/sheet2.xml", True),
    ]
    assert Fact("hidden_sheet", "藏", Place("工作表“藏”", "xl/worksheets/sheet2.xml", True)) in found


def test_hidden_rows_and_columns(read):
    content = rows(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>',
        '<row r="2" hidden="1"><c r="A2"><v>4</v></c></row>',
        '<row r="3" ht="0"><c r="A3"><v>5</v></c></row>',
        before='<cols><col min="2" max="2" hidden="1"/><col min="3" max="9" width="0"/></cols>',
    )
    found = read(workbook([("名单", "", content)]))
    places = [(cell.place.words, cell.place.hidden) for row in of(found, Row) for cell in row.cells]
    assert places == [
        ("工作表“名单”A1", False),
        ("工作表“名单”B1（隐藏列）", True),
        ("工作表“名单”C1（隐藏列）", True),
        ("工作表“名单”A2（隐藏行）", True),
        ("工作表“名单”A3（隐藏行）", True),
    ]
    assert [(fact.kind, fact.text) for fact in of(found, Fact)] == [
        ("hidden_row", "第 2、3 行等 2 行"),
        ("hidden_column", "B、C"),
    ]


def test_comments_headers_links_and_validations(read):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "姓名"
    sheet["A1"].comment = Comment("手机 13812345678", "李四")
    sheet["B2"].hyperlink = "mailto:a@163.com"
    sheet.oddHeader.center.text = "内部资料"
    validation = openpyxl.worksheet.datavalidation.DataValidation(type="list", formula1='"张三,李四"')
    validation.add("C1")
    sheet.add_data_validation(validation)
    book.defined_names["甲"] = openpyxl.workbook.defined_name.DefinedName("甲", attr_text='"13912345678"')
    target = io.BytesIO()
    book.save(target)
    found = read(target.getvalue())
    assert {(block.text, block.role) for block in of(found, Text)} >= {
        ("手机 13812345678", "comment"),
        ("李四", "property"),
        ("内部资料", "header"),
        ('"张三,李四"', "other"),
        ('甲 "13912345678"', "other"),
    }
    assert [(link.url, link.place.words) for link in of(found, Link)] == [
        ("mailto:a@163.com", "工作表“Sheet”B2的链接")
    ]
    assert ("comment", "手机 13812345678") in {(fact.kind, fact.text) for fact in of(found, Fact)}


def test_pivot_caches(read):
    definition = (
        f'<pivotCacheDefinition {S}><cacheFields><cacheField name="姓名"><sharedItems><s v="张三"/><s v="李四"/>'
        '</sharedItems></cacheField><cacheField name="电话"><sharedItems/></cacheField></cacheFields></pivotCacheDefinition>'
    )
    records = f'<pivotCacheRecords {S}><r><x v="1"/><n v="1.3812345678E10"/></r></pivotCacheRecords>'
    parts = {
        "xl/pivotCache/pivotCacheDefinition1.xml": definition,
        "xl/pivotCache/pivotCacheRecords1.xml": records,
        "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": rels(
            ("r1", "pivotCacheRecords", "pivotCacheRecords1.xml")
        ),
    }
    found = read(workbook([("名单", "", rows())], parts))
    assert ["李四", "13812345678"] in texts(found)
    assert all(cell.place.hidden for row in of(found, Row) for cell in row.cells)


@pytest.mark.parametrize(
    "name",
    [
        "xl/externalLinks/externalLink1.xml", "xl/charts/chart1.xml", "xl/worksheets/sheet9.xml", "xl/persons/person.xml",
        "xl/threadedComments/threadedComment1.xml", "xl/drawings/vmlDrawing1.vml", "xl/tables/table1.xml",
        "xl/queryTables/q.xml", "xl/connections.xml", "xl/styles.xml", "customXml/item1.xml", "xl/sharedStrings9.xml",
    ],
)  # fmt: skip
@pytest.mark.parametrize("content", ["<x><v>{}</v></x>", '<x a="{}"/>', "<x><!--{}--></x>"])
def test_whatever_is_planted_in_any_part_is_found(read, name, content):
    found = read(workbook([("名单", "", rows())], {name: content.format("620123197808101023")}))
    planted = [block for block in of(found, Text) if "620123197808101023" in block.text]
    assert planted
    assert all(block.place.hidden and block.place.part == name for block in planted)


def test_shared_strings_beyond_memory_lie_in_a_file(monkeypatch):
    monkeypatch.setattr("gongkai.review.reading.sheet_values._IN_MEMORY", 100)
    items = "".join(f"<si><t>第{number}个</t></si>" for number in range(500))
    strings = SharedStrings(io.BytesIO(f"<sst {S}>{items}</sst>".encode()))
    assert len(strings) == 500
    assert [strings[0], strings[250], strings[499]] == ["第0个", "第250个", "第499个"]


def test_a_cell_far_out_does_not_fill_the_row(read):
    found = read(workbook([("名单", "", rows('<row r="1"><c r="XFD1"><v>7</v></c></row>'))]))
    assert texts(found) == [["7"]]
    assert of(found, Row)[0].cells[0] == Cell("7", Place("工作表“名单”XFD1", SHEET), True)


def test_binary_workbooks_are_refused_with_advice(read):
    with pytest.raises(BadFile, match=r"另存为 \.xlsx"):
        read(workbook([("名单", "", rows())], {"xl/workbook.bin": b"x"}))


def test_torture_files_are_read_whole(tmp_path):
    """Every text that openpyxl finds is found; no file is refused."""
    from gongkai.review.reading import read_blocks

    for path in sorted(shared("conformance", "excel-torture", "xlsxwriter").glob("*.xlsx")):
        found = list(read_blocks(path, path.name))
        seen = {cell.text for row in of(found, Row) for cell in row.cells}
        book = openpyxl.load_workbook(path)
        for sheet in book.worksheets:
            values = [cell.value for cell in sheet._cells.values()]  # Some have one in the last of all rows.
            assert {value for value in values if isinstance(value, str) and value[:1] not in "="} <= seen, (
                path
            )
