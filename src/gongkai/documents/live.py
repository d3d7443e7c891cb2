"""The editor's form as it stands, unsaved: what the checks say of it, and the same form with values masked.

Nothing is saved here. A form that would not validate is checked all the same: a clerk types before a form is whole.
"""

import re
from collections import Counter

from gongkai.catalogue.models import Matter
from gongkai.documents.actions.masking import masked_file
from gongkai.documents.importing.clean import clean_html
from gongkai.documents.models import PublishablePage, StoredFile
from gongkai.documents.models.papers import Language
from gongkai.documents.widgets import file_state
from gongkai.review.checkup import Checkup, checkup
from gongkai.review.findings import mark_of
from gongkai.review.inspection import check_text, inspect
from gongkai.review.masking.text import mask_html, mask_text
from gongkai.review.rulelists import current_rulebook

TEXT_NAMES = (
    *("title", "source", "keywords", "summary", "duties", "leaders"),
    *("address", "office_hours", "telephone", "fax", "email", "description", "motto", "motto_note"),
)
DOCUMENT_NAMES = {"number": "document_number", "co_issuers": "co_issuers", "topic": "topic"}
KEY = re.compile(r"[0-9]{1,18}", re.ASCII)
MOST_BLOCKS = 200
LONGEST = 300_000


class LiveForm:
    """`names` pairs each field of the public form with the name of the input that holds it."""

    def __init__(self, data, page: PublishablePage):
        self.data, self.page = data, page
        self.names: dict[str, str] = {name: name for name in TEXT_NAMES if data.get(name)}
        self.files: dict[str, StoredFile] = {}
        self.form = {name: data[name][:LONGEST] for name in self.names} | {
            "language": data.get("language", ""),
            "interpretation": {"style": data.get("style", "")},
            "document": self._document(),
            "matter": {"elements": self._elements()},
            "body": [self._block(place, number) for place, number in enumerate(self._blocks())],
            "files": self._attachments(),
        }

    def _document(self) -> dict[str, str]:
        typed = {key: name for key, name in DOCUMENT_NAMES.items() if self.data.get(name)}
        self.names |= {f"document.{key}": name for key, name in typed.items()}
        return {key: self.data[name][:LONGEST] for key, name in typed.items()}

    def _elements(self) -> list[str]:
        chosen = self.data.get("matter", "")
        matter = Matter.objects.filter(pk=int(chosen)).first() if KEY.fullmatch(chosen) else None
        return matter.element_list if matter else []

    def _blocks(self) -> list[int]:
        """Numbers of the body's blocks in the order in which they stand."""
        count = min(_number(self.data.get("body-count")), MOST_BLOCKS)
        kept = [number for number in range(count) if not self.data.get(f"body-{number}-deleted")]
        return sorted(kept, key=lambda number: _number(self.data.get(f"body-{number}-order")))

    def _block(self, place: int, number: int) -> dict:
        name = f"body-{number}-value"
        if self.data.get(f"body-{number}-type") != "image":
            self.names[f"body[{place}]"] = name
            return {"type": "text", "html": clean_html(self.data.get(name, "")[:LONGEST])}
        words = {key: self.data.get(f"{name}-{key}", "")[:200] for key in ("alt", "caption")}
        for key in words:
            self.names[f"body[{place}].{key}"] = f"{name}-{key}"
        stored = self._file(f"{name}-file")
        decorative = bool(self.data.get(f"{name}-decorative"))
        if stored is None:
            return words
        return {"type": "image", "decorative": decorative, **words, **_named(stored)}

    def _attachments(self) -> list[dict]:
        rows = []
        for number in range(min(_number(self.data.get("attachments-TOTAL_FORMS")), 100)):
            if self.data.get(f"attachments-{number}-DELETE"):
                continue
            stored = self._file(f"attachments-{number}-file")
            if stored:
                title = f"attachments-{number}-title"
                self.names[f"files[{len(rows)}].title"] = title
                rows.append({"title": self.data.get(title, "")[:200]} | _named(stored))
        return rows

    def _file(self, name: str) -> StoredFile | None:
        """Only files of the page's own unit can be named."""
        file_id = self.data.get(name, "")
        if not KEY.fullmatch(file_id):
            return None
        stored = StoredFile.objects.filter(pk=int(file_id), unit_id=self.page.unit_id).first()
        if stored:
            self.files[name] = stored
        return stored

    def shown_over(self, saved: dict) -> dict:
        """The saved draft's public form with the title, text and files of this moment."""
        typed = {name: self.form[name] for name in ("title", "summary") if name in self.form}
        body = [block for block in self.form["body"] if block.get("type")]
        files = [file | {"title": file["title"].strip() or file["name"]} for file in self.form["files"]]
        language = self.form["language"] if self.form["language"] in Language.values else saved["language"]
        return saved | typed | {"body": body, "files": files, "language": language}

    def checkup(self) -> Checkup:
        return checkup(inspect(thing=self.page.thing, form=self.form, rulebook=current_rulebook()))

    def blocked_files(self, found: Checkup) -> list[tuple[str, int]]:
        """Each file's input with how much in that file is blocked."""
        stopped = Counter(
            finding.source for group in found.of("blocking", "asked") for finding in group.findings
        )
        return [(name, stopped[stored.sha256]) for name, stored in self.files.items()]

    def masked(self, *, marks: set[str], author) -> dict:
        """New values for inputs, by their names: texts as texts, files as the state that the file input shows."""
        rulebook = current_rulebook()
        found = [each for each in check_text(self.form, rulebook) if mark_of(each, "") in marks]
        changed = {}
        for name in {self.names.get(_field_of(each.part)) for each in found} - {None}:
            is_body = re.fullmatch(r"body-\d+-value", name)
            mask = mask_html if is_body else mask_text
            changed[name] = mask(clean_html(self.data[name]) if is_body else self.data[name], found)
        for name, stored in self.files.items():
            copy, _count = masked_file(stored=stored, marks=marks, said=found, rulebook=rulebook, user=author)
            if copy != stored:
                changed[name] = file_state(copy)
        return changed


def _field_of(part: str) -> str:
    """`body[2]` of `body[2]/table 1`; `body[1].alt` stays."""
    found = re.match(r"[a-z_]+(?:\[\d+\])?(?:\.[a-z_]+)?", part)
    return found.group() if found else part


def _number(text) -> int:
    return int(text) if isinstance(text, str) and re.fullmatch(r"\d{1,4}", text) else 0


def _named(stored: StoredFile) -> dict:
    return {
        "sha256": stored.sha256,
        "name": stored.name,
        "media_type": stored.media_type,
        "size": stored.size,
    }
