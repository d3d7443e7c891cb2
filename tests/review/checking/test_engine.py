"""What the engine adds to the kinds: places, masks, excerpts, joins over blocks, tables in text."""

from gongkai.review.checking.engine import check_blocks, check_task
from gongkai.review.checking.finding import Finding, is_blocked
from gongkai.review.checking.rulebook import Term, make_rulebook, shipped
from gongkai.review.reading.blocks import Cell, Fact, Link, Picture, Place, Row, Text, Unreadable

IDENTITY = "632801196701163870"


def check(*blocks, title="", rulebook=None):
    return check_blocks(blocks, rulebook or shipped(), title=title)


def text(words, place="第 1 段", part="body", role="body"):
    return Text(words, Place(place, part), role)


def rows(*table):
    return [
        Row(
            tuple(Cell(cell, Place(f"R{at}C{column}", "sheet1")) for column, cell in enumerate(row, 1)),
            "名单",
            at,
        )
        for at, row in enumerate(table, 1)
    ]


def test_a_finding_says_everything_about_its_value():
    (found,) = check(text("申请人身份证号：６３２８０１ 19670116 3870，已核对。"))
    assert found == Finding(
        kind="id_number",
        severity="block",
        where="第 1 段",
        message="身份证号。请遮盖，或者删去这一列。",
        value=IDENTITY,
        raw="６３２８０１ 19670116 3870",
        masked="632801********3870",
        excerpt="申请人身份证号：632801********3870，已核对。",
        part="body",
        hidden=False,
    )


def test_an_excerpt_masks_every_personal_value_of_its_passage():
    findings = check(text(f"申请人身份证{IDENTITY}，手机13897012345。"))
    assert [found.excerpt for found in findings] == [
        "申请人身份证632801********3870，手机138****2345。",
        "632801********3870，手机138****2345。",
    ]


def test_invisible_characters_hide_nothing_and_stay_in_the_raw_value():
    (found,) = check(text("证件632801\u200b19670116\u00ad3870"))
    assert (found.value, found.raw) == (IDENTITY, "632801\u200b19670116\u00ad3870")


def test_a_number_cut_by_two_paragraphs_is_joined():
    (found,) = check(text("身份证 632801196701"), text("163870 已核对", place="第 2 段"))
    assert (found.value, found.where) == (IDENTITY, "第 1 段")


def test_numbers_of_two_parts_are_not_joined():
    assert check(text("632801196701", part="a"), text("163870", part="b")) == []


def test_the_same_value_at_the_same_place_is_told_once_and_elsewhere_again():
    twice = text(f"{IDENTITY}，{IDENTITY}")
    assert [found.where for found in check(twice, text(IDENTITY, place="页脚", part="footer"))] == [
        "第 1 段",
        "页脚",
    ]


def test_illness_is_found_at_the_cell_of_the_name():
    findings = check(*rows(["姓名", "病种"], ["于鹏", "尿毒症"]))
    assert [(found.kind, found.value, found.raw, found.where) for found in findings] == [
        ("health", "于鹏", "于鹏", "R2C1")
    ]


def test_headers_in_two_rows_and_repeated_headers_are_labels():
    findings = check(
        *rows(
            ["姓名", "联系方式", ""],
            ["", "手机", "备用"],
            ["甲国梁", "13897012345", ""],
            ["条码", "编号", "单价"],
            ["13897012346", "书", "3"],
        )
    )
    assert [found.value for found in findings] == ["13897012345"]


def test_a_form_remembers_whose_rows_it_has():
    findings = check(*rows(["姓名", "杜世荣", "性别", "男"], ["通信地址", "八宝镇东村15号", "备注", "无3"]))
    assert [(found.kind, found.where) for found in findings] == [("home_address", "R2C2")]


def test_lines_with_tabulators_are_a_table():
    findings = check(
        text("准考证号\t姓名"), text("15820200880\t妥依布拉"), text("姓名\t电话"), text("杜世荣\t15820200881")
    )
    assert [found.value for found in findings] == ["15820200881"]


def test_a_mail_link_is_read():
    (found,) = [
        one
        for one in check(Link("mailto:caoyuan_178@163.com", Place("链接", "body")))
        if one.kind == "personal_email"
    ]
    assert found.value == "caoyuan_178@163.com"


def test_links():
    def judged(url):
        return [(found.severity, found.kind) for found in check(Link(url, Place("链接", "body")))]

    assert judged("javascript:alert(1)") == [("block", "link")]
    assert judged("file:///C:/a.docx") == [("warn", "link")]
    assert judged("http://192.168.1.5/oa") == [("warn", "link")]
    assert judged("http://localhost:8080/") == [("warn", "link")]
    assert judged("http://oa/") == [("warn", "link")]
    assert judged("http://[bad/") == [("warn", "link")]
    assert judged("https://example.com/a") == [("info", "link")]
    assert judged("https://www.gov.cn/zhengce/") == []
    assert judged("/documents/632801001/2026-00012/") == []
    assert judged("#top") == []


def test_pictures_facts_and_unreadable_parts():
    place = Place("图 1", "word/media/image1.png")
    assert [found.severity for found in check(Picture(place, described=False))] == ["warn"]
    assert check(Picture(place, described=True)) == []
    assert [found.severity for found in check(Fact("author", "甲", place))] == ["info"]
    stuck = check(Fact("embedded", "a.exe", place, strippable=False))
    assert is_blocked(stuck)
    assert "系统去不掉" in stuck[0].message
    (unreadable,) = check(Unreadable("第 1 页是图片，检查读不了。", place))
    assert (unreadable.kind, unreadable.severity) == ("unreadable", "block")


def test_a_fact_is_shown_without_words_that_may_be_personal():
    place = Place("批注", "c")
    assert [found.excerpt for found in check(Fact("comment", "请核对13897012345", place))] == ["批注"]
    assert [found.excerpt for found in check(Fact("author", "办公室", place))] == ["作者姓名：办公室"]


def test_the_rulebook_given_is_the_one_that_counts():
    book = make_rulebook(terms=(Term("某某工程", "block", "不得提及"),), masks={})
    (found,) = check(text("某某工程电话"), rulebook=book)
    assert (found.kind, found.severity, found.masked) == ("term", "block", "")


def test_the_task_of_a_child_process_speaks_plain_data(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(f"身份证{IDENTITY}", encoding="utf-8")
    answer = check_task({"path": str(path), "name": "a.txt", "rules": shipped().as_dict()})
    assert [Finding(**found).value for found in answer["findings"]] == [IDENTITY]
    assert check_task({"path": str(path), "name": "a.txt", "rules": None}) == answer


def test_a_text_without_end_is_read_in_pieces_and_a_value_at_a_seam_is_found():
    words = "政务公开" * 1249 + IDENTITY
    assert [found.value for found in check(text(words + "政务公开" * 3000))] == [IDENTITY]
