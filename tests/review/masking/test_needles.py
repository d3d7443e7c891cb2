import pytest

from gongkai.review.masking.needles import Needles
from tests.review.masking.trace import (
    ADDRESS,
    ID,
    MOBILE,
    PLATE,
    STUDENT,
    all_findings,
    finding,
)


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        (f"证{ID}，", "证632801********1234，"),
        ("６３２８０１１９９００３０７１２３４", "632801********1234"),
        ("632801 19900307\n1234", "632801********1234"),
        ("632801-1990-0307-1234", "632801********1234"),
        ("6.32801199003071E+17", "632801********1234"),
        ("+86 138 1234 5678", "138****5678"),
        ("8613812345678", "138****5678"),
        ("青B·3A026", "青B****6"),
        ("青b 3a026", "青B****6"),
        (STUDENT[1:], "63************0178"),
        ("CAO_178@163.COM", "c***@163.com"),
        (f"{ADDRESS}。", "格尔木市郭勒木德镇红柳村*****。"),
        ("卓 玛吉同学", "卓**同学"),
    ],
)
def test_found_however_written(written, masked):
    assert Needles(all_findings()).mask(written) == masked


@pytest.mark.parametrize("text", [f"1{ID}", f"{ID}5", f"{MOBILE}9", "13812345679", "卓\n玛吉", "", "卓"])
def test_what_is_part_of_something_longer_is_something_else(text):
    assert Needles(all_findings()).mask(text) == text


def test_a_value_in_pieces_leaves_its_mask_where_it_began():
    pieces = ["电话：13", "812", "345678，", "车牌青B", "3A026"]
    assert Needles(all_findings()).mask_pieces(pieces) == ["电话：138****5678", "", "，", "车牌青B****6", ""]
    assert Needles(all_findings()).mask_pieces(["没有", "什么"]) is None


@pytest.mark.parametrize(
    ("kept", "masked"),
    [
        (ID, "632801********1234"),
        ("6.3280119900307123E17", "632801********1234"),
        ("632801199003071000", "632801********1234"),
        ("13812345678.0", "138****5678"),
        ("1.3812345678E10", "138****5678"),
        ("13812345678.5", None),
        ("45000", None),
        ("文字", None),
    ],
)
def test_numbers_of_spreadsheets(kept, masked):
    assert Needles(all_findings()).mask_number(kept) == masked


def test_findings_without_a_mask_are_left_alone():
    assert not Needles([finding("mobile", MOBILE).__class__("term", "block", "", "", value="绝密")])


def test_knows_which_values_it_met():
    needles = Needles(all_findings())
    needles.mask(f"{MOBILE}、{PLATE}")
    met = {one.kind for one in all_findings() if needles.was_met(one)}
    assert met == {"mobile", "plate"}
