"""Chinese numbers up to ninety-nine, as chapters and clauses are numbered."""

DIGITS = "一二三四五六七八九"
NUMERAL = "[一二三四五六七八九十]{1,3}"


def value_of(numeral: str) -> int | None:
    """None for what is no number, such as 十十 or 一二."""
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return DIGITS.index(numeral) + 1 if numeral in DIGITS and len(numeral) == 1 else None
    if (tens and (len(tens) > 1 or tens not in DIGITS)) or (ones and (len(ones) > 1 or ones not in DIGITS)):
        return None
    return (DIGITS.index(tens) + 1 if tens else 1) * 10 + (DIGITS.index(ones) + 1 if ones else 0)


def numeral_of(value: int) -> str:
    tens, ones = divmod(value, 10)
    head = "" if not tens else "十" if tens == 1 else DIGITS[tens - 1] + "十"
    return head + (DIGITS[ones - 1] if ones else "")
