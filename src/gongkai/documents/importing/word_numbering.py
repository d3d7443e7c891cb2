"""The numbers that Word counts by itself. They stand nowhere in the text, so they are counted here as Word does."""

from collections import defaultdict
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

_DIGITS = "〇一二三四五六七八九"
_CHINESE = frozenset((
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
    "ideographDigital", "koreanCounting", "chineseLegalSimplified",
))  # fmt: skip
_CIRCLED = frozenset(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"))
_SEQUENCES = {"ideographTraditional": "甲乙丙丁戊己庚辛壬癸", "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥"}


@dataclass
class Level:
    start: int = 1
    format: str = "decimal"
    text: str = "%1."
    style: str = ""


@dataclass
class Numbering:
    """`label` must be asked for every numbered paragraph in its order."""

    abstract: dict[str, dict[int, Level]] = field(default_factory=dict)
    numbers: dict[str, tuple[str, dict[int, int]]] = field(default_factory=dict)
    counters: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    restarted: set[str] = field(default_factory=set)

    def label(self, number: str, level: int) -> str:
        """The number of the next paragraph on this level, "·" for a bullet, "" when there is none."""
        if number not in self.numbers:
            return ""
        abstract, overrides = self.numbers[number]
        levels = self.abstract.get(abstract, {})
        if level not in levels:
            return ""
        self._count(number, abstract, level, levels, overrides)
        wanted = levels[level]
        if wanted.format == "bullet":
            return "·"
        if wanted.format == "none" and "%" in wanted.text:
            return ""
        return self._written(abstract, levels, wanted)

    def level_of_style(self, number: str, style: str) -> int:
        levels = self.abstract.get(self.numbers.get(number, ("", {}))[0], {})
        return next((index for index, level in levels.items() if level.style == style), 0)

    def _count(
        self, number: str, abstract: str, level: int, levels: dict[int, Level], overrides: dict[int, int]
    ):
        counters = self.counters[abstract]
        if number not in self.restarted:
            self.restarted.add(number)
            for index in overrides:
                counters.pop(index, None)
        start = overrides.get(level, levels[level].start)
        counters[level] = counters[level] + 1 if level in counters else start
        for index in [index for index in counters if index > level]:
            del counters[index]
        for index in range(level):
            counters.setdefault(index, levels[index].start if index in levels else 1)

    def _written(self, abstract: str, levels: dict[int, Level], wanted: Level) -> str:
        text = wanted.text
        for index in range(9):
            mark = f"%{index + 1}"
            if mark in text:
                value = self.counters[abstract].get(index, 1)
                text = text.replace(mark, written(value, levels.get(index, wanted).format))
        return text.strip()[:40]


def written(value: int, form: str) -> str:
    if form in _CHINESE:
        return chinese(value)
    if form in _CIRCLED and 1 <= value <= 20:
        return chr(0x2460 + value - 1)
    if form in _SEQUENCES and 1 <= value <= len(_SEQUENCES[form]):
        return _SEQUENCES[form][value - 1]
    if form in ("lowerLetter", "upperLetter") and 1 <= value <= 26:
        return chr((97 if form == "lowerLetter" else 65) + value - 1)
    if form in ("lowerRoman", "upperRoman") and 1 <= value < 4000:
        return roman(value).lower() if form == "lowerRoman" else roman(value)
    if form == "decimalZero":
        return f"{value:02d}"
    if form == "decimalFullWidth":
        return "".join(chr(0xFF10 + int(digit)) for digit in str(value))
    return str(value)


def chinese(value: int) -> str:
    """1 -> 一, 10 -> 十, 21 -> 二十一, 105 -> 一百零五."""
    if not 0 < value < 10000:
        return str(value)
    text, rest, gap = "", value, False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, rest = divmod(rest, unit)
        if digit:
            text += ("零" if gap else "") + _DIGITS[digit] + name
        gap = bool(text) and ((gap and not digit) or not digit) and rest > 0
    return text.removeprefix("一") if 10 <= value < 20 else text


def roman(value: int) -> str:
    pairs = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
             (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
    text = ""
    for worth, letters in pairs:
        count, value = divmod(value, worth)
        text += letters * count
    return text


def read_numbering(root: Element | None, w: str) -> Numbering:
    numbering = Numbering()
    if root is None:
        return numbering
    for abstract in root.iter(f"{w}abstractNum"):
        levels = {_integer(level.get(f"{w}ilvl")): _level(level, w) for level in abstract.iter(f"{w}lvl")}
        numbering.abstract[abstract.get(f"{w}abstractNumId", "")] = levels
    for number in root.iter(f"{w}num"):
        reference = number.find(f"{w}abstractNumId")
        overrides = {
            _integer(override.get(f"{w}ilvl")): _integer(start.get(f"{w}val"), 1)
            for override in number.iter(f"{w}lvlOverride")
            if (start := override.find(f"{w}startOverride")) is not None
        }
        name = reference.get(f"{w}val", "") if reference is not None else ""
        numbering.numbers[number.get(f"{w}numId", "")] = (name, overrides)
    return numbering


def _level(element: Element, w: str) -> Level:
    def value(name: str, default: str) -> str:
        found = element.find(f"{w}{name}")
        return found.get(f"{w}val", default) if found is not None else default

    return Level(
        _integer(value("start", "1"), 1),
        value("numFmt", "decimal"),
        value("lvlText", "%1."),
        value("pStyle", ""),
    )


def _integer(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else default
