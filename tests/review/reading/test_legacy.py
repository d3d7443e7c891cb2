"""Old files: converted where LibreOffice is installed, refused with advice where it is not."""

import shutil
import subprocess

import docx
import pytest

from gongkai.core.errors import BadFile
from gongkai.review import apart
from gongkai.review.reading import legacy, read_blocks
from gongkai.review.reading.blocks import Fact, Text
from tests.shared_data import shared

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


@pytest.fixture
def old_file(tmp_path):
    document = docx.Document()
    document.add_paragraph("张三 13812345678")
    document.core_properties.author = "李四"
    document.save(tmp_path / "a.docx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "doc",
        "--outdir",
        tmp_path,
        tmp_path / "a.docx",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return tmp_path / "a.doc"


@needs_office
def test_old_word_files_are_read_and_say_that_they_cannot_be_cleaned(old_file):
    blocks = list(read_blocks(old_file, "a.doc"))
    assert blocks[0].text == "张三 13812345678"
    assert next((fact.kind, fact.text, fact.strippable) for fact in blocks if isinstance(fact, Fact)) == (
        "author",
        "李四",
        False,
    )


@needs_office
def test_conversion_works_in_a_bounded_child(old_file, monkeypatch):
    monkeypatch.setitem(apart.TASKS, "read", "tests.review.apart_tasks:read_texts")
    assert "张三 13812345678" in apart.run_apart("read", {"path": str(old_file)})


@needs_office
def test_rtf_is_read(tmp_path):
    (tmp_path / "a.rtf").write_bytes(rb"{\rtf1\ansi 138 1234 5678}")
    texts = [block.text for block in read_blocks(tmp_path / "a.rtf", "a.rtf") if isinstance(block, Text)]
    assert texts[0] == "138 1234 5678"


def test_without_libreoffice_another_format_is_asked_for(monkeypatch):
    path = shared("conformance", "frictionless-fixtures", "table.xls")
    monkeypatch.setattr(legacy.shutil, "which", lambda _name: None)
    with pytest.raises(BadFile, match=r"请另存为 \.xlsx 或 \.pdf"):
        list(read_blocks(path, "table.xls"))
