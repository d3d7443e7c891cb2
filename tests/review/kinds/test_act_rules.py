"""Our own checks against the ACT rules that they implement. `act_disagreements.toml` names every other answer, and why."""

import json
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from lxml import html

from gongkai.documents.importing.clean import clean_html
from gongkai.review.kinds import alt_words, link_words
from gongkai.review.reading.structure import body_structure
from tests.shared_data import shared

KNOWN = tomllib.loads((Path(__file__).parent / "act_disagreements.toml").read_text(encoding="utf-8"))


def pictures(source):
    """A picture as the desk would have it: its file's name, and the description."""
    found = html.fromstring(source).iter("img")
    return [
        {"type": "image", "alt": each.get("alt") or "", "name": (each.get("src") or "").rpartition("/")[2]}
        for each in found
    ]


def text(source):
    return [{"type": "text", "html": clean_html(source)}]


@pytest.mark.parametrize(
    ("rule", "kind", "body_of"), [("9eb3f6", alt_words, pictures), ("fd3a94", link_words, text)]
)
def test_the_check_agrees_with_the_rule(rule, kind, body_of):
    counts, disagreeing = Counter(), []
    for line in shared("conformance", "wcag-act-rules", "testcases.jsonl").open(encoding="utf-8"):
        case = json.loads(line)
        if case["rule_id"] != rule:
            continue
        form = {"body": body_of(case["html"]), "language": "en"}
        said = any(list(kind.judge(body)) for body in body_structure(form))
        counts[f"{case['expectation']} {'told' if said else 'silent'}"] += 1
        if (case["expectation"] == "failed") != said:
            disagreeing.append(f"{case['expectation']} {case['example']}")
    assert disagreeing == list(KNOWN[rule]["why"])
    assert dict(counts) == KNOWN[rule]["counts"]
