"""What stands in place of a personal value, by the declared rules."""

import re
import unicodedata

from gongkai.review.checking.rulebook import MaskRule

_COMPOUND_SURNAME = re.compile(
    "欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|皇甫|宗政|濮阳|公冶|太叔|申屠|公孙|慕容|仲孙|钟离|"
    "长孙|宇文|司徒|鲜于|司空|闾丘|子车|亓官|司寇|巫马|公西|颛孙|壤驷|公良|漆雕|乐正|宰父|谷梁|拓跋|夹谷|轩辕|令狐|段干|百里|呼延|东郭|"
    "南门|羊舌|微生|梁丘|左丘|东门|西门|第五"
)
BLANKS_AND_DASHES = re.compile(
    r"[\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
    r"\-\u2010-\u2015\u2212\u2043\ufe63\uff0d]+"
)
_NAME_DOTS = "·•・‧∙⋅．."
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,2}")
_COUNTRY_CODE = re.compile(r"(?:\+|00)?86(?=1[3-9]\d)")
_VILLAGE = re.compile(r"(?:社区|(?<![县市区旗州乡镇])村(?:民?委员?会)?|居委会|嘎查|牧委会)(?![路街巷])")
_TOWNSHIP = re.compile(r"街道(?:办事处|办)?|(?<![县市区旗州])[乡镇]|苏木")
_COUNTY = re.compile(r"[县旗]|(?<![小园校院社厂矿景])区|市|州|省")


def plain(text: str) -> str:
    """The normal form of a value: NFKC, without blanks, invisible characters and dashes."""
    return BLANKS_AND_DASHES.sub("", unicodedata.normalize("NFKC", text))


def mask_value(rule: MaskRule, raw: str) -> str:
    """`raw` as the public may see it. Masking what was masked already changes nothing."""
    return _RULES[rule.rule](rule, raw)


def _keep(rule: MaskRule, raw: str) -> str:
    if "@" in (letters := unicodedata.normalize("NFKC", raw)):
        name, _at, domain = "".join(letters.split()).partition("@")
        return f"{_middle(rule, name)}@{domain}"
    value = plain(raw)
    if _SCIENTIFIC.fullmatch(value):
        value = digits_of(value)
    return _middle(rule, _COUNTRY_CODE.sub("", value, count=1) if rule.kind == "mobile" else value)


def digits_of(number: str) -> str:
    """The digits of a number as a spreadsheet keeps it: 6.2012319780810102E17 -> 620123197808101020."""
    mantissa, _e, power = number.upper().replace("+", "").partition("E")
    whole, _dot, rest = mantissa.partition(".")
    digits = whole + rest
    return digits.ljust(len(whole) + int(power or 0), "0")


def _middle(rule: MaskRule, value: str) -> str:
    """A value no longer than what would stay is hidden whole."""
    taken = len(value) - rule.keep_first - rule.keep_last
    if taken <= 0:
        return "*" * len(value)
    return value[: rule.keep_first] + "*" * (rule.stars or taken) + value[len(value) - rule.keep_last :]


def _surname(rule: MaskRule, raw: str) -> str:
    name = "".join(unicodedata.normalize("NFKC", raw).split())
    for dot in _NAME_DOTS:
        first, found, rest = name.partition(dot)
        if found and first and rest:
            return f"{first}{found}{_stars(rule, rest)}"
    kept = 2 if len(name) > 2 and _COMPOUND_SURNAME.match(name) else 1
    return name[:kept] + _stars(rule, name[kept:]) if len(name) > 1 else "*" * len(name)


def _community(rule: MaskRule, raw: str) -> str:
    """Down to the village or community, else the township or street, else the county; the door is not told."""
    address = "".join(unicodedata.normalize("NFKC", raw).split())
    before_numbers = re.split(r"[0-9*]", address, maxsplit=1)[0]
    for level in (_VILLAGE, _TOWNSHIP, _COUNTY):
        found = list(level.finditer(before_numbers))
        if found:
            end = found[-1].end()
            return address[:end] + _stars(rule, address[end:])
    return _stars(rule, address)


def _all(rule: MaskRule, raw: str) -> str:
    return _stars(rule, plain(raw))


def _stars(rule: MaskRule, taken: str) -> str:
    return "*" * (rule.stars or len(taken)) if taken else ""


_RULES = {"keep": _keep, "surname": _surname, "community": _community, "all": _all}
