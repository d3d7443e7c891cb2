"""Twelve real papers through the whole way, pasted as they are and as .docx made from them: desk, three people, citizen."""

import html
import json
import re

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gongkai.core.models import Thing
from gongkai.core.verify import verify_record
from gongkai.documents.actions import save_draft
from gongkai.documents.models import Document
from tests.documents.importing.word_files import paper_as_docx
from tests.factories import City
from tests.review.desk import Desk
from tests.shared_data import shared

# With merged tables (8, 32), an image (23), the longest (32), a number of an order (20), and everyday notices.
CHOSEN = (0, 2, 8, 10, 12, 17, 20, 22, 23, 29, 32, 33)


def papers() -> list[dict]:
    path = shared("gov-docs", "state-council-html", "docs.jsonl")
    return [json.loads(line) for line in path.read_text().splitlines()]


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u3000\xa0\u200b\ufeff]+", "", text)


def text_of(markup: str) -> str:
    return squeezed(BeautifulSoup(markup, "html5lib").get_text())


def begin(desk: Desk, city: City, way: str, raw: str) -> Document:
    data = {"kind": "document", "unit": city.unit.pk}
    if way == "paste":
        response = desk.post(city.clerk, "paste", **data, html=raw)
    else:
        upload = SimpleUploadedFile("来文.docx", paper_as_docx(raw).read())
        response = desk.post(city.clerk, "import_word", **data, file=upload)
    assert response.status_code == 302, response.content.decode()[:2000]
    return Document.objects.latest("pk")


def complete(page: Document, city: City, paper: dict) -> None:
    """What a clerk adds in the editor: the column, the matter, and what the import did not find."""
    draft = page.get_latest_revision_as_object()
    missing = {} if draft.written_on else {"written_on": paper["issue_date"]}
    missing |= {} if draft.document_number else {"document_number": paper["doc_number"]}
    body = [
        (b.block_type, {**b.value, "alt": b.value["alt"] or "图"} if b.block_type == "image" else b.value)
        for b in draft.body
    ]
    save_draft(page=page, author=city.clerk, column=city.column, matter=city.matter, body=body, **missing)


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["paste", "word"])
@pytest.mark.parametrize("index", CHOSEN)
def test_a_real_paper_goes_the_whole_way(city, index, way):
    paper = papers()[index]
    desk = Desk()
    page = begin(desk, city, way, paper["content_html"])
    complete(page, city, paper)
    assert desk.post(city.clerk, "submit", page.thing.pk).status_code == 302
    for person in (city.section, city.signatory, city.office):
        submission = page.thing.submissions.get()
        assert desk.post(person, "approve", submission.pk).status_code == 302
    thing = Thing.objects.get(pk=page.thing.pk)
    assert thing.state == "public", thing.submissions.get().comment
    prefix, number = thing.index_number.rsplit("/", 1)
    answer = Client().get(reverse("document", args=[prefix, number]))
    assert answer.status_code == 200
    shown = text_of(answer.content.decode())
    assert squeezed(page.title) in shown
    _every_paragraph_and_cell_is_there(paper["content_html"], shown)
    assert "style=" not in answer.content.decode()
    assert page.title in html.unescape(Client().get("/columns/policy/").content.decode()).replace("<wbr>", "")
    assert verify_record().problems == []


def _every_paragraph_and_cell_is_there(raw: str, shown: str) -> None:
    source = BeautifulSoup(f"<table>{raw}</table>" if raw.lstrip().startswith("<tbody") else raw, "html5lib")
    passages = [
        squeezed(node.get_text()) for node in source.find_all(["p", "td", "th"]) if not node.find(["p", "td"])
    ]
    lost = [passage for passage in passages if passage and passage not in shown]
    assert lost == []
