import csv
import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.documents.importing.numbers import (
    document_number_problem,
    normalise_document_number,
    parse_chinese_date,
    parse_document_number,
)
from tests.shared_data import shared

RIGHT = "格政办〔2026〕41号"


@pytest.mark.parametrize(
    "written",
    ["格政办〔2026〕41号", "格政办[2026]41号", "格政办(2026)41号", "格政办（2026）41号", "格政办【2026】41号", "格政办﹝2026﹞41号",
     "格政办<2026>41号", "格政办《2026》41号", "格政办［２０２６］４１号", " 格政办 〔 2026 〕 41 号 ", "格政办\u3000〔2026〕41号\u200b",
     "格政办202641号", "格政办〔202641号", "格政办2026〕41号", "发文字号：格政办〔2026〕41号", "文号:格政办〔2026〕41号〔〕",
     "（格政办〔2026〕41号）", "(格政办[2026]41号)"],
)  # fmt: skip
def test_every_way_of_writing_is_one_number(written):
    found = parse_document_number(written)
    assert (found.form, found.agency, found.year, found.serial) == ("standard", "格政办", 2026, 41)
    assert normalise_document_number(written) == str(found) == RIGHT


@pytest.mark.parametrize(
    ("written", "form", "agency", "year", "serial", "text"),
    [
        ("青办发201626号", "standard", "青办发", 2016, 26, "青办发〔2016〕26号"),
        ("国令第707号", "order", "国令", None, 707, "国令第707号"),
        ("格尔木市人民政府令 第 5 号", "order", "格尔木市人民政府令", None, 5, "格尔木市人民政府令第5号"),
        ("中华人民共和国主席令（第六十八号）", "order", "中华人民共和国主席令", None, 68, "中华人民共和国主席令第六十八号"),
        ("公告2018年第14号", "yearly", "公告", 2018, 14, "公告2018年第14号"),
        ("国家林业和草原局公告（2019年第8号）", "yearly", "国家林业和草原局公告", 2019, 8, "国家林业和草原局公告2019年第8号"),
        ("苏府规字〔2009〕第1号", "standard", "苏府规字", 2009, 1, "苏府规字〔2009〕第1号"),
        ("2019年第8号", "yearly", "", 2019, 8, "2019年第8号"),
    ],
)  # fmt: skip
def test_forms(written, form, agency, year, serial, text):
    found = parse_document_number(written)
    assert (found.form, found.agency, found.year, found.serial, found.text) == (
        form,
        agency,
        year,
        serial,
        text,
    )
    assert normalise_document_number(text) == text


@pytest.mark.parametrize(
    "written",
    ["", "   ", "关于印发方案的通知", "格政办〔2026〕号", "格政办〔26〕41号", "格政办〔1026〕41号", "2019年3月11日", "国令19991号",
     "格政办20264号第", "青办发2016号", "青办发201606号", "格政办299941号", "格" * 300],
)  # fmt: skip
def test_what_is_no_number_or_not_clearly_one(written):
    assert parse_document_number(written) is None
    assert normalise_document_number(written) == written.strip()


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", None),
        (RIGHT, None),
        ("国令第707号", None),
        ("公告2018年第14号", None),
        ("格政办[2026]41号", "年份应当用六角括号〔〕，如 格政办〔2026〕41号。"),
        ("青办发201626号", "年份应当用六角括号〔〕，如 青办发〔2016〕26号。"),
        ("格政办 〔2026〕41号", "发文字号中不应当有空格，应为 格政办〔2026〕41号。"),
        ("格政办〔2026〕第41号", "发文顺序号前不加“第”字，应为 格政办〔2026〕41号。"),
        ("格政办〔2026〕041号", "发文顺序号不编虚位，应为 格政办〔2026〕41号。"),
        ("格政办〔26〕41号", "年份应当写全四位，如 格政办〔2026〕41号。"),
        ("格政办〔1026〕41号", "发文字号中的年份 1026 不对，请核对。"),
        ("格政办〔2026〕41", "发文字号应当以“号”字结尾，如 格政办〔2026〕41号。"),
        ("〔2026〕41号", "发文字号缺少发文机关代字，请补上，如 格政办〔2026〕41号。"),
        ("第27号", "发文字号缺少发文机关代字，请补上，如 格政办〔2026〕41号。"),
        ("四十一号文", "看不懂这个发文字号。它由发文机关代字、年份和发文顺序号组成，如 格政办〔2026〕41号。"),
    ],
)
def test_problems_are_sentences_with_the_remedy(written, problem):
    assert document_number_problem(written) == problem


