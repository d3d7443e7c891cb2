"""Sources written in the test, and what is read from them."""

import json

import pytest

from gongkai.documents.intake.candidate import Candidate
from gongkai.documents.intake.mapfile import MapFile
from gongkai.documents.intake.reading import Reader

TEXT = "各科室：\n　　现将有关事项通知如下。\n　　一、认真学习\n　　按要求办理。"


@pytest.fixture
def write(tmp_path):
    """A file below the test's folder: text, bytes, or records for a .jsonl."""

    def make(name, content):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, list):
            content = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in content)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


class Read:
    """What one run gave, by what it is."""

    def __init__(self, reader):
        self.reader = reader
        self.items = list(reader.items())
        self.papers = [item for item in self.items if isinstance(item, Candidate)]
        self.unplaced = [item for item in self.items if not isinstance(item, Candidate)]

    @property
    def reasons(self):
        return {item.where: item.reason for item in self.unplaced}


@pytest.fixture
def read(city):
    def run(*paths, rules=None, **options):
        places = {"unit": city.unit.code, "column": "policy", "matter": city.matter.code} | options
        return Read(Reader(list(paths), places, rules or MapFile()))

    return run


def record(**fields):
    return {"标题": "关于做好某事的通知", "成文日期": "2019年3月1日", "正文": TEXT} | fields
