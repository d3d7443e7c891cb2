"""Typed text: what no field of a paper may hold."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
LINE_BREAK = re.compile("[\r\n\u2028\u2029]")


def text_problem(value: str, *, one_line: bool = False) -> str | None:
    """A sentence when the text holds what a reader cannot see (control and direction characters), else None."""
    if CONTROL.search(value):
        return _("含有看不见的控制字符，请删去后重新输入；从其他软件粘贴时常见。")
    if one_line and LINE_BREAK.search(value):
        return _("这一项只能写一行，请删去换行。")
    return None


def validate_line(value: str) -> None:
    if problem := text_problem(value, one_line=True):
        raise ValidationError(problem)