AGENCIES = st.text(alphabet="格政办发青国函农林水规字", min_size=1, max_size=6)
YEARS, SERIALS = st.integers(1949, 2099), st.integers(1, 99999)
BRACKETS = st.sampled_from(["〔〕", "[]", "()", "（）", "【】", "﹝﹞", "［］", "<>", "〈〉", "｛｝", "《》"])


@given(AGENCIES, YEARS, SERIALS, BRACKETS, st.sampled_from(["", " ", "\u3000", "\xa0"]))
def test_any_bracket_and_blank_gives_the_standard_form(agency, year, serial, brackets, blank):
    written = f"{agency}{blank}{brackets[0]}{year}{brackets[1]}{blank}{serial}{blank}号"
    right = f"{agency}〔{year}〕{serial}号"
    assert normalise_document_number(written) == right
    assert document_number_problem(right) is None
    assert (document_number_problem(written) is None) == (written == right)


@given(st.text())
def test_numbers_and_dates_never_raise_and_normalising_is_idempotent(text):
    once = normalise_document_number(text)
    assert normalise_document_number(once) == once
    document_number_problem(text)
    parse_chinese_date(text)


def registers():
    for path in sorted(shared("gov-docs", "metadata").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as rows:
            yield from csv.DictReader(rows)


def test_the_numbers_of_real_registers():
    """All that are numbers are read; what is not read is a date, a title or nothing that a number could be."""
    written = [row.get("doc_number") or row.get("发文字号") or row.get("文号") or "" for row in registers()]
    numbers = [text for text in written if text.strip()]
    missed = sorted({text for text in numbers if parse_document_number(text) is None})
    assert len(numbers) > 16_900
    assert missed == [
        "2015年中国国土绿化状况公报",
        "2016年中国国土绿化状况公报",
        "2019年3月11日",
        "（２００３年６月２５日）",
    ]
    for text in numbers:
        found = parse_document_number(text)
        assert found is None or parse_document_number(found.text) == found
    spread = {
        form: sum(1 for text in numbers if (n := parse_document_number(text)) and n.form == form)
        for form in ("standard", "yearly", "order")
    }
    assert spread == {"standard": 16891, "yearly": 20, "order": 75}


def test_the_numbers_in_titles_of_real_registers():
    titles = [row.get("公文名称") or "" for row in registers()]
    found = [match[1] for title in titles if (match := re.search(r"[(（]([^()（）]*号)[)）]$", title))]
    assert len(found) > 1400
    assert [text for text in found if parse_document_number(text) is None] == []


@pytest.mark.parametrize(
    "written",
    ["2016年7月15日", "二〇一六年七月十五日", "二○一六年七月十五日", "二О一六年七月十五日", "二零一六年七月十五日", "2016-07-15", "2016.7.15",
     "2016/7/15", "２０１６年７月１５日", " 2016 年 7 月 15 日 ", "（2016年7月15日）", "2016年07月15日。"],
)  # fmt: skip
def test_dates(written):
    assert parse_chinese_date(written) == datetime.date(2016, 7, 15)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("二〇二六年十二月三十一日", (2026, 12, 31)),
        ("一九九六年二月十日", (1996, 2, 10)),
        ("二〇〇四年十月廿一日", (2004, 10, 21)),
        ("二〇二〇年二月二十九日", (2020, 2, 29)),
        ("二〇〇〇年元月一日", (2000, 1, 1)),
    ],
)
def test_dates_in_numerals(written, date):
    assert parse_chinese_date(written) == datetime.date(*date)


@pytest.mark.parametrize(
    "written",
    ["", "2016年7月", "2016715", "2016年13月1日", "2021年2月29日", "二〇一六年十三月一日", "二〇一六年二月三十日", "0000年1月1日",
     "2016-7.15", "于2016年7月15日印发", "二〇一六年七月十十日" * 9],
)  # fmt: skip
def test_what_is_no_date(written):
    assert parse_chinese_date(written) is None


@given(st.dates(datetime.date(1949, 10, 1), datetime.date(2099, 12, 31)))
def test_every_date_is_read_in_digits_and_numerals(day):
    assert parse_chinese_date(f"{day.year}年{day.month}月{day.day}日") == day
    assert parse_chinese_date(day.isoformat()) == day
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
    assert parse_chinese_date(f"{year}年{numeral(day.month)}月{numeral(day.day)}日") == day


def numeral(number):
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else "〇一二三"[tens] + "十"
    return head + ("〇一二三四五六七八九"[ones] if ones else "")


def test_real_dates():
    dates = [
        row[key] for row in registers() for key in ("issue_date", "成文日期", "publish_date") if row.get(key)
    ]
    assert len(dates) > 30_000
    assert [text for text in dates if parse_chinese_date(text) is None] == []
