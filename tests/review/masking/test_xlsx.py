import io
import re
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from gongkai.core.errors import BadFile
from gongkai.review.masking.files import mask_file, strip_file
from tests.review.masking.office_files import RELATIONSHIP, TYPES, package, parts_of, rels, written
from tests.review.masking.trace import ID, MOBILE, VALUES, all_findings, finding, traces


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def changed(data: bytes, name: str, change) -> bytes:
    """The same workbook with one part rewritten."""
    parts = parts_of(data)
    parts[name] = change(parts[name].decode()).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for one, part in parts.items():
            package.writestr(one, part)
    return stream.getvalue()


def treated(tmp_path, data: bytes, *findings) -> openpyxl.Workbook:
    source, out = written(tmp_path / "in.xlsx", data), tmp_path / "out.xlsx"
    if findings:
        mask_file(path=source, name="in.xlsx", findings=list(findings), out=out)
        assert traces(out.read_bytes(), [one.value for one in findings]) == []
    else:
        strip_file(path=source, name="in.xlsx", out=out)
    return openpyxl.load_workbook(out)


def full_book(value: str) -> bytes:
    """The value as string, number, formula and its result, comment, name, check of input, header, link, table, sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名单"
    sheet.append(["序号", "内容", "金额"])
    sheet.append([1, value, 100])
    sheet.append([2, f"{value[:2]} {value[2:]}", 200])
    sheet.append([3, f'="前"&"{value}"', "=SUM(C2:C3)"])
    sheet.append([4, "不变", 45000.5])
    if value.isdigit():
        sheet["B6"] = int(value)
        sheet["B7"] = float(value)
    sheet["A2"].comment = Comment(f"备注{value}", value)
    sheet["A5"].hyperlink = f"mailto:{value}"
    sheet["A3"].hyperlink = "https://www.example.com/"
    book.defined_names["ok"] = DefinedName("ok", attr_text="名单!$C$2")
    book.defined_names["leak"] = DefinedName("leak", attr_text=f'"{value}"')
    check = DataValidation(type="list", formula1=f'"{value},其他"')
    check.prompt = value
    check.add("D2")
    sheet.add_data_validation(check)
    sheet.oddHeader.center.text = value
    sheet.print_title_rows = "1:1"
    book.properties.creator = value
    hidden = book.create_sheet("底表")
    hidden["A1"] = value
    hidden.sheet_state = "veryHidden"
    book.create_sheet("其他").append([value])
    return saved(book)


@pytest.mark.parametrize("kind", VALUES)
def test_nothing_is_left_in_any_part(tmp_path, kind):
    value = VALUES[kind]
    data = full_book(value)
    assert len(traces(data, [value])) >= 5
    book = treated(tmp_path, data, *all_findings())
    assert book.sheetnames == ["名单", "其他"]
    sheet, mask = book["名单"], finding(kind, value).masked
    assert [[cell.value for cell in row] for row in sheet["A1:C3"]] == [
        ["序号", "内容", "金额"],
        [1, mask, 100],
        [2, mask, 200],
    ]
    assert [sheet["A5"].value, sheet["B5"].value, sheet["C5"].value] == [4, "不变", 45000.5]
    assert sheet["C4"].value == "=SUM(C2:C3)"
    assert sheet["A3"].hyperlink.target == "https://www.example.com/"
    assert sheet["A5"].hyperlink is None
    assert book["其他"]["A1"].value == mask
    assert "leak" not in book.defined_names or value not in book.defined_names["leak"].attr_text
    assert book.defined_names["ok"].attr_text == "名单!$C$2"
    if value.isdigit():
        assert sheet["B6"].value == mask
        assert re.fullmatch(r"[\d*]+", sheet["B7"].value)


def test_numbers_that_were_rounded(tmp_path):
    book = openpyxl.Workbook()
    book.active.append([int(ID), 6.3280119900307e17, 632801199003071111, 13812345678])
    book = treated(
        tmp_path, saved(book), finding("id_number", "632801199003071000"), finding("mobile", MOBILE)
    )
    assert [cell.value for cell in book.active[1]] == [
        "632801********1000",
        6.3280119900307e17,
        "632801********1000",
        "138****5678",
    ]


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def by_hand(cells: str, strings: str) -> bytes:
    """A workbook of one sheet as Excel writes it, with shared strings."""
    return package(
        {
            "_rels/.rels": rels(("r1", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIP}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": rels(
                ("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "sharedStrings", "sharedStrings.xml")
            ),
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><cols><col min="6" max="6" hidden="1"/></cols>'
            f'<sheetData><row r="1">{cells}</row></sheetData></worksheet>',
        },
        {
            "xl/workbook.xml": f"{TYPES}.spreadsheetml.sheet.main+xml",
            "xl/sharedStrings.xml": f"{TYPES}.spreadsheetml.sharedStrings+xml",
            "xl/worksheets/sheet1.xml": f"{TYPES}.spreadsheetml.worksheet+xml",
        },
    )


def test_shared_rich_and_inline_strings(tmp_path):
    runs = "".join(f"<r><t>{piece}</t></r>" for piece in ("电话", MOBILE[:4], MOBILE[4:], "完"))
    data = by_hand(
        '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>2</v></c>'
        f'<c r="C1" t="inlineStr"><is><r><t>1</t></r><r><t>甲{MOBILE}</t></r></is></c>'
        f'<c r="D1" t="str"><v>{MOBILE}</v></c><c r="E1"><f>A1</f><v>3</v></c><c r="F1" t="s"><v>3</v></c>',
        f"<si>{runs}</si><si><t>没有用到</t></si><si><t>别的</t></si><si><t>隐藏列</t></si>",
    )
    sheet = treated(tmp_path, data, finding("mobile", MOBILE)).active
    assert [cell.value for cell in sheet[1]] == [
        "电话138****5678完", "别的", "1甲138****5678", "138****5678", 3, None,
    ]  # fmt: skip
    strings = parts_of((tmp_path / "out.xlsx").read_bytes())["xl/sharedStrings.xml"].decode()
    assert "没有用到" not in strings
    assert "隐藏列" not in strings


def test_formulas_that_read_masked_cells_become_values(tmp_path):
    book = openpyxl.Workbook()
    book.active.append([int(ID), "=MID(A1,7,8)", "=SUM(E1:E9)", "=名单2!A1", 5])
    book.create_sheet("名单2").append([7])
    data = saved(book)
    data = changed(
        data,
        "xl/worksheets/sheet1.xml",
        lambda xml: (
            xml.replace("<v></v>", "<v>9</v>").replace("<v/>", "<v>9</v>").replace("<v />", "<v>9</v>")
        ),
    )
    sheet = treated(tmp_path, data, finding("id_number", ID)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["632801********1234", 9, "=SUM(E1:E9)", "=名单2!A1", 5]


def test_shared_formula_whose_first_cell_is_masked(tmp_path):
    book = openpyxl.Workbook()
    for row in range(1, 4):
        book.active.append([f"a{row}", "x"])
    cells = {
        1: f'<c r="B1" t="str"><f t="shared" ref="B1:B3" si="0">A1&amp;" {MOBILE}"</f><v>a1 {MOBILE}</v></c>',
        2: f'<c r="B2" t="str"><f t="shared" si="0"/><v>a2 {MOBILE}</v></c>',
        3: '<c r="B3" t="str"><f t="shared" si="0"/><v>短</v></c>',
    }
    data = saved(book)
    for row, cell in cells.items():
        data = changed(
            data,
            "xl/worksheets/sheet1.xml",
            lambda xml, row=row, cell=cell: re.sub(rf'<c r="B{row}".*?</c>', lambda _m: cell, xml),
        )
    sheet = treated(tmp_path, data, finding("mobile", MOBILE)).active
    assert [sheet[f"B{row}"].value for row in (1, 2, 3)] == ["a1 138****5678", "a2 138****5678", "短"]


def hidden_book() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表"
    for row in range(1, 6):
        sheet.append([f"甲{row}", row, f"密{row}", row * 10])
    sheet["E1"], sheet["E2"], sheet["E3"], sheet["E4"] = "=B1", "=SUM(B1:B5)", "=秘!A1", "=LEN(C1)"
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[4].hidden = True
    book.create_sheet("秘", 0)["A1"] = "秘密内容"
    book["秘"].sheet_state = "hidden"
    book.active = 1
    book.create_sheet("后")["A1"] = "=表!D1"
    book.defined_names["bad"] = DefinedName("bad", attr_text="秘!$A$1")
    book["后"].print_area = "A1:B2"
    check = DataValidation(type="list", formula1="秘!$A$1:$A$5")
    check.add("D1")
    sheet.add_data_validation(check)
    data = saved(book)
    return changed(
        data, "xl/worksheets/sheet2.xml", lambda xml: re.sub(r"(</f>)<v ?/?>(?:</v>)?", r"\1<v>3</v>", xml)
    )


def test_hidden_sheets_rows_and_columns_lose_their_content(tmp_path):
    source, out = written(tmp_path / "in.xlsx", hidden_book()), tmp_path / "out.xlsx"
    facts = strip_file(path=source, name="in.xlsx", out=out)
    assert {fact.kind for fact in facts} >= {"hidden_sheet", "hidden_row", "hidden_column", "author"}
    assert traces(out.read_bytes(), ["秘密内容", "密1", "密5", "甲4"]) == []
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["表", "后"]
    sheet = book["表"]
    assert [[cell.value for cell in row] for row in sheet["A1:D5"]] == [
        ["甲1", 1, None, 10],
        ["甲2", 2, None, 20],
        ["甲3", 3, None, 30],
        [None, None, None, None],
        ["甲5", 5, None, 50],
    ]
    assert [sheet[f"E{row}"].value for row in (1, 2, 3, 4)] == ["=B1", 3, 3, None]
    assert sheet.column_dimensions["C"].hidden
    assert sheet.row_dimensions[4].hidden
    assert book["后"]["A1"].value == "=表!D1"
    assert book["后"].print_area == "'后'!$A$1:$B$2"
    assert list(book.defined_names) == []
    assert sheet.data_validations.dataValidation == []


def test_comments_links_and_paths_go(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "好"
    book.active["A1"].comment = Comment("内部意见", "某科员")
    data = changed(
        saved(book),
        "xl/workbook.xml",
        lambda xml: xml.replace(
            "<bookViews>",
            '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            '<mc:Choice Requires="x15"><x15ac:absPath xmlns:x15ac="urn:x" url="D:\\某科\\"/></mc:Choice>'
            '</mc:AlternateContent><fileSharing userName="某科长"/><bookViews>',
        ),
    )
    source, out = written(tmp_path / "in.xlsx", data), tmp_path / "out.xlsx"
    facts = strip_file(path=source, name="in.xlsx", out=out)
    assert {fact.kind for fact in facts} == {"author", "company", "comment", "property"}
    parts = parts_of(out.read_bytes())
    assert not any("某科".encode() in part or "内部".encode() in part for part in parts.values())
    assert not any("comment" in name.lower() or "vml" in name.lower() or "docProps" in name for name in parts)
    assert openpyxl.load_workbook(out).active["A1"].comment is None


def test_table_keeps_its_columns_names(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["姓名", "身份证号"])
    book.active.append(["甲", ID])
    book.active.add_table(Table(displayName="T", ref="A1:B2"))
    book.active.column_dimensions["B"].hidden = True
    sheet = treated(tmp_path, saved(book)).active
    assert [[cell.value for cell in row] for row in sheet["A1:B2"]] == [["姓名", "身份证号"], ["甲", None]]
    assert traces((tmp_path / "out.xlsx").read_bytes(), [ID]) == []


def test_sheet_named_after_a_value_gets_a_name_that_programs_take(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = f"{MOBILE}"
    book.create_sheet("总")["A1"] = f"='{MOBILE}'!B2"
    book = treated(tmp_path, saved(book), finding("mobile", MOBILE))
    assert book.sheetnames == ["138xxxx5678", "总"]


def test_workbook_without_a_visible_sheet(tmp_path):
    book = openpyxl.Workbook()
    data = changed(
        saved(book), "xl/workbook.xml", lambda xml: xml.replace('state="visible"', 'state="hidden"')
    )
    with pytest.raises(BadFile, match="可见"):
        treated(tmp_path, data)
