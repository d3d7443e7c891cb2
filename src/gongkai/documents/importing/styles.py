"""What inline styles and old attributes say that the vocabulary can keep: alignment, indentation, emphasis."""

import re

ALIGNMENTS = {"center": "center", "middle": "center", "right": "right", "end": "right"}
LEFT = frozenset(("left", "start", "justify", "both", "distribute", "inter-ideograph"))
_WORD_LIST = re.compile(r"(\w+)\s+level(\d)")


def declarations(style: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in style.split(";") if ":" in part)
    return {
        name.strip().lower(): value.replace("!important", "").strip().lower().strip("'\"")
        for name, _, value in pairs
    }


def alignment(attributes: dict[str, str], styles: dict[str, str]) -> str | None:
    """ "" is an explicit left, None says nothing."""
    for word in attributes.get("class", "").split():
        if word.startswith("align-"):
            return ALIGNMENTS.get(word.removeprefix("align-"), "")
    for value in (styles.get("text-align", ""), attributes.get("align", "").strip().lower()):
        if value in ALIGNMENTS:
            return ALIGNMENTS[value]
        if value in LEFT:
            return ""
    return None


def is_indented(styles: dict[str, str]) -> bool:
    for name in ("text-indent", "mso-char-indent-count"):
        number = re.match(r"\s*(\d*\.?\d+)", styles.get(name, ""))
        if number and float(number[1]) > 0:
            return True
    return False


def is_hidden(attributes: dict[str, str], styles: dict[str, str]) -> bool:
    return (
        "hidden" in attributes
        or styles.get("display") == "none"
        or styles.get("visibility") == "hidden"
        or styles.get("mso-hide") == "all"
    )


def word_list(styles: dict[str, str]) -> tuple[str, int] | None:
    found = _WORD_LIST.match(styles.get("mso-list", ""))
    return (found[1], min(int(found[2]), 5)) if found else None


def marks(styles: dict[str, str]) -> frozenset[str]:
    weight, decoration = styles.get("font-weight", ""), styles.get("text-decoration", "")
    decoration += styles.get("text-decoration-line", "")
    vertical = styles.get("vertical-align", "")
    found = {
        "strong": weight in ("bold", "bolder", "600", "700", "800", "900"),
        "em": styles.get("font-style") in ("italic", "oblique"),
        "u": "underline" in decoration,
        "s": "line-through" in decoration,
        "sub": vertical == "sub",
        "sup": vertical == "super",
    }
    return frozenset(name for name, on in found.items() if on)
