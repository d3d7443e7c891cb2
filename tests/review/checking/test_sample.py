"""The labelled files: every value found, every look-alike let through."""

import json

import pytest

from gongkai.review.checking.engine import check_path
from gongkai.review.checking.finding import is_blocked
from gongkai.review.checking.rulebook import shipped
from tests.shared_data import shared


def is_found(wanted, values):
    if wanted.get("match") == "prefix15":
        return any(value[:15] == wanted["value"][:15] for value in values)
    if wanted["kind"] == "home_address":
        pieces = [value[at : at + 6] for value in values for at in range(len(value) - 5)]
        return any(piece in wanted["value"] and any(map(str.isdigit, piece)) for piece in pieces)
    return bool({wanted["value"], *wanted.get("accept", [])} & values)


@pytest.mark.parametrize("number", range(16))
def test_labelled_file(number):
    sample = shared("privacy-sample")
    gold = json.loads((sample / "gold.json").read_text(encoding="utf-8"))["files"][number]
    path = sample / gold["file"]
    findings = [found for found in check_path(path, path.name, shipped()) if found.severity != "info"]
    by_kind = {}
    for finding in findings:
        by_kind.setdefault(finding.kind, set()).add(finding.value)
    missed = [want for want in gold["findings"] if not is_found(want, by_kind.get(want["kind"], set()))]
    assert (missed, is_blocked(findings)) == ([], gold["blocked"])
