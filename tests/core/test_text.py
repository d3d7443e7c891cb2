"""Which language a text is in, by its script."""

import pytest

from gongkai.core.text import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("关于印发水质信息公开办法的通知", "zh-Hans"),
        ("བོད་ཡིག", "bo"),
        ("ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ", "mn-Mong"),
        ("བོད་ཡིག་གི་གསལ་བརྡ། 藏文", "bo"),
        ("藏文版公开指南（བོད）", "zh-Hans"),
        ("2026 No. 12", "zh-Hans"),
        ("", "zh-Hans"),
    ],
)
def test_the_script_of_most_letters_tells(text, language):
    assert language_of(text) == language


def test_without_any_letter_it_is_what_surrounds_it():
    assert language_of("2026—12", default="bo") == "bo"
    assert language_of("格政办〔2026〕41号", default="bo") == "zh-Hans"
