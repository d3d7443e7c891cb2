"""The whole way on labelled files: checked, masked in one step, checked again and taken apart."""

import json

import pytest

from gongkai.review.checking.engine import check_path
from gongkai.review.checking.rulebook import shipped
from gongkai.review.masking.files import mask_file
from tests.review.masking.trace import traces
from tests.shared_data import shared

STOPPED = ["001", "006", "007", "009", "010", "012", "013", "016"]


@pytest.mark.parametrize("number", STOPPED)
def test_what_was_stopped_goes_out_without_a_trace(tmp_path, number):
    gold = json.loads(shared("privacy-sample", "gold.json").read_text(encoding="utf-8"))
    told = next(one for one in gold["files"] if one["file"].startswith(f"files/{number}-"))
    path = shared("privacy-sample", told["file"])
    findings = [one for one in check_path(path, path.name, shipped()) if one.masked]
    assert findings
    out = tmp_path / "out"
    mask_file(path=path, name=path.name, findings=findings, out=out)
    assert traces(out.read_bytes(), [one["value"] for one in told["findings"]]) == []
    assert check_path(out, path.name, shipped()) == []
