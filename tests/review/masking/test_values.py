import pytest

from gongkai.review.checking.rulebook import MaskRule, shipped
from gongkai.review.masking.values import digits_of, mask_value, plain

CASES = [
    ("id_number", "632801199003071234", "632801********1234"),
    ("id_number", "６３２８０１　１９９００３０７　１２３Ｘ", "632801********123X"),
    ("id_number", "632801-19900307-123x", "632801********123x"),
    ("id_number", "632802580219112", "632802********9112"),
    ("id_number", "6.2012319780810102E17", "620123********1020"),
    ("mobile", "13812345678", "138****5678"),
    ("mobile", "+86 138 1234 5678", "138****5678"),
    ("mobile", "0086-138-1234-5678", "138****5678"),
    ("bank_card", "6221 8053 5026 0732 112", "***************2112"),
    ("passport", "EH8147368", "E*****368"),
    ("plate", "青B3A026", "青B****6"),
    ("student_number", "G632521201010190178", "G63************0178"),
    ("personal_email", "cao-yuan_178@163.com", "c***@163.com"),
    ("home_address", "海北州海晏县三角城镇西海大街46号6号楼3单元201室", "海北州海晏县三角城镇" + "*" * 17),
    (
        "home_address",
        "青海省玉树州称多县歇武镇直门达村三社10号",
        "青海省玉树州称多县歇武镇直门达村" + "*" * 5,
    ),
    ("home_address", "城西区五四西路12号院3号楼", "城西区" + "*" * 11),
    ("home_address", "金峰路街道办事处八一社区阳光小区3号楼", "金峰路街道办事处八一社区" + "*" * 7),
    ("home_address", "幸福小区3号楼2单元", "*" * 10),
    ("minor_name", "张三", "张*"),
    ("minor_name", "欧阳 小华", "欧阳**"),
    ("minor_name", "欧阳", "欧*"),
    ("minor_name", "帕提曼·买买提", "帕提曼·***"),
    ("minor_name", "张", "*"),
]


@pytest.mark.parametrize(("kind", "raw", "masked"), CASES)
def test_shipped_rules(kind, raw, masked):
    assert mask_value(shipped().masks[kind], raw) == masked


@pytest.mark.parametrize(("kind", "raw", "masked"), CASES)
def test_masking_twice_changes_nothing(kind, raw, masked):
    assert mask_value(shipped().masks[kind], masked) == masked


def test_value_no_longer_than_what_stays_is_hidden_whole():
    rule = MaskRule(kind="mobile", rule="keep", keep_first=3, keep_last=4, stars=4)
    assert mask_value(rule, "1234567") == "*******"


def test_rule_all():
    assert mask_value(MaskRule(kind="x", rule="all"), "ab c") == "***"
    assert mask_value(MaskRule(kind="x", rule="all", stars=2), "abcdef") == "**"


def test_plain_drops_what_does_not_show():
    assert plain("６２ 28\u200b01\u2014\u00ad99\u3000０") == "622801990"


@pytest.mark.parametrize(
    ("number", "digits"),
    [("6.2012319780810102E17", "620123197808101020"), ("1.5E+3", "1500"), ("12345", "12345")],
)
def test_digits_of_numbers(number, digits):
    assert digits_of(number) == digits
