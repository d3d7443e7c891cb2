"""The style sheets keep to the tokens, and every pair of text and ground that is used can be read."""

import re
from pathlib import Path

import pytest

import gongkai.portal

CSS = Path(gongkai.portal.__file__).parent / "static/portal/css"
TOKENS = (CSS / "tokens.css").read_text()
PAIRS = [
    ("ink", "paper"), ("ink", "ground"), ("ink", "sunk"), ("ink", "tint"), ("ink-2", "paper"), ("ink-2", "ground"),
    ("ink-2", "sunk"), ("brand", "paper"), ("brand", "ground"), ("brand", "tint"), ("visited", "paper"),
    ("seal", "paper"), ("seal", "seal-tint"), ("ok", "ok-tint"), ("late", "late-tint"), ("late", "paper"),
    ("mute", "mute-tint"), ("mute", "paper"), ("on-button", "button"), ("on-deep", "deep"), ("on-deep", "deeper"),
    ("on-deeper", "deep"), ("on-deeper", "deeper"),
]  # fmt: skip


def block(opening):
    start = TOKENS.index(opening) + len(opening)
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", TOKENS[start : TOKENS.index("}", start)]))


def themes():
    light = block(":root {\n")
    return {
        "light": light,
        "dark": light | block(':root[data-theme="dark"] {\n'),
        "contrast": light | block(':root[data-contrast="high"] {\n'),
    }


def luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_text_can_be_read_on_its_ground(theme):
    colours = themes()[theme]
    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in PAIRS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}
    assert contrast(colours["line-strong"], colours["paper"]) >= 3
    assert contrast(colours["focus"], colours["ground"]) >= 3
    assert contrast(colours["deep-focus"], colours["deep"]) >= 3


@pytest.mark.parametrize(
    ("query", "chosen"),
    [("(prefers-color-scheme: dark)", 'theme="dark'), ("(prefers-contrast: more)", 'contrast="high')],
)
def test_the_systems_choice_and_the_readers_choice_are_the_same_theme(query, chosen):
    start = TOKENS.index(query)
    block_of_system = TOKENS[TOKENS.index("{\n", start + len(query) + 3) :]
    of_system = dict(re.findall(r"--([\w-]+):\s*([^;]+);", block_of_system[: block_of_system.index("}")]))
    assert of_system == block(f':root[data-{chosen}"] {{\n')


@pytest.mark.parametrize("name", ["base.css", "components.css", "pages.css", "phone.css", "display.css"])
def test_colours_stand_in_the_tokens_alone(name):
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", (CSS / name).read_text()) == []


def test_every_token_that_is_used_exists():
    known = set(re.findall(r"--([\w-]+):", TOKENS + (CSS / "scripts.css").read_text()))
    used = {name for path in CSS.glob("*.css") for name in re.findall(r"var\(--([\w-]+)\)", path.read_text())}
    assert used - known == set()
